// Purge runs and what they planned and took: internal ids alone.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { DueAccount } from './purge.ts';

export type RunState = 'asked' | 'released' | 'running' | 'done';
export type PurgeRun = {
  id: number;
  state: RunState;
  /** The last open day of every account in it is this one or earlier. */
  through: string;
  accountCount: number;
  digest: string;
  askedBy: number;
  askedAt: string;
  approvalId: number | null;
  approvalState: 'asked' | 'granted' | 'refused' | 'void' | null;
  approvedBy: number | null;
  approvedAt: string | null;
  jobId: number | null;
  /** JSON: what was erased and kept. */
  counts: string;
  firstSeq: number | null;
  lastSeq: number | null;
  startedAt: string | null;
  endedAt: string | null;
  version: number;
};
const columns = {
  id: 'r.id',
  state: 'r.state',
  through: 'r.through',
  accountCount: 'r.account_count',
  digest: 'r.digest',
  askedBy: 'r.asked_by',
  askedAt: 'r.asked_at',
  approvalId: 'r.approval_id',
  approvalState: 'p.state',
  approvedBy: 'r.approved_by',
  approvedAt: 'r.approved_at',
  jobId: 'r.job_id',
  counts: 'r.counts',
  firstSeq: 'r.first_seq',
  lastSeq: 'r.last_seq',
  startedAt: 'r.started_at',
  endedAt: 'r.ended_at',
  version: 'r.version',
};
const withApproval = (tx: Knex) => tx('purge_run as r').leftJoin('approval as p', 'p.id', 'r.approval_id');

export const byId = async (tx: Knex, id: number): Promise<PurgeRun | null> =>
  (await withApproval(tx).where('r.id', id).first(columns)) ?? null;

/** Newest first. */
export const list = (tx: Knex, limit: number): Promise<PurgeRun[]> =>
  withApproval(tx).orderBy('r.id', 'desc').limit(limit).select(columns);

/** Asked for and not decided, or at work. */
export const open = async (tx: Knex): Promise<PurgeRun | null> =>
  (await withApproval(tx)
    .where((at) =>
      at
        .whereIn('r.state', ['released', 'running'])
        .orWhere((asked) => asked.where('r.state', 'asked').where('p.state', 'asked')),
    )
    .orderBy('r.id', 'desc')
    .first(columns)) ?? null;

/** What an approval binds to. */
export const digestOf = (accountIds: readonly number[]): string =>
  createHash('sha256')
    .update([...accountIds].sort((a, b) => a - b).join(','))
    .digest('hex');

const atOnce = 200;

export const add = async (
  tx: Knex,
  accounts: readonly DueAccount[],
  { through, askedBy }: { through: string; askedBy: number },
  now: string,
): Promise<Pick<PurgeRun, 'id' | 'digest' | 'version'>> => {
  const digest = digestOf(accounts.map(({ accountId }) => accountId));
  const [row] = await tx('purge_run')
    .insert({ state: 'asked', through, account_count: accounts.length, digest, asked_by: askedBy, asked_at: now })
    .returning(['id', 'version']);
  for (let from = 0; from < accounts.length; from += atOnce)
    await tx('purge_item').insert(
      accounts.slice(from, from + atOnce).map(({ accountId, customerId, openThrough }) => ({
        run_id: row.id,
        account_id: accountId,
        customer_id: customerId,
        open_through: openThrough,
        state: 'planned',
      })),
    );
  return { id: row.id, digest, version: row.version };
};

/** A part of its making: the version that the approval binds to stays. */
export const bindToApproval = (tx: Knex, runId: number, approvalId: number): Promise<number> =>
  tx('purge_run').where({ id: runId }).update({ approval_id: approvalId });

type Change = Partial<{
  state: RunState;
  approved_by: number;
  approved_at: string;
  job_id: number;
  counts: string;
  first_seq: number;
  last_seq: number;
  started_at: string;
  ended_at: string;
}>;

/** False: somebody was faster. */
export const change = async (tx: Knex, run: Pick<PurgeRun, 'id' | 'version'>, to: Change): Promise<boolean> =>
  (await tx('purge_run')
    .where({ id: run.id, version: run.version })
    .update({ ...to, version: run.version + 1 })) === 1;

export type PurgeItem = {
  accountId: number;
  customerId: number;
  openThrough: string;
  state: 'planned' | 'purged' | 'kept';
  reason: string | null;
  purgedAt: string | null;
};
const itemColumns = {
  accountId: 'account_id',
  customerId: 'customer_id',
  openThrough: 'open_through',
  state: 'state',
  reason: 'reason',
  purgedAt: 'purged_at',
};

export const items = (tx: Knex, runId: number): Promise<PurgeItem[]> =>
  tx('purge_item').where({ run_id: runId }).orderBy('account_id').select(itemColumns);

export const planned = (tx: Knex, runId: number, limit: number): Promise<number[]> =>
  tx('purge_item').where({ run_id: runId, state: 'planned' }).orderBy('account_id').limit(limit).pluck('account_id');

export const settle = async (
  tx: Knex,
  runId: number,
  accountIds: readonly number[],
  to: { state: 'purged' | 'kept'; reason: string | null },
  now: string,
): Promise<void> => {
  await tx('purge_item')
    .where({ run_id: runId })
    .whereIn('account_id', accountIds)
    .update({ ...to, purged_at: to.state === 'purged' ? now : null });
};
