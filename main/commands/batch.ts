// Batches of postcards: gathering, generating, taking back.
import * as approvals from '../../db/approvals.ts';
import * as batches from '../../db/batches.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as cardCounts from '../../db/card-counts.ts';
import * as requests from '../../db/card-requests.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as jobs from '../../db/jobs.ts';
import * as printSettings from '../../db/print-settings.ts';
import * as staff from '../../db/staff.ts';
import { type Context, done, type Run, refuse, type SignedIn } from '../command.ts';
import type { Output } from '../contract/index.ts';
import { type BatchPlanInput, type BatchPrintInput, batchPlanKind, batchPrintKind } from '../jobs/batch-input.ts';
import { jobTopic, leaseFrom } from '../jobs/job.ts';
import { lastDayFor, nextIssueDay } from '../rules/arrival.ts';
import { batchReleaseAct, isSenderChanged, latePostingAct, latestPostingOn, validThrough } from '../rules/batch.ts';
import { batchPermissions, lastTimelyPosting, postPermission, undoPartPermission } from '../rules/batch-permissions.ts';
import { addBusinessDays } from '../rules/business-days.ts';
import { droppedOutOf } from './batch-dropped.ts';
import { damagedParts, startTidying } from './batch-posting.ts';
import { shownToPull, toPullOf } from './batch-pulls.ts';

type View = Output<'batch.list'>['batches'][number];
const shownBatches = 100;

export const isHeld = (job: jobs.JobRow, now: string): boolean =>
  (job.state === 'waiting' || job.state === 'running') && job.leaseUntil > now;
const hasEnded = (job: jobs.JobRow): boolean => job.state !== 'waiting' && job.state !== 'running';

const jobView = (job: jobs.JobRow, all: number, now: string): NonNullable<View['job']> => {
  const progress: { done?: number; all?: number; waitsFor?: 'passphrase'; speed?: NonNullable<View['job']>['speed'] } =
    JSON.parse(job.progress);
  const result: { fault?: string } = JSON.parse(job.result ?? '{}');
  return {
    jobId: job.id,
    state: hasEnded(job) || isHeld(job, now) ? job.state : 'interrupted',
    isCancelAsked: job.isCancelAsked,
    waitsFor: job.state === 'running' ? (progress.waitsFor ?? null) : null,
    done: progress.done ?? 0,
    all: progress.all ?? all,
    speed: (job.state === 'running' && isHeld(job, now) && progress.speed) || null,
    fault: result.fault ?? null,
  };
};

const viewOf = (
  batch: batches.Batch,
  { droppedOut, toPull }: Pick<View, 'droppedOut' | 'toPull'>,
  names: ReadonlyMap<number, string>,
  job: jobs.JobRow | null,
  now: string,
): View => ({
  batchId: batch.id,
  state: batch.state,
  isPlanning: batch.state === 'made' && batch.digest === '',
  layout: batch.layout,
  plannedPostingOn: batch.plannedPostingOn,
  validThrough: batch.validThrough,
  cards: batch.cardCount,
  droppedOut,
  toPull,
  madeBy: names.get(batch.madeBy) ?? '',
  madeAt: batch.madeAt,
  releasedBy: names.get(batch.releasedBy ?? 0) ?? null,
  releasedAt: batch.releasedAt,
  generatedAt: batch.generatedAt,
  filesDeletedAt: batch.filesDeletedAt,
  undoneBy: names.get(batch.undoneBy ?? 0) ?? null,
  undoneAt: batch.undoneAt,
  undoneNote: batch.undoneNote,
  passphraseTo: batch.passphraseTo,
  job: job && jobView(job, batch.cardCount, now),
});

const lacksOf = async ({ tx }: Context): Promise<Output<'batch.list'>['lacks']> => {
  const hasSender = (await printSettings.senderOf(tx)) !== null;
  const hasSecond = (await staff.countActiveAdmins(tx)) > 1;
  return [...(hasSender ? [] : (['sender'] as const)), ...(hasSecond ? [] : (['second-admin'] as const))];
};

const hasHouseKey = async ({ tx }: Context): Promise<boolean> => (await printSettings.houseKeyOf(tx)) !== null;

const nextOf = async ({ tx, today, policy }: Context): Promise<Output<'batch.list'>['next']> => {
  const calendar = await calendarOf(tx);
  const issue = nextIssueDay(today, calendar, policy);
  if ('error' in issue) return null;
  const posting = addBusinessDays(issue.on, policy.postingBusinessDays, calendar);
  const closesOn = lastDayFor(today, issue.on, calendar, policy);
  return 'error' in posting ? null : { issueOn: issue.on, closesOn, postingOn: posting.on };
};

const permission = (reason: string | null) => ({ isAllowed: reason === null, reason });

/** A batch takes long enough to plan and print that two at once would only be in each other's way. */
const underWay = async ({ tx }: Context): Promise<batches.Batch | null> => {
  const open = await batches.inStates(tx, ['made', 'generating']);
  return open.find(({ state, digest }) => state === 'generating' || digest === '') ?? null;
};

export const listBatches: Run<'batch.list'> = async (ctx) => {
  const { tx, now } = ctx;
  const rows = await batches.list(tx, shownBatches);
  const names = await staff.names(
    tx,
    rows.flatMap(({ madeBy, releasedBy, undoneBy }) => [madeBy, releasedBy ?? 0, undoneBy ?? 0]),
  );
  const counts = await requests.counts(tx);
  const ofBatches = await jobs.byIds(
    tx,
    rows.flatMap(({ jobId }) => jobId ?? []),
  );
  const dropped = await droppedOutOf(tx);
  const pulls = await toPullOf(ctx, rows);
  const lacks = await lacksOf(ctx);
  const busy = (await underWay(ctx)) ? 'batch-under-way' : counts.waiting === 0 ? 'nothing-waiting' : null;
  return done({
    waiting: counts.waiting,
    waitingByCause: await requests.waitingByCause(tx),
    droppedOut: counts['dropped-out'],
    lacks,
    hasHouseKey: await hasHouseKey(ctx),
    next: await nextOf(ctx),
    batches: rows.map((row) => {
      const counts = { droppedOut: dropped.get(row.id) ?? 0, toPull: pulls.get(row.id)?.length ?? 0 };
      return viewOf(row, counts, names, ofBatches.get(row.jobId ?? 0) ?? null, now);
    }),
    can: { make: permission(lacks[0] ? `${lacks[0]}-missing` : busy) },
    now,
  });
};

/** One that was cut off as well: its passwords may end before it could be drawn again. */
const canUndo = ({ state }: batches.Batch): boolean =>
  ['made', 'released', 'generating', 'generated', 'printed'].includes(state);

export const openApprovals = async ({ tx }: Context, batchId: number): Promise<approvals.Approval[]> => {
  const open = await approvals.list(tx, { isOpen: true, acts: [batchReleaseAct, latePostingAct] }, 200);
  return open.filter(({ content }) => (JSON.parse(content) as { batchId?: number }).batchId === batchId);
};

const readBatch: Run<'batch.open'> = async (ctx, { batchId }) => {
  const { tx, now, today, policy, session } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  const names = await staff.names(tx, [batch.madeBy, batch.releasedBy ?? 0, batch.undoneBy ?? 0]);
  const counts = await cardCounts.countsOf(tx, batchId);
  const counted = new Map(counts.parts.map((one) => [one.part, one]));
  const parts = await batches.partsOf(tx, batchId);
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  const damaged = damagedParts(job);
  const pulls = (await toPullOf(ctx, [batch])).get(batchId) ?? [];
  const open = await openApprovals(ctx, batchId);
  const askers = await staff.names(
    tx,
    open.map(({ askedBy }) => askedBy),
  );
  const facts = {
    state: batch.state,
    isWorking: job !== null && isHeld(job, now),
    isSenderChanged: isSenderChanged(batch, await printSettings.senderOf(tx)),
    hasPosted: parts.some(({ state }) => state === 'posted'),
    hasFiles: batch.generatedAt !== null && batch.filesDeletedAt === null && batch.state !== 'undone',
    isByHand: batch.generatedAt === null ? !(await hasHouseKey(ctx)) : batch.passphraseTo === 'maker',
    waitsForPassphrase: job !== null && waitsForPassphrase(job, now),
    isExpired: today > batch.validThrough,
    isReaderMaker: batch.madeBy === session.staffId,
    isReaderReleaser: batch.releasedBy === session.staffId,
  };
  return done({
    batch: viewOf(
      batch,
      { droppedOut: (await droppedOutOf(tx)).get(batchId) ?? 0, toPull: pulls.length },
      names,
      job,
      now,
    ),
    parts: parts.map((part) => {
      const none = { cards: part.cardCount, pulled: 0, printed: 0, open: part.cardCount };
      const { cards, pulled, printed, open: left } = counted.get(part.part) ?? none;
      const isAsked = open.some(({ act, content }) => act === latePostingAct && JSON.parse(content).part === part.part);
      const { state, fileName, fileBytes: bytes, fileSha256: sha256, postedOn } = part;
      const isDamaged = damaged.includes(part.part);
      const toPull = pulls.filter((card) => card.part === part.part).length;
      const stand = { state, isAsked, isDamaged, toPull, counted: { cards, pulled, printed, open: left } };
      const isOnly = parts.length === 1;
      const can = { post: postPermission(facts, stand), undo: undoPartPermission(facts, { ...stand, isOnly }) };
      return { part: part.part, state, cards, pulled, printed, open: left, fileName, bytes, sha256, postedOn, can };
    }),
    counts: counts.states,
    toPull: shownToPull(pulls),
    can: batchPermissions(facts),
    lastTimelyPostingOn: lastTimelyPosting(batch.plannedPostingOn, policy),
    openApprovals: open.map(({ id, act, askedAt, askedBy }) => ({
      approvalId: id,
      act,
      askedBy: askers.get(askedBy) ?? '',
      askedAt,
    })),
    now,
  });
};

/** Its job works on beside us: a batch that is not generated yet, with parts and a job that is done, would be none. */
export const openBatch: Run<'batch.open'> = (ctx, input) =>
  ctx.db.atOneMoment((tx) => readBatch({ ...ctx, tx }, input));

/** The process that knows it is at work, and has not been told that it was noted. */
export const waitsForPassphrase = (job: jobs.JobRow, now: string): boolean =>
  isHeld(job, now) && (JSON.parse(job.progress) as { waitsFor?: string }).waitsFor === 'passphrase';

const startJob = async (ctx: SignedIn, kind: string, input: object): Promise<number> => {
  const made = { kind, input: JSON.stringify(input), madeBy: ctx.session.staffId, leaseUntil: leaseFrom(ctx.now) };
  const jobId = await jobs.add(ctx.tx, made, ctx.now);
  ctx.touch(jobTopic);
  ctx.touch('batches');
  ctx.runJob(jobId);
  return jobId;
};

export const makeBatch: Run<'batch.make'> = async (ctx, { plannedPostingOn, cause }) => {
  const { tx, now, today, policy, session } = ctx;
  const [lacking] = await lacksOf(ctx);
  if (lacking) return refuse(`${lacking}-missing`);
  if (plannedPostingOn < today || plannedPostingOn > latestPostingOn(today)) return refuse('posting-date');
  const busy = await underWay(ctx);
  if (busy) return refuse('batch-under-way', { batchId: busy.id });
  const [first] = await cardTexts.waiting(tx, { before: now, cause }, 0, 1);
  if (!first) return refuse('nothing-waiting');
  const made = {
    layout: 'v-fold',
    plannedPostingOn,
    validThrough: validThrough(plannedPostingOn, policy),
    madeBy: session.staffId,
  };
  const batchId = await batches.add(tx, made, now);
  const jobId = await startJob(ctx, batchPlanKind, { batchId, before: now, cause } satisfies BatchPlanInput);
  await batches.change(tx, { id: batchId, state: 'made', version: 1 }, { job_id: jobId });
  return done({ batchId, jobId }, { batch: batchId, job: jobId, posting: plannedPostingOn, cause });
};

export const generateBatch: Run<'batch.generate'> = async (ctx, { batchId }) => {
  const { tx, now, today, session } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (batch.state !== 'released' && batch.state !== 'generating')
    return refuse('batch-moved-on', { state: batch.state });
  const [lacking] = await lacksOf(ctx);
  if (lacking === 'sender') return refuse('sender-missing');
  const isChanged = isSenderChanged(batch, await printSettings.senderOf(tx));
  if (batch.state === 'released' && isChanged) return refuse('sender-changed');
  const passphraseTo = (await hasHouseKey(ctx)) ? 'house' : 'maker';
  if (passphraseTo === 'maker' && batch.madeBy !== session.staffId) return refuse('maker-only');
  if (batch.validThrough <= today) return refuse('posting-expired');
  const before = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  if (before && isHeld(before, now)) return refuse('job-held');
  if (before && !hasEnded(before)) await jobs.cancelLeft(tx, before.id, now);
  const jobId = await startJob(ctx, batchPrintKind, { batchId, passphraseTo } satisfies BatchPrintInput);
  if (!(await batches.change(tx, batch, { job_id: jobId }))) return refuse('batch-moved-on', { state: batch.state });
  return done({ batchId, jobId, passphraseTo }, { batch: batchId, job: jobId });
};

export const cancelBatchJob: Run<'batch.cancelJob'> = async (ctx, { batchId }) => {
  const { tx } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  if (!job || hasEnded(job)) return refuse('no-such-job');
  await jobs.askCancel(tx, job.id);
  ctx.touch(jobTopic);
  return done({ batchId }, { batch: batchId, job: job.id });
};

export const undoBatch: Run<'batch.undo'> = async (ctx, { batchId, reason }) => {
  const { tx, now, session } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  if (job && isHeld(job, now)) return refuse('job-held');
  const parts = await batches.partsOf(tx, batchId);
  if (!canUndo(batch) || parts.some(({ state }) => state === 'posted'))
    return refuse('batch-moved-on', { state: batch.state });
  const { planned = 0, generated = 0 } = (await cardCounts.countsOf(tx, batchId)).states;
  const givenBack = planned + generated;
  // One that nobody put together to its end would else stand in the way of every later batch.
  if (job && !hasEnded(job) && !(await jobs.cancelLeft(tx, job.id, now))) return refuse('job-held');
  const to = { state: 'undone' as const, undone_by: session.staffId, undone_at: now, undone_note: reason };
  if (!(await batches.change(tx, batch, to))) return refuse('batch-moved-on', { state: batch.state });
  for (const { id } of await openApprovals(ctx, batchId))
    await approvals.decide(tx, id, { state: 'void', staffId: null, note: '' }, now);
  await startTidying(ctx, batchId);
  ctx.touch('batches');
  ctx.touch('approvals');
  return done({ batchId, givenBack }, { batch: batchId, cards: givenBack });
};
