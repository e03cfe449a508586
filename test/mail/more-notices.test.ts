// Mail of meter readings and of debits: none until the utility switches it on, then once of each (rule 19).
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDebits, changeDebit } from '../../db/import-bills.ts';
import type { Database } from '../../db/open.ts';
import * as failedMails from '../../db/outbox-failed.ts';
import * as outboxHistory from '../../db/outbox-history.ts';
import { systemEffects } from '../../main/effects.ts';
import { planNotices } from '../../main/mail/plan-notices.ts';
import { readMailSetup } from '../../main/mail/setup.ts';
import { addBill } from '../door/bills.ts';
import { addCustomer } from '../setup/customer.ts';
import { addStaff, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { deliver, setUpSending } from './sending.ts';
import { startSmtp, type TestSmtp } from './smtp-server.ts';

/** Debited on Monday, 16 November: with a holiday between, five business days on is Tuesday the 24th. */
const debitedOn = '2026-11-16';
const whenSeen = '2026-11-23T23:00:00.000Z';

describe.each(engines)('further notices on %s', (engine) => {
  let smtp: TestSmtp;
  let at: TestDatabase;
  let db: Database;
  let serial = 0;
  beforeAll(async () => {
    smtp = await startSmtp('keep');
    at = await freshDatabase(engine);
    db = await at.open();
    await addStaff(db.write);
    await setUpSending(db.write, smtp.port(), { noticesFrom: '2026-11-01' });
  });
  beforeEach(async () => {
    await at.setNow(noon);
    await db.write('outbox').delete();
    await db.write('debit').delete();
  });
  afterAll(async () => {
    await db?.close();
    await at?.remove();
    await smtp?.close();
  });
  const wish = async (key: 'readingMail' | 'debitMail', value: 0 | 1): Promise<void> => {
    await db.write('setting').where({ key }).delete();
    await db.write('setting').insert({ key, value: JSON.stringify(value), version: 1, changed_at: noon });
  };
  const plan = async (): Promise<number> => {
    const setup = await readMailSetup(db.write, true);
    if (typeof setup === 'string') throw new Error(setup);
    const { signal } = new AbortController();
    return (await planNotices({ db, setup, actor: 'system:mail', effects: systemEffects, signal })).mails;
  };
  const planned = (): Promise<string[]> => db.read('outbox').orderBy('id').pluck('kind');
  const customerAt = (...addresses: string[]) =>
    addCustomer(db.write, { mails: addresses.map((address) => ({ address })) });
  /** Read on 12 November, it can be seen from the 20th on. */
  const billOf = async (address: string) => {
    serial += 1;
    const customer = await customerAt(address);
    const head = { billNo: `74${serial}`, billingMonth: '2026-11', issuedOn: '2026-11-15', dueOn: debitedOn };
    const billId = await addBill(db.write, customer, { head, line: { readOn: '2026-11-12' } });
    return { ...customer, billId };
  };
  /** Of a bill whose own mail went out long ago. */
  const debitOf = async (address: string, isNews = true) => {
    const made = await billOf(address);
    await db.write('bill').where({ id: made.billId }).update({ noticed_at: noon });
    await addDebits(db.write, [{ billId: made.billId, debitedOn, result: 'debited', isNews }], noon);
    const debit = await db.read('debit').where({ bill_id: made.billId }).first('id');
    return { ...made, debitId: Number(debit.id) };
  };
  const textTo = async (address: string): Promise<string> => {
    const raw = smtp.mails().findLast((text) => text.includes(`To: ${address}`)) ?? '';
    const { subject, text } = await simpleParser(raw);
    return `${subject}\n${text}`;
  };

  it('of a reading go with the bill’s, once they are wished for, and never bear what was used', async () => {
    await billOf('earlier@example.jp');
    expect([await plan(), await planned()]).toEqual([1, ['bill']]);
    await wish('readingMail', 1);
    const { accountId, billId } = await billOf('reading@example.jp');
    await db.write('account').where({ id: accountId }).update({ wants_amounts: 1 });
    expect([await plan(), await planned()]).toEqual([2, ['bill', 'bill', 'reading']]);
    await db.write('bill').where({ id: billId }).update({ noticed_at: null });
    expect(await plan()).toBe(0);
    // Why a bill's mail did not come, and which one is sent again, only the bill's own mails tell.
    const [own, ...others] = await outboxHistory.ofBill(db.read, accountId, billId);
    expect([own?.state, others]).toEqual(['waiting', []]);
    const all = await outboxHistory.history(db.read, accountId, { billId, limit: 10 });
    expect(all.map(({ kind }) => kind)).toEqual(['reading', 'bill']);
    expect(await outboxHistory.lastOf(db.read, accountId, [billId])).toMatchObject([{ id: all[1]?.id }]);
    expect((await deliver(db)).counts).toEqual({ accepted: 3 });
    const text = await textTo('reading@example.jp');
    expect(text).toContain('2026年11月分の検針結果のお知らせ');
    expect(text).toContain('2026年11月12日の検針');
    expect(text).not.toMatch(/210|8,000|円|kWh/);
    await wish('readingMail', 0);
  });

  it('of a debit go out once, on the day on which it can be seen, and another one when its result changes', async () => {
    await wish('debitMail', 1);
    const { debitId } = await debitOf('debit@example.jp');
    expect(await plan()).toBe(0);
    await at.setNow(whenSeen);
    expect([await plan(), await planned(), await plan()]).toEqual([1, ['debited'], 0]);
    expect((await deliver(db)).counts).toEqual({ accepted: 1 });
    const text = await textTo('debit@example.jp');
    expect(text).toContain('2026年11月分の口座振替済のお知らせ');
    expect(text).toContain('2026年11月16日に、ご指定の口座から振り替えいたしました');
    expect(text).not.toMatch(/8,000|\d円/);
    await changeDebit(db.write, debitId, 'failed', true);
    expect([await plan(), await planned()]).toEqual([1, ['debited', 'debit-failed']]);
    expect((await deliver(db)).counts).toEqual({ accepted: 1 });
    expect(await textTo('debit@example.jp')).toContain('振り替えることができませんでした');
  });

  it('of a debit say nothing that is not so any more, and nothing to who has opted out meanwhile', async () => {
    await wish('debitMail', 1);
    const [changed, shy, cancelled] = [
      await debitOf('changed@example.jp'),
      await debitOf('shy@example.jp'),
      await debitOf('cancelled@example.jp'),
    ];
    await at.setNow(whenSeen);
    expect(await plan()).toBe(3);
    await changeDebit(db.write, changed.debitId, 'failed', true);
    await db.write('account').where({ id: shy.accountId }).update({ wants_notices: 0 });
    await db.write('bill').where({ id: cancelled.billId }).update({ state: 'cancelled' });
    expect((await deliver(db)).counts).toEqual({ lapsed: 1, suppressed: 2 });
    expect(await db.read('outbox').whereNotNull('reason').orderBy('id').pluck('reason')).toEqual([
      'not-opted-in',
      'bill-cancelled',
    ]);
    expect([await plan(), (await deliver(db)).counts]).toEqual([1, { accepted: 1 }]);
  });

  it('of a debit are none of what came in while nobody wished for them, nor of what lay about meanwhile', async () => {
    await wish('debitMail', 1);
    await debitOf('not-news@example.jp', false);
    await at.setNow(whenSeen);
    expect(await plan()).toBe(0);
    await debitOf('late@example.jp');
    await wish('debitMail', 0);
    expect(await plan()).toBe(0);
    await at.setNow('2026-12-02T00:00:00.000Z');
    await wish('debitMail', 1);
    expect(await plan()).toBe(0);
    expect(await db.read('debit').where({ is_untold: 1 })).toEqual([]);
  });

  it('count for nothing where failed mails of bills are sent once more', async () => {
    await wish('readingMail', 1);
    await billOf('failed@example.jp');
    expect(await plan()).toBe(2);
    const ended = { state: 'refused', reason: 'answered', answer_code: 550, ended_at: noon };
    await db.write('outbox').update(ended);
    const window = { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z', throughId: 1_000_000_000 };
    expect(await failedMails.countByState(db.read, window)).toEqual([{ state: 'refused', mails: 1 }]);
    await wish('readingMail', 0);
  });
});
