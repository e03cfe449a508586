import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import { addOfPart } from '../../db/card-events.ts';
import * as cards from '../../db/cards.ts';
import * as drawn from '../../db/drawn-cards.ts';
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
type Refusal = PostingRefusal | 'file-damaged' | 'cards-to-pull';
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
  const refused = refusePosting(counted, {
    posted: postedOn,
    generated: tokyoDate(batch.generatedAt ?? batch.madeAt),
    today,
    validThrough: batch.validThrough,
  });
  if (refused) return refused;
  // Passwords would come to life on cards that go where nobody wants them.
  const toPull = await drawn.toPull(tx, [batch.id]);
  return toPull.some((card) => card.part === part.part) ? 'cards-to-pull' : null;
};

/** Has a batch's files deleted by a job, after the commit. */
export const startTidying = async (ctx: SignedIn, batchId: number): Promise<void> => {
  const input = JSON.stringify({ batchId });
  const made = { kind: batchTidyKind, input, madeBy: ctx.session.staffId, leaseUntil: leaseFrom(ctx.now) };
  ctx.runJob(await jobs.add(ctx.tx, made, ctx.now));
};

/**
 * A batch once more of its cards were reported, pulled or posted: parts that are whole are printed, and where nothing more
 * is to come of it, it is reconciled and its files go. False: somebody was faster.
 */
export const moveOn = async (ctx: SignedIn, batch: batches.Batch): Promise<boolean> => {
  const { tx, now, actor } = ctx;
  const counts = new Map((await cardCounts.partCounts(tx, batch.id)).map((one) => [one.part, one]));
  const parts = (await batches.partsOf(tx, batch.id)).map((part) => ({ part, counted: counts.get(part.part) }));
  for (const { part, counted } of parts) {
    if (part.state !== 'generated' || counted?.open !== 0 || counted.printed === 0) continue;
    if (!(await batches.changePart(tx, part, { state: 'printed' }))) return false;
    await addOfPart(tx, { kind: 'card-printed', batchId: batch.id, actor, at: now }, part.part);
  }
  // A part of which every card was pulled is never posted.
  if (parts.every(({ part, counted }) => part.state === 'posted' || counted?.pulled === counted?.cards)) {
    if (!(await batches.change(tx, batch, { state: 'reconciled', reconciled_at: now }))) return false;
    await startTidying(ctx, batch.id);
    return true;
  }
  const isWhole = batch.state === 'generated' && parts.every(({ counted }) => counted?.open === 0);
  return (await batches.change(tx, batch, isWhole ? { state: 'printed' } : {})) !== null;
};

/** Marks a part posted, and with the last one the batch: every serial is accounted for by then, so it is reconciled. */
export const postPart = async (ctx: SignedIn, posting: Posting): Promise<Posted> => {
  const { tx, now, actor, session } = ctx;
  const { batch, part, postedOn } = posting;
  await cards.holdAccountsOf(tx, { batchId: batch.id, part: part.part });
  // From here on nobody changes an account of it, so that none of its cards has to be pulled after all.
  const refused = await judgePosting(ctx, posting);
  if (refused) return { ok: false, error: refused };
  const to = { state: 'posted' as const, posted_on: postedOn, posted_by: session.staffId };
  if (!(await batches.changePart(tx, part, to))) return { ok: false, error: 'content-changed' };
  const count = await cards.post(tx, { batchId: batch.id, part: part.part }, { on: postedOn, actor, now });
  if (!(await moveOn(ctx, batch))) return { ok: false, error: 'content-changed' };
  ctx.touch('batches');
  ctx.touch('cards');
  // For all of its accounts at once: a part may bring ten thousand of them a new password.
  ctx.touch('posted');
  return { ok: true, cards: count };
};
