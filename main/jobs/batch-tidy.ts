// Takes a batch's new passwords and files away again: all of it when it is undone, the files when it is reconciled.

import * as batchCards from '../../db/batch-cards.ts';
import * as batches from '../../db/batches.ts';
import { addOfRequests } from '../../db/card-events.ts';
import { databaseNow } from '../../db/clock.ts';
import { inAuditedTransaction } from '../audit.ts';
import { printRootOf } from '../files/print-files.ts';
import { removePrintFolder } from '../print/places.ts';
import type { BatchInput } from './batch-input.ts';
import type { JobContext, JobKind } from './job.ts';

const pieceCards = 50;

const inPieces = async (
  { db, guard }: JobContext,
  work: typeof batchCards.unstage,
  batchId: number,
): Promise<number> => {
  let [all, afterRequestId] = [0, 0];
  for (;;) {
    const from = afterRequestId;
    const some = await db.write.transaction(async (tx) => {
      await guard(tx);
      return work(tx, batchId, from, pieceCards);
    });
    if (!some) return all;
    all += some.count;
    afterRequestId = some.afterRequestId;
  }
};

/** Staged passwords go; cards and requests stay in the batch. */
export const unstageBatch = (job: JobContext, batchId: number): Promise<number> =>
  inPieces(job, batchCards.unstage, batchId);

/** Every request waits again, every old password stays as it was (rule 13). */
const giveBackBatch = async (job: JobContext, batchId: number): Promise<number> => {
  await unstageBatch(job, batchId);
  const giveBack: typeof batchCards.unstage = async (tx, ...piece) => {
    const given = await batchCards.giveBack(tx, ...piece);
    const step = { kind: 'card-undone', batchId, actor: job.actor, at: await databaseNow(tx) } as const;
    if (given) await addOfRequests(tx, step, given.requestIds);
    return given;
  };
  return inPieces(job, giveBack, batchId);
};

/** Of a batch that nobody has released: nothing of it has been printed. */
export const undoBatch = async (job: JobContext, batch: batches.Batch): Promise<void> => {
  const givenBack = await giveBackBatch(job, batch.id);
  const by = { chainOf: job.jobId, actor: job.actor, call: 'batch.undone' };
  await inAuditedTransaction(job.db, by, async (tx, now) => {
    await job.guard(tx);
    const isDone = await batches.change(tx, batch, { state: 'undone', undone_at: now });
    if (!isDone) throw new Error(`batch ${batch.id} was changed meanwhile`);
    return { value: null, body: { batch: batch.id, givenBack } };
  });
};

/** Rule 15: every copy of print data goes, with an audit entry. */
const deleteFiles = async (job: JobContext, batchId: number): Promise<void> => {
  const files = await removePrintFolder(await printRootOf(job.db, job.folder), batchId);
  const by = { chainOf: job.jobId, actor: job.actor, call: 'batch.filesDeleted' };
  await inAuditedTransaction(job.db, by, async (tx, now) => {
    await job.guard(tx);
    const batch = await batches.byId(tx, batchId);
    if (!batch || batch.filesDeletedAt !== null) return { value: null, body: null };
    // Two consoles may have found the files due at the same moment: who is told that they are gone is the first.
    const isFirst = await batches.change(tx, batch, { files_deleted_at: now });
    return { value: null, body: isFirst ? { batch: batchId, files } : null };
  });
};

export const batchTidyJob: JobKind = {
  run: async (job) => {
    const { batchId } = job.input as BatchInput;
    const batch = await batches.byId(job.db.write, batchId);
    const givenBack = batch?.state === 'undone' ? await giveBackBatch(job, batchId) : 0;
    await deleteFiles(job, batchId);
    return { state: 'done', result: { batch: batchId, givenBack } };
  },
};
