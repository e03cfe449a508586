// A purge run in pieces: each erases some accounts with everything on them in one transaction, so that it may be cut off
// anywhere and go on. What has begun to be kept since it was approved is kept.
import { setTimeout as pause } from 'node:timers/promises';
import * as audit from '../../db/audit.ts';
import { emptyJournal } from '../../db/backup.ts';
import type { Database } from '../../db/open.ts';
import { erase, keepingOf } from '../../db/purge.ts';
import * as runs from '../../db/purge-runs.ts';
import { type AuditBody, inAuditedTransaction } from '../audit.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { addErased, countsOf, type PurgeCounts } from '../rules/purge.ts';
import type { JobContext, JobKind } from './job.ts';
import type { PurgeInput } from './purge-input.ts';

/** A customer of some years has a few hundred rows: agents' writes wait no longer than these take. */
const pieceAccounts = 2;
const longestGap = 100;
const journalTries = 20;
const journalMilliseconds = 250;

type Step = (
  tx: Parameters<JobContext['guard']>[0],
  run: runs.PurgeRun,
  now: string,
) => Promise<{ to: Parameters<typeof runs.change>[2]; body: AuditBody; counts: PurgeCounts } | null>;

/** One audited transaction on the run. @returns null where there was nothing to do */
const step = (job: JobContext, call: string, work: Step): Promise<PurgeCounts | null> =>
  inAuditedTransaction(job.db, { chainOf: job.jobId, actor: job.actor, call }, async (tx, now) => {
    await job.guard(tx);
    const { runId } = job.input as PurgeInput;
    const run = await runs.byId(tx, runId);
    if (!run) throw new Error(`no purge run ${runId}`);
    const did = await work(tx, run, now);
    if (!did) return { value: null, body: null };
    if (!(await runs.change(tx, run, did.to))) throw new Error(`purge run ${runId} was changed meanwhile`);
    return { value: did.counts, body: { run: runId, ...did.body } };
  });

const begin = (job: JobContext): Promise<unknown> =>
  step(job, 'purge.begun', async (tx, run, now) => {
    if (run.state !== 'released') return null;
    const { seq } = await audit.headOf(tx, job.jobId % 64);
    return {
      to: { state: 'running', started_at: now, first_seq: seq },
      body: { accounts: run.accountCount, through: run.through },
      counts: countsOf(run.counts),
    };
  });

const takePiece = (job: JobContext): Promise<PurgeCounts | null> =>
  step(job, 'purge.piece', async (tx, run, now) => {
    const planned = await runs.planned(tx, run.id, pieceAccounts);
    if (planned.length === 0) return null;
    const keeping = await keepingOf(tx, planned, tokyoDate(now));
    const going = planned.filter((id) => !keeping.has(id));
    const erased = await erase(tx, going, run.id);
    await runs.settle(tx, run.id, going, { state: 'purged', reason: null }, now);
    for (const [id, reason] of keeping) await runs.settle(tx, run.id, [id], { state: 'kept', reason }, now);
    const counts = addErased(countsOf(run.counts), erased, keeping.size);
    return {
      to: { counts: JSON.stringify(counts) },
      body: { accounts: erased.accounts, customers: erased.customers, kept: keeping.size },
      counts,
    };
  });

const finish = (job: JobContext): Promise<PurgeCounts | null> =>
  step(job, 'purge.done', async (tx, run, now) => {
    if (run.state === 'done') return null;
    const { seq } = await audit.headOf(tx, job.jobId % 64);
    const counts = countsOf(run.counts);
    const { accounts, customers, kept } = counts;
    return { to: { state: 'done', ended_at: now, last_seq: seq }, body: { accounts, customers, kept }, counts };
  });

/** Erased pages stand in SQLite's journal until it is taken over into the file; somebody who reads may hold that up. */
const emptyOut = async (db: Database): Promise<boolean> => {
  if (db.engine !== 'sqlite') return true;
  for (let left = journalTries; left > 0; left -= 1) {
    if (await emptyJournal(db.write)) return true;
    await pause(journalMilliseconds);
  }
  return false;
};

export const purgeJob: JobKind = {
  run: async (job) => {
    const { runId } = job.input as PurgeInput;
    await begin(job);
    for (;;) {
      if (job.signal.aborted) return { state: 'cancelled', result: { run: runId } };
      const began = performance.now();
      const counts = await takePiece(job);
      if (!counts) break;
      // SQLite's waiting writers look again only now and then: without a gap they would never find the door open.
      if (job.db.engine === 'sqlite') await pause(Math.min(longestGap, performance.now() - began));
      job.report(String(counts.accounts + counts.kept), { done: counts.accounts + counts.kept });
    }
    await finish(job);
    return { state: 'done', result: { run: runId, isJournalEmpty: await emptyOut(job.db) } };
  },
};
