// Runs of imports, and what the database does differently while one is under way.
import type { Knex } from 'knex';

export type ImportKind = 'accounts' | 'contracts' | 'bills' | 'debits';

/**
 * A run that was cut off stays as "running" in the table: the next one says how it ended. One that another job has in hand
 * is still running; of the command line nobody can tell, and one that is at work writes its end over it.
 */
export const startRun = async (
  tx: Knex,
  run: { kind: ImportKind; fileName: string; byteCount: number; jobId: number | null; actor: string; at: string },
): Promise<number> => {
  const inHand = tx('job')
    .where({ state: 'running' })
    .where('lease_until', '>', run.at)
    .whereNot({ id: run.jobId ?? 0 });
  await tx('import_run')
    .where({ state: 'running' })
    .where((left) => left.whereNull('job_id').orWhereNotIn('job_id', inHand.select('id')))
    .update({ state: 'failed', ended_at: run.at });
  const [row] = await tx('import_run')
    .insert({
      kind: run.kind,
      file_name: run.fileName,
      byte_count: run.byteCount,
      job_id: run.jobId,
      actor: run.actor,
      started_at: run.at,
      state: 'running',
    })
    .returning('id');
  return row.id;
};

export type ImportRun = {
  runId: number;
  jobId: number | null;
  kind: ImportKind;
  fileName: string;
  byteCount: number | null;
  sha256: string | null;
  actor: string;
  startedAt: string;
  endedAt: string | null;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  /** JSON. */
  counts: string;
};
const columns = {
  runId: 'id',
  jobId: 'job_id',
  kind: 'kind',
  fileName: 'file_name',
  byteCount: 'byte_count',
  sha256: 'file_sha256',
  actor: 'actor',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  state: 'state',
  counts: 'counts',
};

/** The last ones first. */
export const list = (tx: Knex, limit: number): Promise<ImportRun[]> =>
  tx('import_run').orderBy('id', 'desc').limit(limit).select(columns);

/** The last time that this very file went in to its end. */
export const doneBefore = async (tx: Knex, kind: ImportKind, sha256: string): Promise<ImportRun | null> =>
  (await tx('import_run').where({ kind, file_sha256: sha256, state: 'done' }).orderBy('id', 'desc').first(columns)) ??
  null;

export const endRun = async (
  tx: Knex,
  runId: number,
  end: { state: 'done' | 'failed' | 'cancelled'; sha256: string | null; counts: object; at: string },
): Promise<void> => {
  await tx('import_run')
    .where({ id: runId })
    .update({ state: end.state, file_sha256: end.sha256, counts: JSON.stringify(end.counts), ended_at: end.at });
};

const tableOf = { accounts: 'account', contracts: 'contract', bills: 'bill', debits: 'debit' } as const;

/** Of the rows that files of this kind bring; 0: none has ever come. */
export const lastId = async (tx: Knex, kind: ImportKind): Promise<number> =>
  (await tx(tableOf[kind]).max({ last: 'id' }).first())?.last ?? 0;

/** Whether a file of at least this size, or one of which no size was kept, has gone in to its end. */
export const hasGoneIn = async (tx: Knex, kind: ImportKind, leastBytes: number): Promise<boolean> =>
  (await tx('import_run')
    .where({ kind, state: 'done' })
    .where((large) => large.where('byte_count', '>=', leastBytes).orWhereNull('byte_count'))
    .first('id')) !== undefined;

/** Room for a load of millions of rows: on SQLite a cache that holds its B-trees, and fewer, larger checkpoints. */
export const whileLoading = async <T>(knex: Knex, work: () => Promise<T>): Promise<T> => {
  if (knex.client.config.client === 'pg') return work();
  const set = async (cache: number, checkpointPages: number): Promise<void> => {
    await knex.raw(`pragma cache_size = ${cache}`);
    await knex.raw(`pragma wal_autocheckpoint = ${checkpointPages}`);
  };
  const [{ cache_size: before }] = await knex.raw('pragma cache_size');
  await set(-524_288, 25_000);
  try {
    return await work();
  } finally {
    await set(before, 1000);
  }
};

/** Two imports at once take turns piece by piece; SQLite has one writer anyway. */
export const takeTurn = async (tx: Knex): Promise<void> => {
  if (tx.client.config.client === 'pg') await tx.raw(`select pg_advisory_xact_lock(hashtext('akari-import'))`);
};
