// The purge itself (rule 30): whose time is over, what keeps an account, and the erasing in one transaction.
import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import * as approvals from './approvals.ts';
import { databaseNow } from './clock.ts';
import * as customers from './customers.ts';
import { takenOverBy } from './handed-over.ts';
import { atOnce, goingBills, goingContracts, goingCustomers, goingMails, inParts } from './purge-going.ts';
import { erasures, forgotten, type Subject } from './purge-plan.ts';
import { removeKeys } from './search-keys.ts';

export type DueAccount = { accountId: number; customerId: number; openThrough: string };
/** What keeps an account from being purged although its time is over. */
export type Keeping = 'hold' | 'incident' | 'batch' | 'call' | 'disclosure' | 'supply';
const keepings: readonly Keeping[] = ['hold', 'incident', 'batch', 'call', 'disclosure', 'supply'];

const keptBy: Record<Keeping, (tx: Knex) => Knex.QueryBuilder> = {
  hold: (tx) => tx('legal_hold as x').whereRaw('x.account_id = d.account_id').whereNull('x.lifted_at'),
  // Its report to the authority is still to be made.
  incident: (tx) => tx('incident as x').whereRaw('x.account_id = d.account_id').whereNull('x.final_reported_on'),
  // Its card stands in files that are not deleted yet, or is counted by the print house.
  batch: (tx) =>
    tx('card as x')
      .join('batch as b', 'b.id', 'x.batch_id')
      .whereRaw('x.account_id = d.account_id')
      .where((open) =>
        open
          .whereNotIn('b.state', ['reconciled', 'undone'])
          .orWhere((lying) => lying.whereNotNull('b.files_at').whereNull('b.files_deleted_at')),
      ),
  // They have asked what is held on them, and are still to be told.
  disclosure: (tx) =>
    tx('disclosure as x')
      .join('account as o', 'o.customer_id', 'x.customer_id')
      .whereRaw('o.id = d.account_id')
      .where('x.state', 'open'),
  // The customer is on the line at this moment.
  call: (tx) =>
    tx('contact as x')
      .join('account as o', 'o.customer_id', 'x.customer_id')
      .whereRaw('o.id = d.account_id')
      .whereNull('x.closed_at'),
  // They came back after the clock: a file has brought their contract, and its account is still to be opened (rule 29).
  supply: (tx) =>
    tx('contract as x')
      .join('account as o', 'o.customer_id', 'x.customer_id')
      .whereRaw('o.id = d.account_id')
      .where((later) => later.whereNull('x.ended_on').orWhereRaw('x.ended_on > d.open_through'))
      .whereNotExists(
        tx('account_contract as l').whereRaw('l.contract_id = x.id').whereNull('l.to_on').select('l.account_id'),
      ),
};

/** Accounts whose last open day is before this one. */
const over = (tx: Knex, today: string) => tx('account_clock as d').where('d.open_through', '<', today);

const free = (tx: Knex, today: string) => {
  const query = over(tx, today);
  for (const name of keepings) query.whereNotExists(keptBy[name](tx).select(tx.raw('1')));
  return query;
};

const countOf = async (query: Knex.QueryBuilder): Promise<number> =>
  Number((await query.count({ n: '*' }).first())?.n ?? 0);

export const countDue = (tx: Knex, today: string): Promise<number> => countOf(free(tx, today));

/** Among them those whose time has been over since before `overdueBefore`, held ones not counted. */
export const countOverdue = (tx: Knex, today: string, overdueBefore: string): Promise<number> =>
  countOf(free(tx, today).where('d.open_through', '<', overdueBefore));

/** The same accounts, oldest first. */
export const overdueIds = (tx: Knex, today: string, overdueBefore: string, limit: number): Promise<number[]> =>
  free(tx, today)
    .where('d.open_through', '<', overdueBefore)
    .orderBy(['d.open_through', 'd.account_id'])
    .limit(limit)
    .pluck('d.account_id');

export const countKept = async (tx: Knex, today: string): Promise<Record<Keeping, number>> => {
  const counts: Partial<Record<Keeping, number>> = {};
  for (const name of keepings)
    counts[name] = await countOf(over(tx, today).whereExists(keptBy[name](tx).select(tx.raw('1'))));
  return counts as Record<Keeping, number>;
};

const columns = { accountId: 'd.account_id', customerId: 'a.customer_id', openThrough: 'd.open_through' };

/** What a run would take, longest over first. */
export const due = (tx: Knex, today: string, limit: number): Promise<DueAccount[]> =>
  free(tx, today)
    .join('account as a', 'a.id', 'd.account_id')
    .orderBy(['d.open_through', 'd.account_id'])
    .limit(limit)
    .select(columns);

/** Last days from one day on, both included. */
export const countEnding = (tx: Knex, from: string, through: string): Promise<number> =>
  countOf(tx('account_clock').whereBetween('open_through', [from, through]));

/** Of these, what keeps each at this moment: `clock` where its time is not over after all, `gone` where it is not there. */
export const keepingOf = async (
  tx: Knex,
  accountIds: readonly number[],
  today: string,
): Promise<Map<number, Keeping | 'clock' | 'gone'>> => {
  const found = new Map<number, Keeping | 'clock' | 'gone'>();
  // Whoever opens a contract on one of them at this moment comes before us or after.
  const owners: number[] = await tx('account').whereIn('id', accountIds).distinct().pluck('customer_id');
  await customers.hold(tx, owners);
  const held = tx('account').whereIn('id', accountIds).orderBy('id');
  if (tx.client.config.client === 'pg') held.forUpdate();
  const there = new Set<number>(await held.pluck('id'));
  const ended: number[] = await over(tx, today).whereIn('d.account_id', accountIds).pluck('d.account_id');
  for (const id of accountIds) if (!ended.includes(id)) found.set(id, there.has(id) ? 'clock' : 'gone');
  for (const name of keepings) {
    const kept: number[] = await over(tx, today)
      .whereIn('d.account_id', accountIds)
      .whereExists(keptBy[name](tx).select(tx.raw('1')))
      .pluck('d.account_id');
    for (const id of kept) if (!found.has(id)) found.set(id, name);
  }
  return found;
};

const keyOf = async (tx: Knex): Promise<string> => (await tx('purge_key').first('key')).key;
const hashOf = (key: string, customerNo: string): string => createHmac('sha256', key).update(customerNo).digest('hex');

export type Erased = {
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly accounts: number;
  readonly customers: number;
};

/** Whoever was to take a contract over is named in what still waits for a decision, by number and phone. */
const voidTakingOver = async (tx: Knex, customerNos: readonly string[]): Promise<void> => {
  const going = new Set(customerNos);
  for (const { approvalId, content } of await approvals.openOf(tx, 'moving.changeHolder')) {
    const { holderCustomerNo }: { holderCustomerNo: string } = JSON.parse(content);
    if (!going.has(holderCustomerNo.normalize('NFKC').replace(/\D/g, ''))) continue;
    await approvals.decide(tx, approvalId, { state: 'void', staffId: null, note: '' }, await databaseNow(tx));
  }
};

/**
 * A contract that a customer who goes took over from one who stays is the earlier holder's again, as they left it: without
 * what the later one told of it, on which days it was theirs among that. The earlier one's bills of it stand.
 */
const leaveToEarlierHolders = async (
  tx: Knex,
  { account, customer, contract }: Record<'account' | 'customer' | 'contract', readonly number[]>,
): Promise<void> => {
  const going = new Set(contract);
  const held: { id: number; holder: number; through: string; recordedOn: string | null }[] = await tx('contract as k')
    .join('account_contract as l', 'l.contract_id', 'k.id')
    .join('account as a', 'a.id', 'l.account_id')
    .whereIn('k.customer_id', customer)
    .whereNotIn('a.id', account)
    .orderBy(['k.id', 'l.to_on', 'l.id'])
    .select({ id: 'k.id', holder: 'a.customer_id', through: 'l.to_on', recordedOn: 'l.to_recorded_on' });
  for (const { id, holder, through, recordedOn } of held) {
    if (going.has(id)) continue;
    const since = (await takenOverBy(tx, holder)).get(id)?.on ?? null;
    const days = { held_since: since, ended_on: through, end_recorded_on: recordedOn };
    const told = { application_phone: null, application_phone_digits: null, application_phone_unconfirmed_at: null };
    await tx('contract')
      .where({ id })
      .update({ customer_id: holder, ...days, ...told });
  }
};

/**
 * Everything on these accounts, and who they were: of the customer number only a keyed hash stays.
 * @param runId null where a restore does over again what a run did
 */
export const erase = async (tx: Knex, accountIds: readonly number[], runId: number | null): Promise<Erased> => {
  const customer = await goingCustomers(tx, accountIds);
  const contract = await goingContracts(tx, accountIds, customer);
  const bill = await goingBills(tx, customer, contract);
  const ids: Record<Subject, readonly number[]> = {
    account: accountIds,
    customer,
    contract,
    bill,
    contact: await tx('contact').whereIn('customer_id', customer).pluck('id'),
    mail: await goingMails(tx, accountIds, bill),
    credential: await tx('credential').whereIn('account_id', accountIds).pluck('id'),
  };
  const key = await keyOf(tx);
  const people: { id: number; customer_no: string }[] = await tx('customer')
    .whereIn('id', customer)
    .select('id', 'customer_no');
  await voidTakingOver(
    tx,
    people.map(({ customer_no }) => customer_no),
  );
  for (const { id, customer_no } of people)
    await tx('purged_customer')
      .insert({ customer_hash: hashOf(key, customer_no), customer_id: id, run_id: runId })
      .onConflict('customer_hash')
      .ignore();
  const owners: { id: number; customer_id: number }[] = await tx('account')
    .whereIn('id', accountIds)
    .select('id', 'customer_id');
  for (const { id, customer_id } of owners)
    await tx('purged_account').insert({ account_id: id, customer_id, run_id: runId }).onConflict('account_id').ignore();

  for (const accountId of accountIds) await removeKeys(tx, accountId);
  for (const { table, column, of } of forgotten)
    await inParts(ids[of], (part) =>
      tx(table)
        .whereIn(column, part)
        .update({ [column]: null }),
    );
  await leaveToEarlierHolders(tx, ids);
  const rows: Record<string, number> = {};
  for (const { table, column, of } of erasures) {
    const parts = await inParts(ids[of], (part) => tx(table).whereIn(column, part).delete());
    const gone = parts.reduce((sum, rows) => sum + rows, 0);
    if (gone > 0) rows[table] = (rows[table] ?? 0) + gone;
  }
  return { rows, accounts: owners.length, customers: people.length };
};

/** Which of these customer numbers were purged: no import brings them back. */
export const purgedAmong = async (tx: Knex, customerNos: readonly string[]): Promise<Set<string>> => {
  const found = new Set<string>();
  if (customerNos.length === 0 || !(await tx('purged_customer').first('customer_id'))) return found;
  const key = await keyOf(tx);
  const byHash = new Map(customerNos.map((customerNo) => [hashOf(key, customerNo), customerNo]));
  const hashes = [...byHash.keys()];
  for (let from = 0; from < hashes.length; from += atOnce) {
    const known: string[] = await tx('purged_customer')
      .whereIn('customer_hash', hashes.slice(from, from + atOnce))
      .pluck('customer_hash');
    for (const hash of known) found.add(byHash.get(hash) ?? '');
  }
  return found;
};
