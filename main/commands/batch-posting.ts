import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import * as cards from '../../db/cards.ts';
import * as jobs from '../../db/jobs.ts';
import type { SignedIn } from '../command.ts';
import { batchTidyKind } from '../jobs/batch-input.ts';
import { leaseFrom } from '../jobs/job.ts';
import { type PostingRefusal, refusePosting } from '../rules/batch.ts';
import { tokyoDate } from '../rules/calendar.ts';

export type Posting = {
  readonly batch: batches.Batch;
  readonly part: batches.Part;
  readonly counted: cardCounts.PartCounts;
  readonly postedOn: string;
};
type Refusal = PostingRefusal | 'file-damaged';
export type Posted = { ok: true; cards: number } | { ok: false; error: Refusal | 'content-changed' };

/** Parts whose files were found to be other than recorded: what was drawn of them is nobody's to tell any more. */
export const damagedParts = (job: jobs.JobRow | null): readonly number[] =>
  (JSON.parse(job?.result ?? '{}') as { damaged?: number[] }).damaged ?? [];

export const judgePosting = async (
  { tx, today }: SignedIn,
  { batch, part, counted, postedOn }: Posting,
): Promise<Refusal | null> => {
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  if (damagedParts(job).includes(part.part)) return 'file-damaged';
  return refusePosting(counted, {
    posted: postedOn,
    generated: tokyoDate(batch.generatedAt ?? batch.madeAt),
    today,
    validThrough: batch.validThrough,
  });
};

/** Has a batch's files deleted by a job, after the commit. */
export const startTidying = async (ctx: SignedIn, batchId: number): Promise<void> => {
  const input = JSON.stringify({ batchId });
  const made = { kind: batchTidyKind, input, madeBy: ctx.session.staffId, leaseUntil: leaseFrom(ctx.now) };
  ctx.runJob(await jobs.add(ctx.tx, made, ctx.now));
};

/** Marks a part posted, and with the last one the batch: every serial is accounted for by then, so it is reconciled. */
export const postPart = async (ctx: SignedIn, posting: Posting): Promise<Posted> => {
  const { tx, now, actor, session } = ctx;
  const { batch, part, postedOn } = posting;
  const refused = await judgePosting(ctx, posting);
  if (refused) return { ok: false, error: refused };
  const to = { state: 'posted' as const, posted_on: postedOn, posted_by: session.staffId };
  if (!(await batches.changePart(tx, part, to))) return { ok: false, error: 'content-changed' };
  const count = await cards.post(tx, { batchId: batch.id, part: part.part }, { on: postedOn, actor, now });
  const parts = await batches.partsOf(tx, batch.id);
  const counts = new Map((await cardCounts.partCounts(tx, batch.id)).map((one) => [one.part, one]));
  // A part of which every card was pulled is never posted, and nothing more is to come of it.
  const isSettled = ({ part: number, state }: batches.Part): boolean =>
    state === 'posted' || counts.get(number)?.pulled === counts.get(number)?.cards;
  const isLast = parts.every(isSettled);
  const next = isLast ? { state: 'reconciled' as const, reconciled_at: now } : {};
  if (!(await batches.change(tx, batch, next))) return { ok: false, error: 'content-changed' };
  if (isLast) await startTidying(ctx, batch.id);
  ctx.touch('batches');
  ctx.touch('cards');
  return { ok: true, cards: count };
};
