// What another admin decides about a purge: it takes exactly the accounts that were fixed when it was asked for.
import * as runs from '../../db/purge-runs.ts';
import type { Change } from '../acts/act.ts';
import type { ApprovalKind, Granted } from './approval-kinds.ts';
import { startPurge } from './purge.ts';

type Asked = { runId: number; digest: string };

const shown = (run: runs.PurgeRun): Change[] => [
  { field: 'purge', before: '', after: String(run.id) },
  { field: 'purge-accounts', before: '', after: String(run.accountCount) },
  { field: 'purge-through', before: '', after: run.through },
];

export const purgeKind: ApprovalKind = {
  decidedBy: 'admin',
  changesOf: async ({ tx }, { content }) => {
    const run = await runs.byId(tx, (JSON.parse(content) as Asked).runId);
    return run ? shown(run) : [];
  },
  isOutdated: async ({ tx }, { content, subjectVersion }) => {
    const { runId, digest }: Asked = JSON.parse(content);
    const run = await runs.byId(tx, runId);
    return run?.state !== 'asked' || run.digest !== digest || run.version !== subjectVersion;
  },
  grant: async (ctx, approval): Promise<Granted> => {
    const { tx, now, session } = ctx;
    const { runId, digest }: Asked = JSON.parse(approval.content);
    const run = await runs.byId(tx, runId);
    const meant = (await runs.items(tx, runId)).map(({ accountId }) => accountId);
    if (run?.state !== 'asked' || run.version !== approval.subjectVersion || runs.digestOf(meant) !== digest)
      return { ok: false, error: 'content-changed' };
    const jobId = await startPurge(ctx, runId, approval.askedBy);
    const to = { state: 'released' as const, approved_by: session.staffId, approved_at: now, job_id: jobId };
    if (!(await runs.change(tx, run, to))) return { ok: false, error: 'content-changed' };
    ctx.touch('purges');
    return { ok: true };
  },
};
