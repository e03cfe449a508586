// What is proven in a telephone call, how it is lost again, and what is kept of it (rules 7 to 9).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { addHours, addMinutes } from '../../main/rules/calendar.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { addBill } from './bills.ts';
import {
  answerOf,
  callBack,
  callTakersOf,
  codeOf,
  currentCall,
  hangUp,
  miss,
  openContact,
  reveal,
  say,
  takeCall,
  valuesOf,
} from './caller.ts';
import { tablesWith } from './every-text.ts';

describe.each(engines)('what a call proves on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Desk;
  let supervisor: Desk;
  let everyoneHangsUp: () => Promise<void>;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    ({ agent, colleague, supervisor, everyoneHangsUp } = await callTakersOf(test));
  });
  afterEach(() => everyoneHangsUp());
  afterAll(() => test.close());

  const current = (desk = agent) => currentCall(desk);
  const tick = async (fact: 'name' | 'address') =>
    answerOf(await agent.call('contact.tick', { fact, requestId: requestId() })).level;
  const failedCallOn = async (desk: Desk, customer: TestCustomer) => {
    await openContact(desk, customer.accountId);
    for (let n = 0; n < 3; n += 1) await miss(desk);
  };
  /** The console of a person who is there keeps its session awake; only the call goes quiet. */
  const passMinutes = async (minutes: number) => {
    for (let passed = 0; passed < minutes; ) {
      passed = Math.min(minutes, passed + 5);
      await test.setNow(addMinutes(noon, passed));
      for (const desk of [agent, colleague, supervisor]) await desk.call('desk.status', {});
    }
  };

  describe('proves', () => {
    it('level 1 by name and address, which only find the record', async () => {
      const customer = await addCustomer(test.db.write);
      await openContact(agent, customer.accountId);
      expect([await tick('name'), await tick('name'), await tick('address')]).toEqual([0, 0, 1]);
      expect(await current()).toMatchObject({ level: 1, ticked: ['name', 'address'], matched: [] });
    });

    it('level 2 by two facts and level 3 by a call-back as well', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 2);
      expect((await current())?.level).toBe(2);
      expect(await callBack(agent)).toBe(3);
      expect(await current()).toMatchObject({ level: 3, matched: ['customer-no', 'supply-point', 'call-back'] });
    });

    it.each([
      ['customer-no', '１００−２００（３００）', '100200300'],
      ['customer-no', ' 100 200-300 ', '100200300'],
    ] as const)('a %s said as %s', async (fact, said, customerNo) => {
      const customer = await addCustomer(test.db.write, {
        customerNo: `${customerNo}${Math.floor(Math.random() * 1e9)}`,
      });
      await openContact(agent, customer.accountId);
      const rest = customer.customerNo.slice(customerNo.length);
      expect(answerOf(await say(agent, fact, `${said}${rest}`)).outcome).toBe('matched');
    });

    it('mail addresses whatever their case, birth dates in Japanese years, supply points in groups', async () => {
      const customer = await addCustomer(test.db.write, {
        mails: [{ address: 'Hanako.Sato@Example.jp' }],
        birthOn: '1980-04-01',
      });
      await openContact(agent, customer.accountId);
      const grouped = customer.supplyPointNo.replace(/(\d{4})(?=\d)/g, '$1-');
      expect(answerOf(await say(agent, 'mail-address', 'hanako.sato@EXAMPLE.JP')).outcome).toBe('matched');
      expect(answerOf(await say(agent, 'birth-date', '昭和55年4月1日')).outcome).toBe('matched');
      expect(answerOf(await say(agent, 'supply-point', grouped)).outcome).toBe('matched');
    });

    it('the amount of a recent bill as it is said, of this customer’s bills alone', async () => {
      const customer = await addCustomer(test.db.write);
      const other = await addCustomer(test.db.write);
      for (const [who, billNo, more] of [
        [customer, '7100000001', { issuedOn: '2026-10-20', amountYen: 11_891 }],
        [customer, '7100000002', { issuedOn: '2026-08-22', amountYen: 7_777 }],
        [customer, '7100000003', { issuedOn: '2026-10-21', amountYen: 6_666, state: 'cancelled' as const }],
        [other, '7100000004', { issuedOn: '2026-10-20', amountYen: 5_555 }],
      ] as const)
        await addBill(test.db.write, who, { head: { billNo, ...more } });
      await openContact(agent, customer.accountId);
      expect((await current())?.offered).toContain('bill-amount');
      expect(codeOf(await say(agent, 'bill-amount', 'たぶん一万'))).toBe('not-readable');
      expect(answerOf(await say(agent, 'bill-amount', '7,777')).outcome).toBe('missed');
      expect(answerOf(await say(agent, 'bill-amount', '5555')).outcome).toBe('missed');
      expect(answerOf(await say(agent, 'bill-amount', '￥１１，８９１円')).outcome).toBe('matched');
      await hangUp(agent);

      const cancelled = await addCustomer(test.db.write);
      for (const more of [
        { billNo: '7100000005', state: 'cancelled' as const },
        { billNo: '7100000006', amountYen: 0 },
      ])
        await addBill(test.db.write, cancelled, { head: { issuedOn: '2026-11-01', ...more } });
      await openContact(agent, cancelled.accountId);
      expect((await current())?.offered).not.toContain('bill-amount');
    });

    it('one fact once: a second time it is not asked', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 2);
      expect(codeOf(await say(agent, 'customer-no', customer.customerNo))).toBe('already-matched');
      expect(codeOf(await miss(agent))).toBe('already-matched');
    });

    it('no application phone and nothing else the account lacks', async () => {
      const bare = await addCustomer(test.db.write, { birthOn: null, mails: [], phones: [] });
      await openContact(agent, bare.accountId);
      expect((await current())?.offered).toEqual(['customer-no', 'supply-point']);
      for (const fact of ['bill-amount', 'mail-address', 'birth-date'] as const)
        expect(codeOf(await say(agent, fact, 'x'))).toBe('not-offered');
      expect((await current())?.misses).toBe(0);
      const asked = await agent.callAny('contact.check', {
        fact: 'application-phone',
        said: '090-1234-5678',
        requestId: requestId(),
      });
      expect(asked).toMatchObject({ ok: false, error: 'bad-input' });
    });

    it('nothing by an address that was never confirmed', async () => {
      const customer = await addCustomer(test.db.write, { mails: [{ address: 'new@example.jp', isConfirmed: false }] });
      await openContact(agent, customer.accountId);
      expect((await current())?.offered).not.toContain('mail-address');
      expect(codeOf(await say(agent, 'mail-address', 'new@example.jp'))).toBe('not-offered');
    });

    it('nothing by another customer’s number', async () => {
      const customer = await addCustomer(test.db.write);
      const other = await addCustomer(test.db.write);
      await openContact(agent, customer.accountId);
      expect(answerOf(await say(agent, 'customer-no', other.customerNo)).outcome).toBe('missed');
      expect(answerOf(await say(agent, 'supply-point', other.supplyPointNo)).outcome).toBe('missed');
    });

    it('nothing before it is known who calls', async () => {
      await openContact(agent, null);
      expect(codeOf(await say(agent, 'customer-no', '1'))).toBe('no-customer');
      expect(codeOf(await agent.call('contact.tick', { fact: 'name', requestId: requestId() }))).toBe('no-customer');
      expect(codeOf(await agent.call('contact.note', { note: 'x', requestId: requestId() }))).toBe('no-customer');
      expect(codeOf(await agent.call('contact.showNumber', { phoneId: 1 }))).toBe('no-customer');
    });
  });

  it('keeps whether it matched, and of what was said nothing anywhere', async () => {
    const customer = await addCustomer(test.db.write);
    await openContact(agent, customer.accountId);
    const said = {
      'customer-no': '4455667788990011',
      'birth-date': '1961-02-17',
      'mail-address': 'not.this.one@example.jp',
    };
    for (const [fact, text] of Object.entries(said).slice(0, 2)) await say(agent, fact as 'customer-no', text);
    answerOf(await say(agent, 'supply-point', ` ${customer.supplyPointNo.replace(/(?=\d{4}$)/, '-')} `));
    await say(agent, 'mail-address', said['mail-address']);
    for (const text of [...Object.values(said), '19610217', customer.supplyPointNo.replace(/(?=\d{4}$)/, '-')])
      expect(await tablesWith(test.db, text), text).toEqual([]);
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    const outcomes = events.flatMap(({ kind, facts }) =>
      kind.startsWith('verification') ? [`${facts.fact} ${kind}`] : [],
    );
    expect(outcomes.toReversed()).toEqual([
      'customer-no verification-missed',
      'birth-date verification-missed',
      'supply-point verification-matched',
      'mail-address verification-missed',
    ]);
  });

  describe('ends', () => {
    it('as failed with the third miss, flagged on the account for a day', async () => {
      const customer = await addCustomer(test.db.write);
      await openContact(agent, customer.accountId);
      expect(answerOf(await miss(agent))).toEqual({ outcome: 'missed', level: 0, misses: 1, hasFailed: false });
      expect(answerOf(await say(agent, 'birth-date', '1999-01-01')).misses).toBe(2);
      expect(answerOf(await miss(agent))).toEqual({ outcome: 'missed', level: 0, misses: 3, hasFailed: true });
      expect(await current()).toBeNull();
      expect(codeOf(await say(agent, 'customer-no', customer.customerNo))).toBe('no-contact');

      const shown = await valuesOf(agent, customer);
      expect(shown.failedContactUntil).toBe(addHours(noon, 24));
      expect(shown.can.openContact).toEqual({ isAllowed: false, reason: 'needs-supervisor-after-failure' });
      const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
      expect(events.map(({ kind }) => kind)).toContain('contact-failed');
    });

    it('as failed although two facts had matched before', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 2);
      for (const said of ['a@example.jp', 'b@example.jp', 'c@example.jp']) await say(agent, 'mail-address', said);
      expect(await current()).toBeNull();
    });

    it('with whoever hangs up, after which nothing of it counts', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 3);
      await hangUp(agent);
      await openContact(agent, customer.accountId);
      expect(await current()).toMatchObject({ level: 0, ticked: [], matched: [] });
    });
  });

  describe('after a failed one', () => {
    it('leaves the customer’s next calls to a supervisor until a day has passed', async () => {
      const customer = await addCustomer(test.db.write);
      const other = await addCustomer(test.db.write, { customerId: customer.customerId });
      await failedCallOn(agent, customer);
      const until = addHours(noon, 24);
      for (const accountId of [customer.accountId, other.accountId])
        expect(await colleague.call('contact.open', { topic: 'account', accountId, requestId: requestId() })).toEqual({
          ok: false,
          error: 'needs-supervisor-after-failure',
          detail: { until },
        });
      await openContact(colleague, null);
      const attached = await colleague.call('contact.attach', {
        accountId: customer.accountId,
        requestId: requestId(),
      });
      expect(attached).toEqual({ ok: false, error: 'needs-supervisor-after-failure', detail: { until } });
      await openContact(supervisor, customer.accountId);

      await test.setNow(addMinutes(until, -1));
      const early = await test.signIn('agent');
      expect(
        codeOf(
          await early.call('contact.open', { topic: 'account', accountId: customer.accountId, requestId: requestId() }),
        ),
      ).toBe('needs-supervisor-after-failure');
      await test.setNow(until);
      await openContact(early, customer.accountId);
      await hangUp(early);
    });

    it('counts from the one that failed last, not from the one that was opened last', async () => {
      const customer = await addCustomer(test.db.write);
      await openContact(agent, customer.accountId);
      await passMinutes(5);
      await failedCallOn(colleague, customer);
      await passMinutes(10);
      for (let n = 0; n < 3; n += 1) await miss(agent);
      expect((await valuesOf(supervisor, customer)).failedContactUntil).toBe(addHours(addMinutes(noon, 10), 24));
    });

    it('leaves other customers alone', async () => {
      await failedCallOn(agent, await addCustomer(test.db.write));
      await openContact(agent, (await addCustomer(test.db.write)).accountId);
    });
  });

  describe('left quiet for fifteen minutes', () => {
    it('has to be verified anew, and remembers its misses', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 2);
      await say(agent, 'birth-date', '1999-01-01');
      expect((await current())?.idleEndsAt).toBe(addMinutes(noon, 15));
      await passMinutes(14);
      expect((await current())?.level).toBe(2);
      await passMinutes(15);
      expect(await current()).toMatchObject({ level: 0, matched: [], misses: 1 });
      expect(answerOf(await say(agent, 'customer-no', customer.customerNo)).level).toBe(0);
      expect(answerOf(await say(agent, 'supply-point', customer.supplyPointNo)).level).toBe(2);
    });

    it('stays verified as long as something is done in it', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 3);
      const phone = (await valuesOf(agent, customer)).contactPhones[0]?.id ?? 0;
      await passMinutes(10);
      answerOf(await reveal(agent, customer, 'contact-phone', phone));
      await passMinutes(20);
      expect((await current())?.level).toBe(3);
      answerOf(await agent.call('contact.note', { note: 'お待ちいただく', requestId: requestId() }));
      await passMinutes(30);
      expect((await current())?.level).toBe(3);
    });

    it('reveals and lifts nothing any more', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 3);
      const phone = (await valuesOf(agent, customer)).contactPhones[0]?.id ?? 0;
      await passMinutes(15);
      const refusal = { ok: false, error: 'not-verified', detail: { level: 0, needed: 3 } };
      expect(await reveal(agent, customer, 'contact-phone', phone)).toEqual(refusal);
    });
  });
});
