// Bill mail once more: by an agent with a verified caller, to confirmed addresses on file, and by an admin for all that failed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import type { Desk } from '../../main/core.ts';
import { confirmationToken } from '../../main/portal/confirmation.ts';
import { entriesOf } from '../audit/entries-of.ts';
import { setUpSending } from '../mail/sending.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { addBill } from './bills.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';
import { openColleague } from './colleague.ts';

const days = { fromOn: '2026-11-20', throughOn: '2026-11-23' };

describe.each(engines)('bill mail sent once more on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let admin: Desk;
  let customer: TestCustomer;
  let billId: number;
  let lateId: number;
  /** Confirmed, confirmed, not confirmed. */
  let [first, second, third] = [0, 0, 0];
  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, admin] = [await test.signIn('agent'), await test.signIn('admin')];
    const mails = [
      { address: 'one@example.jp' },
      { address: 'two@example.jp' },
      { address: 'new@example.jp', isConfirmed: false },
    ];
    customer = await addCustomer(test.db.write, { mails });
    [first = 0, second = 0, third = 0] = (await accounts.mailAddressesOf(test.db.read, customer.accountId)).map(
      ({ id }) => id,
    );
    billId = await addBill(test.db.write, customer);
    const late = { billNo: '7000000002', billingMonth: '2026-11', issuedOn: '2026-11-20', dueOn: '2026-12-10' };
    lateId = await addBill(test.db.write, customer, { head: late, line: { readOn: '2026-11-16' } });
    const old = { billNo: '7000000003', billingMonth: '2024-09', issuedOn: '2024-09-20', dueOn: '2024-10-10' };
    await addBill(test.db.write, customer, { head: old, line: { readOn: '2024-09-16' } });
  });
  beforeEach(async () => {
    await test.setNow(noon);
    await test.db.write('outbox').delete();
  });
  afterAll(() => test.close());
  const send = (more: object = {}, desk = agent) =>
    desk.call('resend.send', {
      accountId: customer.accountId,
      billIds: [billId],
      mailIds: [first, second],
      requestId: requestId(),
      ...more,
    });
  const rows = () => test.db.read('outbox').orderBy('id');
  const look = async (more: object = {}) =>
    answerOf(await agent.call('resend.look', { accountId: customer.accountId, ...more }));

  it('offers what is out, not too old and on file, and says of the rest why not', async () => {
    const { bills, addresses, can } = await look();
    expect(bills.map(({ billNo, reason }) => [billNo, reason])).toEqual([
      ['7000000002', 'not-out'],
      ['7000000001', null],
    ]);
    expect(addresses.map(({ reason }) => reason)).toEqual([null, null, 'unconfirmed']);
    expect(addresses[0]?.masked).not.toContain('one@');
    expect(can).toEqual({ isAllowed: false, reason: 'no-contact' });
  });

  it('goes nowhere before the caller is verified, and never to an address of somebody else', async () => {
    const other = await addCustomer(test.db.write);
    const [strange] = await accounts.mailAddressesOf(test.db.read, other.accountId);
    expect(codeOf(await send())).toBe('no-contact');
    await takeCall(agent, customer, 0);
    expect(codeOf(await send())).toBe('not-verified');
    await hangUp(agent);
    await takeCall(agent, customer, 2);
    expect(codeOf(await send({ accountId: other.accountId }))).toBe('other-customer');
    expect(codeOf(await send({ mailIds: [strange?.id ?? 0] }))).toBe('no-such-address');
    expect(codeOf(await send({ billIds: [billId, 999_999] }))).toBe('no-such-bill');
    expect(await send({ billIds: [lateId] })).toMatchObject({
      error: 'bill-not-sendable',
      detail: { reason: 'not-out' },
    });
    expect(await send({ mailIds: [first, third] })).toMatchObject({
      error: 'address-not-sendable',
      detail: { reason: 'unconfirmed' },
    });
    expect(await rows()).toEqual([]);
    await hangUp(agent);
  });

  it('is a new mail for each address, with a Message-ID of its own, and told of twice on a day', async () => {
    await takeCall(agent, customer, 2);
    const [reply, entries] = await entriesOf(test.db, () => send());
    expect(answerOf(reply)).toEqual({ mails: 2, addresses: 2, bills: 1 });
    expect(entries).toMatchObject([
      { call: 'resend.send', body: { account: customer.accountId, bills: [billId], mails: 2, again: false } },
    ]);
    expect(await send()).toMatchObject({ error: 'sent-today', detail: { at: noon } });
    expect((await look()).bills[1]?.sentTodayAt).toBe(noon);
    answerOf(await send({ mailIds: [second], isAgain: true }));
    const sent = await rows();
    expect(sent.map((row) => [row.state, Number(row.mail_address_id), Number(row.is_bulk)])).toEqual([
      ['waiting', first, 0],
      ['waiting', second, 0],
      ['waiting', second, 0],
    ]);
    expect(new Set(sent.map(({ message_id }) => message_id)).size).toBe(3);
    expect(Number(sent[2].resend_of)).toBe(Number(sent[1].id));
    const { mails } = answerOf(await agent.call('resend.history', { accountId: customer.accountId, billId }));
    expect(mails.map(({ state, sentBy }) => [state, sentBy])).toEqual(Array(3).fill(['waiting', '佐々木 ゆかり']));
    await hangUp(agent);
    // Midnight in Tokyo.
    await test.setNow('2026-11-23T15:00:00.000Z');
    const next = await test.signIn('agent2');
    await takeCall(next, customer, 2);
    expect(codeOf(await send({}, next))).toBe('ok');
    await hangUp(next);
  });

  it('is read before it goes, as it will be written', async () => {
    const ask = (more: object = {}) =>
      agent.call('resend.preview', { accountId: customer.accountId, billId, mailId: first, ...more });
    expect(codeOf(await ask())).toBe('no-contact');
    await takeCall(agent, customer, 2);
    expect(codeOf(await ask())).toBe('mail-not-set-up');
    await setUpSending(test.db.write, 25);
    const [reply, entries] = await entriesOf(test.db, () => ask());
    const { from, subject, body } = answerOf(reply);
    expect(from).toBe('あかり電力 <info@mail.akari.example.jp>');
    expect(subject).toContain('2026年10月');
    expect(body).toContain('佐藤');
    // The customer has not chosen to have amounts in mail.
    expect(body).not.toContain('8,000');
    expect(entries).toMatchObject([
      { call: 'resend.preview', body: { account: customer.accountId, bill: billId, mail: first } },
    ]);
    expect(codeOf(await ask({ mailId: third }))).toBe('mail-held-back');
    expect(await rows()).toEqual([]);
    await hangUp(agent);
  });

  it('is not for customers who left their wish for notices out', async () => {
    await test.db.write('account').where({ id: customer.accountId }).update({ wants_notices: 0 });
    await takeCall(agent, customer, 2);
    expect(await send()).toMatchObject({ error: 'account-gets-no-mail', detail: { reason: 'not-opted-in' } });
    expect((await look()).can).toEqual({ isAllowed: false, reason: 'not-opted-in' });
    await test.db.write('account').where({ id: customer.accountId }).update({ wants_notices: 1 });
    await hangUp(agent);
  });

  it('asks to confirm an address once more, and the newest question is the one that counts', async () => {
    const confirm = (mailId: number, desk = agent) =>
      desk.call('resend.confirmation', { accountId: customer.accountId, mailId, requestId: requestId() });
    expect(codeOf(await confirm(third))).toBe('no-contact');
    await takeCall(agent, customer, 2);
    expect(codeOf(await confirm(first))).toBe('already-confirmed');
    const before = await mailAddresses.byId(test.db.read, third);
    const old = await confirmationToken(test.db.read, before ?? { id: 0, createdAt: '' });
    // The first question's week is over.
    await hangUp(agent);
    await test.setNow('2026-12-23T03:00:00.000Z');
    const next = await test.signIn('agent2');
    await takeCall(next, customer, 2);
    const [reply, entries] = await entriesOf(test.db, () => confirm(third, next));
    expect(answerOf(reply)).toEqual({ mails: 1 });
    expect(entries).toMatchObject([
      { call: 'resend.confirmation', body: { account: customer.accountId, mail: third } },
    ]);
    expect((await rows()).map(({ kind }) => kind)).toEqual(['confirm-address']);
    expect(await test.portal.confirmAddress(old)).toEqual({ answer: 'refused' });
    const mail = await mailAddresses.byId(test.db.read, third);
    const token = await confirmationToken(test.db.read, mail ?? { id: 0, createdAt: '' });
    expect(await test.portal.confirmAddress(token)).toEqual({ answer: 'confirmed' });
    await hangUp(next);
  });

  it('is sent by an admin for all that failed in some days, once, piece by piece', async () => {
    const add = async (mailAddressId: number, state: string, more: object = {}) => {
      const [row] = await test.db
        .write('outbox')
        .insert({
          message_id: `<${requestId()}@example.jp>`,
          kind: 'bill',
          account_id: customer.accountId,
          mail_address_id: mailAddressId,
          bill_id: billId,
          state,
          created_at: noon,
          due_at: noon,
          ended_at: noon,
          ...more,
        })
        .returning('id');
      return Number(row.id);
    };
    const failed = await add(first, 'given-up');
    await add(second, 'accepted');
    await add(third, 'bounced');
    // The address was confirmed in December, above.
    const bounced = { reason: '5.1.1', sentAt: '2026-12-23T03:00:00.000Z' };
    await mailAddresses.suppress(test.db.write, third, bounced, noon);
    await add(first, 'refused', { bill_id: lateId, ended_at: '2026-11-19T14:59:59.999Z' });
    const found = answerOf(await admin.call('resend.failed', days));
    expect(found).toMatchObject({
      failed: [
        { state: 'bounced', mails: 1 },
        { state: 'given-up', mails: 1 },
      ],
      ready: 1,
      accounts: 1,
    });
    const all = { ...days, throughId: found.throughId, after: 0 };
    const [reply, entries] = await entriesOf(test.db, () =>
      admin.call('resend.all', { ...all, requestId: requestId() }),
    );
    expect(answerOf(reply)).toEqual({ mails: 1, after: null });
    expect(entries).toMatchObject([
      { call: 'resend.all', body: { from: days.fromOn, through: days.throughOn, mails: 1, last: true } },
    ]);
    expect((await rows()).at(-1)).toMatchObject({ state: 'waiting', is_bulk: 1, resend_of: failed });
    const { events } = answerOf(await admin.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({ kind: 'bills-resent', actor: 'staff', facts: { bills: 1, mails: 1 } });
    // Whoever wishes for no notices is not among those that are counted.
    await test.db.write('account').where({ id: customer.accountId }).update({ wants_notices: 0 });
    await test.db.write('outbox').where({ resend_of: failed }).update({ state: 'given-up', ended_at: noon });
    expect(answerOf(await admin.call('resend.failed', days)).ready).toBe(0);
    await test.db.write('account').where({ id: customer.accountId }).update({ wants_notices: 1 });
    await test.db.write('outbox').where({ resend_of: failed }).update({ state: 'waiting', ended_at: null });
    // What is on its way again is not sent a third time.
    expect(answerOf(await admin.call('resend.all', { ...all, requestId: requestId() })).mails).toBe(0);
    expect(codeOf(await admin.call('resend.failed', { fromOn: '2026-11-24', throughOn: '2026-11-23' }))).toBe(
      'days-reversed',
    );
  });

  it('is sent once where two admins begin at the same moment', async () => {
    const colleague = await openColleague(test, noon);
    answerOf(await colleague.call('staff.signIn', { login: 'admin2', password: staffPassword }));
    for (let round = 0; round < 5; round += 1) {
      await test.db.write('outbox').delete();
      const failed = Array.from({ length: 100 }, (_, n) => ({
        message_id: `<${round}.${n}@example.jp>`,
        kind: 'bill',
        account_id: customer.accountId,
        mail_address_id: first,
        bill_id: billId,
        // Each but the last was sent once more; that one failed too.
        resent_by: 1,
        state: 'given-up',
        created_at: noon,
        due_at: noon,
        ended_at: noon,
      }));
      await test.db.write.batchInsert('outbox', failed, 50);
      const { throughId } = answerOf(await admin.call('resend.failed', days));
      const all = () => ({ ...days, throughId, after: 0, requestId: requestId() });
      const start = Date.now() + 30;
      void colleague.waitUntil(start);
      const theirs = colleague.call('resend.all', { ...all(), requestId: `${requestId()}-theirs` });
      while (Date.now() < start) await new Promise((resume) => setImmediate(resume));
      await Promise.all([admin.call('resend.all', all()), theirs]);
      expect((await rows()).filter(({ state }) => state === 'waiting')).toHaveLength(1);
    }
    await colleague.leave();
  });
});
