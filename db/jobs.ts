// Long work as rows: taken under a lease by one process at a time. Its fence goes up with every taking, so that whoever
// held it before cannot write any more, however late they wake up.
import type { Knex } from 'knex';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type JobRow = {
  id: number;
  kind: string;
  state: JobState;
  /** JSON, as the kind of job defines it: ids, codes and counts. */
  input: string;
  cursor: string;
  progress: string;
  result: string | null;
  leaseUntil: string;
  fence: number;
  isCancelAsked: boolean;
  madeBy: number | null;
  madeAt: string;
  startedAt: string | null;
  endedAt: string | null;
};

const columns = {
  id: 'id',
  kind: 'kind',
  state: 'state',
  input: 'input',
  cursor: 'cursor',
  progress: 'progress',
  result: 'result',
  leaseUntil: 'lease_until',
  fence: 'fence',
  isCancelAsked: 'is_cancel_asked',
  madeBy: 'made_by',
  madeAt: 'made_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};
type Raw = Omit<JobRow, 'isCancelAsked'> & { isCancelAsked: number };
const jobOf = (row: Raw): JobRow => ({ ...row, isCancelAsked: row.isCancelAsked === 1 });

/** @param leaseUntil until when its maker has time to have it taken */
export const add = async (
  tx: Knex,
  job: { kind: string; input: string; madeBy: number | null; leaseUntil: string },
  now: string,
): Promise<number> => {
  const [row] = await tx('job')
    .insert({
      kind: job.kind,
      state: 'waiting',
      input: job.input,
      made_by: job.madeBy,
      made_at: now,
      lease_until: job.leaseUntil,
    })
    .returning('id');
  return row.id;
};

export const byId = async (tx: Knex, id: number): Promise<JobRow | null> => {
  const row: Raw | undefined = await tx('job').where({ id }).first(columns);
  return row ? jobOf(row) : null;
};

/** Those that there are, by their id. */
export const byIds = async (tx: Knex, ids: readonly number[]): Promise<ReadonlyMap<number, JobRow>> => {
  const rows: Raw[] = await tx('job').whereIn('id', ids).select(columns);
  return new Map(rows.map((row) => [row.id, jobOf(row)]));
};

/** All of a kind that came to a good end, with what they said of it: for kinds of which there are few. */
export const doneOf = (tx: Knex, kind: string): Promise<{ input: string; result: string }[]> =>
  tx('job').where({ kind, state: 'done' }).select('input', 'result');

/** Not ended yet; what nobody holds any more is among them. */
export const open = async (tx: Knex, kind: string): Promise<JobRow[]> => {
  const rows: Raw[] = await tx('job')
    .where({ kind })
    .whereIn('state', ['waiting', 'running'])
    .orderBy('id')
    .select(columns);
  return rows.map(jobOf);
};

/** Of a kind: not ended, or failed after this instant. */
export const openOrFailedAfter = async (tx: Knex, kind: string, after: string): Promise<JobRow[]> => {
  const rows: Raw[] = await tx('job')
    .where({ kind })
    .where((such) =>
      such
        .whereIn('state', ['waiting', 'running'])
        .orWhere((failed) => failed.where({ state: 'failed' }).where('ended_at', '>', after)),
    )
    .orderBy('id')
    .select(columns);
  return rows.map(jobOf);
};

/** Not ended, of these kinds, and held by nobody: those that were taken up too often wait for a person. */
export const left = async (
  tx: Knex,
  where: { kinds: readonly string[]; fenceBelow: number },
  now: string,
): Promise<JobRow[]> => {
  const rows: Raw[] = await tx('job')
    .whereIn('kind', where.kinds)
    .whereIn('state', ['waiting', 'running'])
    .where('lease_until', '<=', now)
    .where('fence', '<', where.fenceBelow)
    .orderBy('id')
    .select(columns);
  return rows.map(jobOf);
};

export const latest = async (tx: Knex, kind: string): Promise<JobRow | null> => {
  const row: Raw | undefined = await tx('job').where({ kind }).orderBy('id', 'desc').first(columns);
  return row ? jobOf(row) : null;
};

/** Begins to be somebody's at this moment only where it has not begun, or where its last holder's lease has ended. */
export const take = async (
  tx: Knex,
  id: number,
  holder: { owner: string; leaseUntil: string },
  now: string,
): Promise<JobRow | null> => {
  const taken = await tx('job')
    .where({ id })
    .where((free) =>
      free.where('state', 'waiting').orWhere((left) => left.where('state', 'running').where('lease_until', '<=', now)),
    )
    .update({
      state: 'running',
      owner: holder.owner,
      lease_until: holder.leaseUntil,
      fence: tx.raw('fence + 1'),
      started_at: tx.raw('coalesce(started_at, ?)', [now]),
    });
  return taken === 1 ? byId(tx, id) : null;
};

type Held = { id: number; fence: number };
const held = (tx: Knex, { id, fence }: Held) => tx('job').where({ id, fence, state: 'running' });

/** Somebody wants it to go on after all. */
export const forgetCancel = async (tx: Knex, id: number): Promise<void> => {
  await tx('job').where({ id }).update({ is_cancel_asked: 0 });
};

/**
 * The first statement of each of a job's transactions: it keeps the lease and locks the row until the commit.
 * @returns null where somebody else holds the job, or it has ended
 */
export const hold = async (
  tx: Knex,
  job: Held,
  to: { leaseUntil: string; cursor?: string; progress?: string },
): Promise<{ isCancelAsked: boolean } | null> => {
  const [row] = await held(tx, job)
    .update({
      lease_until: to.leaseUntil,
      ...(to.cursor === undefined ? {} : { cursor: to.cursor }),
      ...(to.progress === undefined ? {} : { progress: to.progress }),
    })
    .returning('is_cancel_asked');
  return row ? { isCancelAsked: row.is_cancel_asked === 1 } : null;
};

/** @returns false where it was not this holder's to end */
export const end = async (
  tx: Knex,
  job: Held,
  state: 'done' | 'failed' | 'cancelled',
  result: string,
  now: string,
): Promise<boolean> => (await held(tx, job).update({ state, result, owner: null, ended_at: now })) === 1;

/** Lets go before the end, so that another console need not wait for the lease. */
export const release = (tx: Knex, job: Held, now: string): Promise<number> =>
  held(tx, job).update({ lease_until: now });

/** Who holds the job hears of it at their next transaction, and whoever takes it next before they begin. */
export const askCancel = async (tx: Knex, id: number): Promise<void> => {
  await tx('job').where({ id }).update({ is_cancel_asked: 1 });
};

/** Ends one that nobody holds; the fence keeps a late holder from writing on. */
export const cancelLeft = async (tx: Knex, id: number, now: string): Promise<boolean> =>
  (await tx('job')
    .where({ id })
    .whereIn('state', ['waiting', 'running'])
    .where('lease_until', '<=', now)
    .update({ state: 'cancelled', fence: tx.raw('fence + 1'), owner: null, ended_at: now })) === 1;
