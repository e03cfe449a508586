import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordFailure } from '../../db/credentials.ts';
import type { Desk } from '../../main/core.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { addCustomer, type CustomerOptions, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, openContact, say, takeCall } from './caller.ts';

const nextSix = '2026-11-23T21:00:00.000Z';

describe.each(engines)('lifting a login limit on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Desk;
  let supervisor: Desk;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, colleague, supervisor] = [
      await test.signIn('agent'),
      await test.signIn('agent2'),
      await test.signIn('supervisor'),
    ];
  });
  afterEach(async () => {
    await test.setNow(noon);
    for (const desk of [agent, colleague, supervisor]) await hangUp(desk);
  });
  afterAll(() => test.close());

  const limited = async (options: CustomerOptions = {}): Promise<TestCustomer> => {
    const customer = await addCustomer(test.db.write, options);
    const tenth = { failures: 10, lockedUntil: nextSix, lockAttempt: null };
    if (customer.credentialId) await recordFailure(test.db.write, customer.credentialId, tenth, noon);
    return customer;
  };
  const lift = (desk: Desk, { accountId }: { accountId: number }, more: { reason?: 'other'; note?: string } = {}) =>
    desk.call('account.unlock', { accountId, reason: 'typing-mistake', requestId: requestId(), ...more });
  const loginOf = async (desk: Desk, { accountId }: TestCustomer) =>
    answerOf(await desk.call('account.open', { accountId })).login;

  it('goes from ten wrong passwords over two facts to the right password', async () => {
    const customer = await addCustomer(test.db.write);
    for (let n = 1; n <= 9; n += 1)
      expect(await test.portal.attempt(customer.loginId, 'wrong')).toEqual({
        answer: 'refused',
        failures: n,
        lockedUntil: null,
      });
    expect(await test.portal.attempt(customer.loginId, 'wrong')).toEqual({
      answer: 'refused',
      failures: 10,
      lockedUntil: nextSix,
    });
    expect((await test.portal.attempt(customer.loginId, rightPassword)).answer).toBe('limited');

    const shown = answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(shown.login).toMatchObject({ state: 'limited', lockedUntil: nextSix, failures: 10, failureLimit: 10 });
    expect(shown.can.unlock).toEqual({ isAllowed: false, reason: 'no-contact' });

    await openContact(agent, customer.accountId);
    expect(await lift(agent, customer)).toEqual({ ok: false, error: 'not-verified', detail: { level: 0, needed: 2 } });
    expect(answerOf(await say(agent, 'customer-no', customer.customerNo)).level).toBe(0);
    expect(await lift(agent, customer)).toEqual({ ok: false, error: 'not-verified', detail: { level: 0, needed: 2 } });
    expect(answerOf(await say(agent, 'supply-point', customer.supplyPointNo)).level).toBe(2);
    expect(answerOf(await agent.call('account.open', { accountId: customer.accountId })).can.unlock.isAllowed).toBe(
      true,
    );

    const lifted = answerOf(await lift(agent, customer, { note: '押し間違いとのこと' }));
    expect(lifted).toEqual({ accountId: customer.accountId, unlockedAt: noon, noticesQueued: 1 });
    expect(await loginOf(agent, customer)).toMatchObject({ state: 'in-use', lockedUntil: null, failures: 0 });

    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({
      kind: 'limit-lifted',
      staffName: '佐々木 ゆかり',
      note: '押し間違いとのこと',
      facts: { reason: 'typing-mistake', lockedUntil: nextSix, failures: 10, noticesQueued: 1 },
    });
    expect(events.map(({ kind }) => kind)).toContain('login-limited');

    expect(await test.portal.attempt(customer.loginId, rightPassword)).toEqual({
      answer: 'accepted',
      failures: 0,
      lockedUntil: null,
    });
  });

  it('gives ten new tries, no more', async () => {
    const customer = await limited();
    await takeCall(agent, customer, 2);
    answerOf(await lift(agent, customer));
    for (let n = 1; n <= 9; n += 1)
      expect((await test.portal.attempt(customer.loginId, 'wrong')).lockedUntil).toBeNull();
    expect((await test.portal.attempt(customer.loginId, 'wrong')).lockedUntil).toBe(nextSix);
  });

  it('writes one notice for each confirmed address, which lapses after a day', async () => {
    const customer = await limited({
      mails: [
        { address: 'first@example.jp' },
        { address: 'unconfirmed@example.jp', isConfirmed: false },
        { address: 'second@example.jp' },
      ],
    });
    await takeCall(agent, customer, 2);
    expect(answerOf(await lift(agent, customer)).noticesQueued).toBe(2);
    const mails = await test.db
      .read('outbox as o')
      .join('mail_address as m', 'm.id', 'o.mail_address_id')
      .where('o.account_id', customer.accountId)
      .orderBy('m.position')
      .select('m.address', 'o.kind', 'o.state', 'o.lapses_at', 'o.message_id');
    expect(mails.map(({ message_id: _, ...mail }) => mail)).toEqual(
      ['first@example.jp', 'second@example.jp'].map((address) => ({
        address,
        kind: 'limit-lifted',
        state: 'waiting',
        lapses_at: '2026-11-24T03:00:00.000Z',
      })),
    );
    expect(new Set(mails.map((mail) => mail.message_id)).size).toBe(2);
  });

  it('still lifts where there is nobody to write to', async () => {
    const customer = await limited({ mails: [] });
    await takeCall(agent, customer, 2);
    expect(answerOf(await lift(agent, customer)).noticesQueued).toBe(0);
  });

  it('is refused without a call, for nobody, and with a reason that says nothing', async () => {
    const customer = await limited();
    expect(codeOf(await lift(agent, customer))).toBe('no-contact');
    expect(codeOf(await lift(agent, { accountId: 999_999 }))).toBe('no-such-account');
    await openContact(agent, null);
    expect(codeOf(await lift(agent, customer))).toBe('no-customer');
    await hangUp(agent);
    await takeCall(agent, customer, 2);
    expect(codeOf(await lift(agent, customer, { reason: 'other' }))).toBe('note-needed');
    expect(codeOf(await lift(agent, customer, { reason: 'other', note: '　 ' }))).toBe('note-needed');
    expect(await loginOf(agent, customer)).toMatchObject({ state: 'limited' });
    expect(codeOf(await lift(agent, customer, { reason: 'other', note: '入力画面の不具合' }))).toBe('ok');
  });

  it('is refused on another customer’s account however well the caller is verified', async () => {
    const caller = await addCustomer(test.db.write);
    const neighbour = await limited();
    await takeCall(agent, caller, 3);
    expect(codeOf(await lift(agent, neighbour))).toBe('other-customer');
    expect(await loginOf(agent, neighbour)).toMatchObject({ state: 'limited' });
    expect(answerOf(await agent.call('account.open', { accountId: neighbour.accountId })).can.unlock.reason).toBe(
      'other-customer',
    );
  });

  it('covers another account of the verified customer', async () => {
    const first = await addCustomer(test.db.write);
    const second = await limited({ customerId: first.customerId });
    await takeCall(agent, first, 2);
    expect(codeOf(await lift(agent, second))).toBe('ok');
  });

  it('is a supervisor’s where the customer is protected', async () => {
    const customer = await limited({ isProtected: true });
    await takeCall(agent, customer, 2);
    expect(codeOf(await lift(agent, customer))).toBe('needs-supervisor');
    await hangUp(agent);
    await takeCall(supervisor, customer, 2);
    expect(codeOf(await lift(supervisor, customer))).toBe('ok');
  });

  it('is refused where there is no password, no supply any more, or no limit', async () => {
    for (const [options, code] of [
      [{ credential: null }, 'no-credential'],
      [{ status: 'withdrawn' }, 'withdrawn'],
      [{}, 'not-limited'],
    ] as const) {
      const customer = await addCustomer(test.db.write, options);
      await takeCall(agent, customer, 2);
      expect(codeOf(await lift(agent, customer))).toBe(code);
      await hangUp(agent);
    }
  });

  it('says when a limit has ended by itself, at 06:00 in Tokyo sharp', async () => {
    const customer = await limited();
    await test.setNow(addMinutes(nextSix, -1));
    const nightAgent = await test.signIn('agent');
    await takeCall(nightAgent, customer, 2);
    await test.setNow(nextSix);
    expect(await lift(nightAgent, customer)).toEqual({ ok: false, error: 'not-limited', detail: { endedAt: nextSix } });
    expect(await loginOf(nightAgent, customer)).toMatchObject({ state: 'in-use', lockedUntil: null, failures: 0 });
  });

  it('names the colleague who was faster', async () => {
    const customer = await limited();
    await takeCall(agent, customer, 2);
    await takeCall(colleague, customer, 2);
    answerOf(await lift(colleague, customer));
    expect(await lift(agent, customer)).toEqual({
      ok: false,
      error: 'already-lifted',
      detail: { by: '村上 健', at: noon },
    });
  });

  it('does not name a colleague for a limit that came and went after them', async () => {
    const customer = await limited();
    await takeCall(agent, customer, 2);
    answerOf(await lift(agent, customer));
    await test.setNow(addMinutes(noon, 1));
    const again = { failures: 10, lockedUntil: nextSix, lockAttempt: null };
    await recordFailure(test.db.write, customer.credentialId ?? 0, again, addMinutes(noon, 1));
    await test.setNow('2026-11-23T22:00:00.000Z');
    const morningAgent = await test.signIn('agent');
    await hangUp(morningAgent);
    await takeCall(morningAgent, customer, 2);
    expect(codeOf(await lift(morningAgent, customer))).toBe('not-limited');
  });
});
