// Makes a released batch's passwords and print files. Clear text lives in this process only, one card at a time, and the
// process ends with the batch. Nothing counts before the last transaction: a batch that was cut off begins anew (rule 18).
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as batches from '../../db/batches.ts';
import * as cards from '../../db/cards.ts';
import { databaseNow } from '../../db/clock.ts';
import * as printSettings from '../../db/print-settings.ts';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { hashPassword } from '../passwords.ts';
import type { CredentialCard } from '../print/card-text.ts';
import { writeDurably } from '../print/durable-file.ts';
import { layouts } from '../print/layout.ts';
import { encryptPassphrase } from '../print/passphrase-file.ts';
import { batchName, makePrintFolder, passphraseFile } from '../print/places.ts';
import { prepareCard } from '../print/prepare-card.ts';
import { type PrintedBatch, writePrintFiles } from '../print/print-file.ts';
import { serialOf } from '../rules/batch.ts';
import { tokyoDate } from '../rules/calendar.ts';
import type { CardFace } from '../rules/card-check.ts';
import { drawPassphrase } from '../rules/passphrase.ts';
import { drawPassword } from '../rules/password-draw.ts';
import { policyOf } from '../rules/policy.ts';
import type { BatchInput } from './batch-input.ts';
import { unstageBatch } from './batch-tidy.ts';
import type { JobContext, JobEnd, JobKind } from './job.ts';

/** As many passwords in clear at once; their hashes keep all cores busy. */
const pieceCards = 32;

type Drawn = { card: cards.PlannedCard; face: CardFace; loginId: string; password: Uint8Array; hash: string };
type Printing = {
  readonly batch: batches.Batch;
  readonly cardsPerPart: number;
  printed: number;
  /** Staged ahead of the drawing. */
  coming: Promise<CredentialCard[] | null>;
};

/** Reads a card anew: what changed since the release is not printed (decisions.md, "Jobs, batches, mail"). */
const draw = async (job: JobContext, card: cards.PlannedCard): Promise<Drawn | null> => {
  const text = await cards.textOfRequest(job.db.read, card.requestId);
  const prepared = text && text.accountVersion === card.accountVersion ? prepareCard(text, 'v-fold') : null;
  if (!text || !prepared?.ok) return null;
  const password = drawPassword((length) => randomBytes(length));
  const hash = await hashPassword(password, job.db.kind, 'initial');
  return { card, face: prepared.face, loginId: text.loginId, password, hash };
};

/** Stages a piece's passwords and gives its cards, in the order of their serials. */
const stagePiece = async (
  job: JobContext,
  printing: Printing,
  planned: readonly cards.PlannedCard[],
): Promise<CredentialCard[]> => {
  const { batch, cardsPerPart } = printing;
  const drawn = await Promise.all(planned.map((card) => draw(job, card)));
  const pagesPerCard = layouts['v-fold'].pages.length;
  const staged: CredentialCard[] = [];
  await job.db.write.transaction(async (tx) => {
    await job.guard(tx);
    const now = await databaseNow(tx);
    for (const [index, card] of planned.entries()) {
      const made = drawn[index];
      if (!made) {
        await cards.leaveOut(tx, card, 'waiting');
        continue;
      }
      const place = printing.printed;
      printing.printed += 1;
      const serial = serialOf(batch.id, printing.printed);
      const { face, loginId, password } = made;
      const row = {
        cardId: card.id,
        accountId: card.accountId,
        serial,
        part: Math.floor(place / cardsPerPart) + 1,
        page: (place % cardsPerPart) * pagesPerCard + 1,
        barcodeReason: 'fault' in face.barcode ? face.barcode.fault : null,
        passwordHash: made.hash,
        expiresOn: batch.validThrough,
      };
      await cards.stage(tx, row, now);
      staged.push({ serial, face, loginId, password });
    }
  });
  return staged;
};

async function* cardsOf(job: JobContext, printing: Printing): AsyncGenerator<CredentialCard> {
  let afterId = 0;
  const next = async (): Promise<CredentialCard[] | null> => {
    job.signal.throwIfAborted();
    const planned = await cards.planned(job.db.read, printing.batch.id, afterId, pieceCards);
    const last = planned.at(-1);
    if (!last) return null;
    afterId = last.id;
    return stagePiece(job, printing, planned);
  };
  printing.coming = next();
  for (;;) {
    const piece = await printing.coming;
    if (!piece) return;
    // The next piece is hashed while this one is drawn.
    printing.coming = next();
    // Awaited above; until then nobody would hear of its failure.
    printing.coming.catch(() => {});
    yield* piece;
    job.report(String(afterId), { done: printing.printed, all: printing.batch.cardCount });
  }
}

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

/** Files and staged passwords of an attempt that did not come to its end. */
const takeBack = async (job: JobContext, batchId: number): Promise<void> => {
  await unstageBatch(job, batchId);
  await makePrintFolder(job.folder, batchId);
};

const finish = async (job: JobContext, batch: batches.Batch, printed: PrintedBatch): Promise<void> => {
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
    const count = await cards.markGenerated(tx, batch.id);
    const isDone = await batches.change(tx, batch, { state: 'generated', generated_at: now, card_count: count });
    if (!isDone) throw new Error(`batch ${batch.id} was changed meanwhile`);
    return { value: null, body: { batch: batch.id, cards: count, parts: printed.parts.length } };
  });
};

const print = async (job: JobContext, batch: batches.Batch): Promise<JobEnd> => {
  const { db, folder } = job;
  const sender = await printSettings.senderOf(db.read);
  const key = await printSettings.houseKeyOf(db.read);
  if (!sender || !key) return { state: 'failed', result: { fault: sender ? 'house-key-missing' : 'sender-missing' } };
  const now = await databaseNow(db.read);
  const { printPartCards } = policyOf(await settings.numbers(db.read));
  const place = await makePrintFolder(folder, batch.id);
  const passphrase = drawPassphrase((length) => randomBytes(length));
  const printing: Printing = { batch, cardsPerPart: printPartCards, printed: 0, coming: Promise.resolve(null) };
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
    cards: cardsOf(job, printing),
    cardsPerPart: printPartCards,
  }).finally(async () => {
    // Where drawing failed, what was staged ahead must be over before it is taken back.
    for (const { password } of (await printing.coming.catch(() => null)) ?? []) password.fill(0);
  });
  const sealed = await encryptPassphrase(passphrase, key.value);
  await writeDurably(join(place, passphraseFile(batch.id)), [Buffer.from(sealed, 'utf8')]);
  job.signal.throwIfAborted();
  await finish(job, batch, printed);
  return { state: 'done', result: { batch: batch.id, cards: printing.printed, parts: printed.parts.length } };
};

const faultOfDisk = (error: unknown): string | null => {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT' ? 'disk-full' : code === 'EACCES' ? 'disk' : null;
};

export const batchPrintJob: JobKind = {
  run: async (job) => {
    const { batchId } = job.input as BatchInput;
    const found = await batches.byId(job.db.write, batchId);
    if (found?.state === 'generating') {
      await takeBack(job, batchId);
      await move(job, batchId, 'generating', { state: 'released' });
    } else if (found?.state !== 'released') return { state: 'failed', result: { fault: 'batch-moved-on' } };
    const batch = await move(job, batchId, 'released', { state: 'generating', job_id: job.jobId });
    const undo = async (): Promise<void> => {
      await takeBack(job, batchId);
      await move(job, batchId, 'generating', { state: 'released' });
    };
    try {
      const end = await print(job, batch);
      if (end.state !== 'done') await undo();
      return end;
    } catch (error) {
      const fault = faultOfDisk(error);
      // Cut off by its console or by the database: whoever takes the job next begins by undoing.
      if (!fault && !job.signal.aborted) throw error;
      if (fault || job.signal.reason === 'cancel') await undo();
      return fault ? { state: 'failed', result: { fault } } : { state: 'cancelled', result: { batch: batchId } };
    }
  },
};
