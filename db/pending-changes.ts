// Changes made at the desk to what the customer system is master of: pending until a file confirms or contradicts them.
import type { Knex } from 'knex';

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
  settledAt: string | null;
  settledBy: number | null;
};

const columns = {
  id: 'p.id',
  accountId: 'p.account_id',
  customerName: 'c.name',
  field: 'p.field',
  subjectId: 'p.subject_id',
  before: 'p.old_value',
  ours: 'p.new_value',
  theirs: 'p.file_value',
  madeAt: 'p.made_at',
  madeBy: 'p.made_by',
  state: 'p.state',
  settledAt: 'p.settled_at',
  settledBy: 'p.settled_by',
};
const withCustomer = (tx: Knex) =>
  tx('pending_change as p').join('account as a', 'a.id', 'p.account_id').join('customer as c', 'c.id', 'a.customer_id');

export const byId = async (tx: Knex, id: number): Promise<PendingChange | null> =>
  (await withCustomer(tx).where('p.id', id).first(columns)) ?? null;

export const list = (tx: Knex, state: 'pending' | 'conflict', limit: number): Promise<PendingChange[]> =>
  withCustomer(tx).where('p.state', state).orderBy('p.id').limit(limit).select(columns);

/** What stands against a file: open changes, and those where a person chose to keep ours. */
export const guarding = (tx: Knex, accountIds: readonly number[]): Promise<PendingChange[]> =>
  withCustomer(tx)
    .whereIn('p.account_id', accountIds)
    .whereIn('p.state', ['pending', 'conflict', 'kept'])
    .select(columns);

/** A second change of the same thing goes on from the first one's beginning. */
export const note = async (
  tx: Knex,
  change: { accountId: number; field: PendingField; subjectId: number; before: string; ours: string; madeBy: number },
  now: string,
): Promise<void> => {
  const open = { account_id: change.accountId, field: change.field, subject_id: change.subjectId };
  const renewed = await tx('pending_change')
    .where(open)
    .whereIn('state', ['pending', 'conflict', 'kept'])
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
      ...open,
      old_value: change.before,
      new_value: change.ours,
      made_at: now,
      made_by: change.madeBy,
      state: 'pending',
    });
};

export const contradict = (tx: Knex, id: number, theirs: string): Promise<number> =>
  tx('pending_change').where({ id }).update({ state: 'conflict', file_value: theirs });

/** @param staffId null: a file confirmed it. False: somebody settled it before. */
export const settle = async (
  tx: Knex,
  id: number,
  state: 'confirmed' | 'kept' | 'given-up',
  staffId: number | null,
  now: string,
): Promise<boolean> =>
  (await tx('pending_change')
    .where({ id })
    .whereIn('state', staffId === null ? ['pending', 'conflict', 'kept'] : ['pending', 'conflict'])
    .update({ state, settled_at: now, settled_by: staffId, version: tx.raw('version + 1') })) === 1;
