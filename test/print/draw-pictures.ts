// The pictures of docs/postcards.md: `node test/print/draw-pictures.ts`. Faces are drawn by the product, measured on the
// finished page at 40 dots a millimetre, and shown under rulers with the figures of Japan Post's manual beside them.

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { barSizes, customerBarsWidth } from '../../main/print/bars.ts';
import { layouts } from '../../main/print/layout.ts';
import { openSheets } from '../../main/print/sheet.ts';
import { cardOf, dates, faceOf, longest, sender } from './cards.ts';
import { bytesOf, darkRuns, openPdf, type Picture, pictureOf, readBars } from './reading.ts';

const family = 'Measured';
GlobalFonts.registerFromPath(
  createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf'),
  family,
);
/** A millimetre; fewer where there is nothing to measure, since tint makes large files. */
const outsideDots = 6;
const insideDots = 4;
const margin = 9;
const ink = '#0b6e4f';
const front = 100;

type Measured = { readonly what: string; readonly wanted: string; readonly is: string; readonly isRight: boolean };
const mm = (value: number): string => value.toFixed(1);

/** Runs of vermilion along a line, in mm from its beginning. */
const redRuns = (picture: Picture, y: number): { from: number; length: number }[] => {
  const runs: { from: number; length: number }[] = [];
  for (let x = front; x < 2 * front; x += 1 / picture.dotsPerMm) {
    const [red, green] = picture.at(x, y);
    if (!(red > 180 && green < 140)) continue;
    const last = runs.at(-1);
    if (last && x - last.from - last.length < 0.06) last.length = x - last.from;
    else runs.push({ from: x, length: 0 });
  }
  return runs;
};

/** Of the sheet's first page, as it is printed. */
const measure = (picture: Picture): { rows: Measured[]; barsTop: number; mark: { left: number; right: number } } => {
  const sides = redRuns(picture, 13).filter(({ length }) => length < 1);
  const frames = sides.flatMap((side, index) => {
    const next = sides[index + 1];
    return index % 2 === 0 && next
      ? [{ left: side.from + side.length - front, width: next.from - side.from - side.length }]
      : [];
  });
  const wanted = [44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3];
  const isNear = (is: number, right: number, by = 0.06) => Math.abs(is - right) <= by;
  // Above the office's name only the square's own sides are crossed.
  const [west, east] = darkRuns(picture, [front + 5, 12], 38, 'right').filter(({ length }) => length < 0.6);
  const mark = { left: 5 + (west?.from ?? 0), right: 5 + (east?.from ?? 0) + (east?.length ?? 0) };
  const down = darkRuns(picture, [front + mark.left + 2, 5], 40, 'down').filter(({ length }) => length < 0.6);
  const top = 5 + (down[0]?.from ?? 0);
  const lowest = down.find(({ from }) => from > 20);
  const bottom = 5 + (lowest?.from ?? 0) + (lowest?.length ?? 0);
  const { bars, top: barsTop } = readBars(picture, front, 50, 112);
  const { long } = barSizes(9);
  const runs = darkRuns(picture, [front + 4, barsTop + long / 2], 92, 'right');
  const left = 4 + (runs[0]?.from ?? 0);
  const right = 4 + (runs.at(-1)?.from ?? 0) + (runs.at(-1)?.length ?? 0);
  let clear = 0;
  const isClear = (by: number) =>
    darkRuns(picture, [front + left - by, barsTop - by], right - left + 2 * by, 'right').length === 0 &&
    darkRuns(picture, [front + left - by, barsTop + long + by], right - left + 2 * by, 'right').length === 0 &&
    darkRuns(picture, [front + left - by, barsTop - by], long + 2 * by, 'down').length === 0 &&
    darkRuns(picture, [front + right + by, barsTop - by], long + 2 * by, 'down').length === 0;
  while (clear < 5 && isClear(clear + 0.1)) clear += 0.1;
  const rows: Measured[] = [
    {
      what: 'postcode frames, left edges (p05)',
      wanted: wanted.map(mm).join(', '),
      is: frames.map((frame) => mm(frame.left)).join(', '),
      isRight: frames.length === 7 && frames.every((frame, index) => isNear(frame.left, wanted[index] ?? 0)),
    },
    {
      what: 'width inside a frame',
      wanted: '5.7',
      is: [...new Set(frames.map(({ width }) => mm(width)))].join(', '),
      isRight: frames.every(({ width }) => isNear(width, 5.7)),
    },
    {
      what: '料金後納 mark, side',
      wanted: '20 to 30',
      is: `${mm(mark.right - mark.left)} x ${mm(bottom - top)}`,
      isRight: mark.right - mark.left >= 20 && mark.right - mark.left <= 30,
    },
    {
      what: '料金後納 mark within the top left 35 x 70',
      wanted: 'right <= 35, bottom <= 70',
      is: `right ${mm(mark.right)}, bottom ${mm(bottom)}`,
      isRight: mark.right <= 35 && bottom <= 70,
    },
    { what: 'bars (p12)', wanted: '67', is: String(bars.length), isRight: bars.length === 67 && runs.length === 67 },
    {
      what: 'length of the code at 9 points',
      wanted: mm(customerBarsWidth(9)),
      is: mm(right - left),
      isRight: isNear(right - left, customerBarsWidth(9), 0.1),
    },
    {
      what: 'code to the left, right and lower edge (p13)',
      wanted: '>= 10',
      is: `${mm(left)}, ${mm(100 - right)}, ${mm(148 - barsTop - long)}`,
      isRight: left >= 10 && 100 - right >= 10 && 148 - barsTop - long >= 10,
    },
    { what: 'clear space about the code', wanted: '>= 2', is: mm(clear), isRight: clear >= 1.95 },
  ];
  return { rows, barsTop, mark };
};

const ruled = (context: SKRSContext2D, dots: number, width: number, height: number): void => {
  context.strokeStyle = context.fillStyle = '#444444';
  context.lineWidth = 1;
  context.font = `${1.9 * dots}px ${family}`;
  context.textAlign = 'center';
  const tick = (x0: number, y0: number, x1: number, y1: number) => {
    context.beginPath();
    context.moveTo((x0 + margin) * dots, (y0 + margin) * dots);
    context.lineTo((x1 + margin) * dots, (y1 + margin) * dots);
    context.stroke();
  };
  const length = (at: number) => (at % 10 === 0 ? 3 : at % 5 === 0 ? 2 : 1.2);
  for (let at = 0; at <= width; at++) {
    tick(at, -length(at) - 0.5, at, -0.5);
    if (at % 10 === 0) context.fillText(String(at > 100 ? at - 100 : at), (at + margin) * dots, (margin - 4.2) * dots);
  }
  context.textAlign = 'right';
  for (let at = 0; at <= height; at++) {
    tick(-length(at) - 0.5, at, -0.5, at);
    if (at % 10 === 0) context.fillText(String(at), (margin - 4) * dots, (at + margin + 0.7) * dots);
  }
};

/** Guides of the manual over the front: dashed what must not be crossed, filled what must stay clear. */
const guided = (context: SKRSContext2D, { barsTop }: { barsTop: number }): void => {
  const dots = outsideDots;
  const at = (x: number) => (front + x + margin) * dots;
  const down = (y: number) => (y + margin) * dots;
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1.5;
  context.font = `${1.9 * dots}px ${family}`;
  context.textAlign = 'left';
  context.setLineDash([6, 4]);
  context.strokeRect(at(10), down(10), 80 * dots, 128 * dots);
  context.fillText('10 mm', at(10.4), down(137.4));
  context.strokeStyle = context.fillStyle = '#1f4e9e';
  context.strokeRect(at(0), down(0), 35 * dots, 70 * dots);
  context.fillText('35 x 70', at(0.8), down(69.2));
  context.setLineDash([]);
  context.fillStyle = 'rgba(11, 110, 79, 0.18)';
  const [left, width] = [(100 - customerBarsWidth(9)) / 2, customerBarsWidth(9)];
  context.fillRect(at(left - 2), down(barsTop - 2), (width + 4) * dots, (barSizes(9).long + 4) * dots);
  context.fillStyle = ink;
  context.fillText('2 mm', at(left + width + 2.4), down(barsTop + 2));
  context.textAlign = 'center';
  context.font = `${1.6 * dots}px ${family}`;
  for (const x of [44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3]) {
    context.fillRect(at(x), down(20.6), 1.2, 1.6 * dots);
    context.fillText(mm(x), at(x + 0.6), down(24));
  }
};

const drawn = async (
  page: PDFPageProxy,
  dots: number,
  overlay: ((context: SKRSContext2D) => void) | null,
): Promise<Buffer> => {
  const viewport = page.getViewport({ scale: (dots * 25.4) / 72 });
  const sheet = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  await page.render({ canvas: sheet as never, canvasContext: sheet.getContext('2d') as never, viewport }).promise;
  const canvas = createCanvas(sheet.width + (margin + 2) * dots, sheet.height + (margin + 2) * dots);
  const context = canvas.getContext('2d');
  context.fillStyle = '#e9e9e6';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(sheet, margin * dots, margin * dots);
  ruled(context, dots, 200, 148);
  overlay?.(context);
  // The fold.
  context.setLineDash([2, 6]);
  context.strokeStyle = '#888888';
  context.lineWidth = 1;
  context.strokeRect((front + margin) * dots, margin * dots, 0, 148 * dots);
  return canvas.encode('png');
};

const cases = [
  { name: 'usual', card: cardOf(1) },
  {
    name: 'longest',
    card: { ...cardOf(2, faceOf(longest)), loginId: `${'abcdefghijklmnopqrstuvwxyz.'.repeat(3)}`.slice(0, 64) },
  },
];
const folder = join(import.meta.dirname, '../../docs/pictures');
let isRight = true;
for (const { name, card } of cases) {
  const sheets = openSheets({ layout: layouts['v-fold'], sender, ...dates, passphrase: null, serialDigits: 12 });
  const bytes = bytesOf(sheets.document);
  sheets.addCard(card);
  sheets.end();
  const document = await openPdf(await bytes);
  const [outer, inner] = [await document.getPage(1), await document.getPage(2)];
  const measured = measure(await pictureOf(outer));
  writeFileSync(
    join(folder, `card-${name}-outside.png`),
    await drawn(outer, outsideDots, (context) => guided(context, measured)),
  );
  writeFileSync(join(folder, `card-${name}-inside.png`), await drawn(inner, insideDots, null));
  console.log(`\n${name}\n\n| millimetres | wanted | measured | |\n|---|---|---|---|`);
  for (const row of measured.rows) {
    console.log(`| ${row.what} | ${row.wanted} | ${row.is} | ${row.isRight ? 'right' : '**WRONG**'} |`);
    isRight &&= row.isRight;
  }
}
process.exitCode = isRight ? 0 : 1;
