// Makes a released batch's passwords and print files. Clear text lives in this process only, one card at a time, and the
// process ends with the batch. Nothing counts before the last transaction: a batch that was cut off begins anew (rule 18).
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import { databaseNow } from '../../db/clock.ts';
import * as printSettings from '../../db/print-settings.ts';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { printRootOf } from '../files/print-files.ts';
import { writeDurably } from '../print/durable-file.ts';
import { layouts } from '../print/layout.ts';
import { encryptPassphrase } from '../print/passphrase-file.ts';
import {
  attemptName,
  batchName,
  makeAttemptFolder,
  passphraseFile,
  printFolder,
  removeAttempt,
  removePrintFolder,
} from '../print/places.ts';
import { type PrintedBatch, writePrintFiles } from '../print/print-file.ts';
import { staffActor } from '../rules/actor.ts';
import { isSenderChanged } from '../rules/batch.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { drawPassphrase } from '../rules/passphrase.ts';
import { policyOf } from '../rules/policy.ts';
import { cardsOf, type Printing } from './batch-cards.ts';
import type { BatchPrintInput } from './batch-input.ts';
import { waitForNote } from './batch-passphrase.ts';
import { unstageBatch } from './batch-tidy.ts';
import { tellStep } from './batch-told.ts';
import { whyCutOff } from './cut-off.ts';
import type { JobContext, JobEnd, JobKind } from './job.ts';

const move = async (
  job: JobContext,
  batchId: number,
  from: batches.BatchState,
  to: Parameters<typeof batches.change>[2],
): Promise<batches.Batch> =>
  job.db.write.transaction(async (tx) => {
    await job.guard(tx);
    const batch = await batches.byId(tx, batchId);
    if (batch?.state !== from || !(await batches.change(tx, batch, to)))
      throw new Error(`batch ${batchId} is not ${from}`);
    return { ...batch, version: batch.version + 1, state: to.state ?? batch.state };
  });

/** Files and staged passwords of attempts that did not come to their end go, and the batch is as it was released. */
const takeBack = async (job: JobContext, batchId: number): Promise<void> => {
  await unstageBatch(job, batchId);
  await removePrintFolder(await printRootOf(job.db, job.folder), batchId);
  await move(job, batchId, 'generating', { state: 'released' });
};

const finish = async (
  job: JobContext,
  batch: batches.Batch,
  cardCount: number,
  printed: PrintedBatch,
  senderVersion: number,
): Promise<void> => {
  const by = { chainOf: job.jobId, actor: job.actor, call: 'batch.generated' };
  await inAuditedTransaction(job.db, by, async (tx, now) => {
    await job.guard(tx);
    for (const { part, cards: cardCount, name, sha256, bytes } of printed.parts)
      await batches.addPart(tx, {
        batchId: batch.id,
        part,
        cardCount,
        fileName: name,
        fileSha256: sha256,
        fileBytes: bytes,
      });
    const count = await cardCounts.drawnCount(tx, batch.id);
    // Whatever else may be wrong with this program, no card is in the files and not in the batch, or the other way round.
    const drawn = printed.parts.reduce((sum, part) => sum + part.cards, 0);
    if (count !== cardCount || count !== drawn) throw new Error(`of ${cardCount} cards ${drawn} were drawn`);
    const to = { state: 'generated', generated_at: now, card_count: count, files_at: attemptName(job) } as const;
    if (!(await batches.change(tx, batch, to))) throw new Error(`batch ${batch.id} was changed meanwhile`);
    // The sums beside the files and in the rows can be changed with them; these cannot (rule 33).
    const sums = { parts: printed.parts.map(({ sha256 }) => sha256), manifest: printed.manifest.sha256 };
    // Of the cards that were released, by the count that they were released with.
    const leftOut = batch.cardCount - count;
    return { value: null, body: { batch: batch.id, cards: count, leftOut, sender: senderVersion, ...sums } };
  });
};

const print = async (job: JobContext, begun: batches.Batch): Promise<JobEnd> => {
  const { db, folder } = job;
  const sender = await printSettings.senderOf(db.read);
  const { passphraseTo } = job.input as BatchPrintInput;
  const key = passphraseTo === 'maker' ? null : await printSettings.houseKeyOf(db.read);
  if (!sender) return { state: 'failed', result: { fault: 'sender-missing' } };
  if (isSenderChanged(begun, sender)) return { state: 'failed', result: { fault: 'sender-changed' } };
  if (!key && passphraseTo !== 'maker') return { state: 'failed', result: { fault: 'house-key-missing' } };
  const now = await databaseNow(db.read);
  const { printPartCards, passphraseMinutes } = policyOf(await settings.numbers(db.read));
  const passphrase = drawPassphrase((length) => randomBytes(length));
  const noting = { batchId: begun.id, passphrase, cards: begun.cardCount, minutes: passphraseMinutes };
  if (!key && !(await waitForNote(job, noting))) return { state: 'failed', result: { fault: 'passphrase-not-noted' } };
  // Who noted it stands in the row, which has a new version since.
  const batch = (key ? null : await batches.byId(db.read, begun.id)) ?? begun;
  const place = await makeAttemptFolder(await printRootOf(db, folder), batch.id, attemptName(job));
  const printing: Printing = { batch, cardsPerPart: printPartCards, printed: 0 };
  const credentials = cardsOf(job, printing);
  const printed = await writePrintFiles({
    layout: layouts['v-fold'],
    sender: sender.value.sender,
    offsets: sender.value.offsets,
    validThrough: batch.validThrough,
    madeOn: tokyoDate(now),
    plannedPostingOn: batch.plannedPostingOn,
    passphrase,
    folder: place,
    name: batchName(batch.id),
    cards: credentials,
    cardsPerPart: printPartCards,
    // Where drawing failed, no password stays in clear.
  }).finally(() => credentials.return(undefined));
  if (printing.printed === 0) return { state: 'failed', result: { fault: 'nothing-to-print' } };
  if (key) {
    const sealed = await encryptPassphrase(passphrase, key.value);
    await writeDurably(join(place, passphraseFile(batch.id)), [Buffer.from(sealed, 'utf8')]);
  }
  job.signal.throwIfAborted();
  await finish(job, batch, printing.printed, printed, sender.version);
  return { state: 'done', result: { batch: batch.id, cards: printing.printed, parts: printed.parts.length } };
};

const isAsWritten = async (path: string, sha256: string): Promise<boolean> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex') === sha256;
  } catch (error) {
    // On another machine than the one that wrote them there is nothing to look at.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
};

/** Cut off after the last transaction: what is on the disk must be what the database was told. */
const lookAfterwards = async (job: JobContext, { id, filesAt }: batches.Batch): Promise<JobEnd> => {
  const place = join(printFolder(await printRootOf(job.db, job.folder), id), filesAt ?? '');
  const parts = await batches.partsOf(job.db.read, id);
  const damaged: number[] = [];
  for (const { part, fileName, fileSha256 } of parts)
    if (!(await isAsWritten(join(place, fileName), fileSha256))) damaged.push(part);
  if (damaged.length > 0) return { state: 'failed', result: { fault: 'file-damaged', batch: id, damaged } };
  const count = parts.reduce((sum, { cardCount }) => sum + cardCount, 0);
  return { state: 'done', result: { batch: id, cards: count, parts: parts.length } };
};

/** Not with the release itself: a batch may have a hundred thousand accounts, and who releases it is waiting. */
const tellReleased = async (job: JobContext, { id, releasedBy, releasedAt }: batches.Batch): Promise<void> => {
  if (releasedAt !== null && releasedBy !== null)
    await tellStep(job, { kind: 'card-released', batchId: id, actor: staffActor(releasedBy), at: releasedAt });
};

/** Once its files count: whoever takes it up from here does not take it back any more. */
const tellGenerated = async (job: JobContext, batchId: number): Promise<void> => {
  const batch = await batches.byId(job.db.read, batchId);
  if (batch?.generatedAt)
    await tellStep(job, { kind: 'card-generated', batchId, actor: job.actor, at: batch.generatedAt });
};

const attempt = async (job: JobContext, batchId: number): Promise<JobEnd> => {
  const { passphraseTo } = job.input as BatchPrintInput;
  const batch = await move(job, batchId, 'released', {
    state: 'generating',
    job_id: job.jobId,
    passphrase_to: passphraseTo,
    passphrase_noted_at: null,
  });
  try {
    job.signal.throwIfAborted();
    await tellReleased(job, batch);
    const end = await print(job, batch);
    if (end.state !== 'done') await takeBack(job, batchId);
    return end;
  } catch (error) {
    const why = whyCutOff(error, job.signal);
    // What lies here of it is nobody's: whoever has overtaken it may do so on another machine.
    if (why === 'overtaken')
      await removeAttempt(await printRootOf(job.db, job.folder), batchId, attemptName(job)).catch(() => {});
    if (why === 'overtaken' || why === 'left') {
      if (job.signal.aborted) return { state: 'cancelled', result: { batch: batchId } };
      throw error;
    }
    await takeBack(job, batchId);
    if (why === 'broken') throw error;
    return why === 'cancelled'
      ? { state: 'cancelled', result: { batch: batchId } }
      : { state: 'failed', result: { fault: why } };
  }
};

export const batchPrintJob: JobKind = {
  run: async (job) => {
    const { batchId, passphraseTo } = job.input as BatchPrintInput;
    const found = await batches.byId(job.db.write, batchId);
    if (found?.jobId === job.jobId && found.state !== 'undone' && found.filesAt !== null) {
      await tellGenerated(job, batchId);
      return lookAfterwards(job, found);
    }
    const isBegun = found?.jobId === job.jobId && found.state === 'generating';
    if (isBegun) await takeBack(job, batchId);
    // The passphrase that was noted went with its process, and whoever is to note another may not sit at this console.
    if (passphraseTo === 'maker' && job.fence > 1) return { state: 'failed', result: { fault: 'passphrase-gone' } };
    if (!isBegun && found?.state !== 'released') return { state: 'failed', result: { fault: 'batch-moved-on' } };
    const end = await attempt(job, batchId);
    if (end.state === 'done') await tellGenerated(job, batchId);
    return end;
  },
};
