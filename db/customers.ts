// Customers by themselves, whether they have an account or none.
import type { Knex } from 'knex';
import { withStatements } from './statements.ts';

export type Customer = {
  id: number;
  customerNo: string;
  kind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  name: string;
  nameKana: string;
  birthOn: string | null;
  /** One of their accounts is: what is true of the person holds for every look at them. */
  isProtected: boolean;
  isDoNotPost: boolean;
};

type Row = Omit<Customer, 'isProtected' | 'isDoNotPost'> & { isProtected: number | null; isDoNotPost: number | null };

export const byId = async (tx: Knex, id: number): Promise<Customer | null> => {
  const flag = (name: string) => tx('account').where('customer_id', tx.ref('c.id')).max(name);
  const row: Row | undefined = await tx('customer as c')
    .where('c.id', id)
    .first({
      id: 'c.id',
      customerNo: 'c.customer_no',
      kind: 'c.kind',
      name: 'c.name',
      nameKana: 'c.name_kana',
      birthOn: 'c.birth_on',
      isProtected: flag('is_protected'),
      isDoNotPost: flag('is_do_not_post'),
    });
  return row ? { ...row, isProtected: row.isProtected === 1, isDoNotPost: row.isDoNotPost === 1 } : null;
};

export const byNumber = async (tx: Knex, customerNo: string): Promise<Customer | null> => {
  const row = await tx('customer').where({ customer_no: customerNo }).first('id');
  return row ? byId(tx, row.id) : null;
};

/**
 * Whoever changes these customers or any of their accounts waits here for whoever is doing so already. Rows are taken in
 * one order everywhere, or two would wait for each other: the audit's head, customers and then their accounts, each in the
 * order of their ids, then contacts, approvals, contracts, credentials, and what hangs on those. On SQLite the one writer
 * is ours since the audit's head was taken.
 */
export const hold = (tx: Knex, ids: readonly number[]): Promise<void> =>
  withStatements(tx, async ({ engine, all }) => {
    if (engine !== 'postgres' || ids.length === 0) return;
    await all('select id from customer where id = any(?::bigint[]) order by id for no key update', [ids]);
    await all('select id from account where customer_id = any(?::bigint[]) order by id for no key update', [ids]);
  });

export type AccountOf = { accountId: number; loginId: string; status: 'active' | 'withdrawn' };

export const accountsOf = (tx: Knex, customerId: number): Promise<AccountOf[]> =>
  tx('account')
    .where({ customer_id: customerId })
    .orderBy('id')
    .limit(50)
    .select({ accountId: 'id', loginId: 'login_id', status: 'status' });

export type HeldContract = {
  id: number;
  contractNo: string;
  supplyPointNo: string;
  plan: string;
  startedOn: string;
  endedOn: string | null;
  endRecordedOn: string | null;
  supplyPostcode: string;
  supplyLine: string;
  supplyBuilding: string;
  applicationPhone: string | null;
  /** The account that it has joined, if any. */
  accountId: number | null;
  loginId: string | null;
};

/** All contracts of a customer, running ones first, each with the account that holds it. */
export const contractsOf = (tx: Knex, customerId: number): Promise<HeldContract[]> =>
  tx('contract as k')
    .leftJoin('account_contract as l', (on) => on.on('l.contract_id', 'k.id').andOnNull('l.to_on'))
    .leftJoin('account as a', 'a.id', 'l.account_id')
    .where('k.customer_id', customerId)
    .orderByRaw('case when k.ended_on is null then 0 else 1 end, k.started_on desc, k.id')
    .limit(200)
    .select({
      id: 'k.id',
      contractNo: 'k.contract_no',
      supplyPointNo: 'k.supply_point_no',
      plan: 'k.plan',
      startedOn: 'k.started_on',
      endedOn: 'k.ended_on',
      endRecordedOn: 'k.end_recorded_on',
      supplyPostcode: 'k.supply_postcode',
      supplyLine: 'k.supply_line',
      supplyBuilding: 'k.supply_building',
      applicationPhone: 'k.application_phone',
      accountId: 'a.id',
      loginId: 'a.login_id',
    });

export type Holder = {
  customerId: number;
  customerNo: string;
  name: string;
  nameKana: string;
  accounts: number;
  /** Contracts that no account holds. */
  contracts: number;
};

const holderLimit = 5;

/**
 * Holders of contracts that no account holds, whom search over accounts therefore cannot find.
 * @param key the whole customer number, or the whole supply point number
 */
export const holdersWithout = async (
  tx: Knex,
  key: { readonly customerNo: string } | { readonly supplyPointNo: string },
): Promise<Holder[]> => {
  const query = tx('customer as c')
    .join('contract as k', 'k.customer_id', 'c.id')
    .leftJoin('account_contract as l', (on) => on.on('l.contract_id', 'k.id').andOnNull('l.to_on'))
    .whereNull('l.id')
    .groupBy('c.id', 'c.customer_no', 'c.name', 'c.name_kana')
    .orderBy('c.id')
    .limit(holderLimit);
  if ('customerNo' in key) query.where('c.customer_no', key.customerNo);
  else query.where('k.supply_point_no', key.supplyPointNo);
  const rows = await query.select({
    customerId: 'c.id',
    customerNo: 'c.customer_no',
    name: 'c.name',
    nameKana: 'c.name_kana',
    accounts: tx('account').where('customer_id', tx.ref('c.id')).count('*'),
    contracts: tx.raw('count(k.id)'),
  });
  return rows.map((row) => ({ ...row, accounts: Number(row.accounts), contracts: Number(row.contracts) }));
};

/** Those that are still there. */
export const numbersOf = async (tx: Knex, customerIds: readonly number[]): Promise<Map<number, string>> => {
  if (customerIds.length === 0) return new Map();
  const rows: { id: number; customer_no: string }[] = await tx('customer')
    .whereIn('id', customerIds)
    .select('id', 'customer_no');
  return new Map(rows.map(({ id, customer_no }) => [id, customer_no]));
};
