// One audited call, one entry, and nothing in it that names a person.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFailure } from '../../db/credentials.ts';
import { type CallName, contract } from '../../main/contract/index.ts';
import type { Row } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import type { AnyReply } from '../../main/dispatch.ts';
import { addHours } from '../../main/rules/calendar.ts';
import { answerOf, hangUp, openContact, say, takeCall } from '../door/caller.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { addHolder, type TestHolder } from '../setup/holder.ts';
import { entriesOf } from './entries-of.ts';

type Audited = {
  [Name in CallName]: (typeof contract)[Name]['kind'] extends 'read' | 'host' ? never : Name;
}[CallName];
/** `changes.test.ts`, `../door/bill.test.ts`, `../purge/`, `../door/disclosure.test.ts`, `../door/notice-card.test.ts`, `../door/resend.test.ts` and `imports.test.ts` have their cases. */
type Changes = Extract<
  Audited,
  | `account.${'change' | 'set' | 'withdraw' | 'reopen'}${string}`
  | `${'bill' | 'resend' | 'card' | 'noticeCard' | 'moving' | 'pendingChange' | 'approval' | 'setting' | 'import' | 'batch' | 'print' | 'incident' | 'calendar' | 'purge' | 'disclosure' | 'mail'}.${string}`
  | `staff.${'invite' | 'showInvite' | 'acceptInvite' | 'changeRole' | 'setActive' | 'changePassword'}`
>;
type Step = {
  /** Makes ready what the call needs, before anything is counted. */
  prepare?: () => Promise<unknown>;
  done: () => Promise<AnyReply>;
  /** What the entry says beside what changes from run to run. */
  says: () => Record<string, unknown>;
  refused: () => Promise<AnyReply>;
  /** A wrong password is itself a fact: its entry says which refusal it was. */
  refusedSays?: Record<string, unknown>;
};

const nextSix = '2026-11-23T21:00:00.000Z';
const note = '折り返し 090-7777-0001 志田様';

describe.each(engines)('the audit on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let auditor: Desk;
  let customer: TestCustomer;
  const personal = {
    name: '志田　志のぶ',
    nameKana: 'シダ　シノブ',
    customerNo: `7730${engine === 'sqlite' ? 1 : 2}4412`,
    phones: [{ number: '011-773-0914' }],
    mails: [{ address: 'shinobu.shida@example.jp' }],
    loginId: `Shinobu-${engine}`,
    applicationPhone: '090-6655-4433',
    building: '円山公園ハイツ905',
  };

  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, auditor] = [await test.signIn('agent'), await test.signIn('auditor')];
    customer = await addCustomer(test.db.write, personal);
  });
  afterAll(() => test.close());

  const added = <T>(work: () => Promise<T>) => entriesOf(test.db, work);
  const accountId = () => customer.accountId;
  const rid = () => requestId();
  const phoneId = async () =>
    answerOf(await agent.call('account.open', { accountId: accountId() })).contactPhones[0]?.id ?? 0;
  const call = (name: CallName, input: object, desk = agent) => desk.callAny(name, input);
  const onTheLine = async (level: 0 | 2 | 3 = 0) => {
    await hangUp(agent);
    await takeCall(agent, customer, level);
  };
  const limit = () =>
    recordFailure(
      test.db.write,
      customer.credentialId ?? 0,
      { failures: 10, lockedUntil: nextSix, lockAttempt: null },
      noon,
    );
  let known = 0;
  let other = 0;
  let stranger: Desk;
  let holder: TestHolder;
  const openingFor = ({ customerId, contracts }: TestHolder) => ({
    customerId,
    contractIds: contracts.map(({ contractId }) => contractId),
    reason: note,
    requestId: rid(),
  });
  const account = () => ({ account: accountId() });
  const both = () => ({ account: accountId(), customer: customer.customerId });

  const steps: { readonly [Name in Exclude<Audited, 'desk.setUp' | 'desk.renewDemo' | Changes>]: Step } = {
    'staff.signIn': {
      prepare: async () => {
        stranger = test.core.connect('http', 'a new console');
      },
      done: () => call('staff.signIn', { login: 'supervisor', password: staffPassword }, stranger),
      says: () => ({ staff: 3, session: expect.any(Number) }),
      refused: () => call('staff.signIn', { login: 'shida', password: 'x' }, stranger),
      refusedSays: { staff: 'unknown', refused: 'wrong-password' },
    },
    'staff.lock': {
      done: () => call('staff.lock', {}, stranger),
      says: () => ({ session: expect.any(Number) }),
      refused: () => call('staff.lock', {}, test.core.connect('http', 'nobody')),
    },
    'staff.unlock': {
      done: () => call('staff.unlock', { password: staffPassword }, stranger),
      says: () => ({ session: expect.any(Number) }),
      refused: () => call('staff.unlock', { password: 'wrong' }, stranger),
      refusedSays: { staff: 3, refused: 'wrong-password' },
    },
    'staff.signOut': {
      done: () => call('staff.signOut', {}, stranger),
      says: () => ({ session: expect.any(Number) }),
      refused: async () => {
        await openContact(agent, null);
        return call('staff.signOut', {});
      },
    },
    'account.open': {
      done: () => call('account.open', { accountId: accountId() }),
      says: () => ({ ...both(), protected: false }),
      refused: () => call('account.open', { accountId: 999_999 }),
    },
    'account.timeline': {
      // Reading the account that is open already is no opening; another one's notes are.
      prepare: async () => {
        other = (await addCustomer(test.db.write)).accountId;
      },
      done: () => call('account.timeline', { accountId: other }),
      says: () => ({ account: other }),
      refused: () => call('account.timeline', { accountId: 999_999 }),
    },
    'account.reveal': {
      prepare: async () => {
        await onTheLine(3);
        known = await phoneId();
      },
      done: () => call('account.reveal', { accountId: accountId(), field: 'contact-phone', valueId: known }),
      says: () => ({ ...both(), field: 'contact-phone', value: known, protected: false }),
      refused: () => call('account.reveal', { accountId: accountId(), field: 'mail-address', valueId: 999_999 }),
    },
    'account.unlock': {
      prepare: limit,
      done: () => call('account.unlock', { accountId: accountId(), reason: 'other', note, requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), reason: 'other', notices: 1 }),
      refused: () => call('account.unlock', { accountId: accountId(), reason: 'caps-lock', requestId: rid() }),
    },
    'contact.open': {
      prepare: () => hangUp(agent),
      done: () => call('contact.open', { topic: 'account', accountId: accountId(), requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number) }),
      refused: () => call('contact.open', { topic: 'account', accountId: accountId(), requestId: rid() }),
    },
    'contact.attach': {
      prepare: async () => {
        await hangUp(agent);
        await openContact(agent, null);
      },
      done: () => call('contact.attach', { accountId: accountId(), requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number) }),
      refused: () => call('contact.attach', { accountId: 999_999, requestId: rid() }),
    },
    'contact.tick': {
      done: () => call('contact.tick', { fact: 'name', requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), fact: 'name' }),
      refused: () => call('contact.tick', { fact: 'shoe-size', requestId: rid() }),
    },
    'contact.check': {
      done: () => call('contact.check', { fact: 'customer-no', said: customer.customerNo, requestId: rid() }),
      says: () => ({
        ...both(),
        contact: expect.any(Number),
        fact: 'customer-no',
        outcome: 'matched',
        misses: 0,
        failed: false,
      }),
      refused: () => call('contact.check', { fact: 'customer-no', said: customer.customerNo, requestId: rid() }),
    },
    'contact.showNumber': {
      prepare: async () => {
        known = await phoneId();
      },
      done: () => call('contact.showNumber', { phoneId: known }),
      says: () => ({ ...both(), contact: expect.any(Number), phone: known }),
      refused: () => call('contact.showNumber', { phoneId: 999_999 }),
    },
    'contact.reached': {
      done: () => call('contact.reached', { phoneId: known, requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), phone: known, fact: 'call-back' }),
      refused: () => call('contact.reached', { phoneId: 999_999, requestId: rid() }),
    },
    'contact.setProxy': {
      done: () =>
        call('contact.setProxy', {
          proxy: { relation: 'family', hasConsent: true, hasAttorney: false },
          requestId: rid(),
        }),
      says: () => ({ ...both(), contact: expect.any(Number), relation: 'family', consent: true, attorney: false }),
      refused: async () => {
        await hangUp(agent);
        return call('contact.setProxy', { proxy: null, requestId: rid() });
      },
    },
    'contact.note': {
      prepare: () => onTheLine(),
      done: () => call('contact.note', { note, requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), event: expect.any(Number) }),
      refused: () => call('contact.note', { note: '', requestId: rid() }),
    },
    'callBack.promise': {
      done: () => call('callBack.promise', { dueAt: addHours(noon, 1), note, requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), callBack: 1 }),
      refused: () => call('callBack.promise', { dueAt: noon, note, requestId: rid() }),
    },
    'callBack.settle': {
      done: () => call('callBack.settle', { callBackId: 1, outcome: 'done', requestId: rid() }),
      says: () => ({ ...account(), callBack: 1, outcome: 'done' }),
      refused: () => call('callBack.settle', { callBackId: 1, outcome: 'done', requestId: rid() }),
    },
    'contact.close': {
      done: () => call('contact.close', { category: 'login-limit', note, requestId: rid() }),
      says: () => ({ ...both(), contact: expect.any(Number), category: 'login-limit' }),
      refused: () => call('contact.close', { category: 'login-limit', requestId: rid() }),
    },
    'customer.open': {
      prepare: async () => {
        holder = await addHolder(test.db.write);
      },
      done: () => call('customer.open', { customerId: holder.customerId }),
      says: () => ({ customer: holder.customerId, protected: false }),
      refused: () => call('customer.open', { customerId: 999_999 }),
    },
    'customer.openAccount': {
      prepare: async () => {
        await hangUp(agent);
        const { customerId } = holder;
        await call('contact.open', { topic: 'account', customerId, requestId: rid() });
        await say(agent, 'customer-no', holder.customerNo);
        await say(agent, 'birth-date', '1950-05-05');
      },
      done: () => call('customer.openAccount', openingFor(holder)),
      says: () => ({
        account: expect.any(Number),
        customer: holder.customerId,
        contact: expect.any(Number),
        contracts: 1,
        further: false,
      }),
      refused: () => call('customer.openAccount', openingFor(holder)),
    },
    'audit.export': {
      done: () => call('audit.export', { accountId: accountId() }, auditor),
      says: () => ({ ...account(), count: expect.any(Number) }),
      refused: () => call('audit.export', { from: 'yesterday' }, auditor),
    },
    'audit.head': {
      done: () => call('audit.head', {}, auditor),
      says: () => ({ entries: expect.any(Number) }),
      refused: () => call('audit.head', {}),
    },
  };

  it('has a case for every call that it keeps', () => {
    const elsewhere =
      /^(account\.(change|set|withdraw|reopen)|bill|mail|resend|card|noticeCard|moving|batch|print|incident|calendar|purge|disclosure|pendingChange|approval|setting|import|staff\.(invite|showInvite|acceptInvite|changeRole|setActive|changePassword))/;
    const audited = Object.entries<Row>(contract).flatMap(([name, row]) =>
      row.kind === 'read' || row.kind === 'host' || elsewhere.test(name) ? [] : [name],
    );
    // Setting up and making a demo anew have stories of their own.
    expect([...Object.keys(steps), 'desk.setUp', 'desk.renewDemo'].toSorted()).toEqual(audited.toSorted());
  });

  it.each(Object.entries(steps))(
    '%s: has one entry when it was done, and none when it was refused',
    async (name, step) => {
      await step.prepare?.();
      const [reply, [entry, ...more]] = await added(step.done);
      expect(reply).toMatchObject({ ok: true });
      expect(more).toEqual([]);
      expect(entry).toMatchObject({ call: name, body: step.says() });
      expect(entry?.actor).toMatch(/^staff:\d+$/);
      expect(Object.keys(entry?.body ?? {}).toSorted()).toEqual(Object.keys(step.says()).toSorted());
      expect(entry?.account_id ?? undefined).toEqual(step.says().account);

      const [refused, entriesOfRefusal] = await added(step.refused);
      expect(refused).toMatchObject({ ok: false });
      const kept = entriesOfRefusal.filter(({ call: of }) => of === name).map(({ body }) => body);
      expect(kept).toEqual(step.refusedSays ? [step.refusedSays] : []);
    },
  );

  it('holds nothing of all that by which somebody could be named, and no digest of it', async () => {
    await onTheLine();
    await say(agent, 'birth-date', '1980-04-01');
    await say(agent, 'mail-address', 'what.was.said@example.jp');
    const text = JSON.stringify(await test.db.read('audit_entry').select('actor', 'call', 'body'));
    const staff = await test.db.read('staff').select('name', 'login');
    const secrets = [
      ...Object.values(personal).flatMap((value) =>
        typeof value === 'string' ? [value] : value.flatMap((one) => Object.values(one)),
      ),
      ...[
        '志田',
        '志のぶ',
        'シダ',
        '0117730914',
        '773-0914',
        '6655',
        'shinobu',
        'Shinobu',
        'example.jp',
        '円山',
        '0640821',
      ],
      ...['1980-04-01', 'what.was.said', '090-7777', '折り返し', 'shida', rightPassword, staffPassword],
      ...[customer.supplyPointNo, ...staff.flatMap(({ name }) => [name])],
    ];
    for (const secret of secrets) {
      expect(text, secret).not.toContain(secret);
      for (const kind of ['sha256', 'sha1', 'md5'])
        expect(text).not.toContain(createHash(kind).update(secret).digest('hex'));
    }
    expect(text.length).toBeGreaterThan(2000);
  });
});
