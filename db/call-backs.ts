import type { Knex } from 'knex';

export type CallBack = {
  id: number;
  accountId: number | null;
  customerId: number | null;
  customerName: string | null;
  dueAt: string;
  promisedAt: string;
  promisedBy: number;
  state: 'open' | 'done' | 'not-reached';
  settledAt: string | null;
  settledBy: number | null;
  note: string | null;
  /** How often nobody was reached so far, and when last. */
  attempts: number;
  lastTriedAt: string | null;
};

const columns = {
  id: 'b.id',
  accountId: 'b.account_id',
  customerId: 'c.id',
  customerName: 'c.name',
  dueAt: 'b.due_at',
  promisedAt: 'b.promised_at',
  promisedBy: 'b.promised_by',
  state: 'b.state',
  settledAt: 'b.settled_at',
  settledBy: 'b.settled_by',
  note: 'b.note',
  attempts: 'b.attempts',
  lastTriedAt: 'b.last_tried_at',
};

const withCustomer = (tx: Knex) =>
  tx('call_back as b')
    .leftJoin('account as a', 'a.id', 'b.account_id')
    .join('contact as o', 'o.id', 'b.contact_id')
    // A customer without an account is on the call alone.
    .leftJoin('customer as c', 'c.id', tx.raw('coalesce(a.customer_id, o.customer_id)'));

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

/** Nobody was reached: it stays on the list for another time. False: somebody settled it before. */
export const postpone = async (tx: Knex, id: number, dueAt: string, now: string): Promise<boolean> =>
  (await tx('call_back')
    .where({ id, state: 'open' })
    .update({
      due_at: dueAt,
      attempts: tx.raw('attempts + 1'),
      last_tried_at: now,
      version: tx.raw('version + 1'),
    })) === 1;
