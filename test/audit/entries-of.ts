import type { Database } from '../../db/open.ts';

export type Entry = { actor: string; call: string; body: Record<string, unknown>; account_id: number | null };

/** All entries but checkpoints, which come by the clock. */
const entries = async (db: Database): Promise<Entry[]> => {
  const rows = await db
    .read('audit_entry')
    .whereNot('call', 'audit.checkpoint')
    .orderBy(['at', 'chain', 'seq'])
    .select('actor', 'call', 'body', 'account_id');
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
};

/** What some work gave back, and the entries that it added. */
export const entriesOf = async <T>(db: Database, work: () => Promise<T>): Promise<[T, Entry[]]> => {
  const text = (entry: Entry) => JSON.stringify(entry);
  const before = (await entries(db)).map(text);
  const value = await work();
  const after = await entries(db);
  for (const old of before) after.splice(after.map(text).indexOf(old), 1);
  return [value, after];
};
