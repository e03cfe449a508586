// 破棄 of one part that can never be posted: lost at the print house, its file damaged, its passwords ended before it went
// out. Nobody else is asked, as where a batch is undone: no customer's password changes by it.
import * as approvals from '../../db/approvals.ts';
import * as batches from '../../db/batches.ts';
import { addOfCards } from '../../db/card-events.ts';
import * as cards from '../../db/cards.ts';
import * as jobs from '../../db/jobs.ts';
import { done, type Run, refuse } from '../command.ts';
import { latePostingAct } from '../rules/batch.ts';
import { atTheHouse } from '../rules/batch-permissions.ts';
import { isHeld, openApprovals } from './batch.ts';
import { moveOn } from './batch-posting.ts';

export const undoPart: Run<'batch.undoPart'> = async (ctx, { batchId, part: number, reason }) => {
  const { tx, now, actor } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (!atTheHouse.includes(batch.state)) return refuse('batch-moved-on', { state: batch.state });
  const parts = await batches.partsOf(tx, batchId);
  const part = parts.find((one) => one.part === number);
  if (!part) return refuse('no-such-part');
  if (part.state === 'posted') return refuse('already-posted');
  if (parts.length === 1) return refuse('only-part');
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  if (job && isHeld(job, now)) return refuse('job-held');
  // Before its cards are read, and in the order of a posting: whoever posts it meanwhile comes before us or after.
  await cards.holdAccountsOf(tx, { batchId, part: number });
  if (!(await batches.changePart(tx, part, {}))) return refuse('batch-moved-on', { state: batch.state });
  const left = await cards.unpostedOf(tx, batchId, number);
  if (left.length === 0) return refuse('part-empty');
  if (!(await cards.pull(tx, left, 'waiting', now))) return refuse('batch-moved-on', { state: batch.state });
  const step = { kind: 'card-undone', batchId, actor, at: now, note: reason } as const;
  await addOfCards(
    tx,
    step,
    left.map(({ id }) => id),
  );
  for (const { id, act, content } of await openApprovals(ctx, batchId))
    if (act === latePostingAct && (JSON.parse(content) as { part: number }).part === number)
      await approvals.decide(tx, id, { state: 'void', staffId: null, note: '' }, now);
  if (!(await moveOn(ctx, batch))) return refuse('batch-moved-on', { state: batch.state });
  for (const topic of ['batches', 'cards', 'approvals']) ctx.touch(topic);
  return done({ batchId, givenBack: left.length }, { batch: batchId, part: number, cards: left.length });
};
