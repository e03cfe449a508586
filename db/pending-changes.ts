// Changes made at the desk to what the customer system is master of: pending until a file confirms or contradicts them.
import type { Knex } from 'knex';
import { accountSpokenTo } from './import-known.ts';

export type PendingField =
  | 'contact-phone'
  | 'application-phone'
  | 'delivery-address'
  | 'contract-end'
  | 'contract-start'
  | 'contract-holder'
  | 'customer-name';
export type PendingState = 'pending' | 'confirmed' | 'conflict' | 'kept' | 'given-up';
export type PendingChange = {
  id: number;
  accountId: number;
  customerName: string;
  isProtected: boolean;
  field: PendingField;
  /** A phone's position, a contract's, a customer's or the account's own id. */
  subjectId: number;
  /** JSON: a number, name or day as text ('': none), or a delivery address with its parts. */
  before: string;
  ours: string;
  theirs: string | null;
  madeAt: string;
  madeBy: number;
  state: PendingState;
  /** Goes up with everything that a person who settles it must have seen. */
  version: number;
  settledAt: string | null;
  settledBy: number | null;
};

const columns = {
  id: 'p.id',
  accountId: 'p.account_id',
  customerName: 'c.name',
  isProtected: 'a.is_protected',
  field: 'p.field',
  subjectId: 'p.subject_id',
  before: 'p.old_value',
  ours: 'p.new_value',
  theirs: 'p.file_value',
  madeAt: 'p.made_at',
  madeBy: 'p.made_by',
  state: 'p.state',
  version: 'p.version',
  settledAt: 'p.settled_at',
  settledBy: 'p.settled_by',
};
type Row = Omit<PendingChange, 'isProtected'> & { isProtected: number };
const fromRow = (row: Row): PendingChange => ({ ...row, isProtected: row.isProtected === 1 });
const withCustomer = (tx: Knex) =>
  tx('pending_change as p').join('account as a', 'a.id', 'p.account_id').join('customer as c', 'c.id', 'a.customer_id');

export const byId = async (tx: Knex, id: number): Promise<PendingChange | null> => {
  const row: Row | undefined = await withCustomer(tx).where('p.id', id).first(columns);
  return row ? fromRow(row) : null;
};

/**
 * The oldest first. Of an address at an account that files do not speak to none is waited for, though it stands against
 * them should they ever.
 */
export const list = async (tx: Knex, state: 'pending' | 'conflict', limit: number): Promise<PendingChange[]> => {
  const rows: Row[] = await withCustomer(tx)
    .where('p.state', state)
    .where((one) =>
      one
        .where('p.state', 'conflict')
        .orWhereNot('p.field', 'delivery-address')
        .orWhereRaw(`p.account_id = (${accountSpokenTo})`),
    )
    .orderBy('p.id')
    .limit(limit)
    .select(columns);
  return rows.map(fromRow);
};

const open: readonly PendingState[] = ['pending', 'conflict', 'kept'];
/** Of the customer, whichever account it was changed at. */
const ofCustomer: readonly PendingField[] = ['contact-phone', 'customer-name'];

/** What stands against a file: open changes, and those where a person chose to keep ours. */
export const guarding = async (tx: Knex, accountIds: readonly number[]): Promise<PendingChange[]> => {
  const rows: Row[] = await withCustomer(tx)
    .whereIn('p.account_id', accountIds)
    .whereIn('p.state', open)
    .orderBy('p.id')
    .select(columns);
  return rows.map(fromRow);
};

/** The same at all accounts of customers: files speak to one of them, and a change may have been made at another. */
export const guardingCustomers = async (
  tx: Knex,
  customerIds: readonly number[],
): Promise<(PendingChange & { customerId: number })[]> => {
  const rows: (Row & { customerId: number })[] = await withCustomer(tx)
    .whereIn('a.customer_id', customerIds)
    .whereIn('p.state', open)
    .orderBy('p.id')
    .select({ ...columns, customerId: 'a.customer_id' });
  return rows.map((row) => ({ ...fromRow(row), customerId: row.customerId }));
};

/** A second change of the same thing goes on from the first one's beginning. */
export const note = async (
  tx: Knex,
  change: { accountId: number; field: PendingField; subjectId: number; before: string; ours: string; madeBy: number },
  now: string,
): Promise<void> => {
  const { accountId, field, subjectId } = change;
  const owner = tx('account').where({ id: accountId }).select('customer_id');
  const accounts = ofCustomer.includes(field) ? tx('account').whereIn('customer_id', owner).select('id') : [accountId];
  const renewed = await tx('pending_change')
    .where({ field, subject_id: subjectId })
    .whereIn('account_id', accounts)
    .whereIn('state', open)
    .update({
      new_value: change.ours,
      made_at: now,
      made_by: change.madeBy,
      state: 'pending',
      file_value: null,
      version: tx.raw('version + 1'),
    });
  if (renewed === 0)
    await tx('pending_change').insert({
      account_id: accountId,
      field,
      subject_id: subjectId,
      old_value: change.before,
      new_value: change.ours,
      made_at: now,
      made_by: change.madeBy,
      state: 'pending',
    });
};

export const contradict = (tx: Knex, id: number, theirs: string): Promise<number> =>
  tx('pending_change')
    .where({ id })
    .update({ state: 'conflict', file_value: theirs, version: tx.raw('version + 1') });

const settled = (tx: Knex, state: PendingState, staffId: number | null, now: string) => ({
  state,
  settled_at: now,
  settled_by: staffId,
  version: tx.raw('version + 1'),
});

/** By a file that confirms it, or with what it belonged to: nobody has settled it. */
export const settle = (tx: Knex, id: number, state: 'confirmed' | 'given-up', now: string): Promise<number> =>
  tx('pending_change')
    .where({ id })
    .whereIn('state', open)
    .update(settled(tx, state, null, now));

/** By a person who has compared the two values; false: they are no longer the ones that were seen. */
export const settleConflict = async (
  tx: Knex,
  seen: { readonly id: number; readonly version: number },
  state: 'kept' | 'given-up',
  staffId: number,
  now: string,
): Promise<boolean> =>
  (await tx('pending_change')
    .where({ id: seen.id, version: seen.version, state: 'conflict' })
    .update(settled(tx, state, staffId, now))) === 1;

type Place = { readonly accountId: number; readonly subjectId: number };

/** One open change goes on at another account, with what stands there as ours; a change that is open there stays. */
const moveOne = async (tx: Knex, change: PendingChange, to: Place & { ours: string }, now: string): Promise<void> => {
  const place = { account_id: to.accountId, field: change.field, subject_id: to.subjectId };
  const there = await tx('pending_change').where(place).whereIn('state', open).first('id');
  if (there) await settle(tx, change.id, 'given-up', now);
  else
    await tx('pending_change')
      .where({ id: change.id })
      .update({ ...place, new_value: to.ours, version: tx.raw('version + 1') });
};

/** What waits for a file at an account that is joined to another one of the same customer. */
export const joinTo = async (
  tx: Knex,
  from: number,
  to: { readonly accountId: number; readonly address: unknown },
  now: string,
): Promise<void> => {
  for (const change of await guarding(tx, [from])) {
    const isAddress = change.field === 'delivery-address';
    const ours = isAddress ? JSON.stringify(to.address) : change.ours;
    const subjectId = isAddress ? to.accountId : change.subjectId;
    await moveOne(tx, change, { accountId: to.accountId, subjectId, ours }, now);
  }
};

/**
 * What waits for a file of a contract that another customer takes over: its days go with it. The earlier holder's phone
 * does not, and is given up: the file's is taken once it knows the new holder.
 */
export const handOver = async (
  tx: Knex,
  from: number,
  to: { readonly accountId: number; readonly contractId: number },
  now: string,
): Promise<void> => {
  for (const change of await guarding(tx, [from])) {
    if (change.subjectId !== to.contractId) continue;
    if (change.field === 'application-phone') await settle(tx, change.id, 'given-up', now);
    else if (change.field.startsWith('contract-'))
      await moveOne(tx, change, { accountId: to.accountId, subjectId: to.contractId, ours: change.ours }, now);
  }
};
