/** A batch's cards as encrypted parts with a manifest and sums beside them; clear text exists here and nowhere else. */
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { CredentialCard } from './card-text.ts';
import { collect } from './collect.ts';
import { type FileWatch, type WrittenFile, writeDurably } from './durable-file.ts';
import { openSheets, type SheetOptions } from './sheet.ts';

export type PrintBatch = Omit<SheetOptions, 'isProof' | 'serialDigits' | 'passphrase'> & {
  readonly passphrase: string;
  readonly folder: string;
  /** Begins every file's name: letters, digits and hyphens. */
  readonly name: string;
  /** In the order of their serials; drawn as they come, so that few are in memory at once. */
  readonly cards: AsyncIterable<CredentialCard> | Iterable<CredentialCard>;
  readonly cardsPerPart: number;
  /** YYYY-MM-DD, for the print house. */
  readonly plannedPostingOn: string;
  readonly watch?: FileWatch;
};

export type PrintPart = WrittenFile & { readonly part: number; readonly cards: number };
export type PrintedBatch = {
  readonly parts: readonly PrintPart[];
  readonly manifest: WrittenFile;
  readonly sums: WrittenFile;
};

/** Cards between two looks at the disk: pdfkit itself would never wait for it, and each page's compressor holds memory. */
const cardsBetweenDrains = 10;
const manifestHeader = 'serial,part,page,barcode,layout,planned_posting_on,part_cards';

type ManifestRow = { readonly serial: string; readonly page: number; readonly barcode: string };

const drainInto = async (output: PassThrough): Promise<void> => {
  if (output.errored) throw output.errored;
  if (output.writableNeedDrain) await once(output, 'drain');
  // Lets the file's own writes have their turn.
  await new Promise((resume) => setImmediate(resume));
};

const writePart = async (
  batch: PrintBatch,
  part: number,
  cards: AsyncIterator<CredentialCard> | Iterator<CredentialCard>,
  first: CredentialCard,
): Promise<{ readonly written: PrintPart; readonly rows: ManifestRow[]; readonly next: CredentialCard | null }> => {
  const sheets = openSheets({ ...batch, serialDigits: first.serial.length });
  const output = new PassThrough();
  // Told by both ends below; an event that nobody hears would end the process.
  output.on('error', () => {});
  sheets.document.pipe(output);
  const name = `${batch.name}-part-${String(part).padStart(3, '0')}.pdf`;
  const rows: ManifestRow[] = [];
  let card: CredentialCard | null = first;
  const draw = async (): Promise<void> => {
    try {
      for (; card && rows.length < batch.cardsPerPart; ) {
        const { serial, face } = card;
        sheets.addCard(card);
        const barcode = 'bars' in face.barcode ? 'yes' : face.barcode.fault;
        rows.push({ serial, page: rows.length * sheets.pagesPerCard + 1, barcode });
        if (rows.length % cardsBetweenDrains === 0) await drainInto(output);
        const following = await cards.next();
        card = following.done ? null : following.value;
      }
      sheets.end();
    } catch (error) {
      output.destroy(error as Error);
      throw error;
    }
  };
  const writing = writeDurably(join(batch.folder, name), output, batch.watch);
  // A disk that is full ends the stream, and drawing would wait for it for ever.
  writing.catch((error) => output.destroy(error));
  const [written, drawn] = await Promise.allSettled([writing, draw()]);
  if (written.status === 'rejected') throw written.reason;
  if (drawn.status === 'rejected') throw drawn.reason;
  return { written: { ...written.value, part, cards: rows.length }, rows, next: card };
};

const bytesOf = (lines: readonly string[], end: string): Uint8Array => Buffer.from(lines.join(end) + end, 'utf8');

/**
 * Writes `NAME-part-001.pdf` ..., `NAME-manifest.csv` and last `NAME-SHA256SUMS`: where the sums are, all is whole.
 * The manifest holds no name, postcode or secret. Every password is zeroed once its page is written.
 * @throws where a file cannot be written; parts that were finished stay, and the caller takes them away
 */
export const writePrintFiles = async (batch: PrintBatch): Promise<PrintedBatch> => {
  if (!/^[A-Za-z0-9-]+$/.test(batch.name)) throw new Error('a batch has a name of letters, digits and hyphens');
  const cards =
    Symbol.asyncIterator in batch.cards ? batch.cards[Symbol.asyncIterator]() : batch.cards[Symbol.iterator]();
  const parts: PrintPart[] = [];
  // As bytes: a hundred thousand lines of text would weigh more than a part.
  const manifestRows = [bytesOf([manifestHeader], '\r\n')];
  const first = await cards.next();
  let next: CredentialCard | null = first.done ? null : first.value;
  while (next) {
    const { written, rows, next: following } = await writePart(batch, parts.length + 1, cards, next);
    parts.push(written);
    collect();
    const tail = `${batch.layout.name}-${batch.layout.version},${batch.plannedPostingOn},${rows.length}`;
    const lines = rows.map(({ serial, page, barcode }) => `${serial},${written.part},${page},${barcode},${tail}`);
    manifestRows.push(bytesOf(lines, '\r\n'));
    next = following;
  }
  const write = (file: string, chunks: readonly Uint8Array[]) =>
    writeDurably(join(batch.folder, `${batch.name}-${file}`), chunks, batch.watch);
  const manifest = await write('manifest.csv', manifestRows);
  const sumLines = [...parts, manifest].map(({ name, sha256 }) => `${sha256}  ${name}`);
  const sums = await write('SHA256SUMS', [bytesOf(sumLines, '\n')]);
  return { parts, manifest, sums };
};
