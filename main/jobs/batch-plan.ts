// Gathers what waits into a batch, piece by piece; what cannot be printed right drops out with its reasons (rule 17).
import { createHash } from 'node:crypto';
import * as batchCards from '../../db/batch-cards.ts';
import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import { addOfRequests } from '../../db/card-events.ts';
import * as cardTexts from '../../db/card-texts.ts';
import { databaseNow } from '../../db/clock.ts';
import * as events from '../../db/events.ts';
import * as jobs from '../../db/jobs.ts';
import * as settings from '../../db/settings.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { cardHoldsOf } from '../acts/card-holds.ts';
import { inAuditedTransaction } from '../audit.ts';
import { type CardFault, prepareCard } from '../print/prepare-card.ts';
import { batchReleaseAct } from '../rules/batch.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { type Policy, policyOf } from '../rules/policy.ts';
import type { BatchPlanInput } from './batch-input.ts';
import { undoBatch } from './batch-tidy.ts';
import { whyCutOff } from './cut-off.ts';
import type { JobContext, JobKind } from './job.ts';

/** Small enough that an agent's own write hardly waits. */
const pieceCards = 25;
const pageCards = 1000;

type Progress = { readonly done: number; readonly droppedOut: number };

/** Noted with the same commit, so that whoever takes the job over tells its releaser of all of them. */
const dropOut = async (
  { db, guard, actor, report }: JobContext,
  left: readonly { text: cardTexts.CardText; faults: readonly CardFault[] }[],
  before: Progress,
): Promise<number> => {
  if (left.length === 0) return before.droppedOut;
  return db.write.transaction(async (tx) => {
    await guard(tx);
    let droppedOut = before.droppedOut;
    const now = await databaseNow(tx);
    for (const [detail, alike] of Map.groupBy(left, ({ faults }) => JSON.stringify(faults))) {
      const code = alike[0]?.faults[0]?.code ?? '';
      const requestIds = alike.map(({ text }) => text.requestId);
      // Taken back by an agent meanwhile: then it does not wait for anybody to mend it.
      const dropped = await batchCards.dropOut(tx, requestIds, { code, detail }, now);
      droppedOut += dropped.size;
      const told = alike.flatMap(({ text }) => (dropped.has(text.requestId) ? [text.accountId] : []));
      const step = { kind: 'card-dropped-out', actor, facts: { drop: code } };
      await events.addMany(
        tx,
        told.map((accountId) => ({ accountId, ...step })),
        now,
      );
    }
    report('', { ...before, droppedOut });
    await guard(tx);
    return droppedOut;
  });
};

/** What waits again may be held by what became known since it was asked for: looked at here, so that no batch slips by. */
const faultsOf = async (
  job: JobContext,
  policy: Policy,
  texts: readonly cardTexts.CardText[],
): Promise<(readonly CardFault[])[]> => {
  const tx = job.db.read;
  const ctx = { tx, today: tokyoDate(await databaseNow(tx)), policy };
  const holds = await cardHoldsOf(ctx, texts);
  return texts.map((text) => {
    const card = prepareCard(text, 'v-fold');
    return [...(card.ok ? [] : card.faults), ...(holds.get(text.accountId) ?? [])];
  });
};

const gather = async (job: JobContext, batchId: number): Promise<number> => {
  const { before, cause } = job.input as BatchPlanInput;
  const policy = policyOf(await settings.numbers(job.db.read));
  // Left by its console, it goes on with what is in the batch already.
  let room = policy.batchCards - ((await cardCounts.countsOf(job.db.read, batchId)).states.planned ?? 0);
  const row = await jobs.byId(job.db.read, job.jobId);
  let { done = 0, droppedOut = 0 }: Partial<Progress> = JSON.parse(row?.progress ?? '{}');
  let afterId = 0;
  for (;;) {
    job.signal.throwIfAborted();
    if (room <= 0) return droppedOut;
    const texts = await cardTexts.waiting(job.db.read, { before, cause }, afterId, Math.min(pieceCards, room));
    const last = texts.at(-1);
    if (!last) return droppedOut;
    const faults = await faultsOf(job, policy, texts);
    const checked = texts.map((text, index) => ({ text, faults: faults[index] ?? [] }));
    const right = checked.flatMap((one) => (one.faults.length === 0 ? [one.text] : []));
    room -= await job.db.write.transaction(async (tx) => {
      await job.guard(tx);
      const taken = await batchCards.plan(tx, batchId, right);
      const step = { kind: 'card-gathered', batchId, actor: job.actor, at: await databaseNow(tx) } as const;
      await addOfRequests(tx, step, taken);
      return taken.length;
    });
    const left = checked.filter((one) => one.faults.length > 0);
    droppedOut = await dropOut(job, left, { done, droppedOut });
    done += texts.length;
    afterId = last.requestId;
    job.report(String(afterId), { done, droppedOut } satisfies Progress);
  }
};

/** What a release binds to: every card of the batch with the state of its account. */
const digestOf = async ({ db }: JobContext, batchId: number): Promise<{ digest: string; count: number }> => {
  const hash = createHash('sha256');
  let [afterRequestId, count] = [0, 0];
  for (;;) {
    const page = await batchCards.planned(db.write, batchId, afterRequestId, pageCards);
    for (const { requestId, accountId, accountVersion } of page)
      hash.update(`${requestId}:${accountId}:${accountVersion};`);
    count += page.length;
    const last = page.at(-1);
    if (!last) return { digest: hash.digest('hex'), count };
    afterRequestId = last.requestId;
  }
};

export const batchPlanJob: JobKind = {
  run: async (job) => {
    const { batchId } = job.input as BatchPlanInput;
    const batch = await batches.byId(job.db.write, batchId);
    if (batch?.state !== 'made' || batch.digest !== '') return { state: 'done', result: { batch: batchId } };
    try {
      const droppedOut = await gather(job, batchId);
      const { digest, count } = await digestOf(job, batchId);
      if (count === 0) {
        await undoBatch(job, batch);
        return { state: 'failed', result: { fault: 'nothing-left', droppedOut } };
      }
      const by = { chainOf: job.jobId, actor: job.actor, call: 'batch.planned' };
      await inAuditedTransaction(job.db, by, async (tx, now) => {
        await job.guard(tx);
        const subjectVersion = await batches.change(tx, batch, { digest, card_count: count });
        if (subjectVersion === null) throw new Error(`batch ${batchId} was changed meanwhile`);
        const asking = { act: batchReleaseAct, accountId: null, content: { batchId, digest }, contactId: null };
        await askApproval(tx, { ...asking, subjectVersion, reason: '', askedBy: batch.madeBy }, now);
        return { value: null, body: { batch: batchId, cards: count, droppedOut } };
      });
      return { state: 'done', result: { batch: batchId, cards: count, droppedOut } };
    } catch (error) {
      const why = whyCutOff(error, job.signal);
      // Left by its console, it goes on at the next one: what is in the batch stays in.
      if (why === 'left' && job.signal.aborted) return { state: 'cancelled', result: { batch: batchId } };
      if (why === 'left' || why === 'overtaken') throw error;
      // Else it would stand in the way of every later batch.
      await undoBatch(job, batch);
      if (why === 'broken') throw error;
      return why === 'cancelled'
        ? { state: 'cancelled', result: { batch: batchId } }
        : { state: 'failed', result: { fault: why } };
    }
  },
};
