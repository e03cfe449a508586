// Bills that come out are told of by themselves: once for each confirmed address, and nobody of years gone by.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as billNotices from '../../db/bill-notices.ts';
import * as bills from '../../db/bills.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { systemEffects } from '../../main/effects.ts';
import { planNotices } from '../../main/mail/plan-notices.ts';
import { readMailSetup } from '../../main/mail/setup.ts';
import { decideNotice, type NoticeFacts } from '../../main/rules/bill-notice.ts';
import { policyOf } from '../../main/rules/policy.ts';
import { addBill, type More } from '../door/bills.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';
import { addStaff, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { setUpSending } from './sending.ts';

describe('the notice of a bill', () => {
  const fine: NoticeFacts = { state: 'fixed', issuedOn: '2026-11-18', isWhole: true, visibleBy: '2026-11-23' };
  const cases: [more: Partial<NoticeFacts>, from: string, notice: object][] = [
    [{}, '2026-11-01', { is: 'now' }],
    [{ visibleBy: '2026-11-24' }, '2026-11-01', { is: 'later', on: '2026-11-24' }],
    [{ visibleBy: '2026-11-16' }, '2026-11-01', { is: 'now' }],
    [{ visibleBy: '2026-11-15' }, '2026-11-01', { is: 'never' }],
    [{ visibleBy: '2026-11-22' }, '2026-11-23', { is: 'never' }],
    [{ isWhole: false }, '2026-11-01', { is: 'later', on: '2026-11-24' }],
    [{ visibleBy: null }, '2026-11-01', { is: 'later', on: '2026-11-24' }],
    [{ isWhole: false, issuedOn: '2026-09-01' }, '2026-11-01', { is: 'never' }],
    [{ state: 'cancelled' }, '2026-11-01', { is: 'never' }],
  ];
  it.each(cases)('%o told of from %s on: %o', (more, from, notice) => {
    expect(decideNotice({ ...fine, ...more }, '2026-11-23', from, policyOf(new Map()))).toEqual(notice);
  });
});

describe.each(engines)('notices of bills on %s', (engine) => {
  let at: TestDatabase;
  let db: Database;
  let serial = 0;
  beforeAll(async () => {
    at = await freshDatabase(engine);
    db = await at.open();
    await addStaff(db.write);
    await setUpSending(db.write, 25, { noticesFrom: '2026-11-01' });
  });
  beforeEach(async () => {
    await at.setNow(noon);
    await db.write('outbox').delete();
  });
  afterAll(async () => {
    await db?.close();
    await at?.remove();
  });
  const plan = async (by = db, { random = systemEffects.random, rows = 100 } = {}) => {
    const setup = await readMailSetup(by.write, true);
    if (typeof setup === 'string') throw new Error(setup);
    const { signal } = new AbortController();
    return (await planNotices({ db: by, setup, actor: 'system:mail', effects: { random }, signal, rows })).mails;
  };
  /** Read on Thursday, 12 November: six business days on is Friday the 20th. */
  const billOf = (customer: TestCustomer, more: More = {}) => {
    serial += 1;
    const head = { billNo: `73${serial}`, billingMonth: '2026-11', issuedOn: '2026-11-15', dueOn: '2026-12-05' };
    return addBill(db.write, customer, {
      head: { ...head, ...more.head },
      line: { readOn: '2026-11-12', ...more.line },
    });
  };
  const told = (): Promise<number[]> => db.read('outbox').where({ kind: 'bill' }).orderBy('id').pluck('bill_id');
  const customerWith = (more: CustomerOptions = {}) => addCustomer(db.write, more);

  it('go to each confirmed address once, on the day on which the bill can be seen, from eight o’clock on', async () => {
    const mails = [
      { address: 'a@example.jp' },
      { address: 'b@example.jp' },
      { address: 'c@example.jp', isConfirmed: false },
    ];
    const customer = await customerWith({ mails });
    const billId = await billOf(customer);
    await at.setNow('2026-11-19T22:59:59.000Z');
    expect([await plan(), await told()]).toEqual([0, []]);
    await at.setNow('2026-11-19T23:00:00.000Z');
    expect([await plan(), await told()]).toEqual([2, [billId, billId]]);
    expect(await plan()).toBe(0);
    // Not even where the bill is looked at once more.
    await db.write('bill').where({ id: billId }).update({ noticed_at: null });
    expect(await plan()).toBe(0);
  });

  it('go to nobody who does not wish for them, whose contract is not eligible, or who has closed the account', async () => {
    const [shy, closed, plain] = [await customerWith(), await customerWith(), await customerWith()];
    await db.write('account').where({ id: shy.accountId }).update({ wants_notices: 0 });
    await db.write('account').where({ id: closed.accountId }).update({ status: 'withdrawn', withdrawn_at: noon });
    await db.write('contract').where({ id: plain.contractId }).update({ is_mail_eligible: 0 });
    for (const customer of [shy, closed, plain]) await billOf(customer);
    expect(await plan()).toBe(0);
  });

  it('tell of the last bill of a contract that the account has let go of, but of nothing used after that', async () => {
    const customer = await customerWith({ isProtected: true });
    await db.write('account_contract').where({ account_id: customer.accountId }).update({ to_on: '2026-10-31' });
    const last = await billOf(customer, { line: { usedFrom: '2026-10-13' } });
    await billOf(customer, { line: { usedFrom: '2026-11-01' } });
    expect([await plan(), await told()]).toEqual([1, [last]]);
    expect(await bills.isProtected(db.read, last)).toBe(true);
  });

  it('tell of nothing that a first import brought along, however often it is looked at', async () => {
    const customer = await customerWith();
    for (const month of ['2025-01', '2026-03', '2026-09'])
      await billOf(customer, {
        head: { billingMonth: month, issuedOn: `${month}-20` },
        line: { readOn: `${month}-16` },
      });
    expect(await plan()).toBe(0);
    expect(await billNotices.isAny(db.read, '2027-12-31')).toBe(false);
  });

  it('of years gone by are closed by one statement, and nothing newer with them', async () => {
    const customer = await customerWith();
    const issued = (issuedOn: string) => billOf(customer, { head: { issuedOn }, line: { readOn: '2024-01-05' } });
    const old = [await issued('2024-01-10'), await issued('2026-09-21')];
    const [young, seenTo] = [await issued('2026-09-22'), await issued('2024-02-10')];
    await db.write('bill').where({ id: seenTo }).update({ noticed_at: '2024-02-10T00:00:00.000Z' });
    await db.write.transaction(async (tx) => {
      expect(await billNotices.closeOld(tx, '2026-09-22', noon)).toBe(2);
      expect(await billNotices.closeOld(tx, '2026-09-22', noon)).toBe(0);
    });
    const ids = [...old, young, seenTo];
    const closed = await db.read('bill').whereIn('id', ids).where({ noticed_at: noon }).orderBy('id').pluck('id');
    expect(closed).toEqual(old);
    expect(await plan()).toBe(0);
  });

  it('wait for a bill whose lines are not all there', async () => {
    const customer = await customerWith();
    const billId = await billOf(customer, { head: { amountYen: 9000 } });
    expect(await plan()).toBe(0);
    await db.write('bill').where({ id: billId }).update({ amount_yen: 8000 });
    expect(await plan()).toBe(0);
    await at.setNow('2026-11-23T23:00:00.000Z');
    expect([await plan(), await told()]).toEqual([1, [billId]]);
  });

  it('are planned by two at once without one twice', async () => {
    const ids = new Set<number>();
    for (let n = 0; n < 30; n += 1) ids.add(await billOf(await customerWith()));
    const other = await at.open();
    // SQLite has one writer: two of one process would wait for each other with both feet on the ground.
    const [mine, theirs] =
      engine === 'sqlite' ? [await plan(), await plan(other)] : await Promise.all([plan(), plan(other)]);
    await other.close();
    expect(mine + theirs).toBe(30);
    expect(new Set(await told())).toEqual(ids);
  });

  if (engine === 'postgres')
    it('are planned by one while another has to wait in the middle of its piece', async () => {
      const customers = [await customerWith(), await customerWith(), await customerWith(), await customerWith()];
      const ids: number[] = [];
      for (const customer of customers) ids.push(await billOf(customer));
      const waiting = async (): Promise<number> => {
        const here = db.read('pg_stat_activity').whereRaw('datname = current_database()');
        return (await here.where({ wait_event_type: 'Lock' })).length;
      };
      /** Its chain, then as many message IDs as it needs. */
      const drawing = (first: number) => {
        let drawn = first;
        return (length: number) => new Uint8Array(length).fill(drawn++);
      };
      const other = await at.open();
      // The message ID that mine will draw first, uncommitted: it waits for what becomes of that one.
      const blocker = await db.write.transaction();
      const [mailAddressId] = await db.read('mail_address').pluck('id');
      const messageId = `<${'02'.repeat(16)}@mail.akari.example.jp>`;
      const mail = { messageId, kind: 'limit-lifted', accountId: customers[0]?.accountId ?? 0, lapsesAt: null };
      await outbox.add(blocker, { ...mail, mailAddressId }, noon);
      const mine = plan(db, { random: drawing(1), rows: 2 });
      while ((await waiting()) < 1);
      let isOver = false;
      const bothWait = async () => {
        while (!isOver && (await waiting()) < 2);
        return 'both wait';
      };
      const theirs = plan(other, { random: drawing(50), rows: 2 });
      const met = await Promise.race([theirs, bothWait()]);
      isOver = true;
      const toldMeanwhile = await told();
      await blocker.rollback();
      expect([met, await mine, await theirs, toldMeanwhile]).toEqual([2, 2, 2, ids.slice(2)]);
      await other.close();
    });
});
