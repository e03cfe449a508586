// The audit's rows: 64 chains of hashed entries, so that writers do not queue on one row.
import type { Knex } from 'knex';

export type AuditRow = {
  chain: number;
  seq: number;
  at: string;
  actor: string;
  call: string;
  body: string;
  prev: string;
  hash: string;
};
export type Head = { chain: number; seq: number; hash: string };

/**
 * Takes a chain's head forward and holds its row until the transaction ends. Being a write and the transaction's first
 * statement, it also takes SQLite's write lock before anything was read.
 * @returns the head before
 */
export const takeHead = async (tx: Knex, chain: number): Promise<Head> => {
  const [head]: Head[] = await tx('audit_chain')
    .where({ chain })
    .increment('seq', 1)
    .returning(['chain', 'seq', 'hash']);
  if (!head) throw new Error(`no audit chain ${chain}`);
  return { ...head, seq: head.seq - 1 };
};

/** Gives a taken head back unused: the transaction wrote nothing that needs an entry. */
export const returnHead = async (tx: Knex, head: Head): Promise<void> => {
  await tx('audit_chain').where({ chain: head.chain }).update({ seq: head.seq });
};

export const append = async (tx: Knex, row: AuditRow): Promise<void> => {
  await tx('audit_entry').insert(row);
  await tx('audit_chain').where({ chain: row.chain }).update({ seq: row.seq, hash: row.hash });
};

/** A chain's head; within an audited transaction on that chain, the entry that it is about to write. */
export const headOf = async (tx: Knex, chain: number): Promise<Head> =>
  tx('audit_chain').where({ chain }).first('chain', 'seq', 'hash');

export const entryAt = async (tx: Knex, chain: number, seq: number): Promise<{ hash: string } | null> =>
  (await tx('audit_entry').where({ chain, seq }).first('hash')) ?? null;

export const heads = async (tx: Knex): Promise<Head[]> =>
  tx('audit_chain').select('chain', 'seq', 'hash').orderBy('chain');

const columns = ['chain', 'seq', 'at', 'actor', 'call', 'body', 'prev', 'hash'] as const;

/** A chain's entries from `afterSeq` on, oldest first. */
export const page = async (tx: Knex, chain: number, afterSeq: number, limit: number): Promise<AuditRow[]> =>
  tx('audit_entry').where({ chain }).where('seq', '>', afterSeq).orderBy('seq').limit(limit).select(columns);

export type AuditFilter = {
  /** Instants: from inclusive, until exclusive. */
  from: string | null;
  until: string | null;
  actor: string | null;
  call: string | null;
  accountId: number | null;
};
export type AuditPosition = { at: string; chain: number; seq: number };

const newestFirst = ['at', 'chain', 'seq'].map((column) => ({ column, order: 'desc' }));

/** Newest first, over all chains. */
export const list = async (
  tx: Knex,
  filter: AuditFilter,
  before: AuditPosition | null,
  limit: number,
): Promise<AuditRow[]> => {
  const query = tx('audit_entry').select(columns);
  if (filter.from) query.where('at', '>=', filter.from);
  if (filter.until) query.where('at', '<', filter.until);
  if (filter.actor) query.where('actor', filter.actor);
  if (filter.call) query.where('call', filter.call);
  if (filter.accountId) query.where('account_id', filter.accountId);
  if (before) query.whereRaw('(at, chain, seq) < (?, ?, ?)', [before.at, before.chain, before.seq]);
  return query.orderBy(newestFirst).limit(limit);
};

/** What is kept of one customer and of their accounts, newest first. */
export const ofCustomer = async (
  tx: Knex,
  { customerId, accountIds }: { customerId: number; accountIds: readonly number[] },
  limit: number,
): Promise<AuditRow[]> => {
  const found = new Map<string, AuditRow>();
  // One after the other, each by its index: most entries name both.
  for (const whose of [{ customer_id: customerId }, ...accountIds.map((account_id) => ({ account_id }))]) {
    const rows: AuditRow[] = await tx('audit_entry').where(whose).orderBy(newestFirst).limit(limit).select(columns);
    for (const row of rows) found.set(`${row.chain} ${row.seq}`, row);
  }
  return [...found.values()]
    .toSorted((a, b) => (a.at === b.at ? b.chain - a.chain || b.seq - a.seq : a.at < b.at ? 1 : -1))
    .slice(0, limit);
};

export const actors = async (tx: Knex): Promise<string[]> =>
  (await tx('audit_entry').distinct('actor').orderBy('actor').limit(500)).map((row: { actor: string }) => row.actor);
