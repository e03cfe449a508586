// Purge runs: what is due, asking another admin, stopping and going on. The erasing is a job's.
import * as auditRows from '../../db/audit.ts';
import * as jobs from '../../db/jobs.ts';
import { countDue, countEnding, countKept, countOverdue, due } from '../../db/purge.ts';
import * as runs from '../../db/purge-runs.ts';
import * as staff from '../../db/staff.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { type Context, done, type Prepared, type Run, refuse } from '../command.ts';
import type { Output } from '../contract/index.ts';
import { jobTopic, leaseFrom } from '../jobs/job.ts';
import { type PurgeInput, purgeJobKind } from '../jobs/purge-input.ts';
import { certificate } from '../print/certificate.ts';
import { addDays } from '../rules/calendar.ts';
import { countsOf, overdueBefore, purgeAct, purgeDueBy } from '../rules/purge.ts';
import { unparse } from './csv.ts';

const listed = 50;
const sampleSize = 20;
/** More are taken by the next run: an approval that nobody can look through is none. */
const runLimit = 20_000;
const endingDays = 30;

type State = 'asked' | 'refused' | 'released' | 'running' | 'stopped' | 'done';

/** A run whose job a person stopped, or that was given up, waits for somebody to go on. */
const stateOf = async ({ tx }: Pick<Context, 'tx'>, run: runs.PurgeRun): Promise<State> => {
  if (run.state === 'done') return 'done';
  if (run.state === 'asked') return run.approvalState === 'asked' ? 'asked' : 'refused';
  const job = run.jobId === null ? null : await jobs.byId(tx, run.jobId);
  return job?.state === 'waiting' || job?.state === 'running' ? run.state : 'stopped';
};

const readOverview: Run<'purge.overview'> = async (ctx) => {
  const { tx, today, policy, session } = ctx;
  const rows = await runs.list(tx, listed);
  const names = await staff.names(
    tx,
    rows.flatMap(({ askedBy, approvedBy }) => [askedBy, approvedBy ?? 0]),
  );
  const open = await runs.open(tx);
  const dueCount = await countDue(tx, today);
  const whyNot =
    session.role !== 'admin' ? 'not-allowed' : open ? 'purge-under-way' : dueCount === 0 ? 'nothing-due' : null;
  const shown: Output<'purge.overview'>['runs'] = [];
  for (const run of rows) {
    const counts = countsOf(run.counts);
    shown.push({
      runId: run.id,
      state: await stateOf(ctx, run),
      through: run.through,
      accounts: run.accountCount,
      purged: counts.accounts,
      kept: counts.kept,
      askedBy: names.get(run.askedBy) ?? '',
      askedAt: run.askedAt,
      approvalId: run.approvalState === 'asked' ? run.approvalId : null,
      approvedBy: names.get(run.approvedBy ?? 0) ?? null,
      approvedAt: run.approvedAt,
      endedAt: run.endedAt,
    });
  }
  return done({
    today,
    due: dueCount,
    overdue: await countOverdue(tx, today, overdueBefore(today, policy)),
    dueDays: policy.purgeDueDays,
    ending: await countEnding(tx, today, addDays(today, endingDays)),
    kept: Object.entries(await countKept(tx, today)).map(([reason, count]) => ({ reason, count })),
    sample: (await due(tx, today, sampleSize)).map(({ accountId, openThrough }) => ({
      accountId,
      openThrough,
      dueBy: purgeDueBy(openThrough, policy),
    })),
    runLimit,
    runs: shown,
    can: { ask: { isAllowed: whyNot === null, reason: whyNot } },
  });
};

/** A run's job works on beside us: its counts and its state are of one moment. */
export const overview: Run<'purge.overview'> = (ctx, input) =>
  ctx.db.atOneMoment((tx) => readOverview({ ...ctx, tx }, input));

export const askPurge: Run<'purge.ask'> = async (ctx, { reason }) => {
  const { tx, now, today, session } = ctx;
  const open = await runs.open(tx);
  if (open) return refuse('purge-under-way', { runId: open.id });
  const accounts = await due(tx, today, runLimit);
  const through = accounts.at(-1)?.openThrough;
  if (through === undefined) return refuse('nothing-due');
  const { id: runId, digest, version } = await runs.add(tx, accounts, { through, askedBy: session.staffId }, now);
  const approvalId = await askApproval(
    tx,
    {
      act: purgeAct,
      accountId: null,
      content: { runId, digest },
      subjectVersion: version,
      reason,
      contactId: null,
      askedBy: session.staffId,
    },
    now,
  );
  await runs.bindToApproval(tx, runId, approvalId);
  ctx.touch('purges');
  ctx.touch('approvals');
  return done(
    { runId, approvalId, accounts: accounts.length },
    { run: runId, approval: approvalId, accounts: accounts.length, through },
  );
};

/** Its job is made with it, and begins after the commit. */
export const startPurge = async (ctx: Context, runId: number, madeBy: number): Promise<number> => {
  const input = JSON.stringify({ runId } satisfies PurgeInput);
  const jobId = await jobs.add(ctx.tx, { kind: purgeJobKind, input, madeBy, leaseUntil: leaseFrom(ctx.now) }, ctx.now);
  ctx.runJob(jobId);
  return jobId;
};

export const stopPurge: Run<'purge.stop'> = async (ctx, { runId }) => {
  const run = await runs.byId(ctx.tx, runId);
  if (!run) return refuse('no-such-purge');
  const state = await stateOf(ctx, run);
  if (run.jobId === null || (state !== 'released' && state !== 'running')) return refuse('purge-not-running');
  await jobs.askCancel(ctx.tx, run.jobId);
  ctx.touch(jobTopic);
  return done({ runId }, { run: runId });
};

export const goOnWithPurge: Run<'purge.goOn'> = async (ctx, { runId }) => {
  const run = await runs.byId(ctx.tx, runId);
  if (!run) return refuse('no-such-purge');
  if ((await stateOf(ctx, run)) !== 'stopped') return refuse('purge-not-stopped');
  const jobId = await startPurge(ctx, runId, ctx.session.staffId);
  if (!(await runs.change(ctx.tx, run, { job_id: jobId }))) return refuse('purge-not-stopped');
  ctx.touch('purges');
  return done({ runId }, { run: runId, job: jobId });
};

const drawCertificate = async (tx: Context['tx'], runId: number) => {
  const run = await runs.byId(tx, runId);
  if (!run) return refuse('no-such-purge');
  if (run.state !== 'done' || run.endedAt === null || run.jobId === null) return refuse('purge-not-done');
  const chain = run.jobId % 64;
  const last = run.lastSeq === null ? null : await auditRows.entryAt(tx, chain, run.lastSeq);
  const bytes = await certificate({
    run,
    counts: countsOf(run.counts),
    items: (await runs.items(tx, runId)).length,
    askedBy: await staff.nameOf(tx, run.askedBy),
    approvedBy: run.approvedBy === null ? '' : await staff.nameOf(tx, run.approvedBy),
    chain,
    lastHash: last?.hash ?? '',
  });
  return { ok: true as const, bytes };
};

/** A run that is done does not change any more: its paper is drawn before the transaction. */
export const purgeCertificate: Prepared<'purge.certificate', Awaited<ReturnType<typeof drawCertificate>>> = {
  prepare: ({ db }, { runId }) => drawCertificate(db.read, runId),
  run: async ({ client, files }, { runId }, drawn) => {
    if (!drawn.ok) return drawn;
    const fileName = `akari-purge-${runId}.pdf`;
    return done({ file: files.offer(client, { name: fileName, bytes: drawn.bytes }), fileName }, { run: runId });
  },
};

export const purgeIds: Run<'purge.ids'> = async ({ tx, client, files }, { runId }) => {
  if (!(await runs.byId(tx, runId))) return refuse('no-such-purge');
  const items = await runs.items(tx, runId);
  const csv = unparse(
    ['account_id', 'customer_id', 'open_through', 'state', 'reason', 'purged_at'],
    items.map((item) => [
      String(item.accountId),
      String(item.customerId),
      item.openThrough,
      item.state,
      item.reason ?? '',
      item.purgedAt ?? '',
    ]),
  );
  const fileName = `akari-purge-${runId}.csv`;
  const file = files.offer(client, { name: fileName, bytes: Buffer.from(csv, 'utf8') });
  return done({ file, fileName }, { run: runId, count: items.length });
};
