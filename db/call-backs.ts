import type { Knex } from 'knex';

export type CallBack = {
  id: number;
  accountId: number | null;
  customerName: string | null;
  dueAt: string;
  promisedAt: string;
  promisedBy: number;
  state: 'open' | 'done' | 'not-reached';
  settledAt: string | null;
  settledBy: number | null;
  note: string | null;
};

const columns = {
  id: 'b.id',
  accountId: 'b.account_id',
  customerName: 'c.name',
  dueAt: 'b.due_at',
  promisedAt: 'b.promised_at',
  promisedBy: 'b.promised_by',
  state: 'b.state',
  settledAt: 'b.settled_at',
  settledBy: 'b.settled_by',
  note: 'b.note',
};

const withCustomer = (tx: Knex) =>
  tx('call_back as b')
    .leftJoin('account as a', 'a.id', 'b.account_id')
    .leftJoin('customer as c', 'c.id', 'a.customer_id');

/** Open ones by the time promised, settled ones newest first. */
export const list = (
  tx: Knex,
  filter: { isOpen: boolean; promisedBy: number | null },
  limit: number,
): Promise<CallBack[]> => {
  const query = withCustomer(tx).select(columns).limit(limit);
  if (filter.promisedBy !== null) query.where('b.promised_by', filter.promisedBy);
  return filter.isOpen
    ? query.where('b.state', 'open').orderBy(['b.due_at', 'b.id'])
    : query.whereNot('b.state', 'open').orderBy('b.id', 'desc');
};

export const byId = async (tx: Knex, id: number): Promise<CallBack | null> =>
  (await withCustomer(tx).where('b.id', id).first(columns)) ?? null;

export const add = async (
  tx: Knex,
  promise: { contactId: number; accountId: number | null; staffId: number; dueAt: string; note: string | null },
  now: string,
): Promise<number> => {
  const [row] = await tx('call_back')
    .insert({
      contact_id: promise.contactId,
      account_id: promise.accountId,
      promised_by: promise.staffId,
      promised_at: now,
      due_at: promise.dueAt,
      state: 'open',
      note: promise.note || null,
    })
    .returning('id');
  return row.id;
};

/** False: somebody settled it before. */
export const settle = async (tx: Knex, id: number, outcome: string, staffId: number, now: string): Promise<boolean> =>
  (await tx('call_back')
    .where({ id, state: 'open' })
    .update({ state: outcome, settled_at: now, settled_by: staffId, version: tx.raw('version + 1') })) === 1;
