/** Papers that flow: a title, facts, tables over as many A4 pages as they need. For files, not for cards. */
import { openDocument } from './sheet.ts';
import { openTurns, type Turns } from './turns.ts';
import { fontFile, openTypeface } from './typeface.ts';

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Shares of the page's width. */
      readonly widths: readonly number[];
    }
  | {
      /** Numbered, each with its own items: a small name over what stands there, in columns as wide as that needs. */
      readonly kind: 'records';
      readonly records: readonly (readonly (readonly [name: string, value: string])[])[];
    };
export type Paper = {
  readonly title: string;
  /** Under the title, small. */
  readonly subtitle: string;
  /** In the foot of each page, with its number. */
  readonly foot: string;
  readonly madeOn: string;
  readonly blocks: readonly Block[];
};

const margin = 56;
const width = 595.28 - 2 * margin;
const bottom = 841.89 - margin - 20;
const ink = '#1a1a1a';
const quiet = '#5a5a5a';
const rule = '#c8c8c8';

/** A sign that the font lacks is told by its number: a box would be a lie. */
const drawable = (text: string): string => {
  const { canDraw } = openTypeface();
  return [...text]
    .map((character) => {
      const codePoint = character.codePointAt(0) ?? 0;
      return character === '\n' || canDraw(codePoint)
        ? character
        : `〓(U+${codePoint.toString(16).toUpperCase().padStart(4, '0')})`;
    })
    .join('');
};

type Document = PDFKit.PDFDocument;

const heightOf = (document: Document, text: string, room: number, points: number): number =>
  document.fontSize(points).heightOfString(drawable(text), { width: room, lineGap: 2 });
const put = (document: Document, text: string, x: number, y: number, room: number, points: number, color = ink) =>
  document.fillColor(color).fontSize(points).text(drawable(text), x, y, { width: room, lineGap: 2 });

/** A row of cells, on a new page where it does not fit; `again` draws what stands above a table on each page. */
const row = (
  document: Document,
  cells: readonly string[],
  shares: readonly number[],
  { points, color, again }: { points: number; color?: string; again?: () => void },
): void => {
  const rooms = shares.map((share) => share * width - 8);
  const height = Math.max(...cells.map((cell, index) => heightOf(document, cell, rooms[index] ?? 0, points))) + 6;
  if (document.y + height > bottom) {
    document.addPage();
    again?.();
  }
  const { y } = document;
  let x = margin;
  cells.forEach((cell, index) => {
    put(document, cell, x, y + 3, rooms[index] ?? 0, points, color);
    x += (shares[index] ?? 0) * width;
  });
  document
    .moveTo(margin, y + height)
    .lineTo(margin + width, y + height)
    .lineWidth(0.5)
    .strokeColor(rule)
    .stroke();
  document.y = y + height;
};

const columns = 4;
const numberRoom = 24;
const column = (width - numberRoom) / columns;
const nameSize = 7;
const valueSize = 8.5;

type Cell = { readonly name: string; readonly value: string; readonly at: number; readonly room: number };

/** Items in lines of four columns; a long one takes two of them, or all. */
const linesOf = (document: Document, record: readonly (readonly [name: string, value: string])[]): Cell[][] => {
  const lines: Cell[][] = [];
  let used = columns;
  for (const [name, value] of record) {
    const needs = Math.max(
      document.fontSize(valueSize).widthOfString(drawable(value)),
      document.fontSize(nameSize).widthOfString(drawable(name)),
    );
    const span = [1, 2].find((some) => needs <= some * column - 8) ?? columns;
    if (used + span > columns) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push({ name, value, at: margin + numberRoom + used * column, room: span * column - 8 });
    used += span;
  }
  return lines;
};

const record = (
  document: Document,
  number: number,
  items: readonly (readonly [name: string, value: string])[],
): void => {
  for (const [index, line] of linesOf(document, items).entries()) {
    const height = 10 + Math.max(...line.map(({ value, room }) => heightOf(document, value, room, valueSize))) + 3;
    if (document.y + height > bottom) document.addPage();
    const { y } = document;
    if (index === 0) put(document, String(number), margin, y + 10, numberRoom, valueSize, quiet);
    for (const { name, value, at, room } of line) {
      put(document, name, at, y, room, nameSize, quiet);
      put(document, value, at, y + 10, room, valueSize);
    }
    document.y = y + height;
  }
  document
    .moveTo(margin, document.y)
    .lineTo(margin + width, document.y)
    .lineWidth(0.5)
    .strokeColor(rule)
    .stroke();
  document.y += 4;
};

const draw = async (document: Document, block: Block, turns: Turns): Promise<void> => {
  switch (block.kind) {
    case 'heading':
      if (document.y + 60 > bottom) document.addPage();
      put(document, block.text, margin, document.y + 14, width, 12);
      document.y += 4;
      return;
    case 'text':
      if (document.y + heightOf(document, block.text, width, 9.5) > bottom) document.addPage();
      put(document, block.text, margin, document.y + 4, width, 9.5, quiet);
      return;
    case 'facts':
      for (const [name, value] of block.facts) row(document, [name, value], [0.3, 0.7], { points: 9.5 });
      return;
    case 'records':
      document.y += 6;
      for (const [index, items] of block.records.entries()) {
        record(document, index + 1, items);
        await turns.next();
      }
      return;
    case 'table': {
      const head = () => row(document, block.head, block.widths, { points: 8, color: quiet });
      head();
      for (const cells of block.rows) {
        row(document, cells, block.widths, { points: 8.5, again: head });
        await turns.next();
      }
    }
  }
};

/** Ends one page after another: pdfkit itself would compress all of them in one breath. */
const endPages = async (document: Document, turns: Turns): Promise<void> => {
  const { _pageBuffer: pages } = document as unknown as { _pageBuffer: { end: () => void }[] };
  for (let page = pages.shift(); page; page = pages.shift()) {
    page.end();
    await turns.next();
  }
};

const bytesOf = async (document: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
};

/** @returns the file, drawn in pieces: the same paper gives the same bytes */
export const paperFile = async ({ title, subtitle, foot, madeOn, blocks }: Paper): Promise<Uint8Array> => {
  const turns = openTurns();
  // The first paper of a process reads the font's tables.
  openTypeface();
  await turns.next();
  const document = openDocument({ passphrase: null, madeOn });
  document.options.bufferPages = true;
  // The same names and acts stand in row after row; laid out once they take a third of the time.
  document.options.fontLayoutCache = true;
  document.options.margins = { top: margin, bottom: 0, left: margin, right: margin };
  document.options.size = 'A4';
  document.font(fontFile());
  document.addPage();
  await turns.next();
  put(document, title, margin, margin, width, 18);
  await turns.next();
  put(document, subtitle, margin, document.y + 4, width, 9, quiet);
  document.y += 8;
  for (const block of blocks) {
    await draw(document, block, turns);
    await turns.next();
  }
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    put(document, foot, margin, bottom + 12, width * 0.8, 7.5, quiet);
    document
      .fontSize(7.5)
      .text(`${page + 1} / ${count}`, margin + width * 0.8, bottom + 12, { width: width * 0.2, align: 'right' });
    await turns.next();
  }
  await endPages(document, turns);
  document.end();
  return bytesOf(document);
};
