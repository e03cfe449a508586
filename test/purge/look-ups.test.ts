// What a purge and the clean-up of the outbox ask the database is answered by indexes: at four million accounts a table
// that is read through is minutes in which nobody else can write.
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdingsOf } from '../../db/holdings.ts';
import { removeEnded } from '../../db/outbox-clean-up.ts';
import * as purge from '../../db/purge.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { addGone } from './gone.ts';
import { asking, readThrough } from './plans.ts';

const today = '2026-11-23';
/** Few rows in all, or an index of nothing but what is open at this moment. */
const few = [
  ...['purge_key', 'batch', 'legal_hold_standing', 'contact_open'],
  ...['incident_open', 'disclosure_due', 'approval_asked'],
];

/** A town's street lights, each with a contract and a bill of its own. */
const addMany = async (db: Knex, customerId: number, accountId: number): Promise<void> => {
  const contract = await db('contract').where({ customer_id: customerId }).first();
  const bill = await db('bill').where({ customer_id: customerId }).first();
  const line = await db('bill_line').where({ bill_id: bill.id }).first();
  const mail = await db('outbox').where({ bill_id: bill.id }).first();
  const many = Array.from({ length: 1100 }, (_, index) => index + 1);
  const add = (table: string, row: Record<string, unknown>, own: (index: number) => object) => {
    const { id: _, ...rest } = row;
    return db.batchInsert(
      table,
      many.map((index) => ({ ...rest, ...own(index) })),
      200,
    );
  };
  await add('contract', contract, (index) => ({ id: contract.id + index, contract_no: `L${index}` }));
  await add('account_contract', { account_id: accountId, from_on: '2020-04-01' }, (index) => ({
    contract_id: contract.id + index,
  }));
  await add('bill', bill, (index) => ({ id: bill.id + index, bill_no: `L${index}` }));
  await add('bill_line', line, (index) => ({ bill_id: bill.id + index, contract_id: contract.id + index }));
  await add('outbox', mail, (index) => ({ bill_id: bill.id + index, message_id: `L${index}` }));
};

describe.each(engines)('on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  const scanned = async (work: () => Promise<unknown>) => {
    const asked = await asking(at.db, work);
    const found: Record<string, string[]> = {};
    for (const one of asked) {
      const tables = (await readThrough(at.db, one, { isEmpty: true })).filter((table) => !few.includes(table));
      if (tables.length > 0) found[one.sql] = tables;
    }
    return { asked: asked.length, found };
  };

  it('a purge looks for what it takes by indexes alone', async () => {
    const { accountId } = await addGone(at.db.write);
    const erasing = await scanned(() => at.db.write.transaction((tx) => purge.erase(tx, [accountId], null)));
    expect(erasing.found).toEqual({});
    expect(erasing.asked).toBeGreaterThan(40);
  });

  it('of a customer with thousands of contracts and bills no question names them all at once', async () => {
    const { accountId, customerId } = await addGone(at.db.write);
    await addMany(at.db.write, customerId, accountId);
    const asked = [
      ...(await asking(at.db, () => holdingsOf(at.db.write, customerId))),
      ...(await asking(at.db, () => at.db.write.transaction((tx) => purge.erase(tx, [accountId], null)))),
    ];
    expect(Math.max(...asked.map(({ bindings }) => bindings.length))).toBeLessThan(1000);
    expect(await at.db.read('bill').where({ customer_id: customerId })).toEqual([]);
    expect(await at.db.read('contract').where({ customer_id: customerId })).toEqual([]);
  });

  it('whose time is over, and what keeps them, is found from their clocks alone', async () => {
    const looking = await scanned(async () => {
      await purge.countDue(at.db.write, today);
      await purge.countOverdue(at.db.write, today, '2026-10-24');
      await purge.overdueIds(at.db.write, today, '2026-10-24', 20);
      await purge.countKept(at.db.write, today);
      await purge.due(at.db.write, today, 100);
      await purge.countEnding(at.db.write, today, '2026-12-23');
      await purge.keepingOf(at.db.write, [1, 2], today);
    });
    expect(looking.found).toEqual({});
    expect(looking.asked).toBeGreaterThan(15);
  });

  it('mails that ended long ago are found without looking at the others', async () => {
    const { accountId } = await addGone(at.db.write);
    await at.db.write('outbox').where({ account_id: accountId }).update({ ended_at: '2024-08-01T00:00:00.000Z' });
    const cleaning = await scanned(() => at.db.write.transaction((tx) => removeEnded(tx, '2024-10-01', 500)));
    expect(cleaning.found).toEqual({});
    expect(cleaning.asked).toBe(3);
    expect(await at.db.read('outbox').where({ account_id: accountId })).toEqual([]);
  });
});
