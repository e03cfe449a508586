// The outbox as rows: each mail is taken by one sender at a time, and a notice of a bill goes to an address once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import * as outboxHistory from '../../db/outbox-history.ts';
import { addBill } from '../door/bills.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { addStaff, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';

const later = '2026-11-23T03:10:00.000Z';
const accepted: outbox.Settled = { state: 'accepted', reason: null, code: 250, status: '2.0.0', dueAt: null };

describe.each(engines)('the outbox on %s', (engine) => {
  let at: TestDatabase;
  let db: Database;
  let customer: TestCustomer;
  let mailAddressId: number;
  let billId: number;
  let serial = 0;
  beforeAll(async () => {
    at = await freshDatabase(engine);
    db = await at.open();
    await addStaff(db.write);
    customer = await addCustomer(db.write, { mails: [{ address: 'first@example.jp' }, { address: 'b@example.jp' }] });
    mailAddressId = (await accounts.mailAddressesOf(db.read, customer.accountId))[0]?.id ?? 0;
    billId = await addBill(db.write, customer);
  });
  beforeEach(() => db.write('outbox').delete());
  afterAll(async () => {
    await db.close();
    await at.remove();
  });
  const add = async (more: Partial<outbox.NewBillMail> = {}): Promise<number | null> => {
    serial += 1;
    const mail = { messageId: `<${serial}@example.jp>`, accountId: customer.accountId, mailAddressId, billId };
    const bill = { ...mail, kind: 'bill' as const, debitId: null };
    return outbox.addBillMail(db.write, { ...bill, isBulk: false, resentBy: 1, resendOf: null, ...more }, noon);
  };
  const claim = (owner: string, now = noon, limit = 100) =>
    db.write.transaction((tx) => outbox.claim(tx, { owner, leaseUntil: later, limit }, now));
  /** What was asked, and for SQLite how it goes about it. */
  const plansOf = async (ask: () => Promise<unknown>): Promise<{ sql: string; plan: string }[]> => {
    const asked: { sql: string; bindings: string[] }[] = [];
    const listen = (query: { sql: string; bindings: string[] }) => asked.push(query);
    db.write.on('query', listen);
    await ask();
    db.write.removeListener('query', listen);
    const said: { sql: string; plan: string }[] = [];
    for (const { sql, bindings } of asked.filter((query) => query.sql.includes('outbox'))) {
      const steps: { detail: string }[] =
        engine === 'sqlite' ? await db.write.raw(`explain query plan ${sql}`, bindings) : [];
      said.push({ sql: sql.replaceAll('`', '"'), plan: steps.map(({ detail }) => detail).join('; ') });
    }
    return said;
  };
  const states = () => db.read('outbox').orderBy('id').pluck('state');

  it('gives each mail to one sender, what a person waits for first', async () => {
    const bulk = await add({ isBulk: true });
    const [one, two] = [await add(), await add()];
    expect((await claim('a', noon, 2)).map(({ id, attempts }) => [id, attempts])).toEqual([
      [one, 1],
      [two, 1],
    ]);
    expect((await claim('b')).map(({ id }) => id)).toEqual([bulk]);
    expect(await claim('c')).toEqual([]);
    expect(await claim('c', later)).toHaveLength(3);
  });

  it('is asked for what is due by one range of its index for each kind', async () => {
    const said = await plansOf(async () => {
      await outbox.isAnyDue(db.write, noon);
      await claim('a');
    });
    const looks = said.filter(({ sql }) => sql.includes('due_at" <='));
    expect(looks).toHaveLength(4);
    if (engine === 'sqlite')
      for (const { plan } of looks) expect(plan).toMatch(/INDEX outbox_due \(is_bulk=\? AND due_at<\?\)/);
  });

  it('counts what is under way and what has ended of late, and looks at nothing older', async () => {
    for (const more of [{}, { state: 'deferred' }, { state: 'accepted', ended_at: later }, { state: 'refused' }]) {
      const id = await add();
      await db
        .write('outbox')
        .where({ id })
        .update({ ended_at: null, ...more });
    }
    await db.write('outbox').where({ state: 'refused' }).update({ ended_at: noon });
    const said = await plansOf(async () =>
      expect((await outbox.standing(db.write, later)).counts).toEqual({ waiting: 1, deferred: 1, accepted: 1 }),
    );
    if (engine === 'sqlite')
      for (const { plan } of said)
        expect(plan).toMatch(/^SEARCH outbox USING (COVERING )?INDEX outbox_state \(state=\?/);
    expect(said.filter(({ sql }) => sql.includes('ended_at" >='))).toHaveLength(1);
  });

  it('takes an end from nobody whose lease is over', async () => {
    await add();
    const [mail] = await claim('a');
    const ids = [mail?.id ?? 0];
    await claim('b', later);
    expect(await outbox.settle(db.write, { owner: 'a', ids }, accepted, later)).toEqual([]);
    expect(await states()).toEqual(['sending']);
    expect(await outbox.settle(db.write, { owner: 'b', ids }, accepted, later)).toEqual(ids);
    expect(await states()).toEqual(['accepted']);
    expect(await claim('c', '2027-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('takes back what was not begun, as if it had not been taken', async () => {
    const id = await add();
    await claim('a');
    expect(await outbox.release(db.write, 'b', [id ?? 0])).toBe(0);
    expect(await outbox.release(db.write, 'a', [id ?? 0])).toBe(1);
    expect((await claim('b'))[0]?.attempts).toBe(1);
  });

  it('tells an address of a bill once, and as often as a person asks', async () => {
    const first = await add({ resentBy: null });
    expect(first).not.toBeNull();
    expect(await add({ resentBy: null })).toBeNull();
    expect(await add({ resendOf: first })).not.toBeNull();
    expect(await add({ resendOf: first })).not.toBeNull();
    const history = await outboxHistory.history(db.read, customer.accountId, { billId, limit: 10 });
    expect(history.map(({ address, state, resentBy, resendOf }) => [address, state, resentBy, resendOf])).toEqual([
      ['first@example.jp', 'waiting', 1, first],
      ['first@example.jp', 'waiting', 1, first],
      ['first@example.jp', 'waiting', null, null],
    ]);
    expect(await outboxHistory.history(db.read, customer.accountId, { before: first, limit: 10 })).toEqual([]);
  });

  it('suppresses an address on every account, until its owner confirms it', async () => {
    const other = await addCustomer(db.write, { mails: [{ address: 'FIRST@example.jp' }] });
    expect(await mailAddresses.suppress(db.write, mailAddressId, { reason: '5.1.1', sentAt: noon }, noon)).toEqual([
      customer.accountId,
      other.accountId,
    ]);
    const mails = async () => (await accounts.mailAddressesOf(db.read, customer.accountId)).slice(0, 1);
    expect(await mails()).toMatchObject([{ confirmedAt: null, suppressedAt: noon }]);
    expect(await mailAddresses.confirm(db.write, mailAddressId, later)).toBe(true);
    expect(await mails()).toMatchObject([{ confirmedAt: later, suppressedAt: null }]);
  });
});
