// A hundred thousand customers in the time in which one by one a thousand are made: copies of a first one, row by row of
// each table, with numbers and login IDs of their own. Search finds only the first.
import type { Knex } from 'knex';
import { addCustomer, type TestCustomer } from './customer.ts';

type Row = Readonly<Record<string, unknown>>;
/** What a customer has of its own, by table; what else has an id or points at one moves on with it. */
const own: readonly (readonly [table: string, keys: readonly string[], differs: (n: number) => Row])[] = [
  ['customer', ['id'], (n) => ({ customer_no: String(3_000_000_000 + n) })],
  ['contact_phone', ['id', 'customer_id'], () => ({})],
  ['account', ['id', 'customer_id'], (n) => ({ login_id: `Copy${n}`, login_key: `copy${n}` })],
  ['mail_address', ['id', 'account_id'], () => ({})],
  [
    'contract',
    ['id', 'customer_id'],
    (n) => ({ contract_no: String(7_000_000_000 + n), supply_point_no: `0200${String(n).padStart(18, '0')}` }),
  ],
  ['account_contract', ['id', 'account_id', 'contract_id'], () => ({})],
  ['credential', ['id', 'account_id'], () => ({})],
  ['credential_secret', ['credential_id'], () => ({})],
];

/** In a database that has no customer yet. */
export const addManyCustomers = async (
  db: Knex,
  count: number,
): Promise<Pick<TestCustomer, 'accountId' | 'loginId'>[]> => {
  const first = await addCustomer(db);
  await db.transaction(async (tx) => {
    for (const [table, keys, differs] of own) {
      const template: Record<string, unknown> = await tx(table).first();
      const copies = Array.from({ length: count - 1 }, (_, index) => ({
        ...template,
        ...Object.fromEntries(keys.map((key) => [key, Number(template[key]) + index + 1])),
        ...differs(index + 1),
      }));
      await tx.batchInsert(table, copies, 400);
    }
  });
  const copies = Array.from({ length: count - 1 }, (_, index) => ({
    accountId: first.accountId + index + 1,
    loginId: `Copy${index + 1}`,
  }));
  return [first, ...copies];
};
