// Reads finished files as others would: text by pdf.js, pages as pictures, bars from the pictures alone.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { barSizes, customerBarsWidth } from '../../main/print/bars.ts';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

export const bytesOf = async (document: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of document) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const openPdf = (bytes: Uint8Array, password?: string) =>
  getDocument({
    data: Uint8Array.from(bytes),
    ...(password === undefined ? {} : { password }),
    cMapUrl: `${join(folder, 'cmaps')}/`,
    standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
    verbosity: 0,
  }).promise;

const mmPerPoint = 25.4 / 72;
/** `x` and `baseline` in mm from the sheet's top left. */
export type Word = { readonly text: string; readonly x: number; readonly baseline: number; readonly width: number };

export const wordsOf = async (page: PDFPageProxy): Promise<Word[]> => {
  const { height } = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  return items.flatMap((item) =>
    'str' in item && item.str.trim() !== ''
      ? [
          {
            text: item.str,
            x: Number(item.transform[4]) * mmPerPoint,
            baseline: (height - Number(item.transform[5])) * mmPerPoint,
            width: item.width * mmPerPoint,
          },
        ]
      : [],
  );
};

/** All text of a page in reading order, blanks left out. */
export const textOf = async (page: PDFPageProxy): Promise<string> =>
  (await wordsOf(page)).map(({ text }) => text.replace(/\s/g, '')).join('');

export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly dotsPerMm: number;
  /** Darkness from 0 to 255 at a place in mm. */
  readonly at: (x: number, y: number) => readonly [red: number, green: number, blue: number];
};

export const pictureOf = async (page: PDFPageProxy, dotsPerMm = 40): Promise<Picture> => {
  const viewport = page.getViewport({ scale: dotsPerMm * mmPerPoint });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  const context = canvas.getContext('2d');
  await page.render({ canvas: canvas as never, canvasContext: context as never, viewport }).promise;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return {
    width: canvas.width / dotsPerMm,
    height: canvas.height / dotsPerMm,
    dotsPerMm,
    at: (x, y) => {
      const place = (Math.floor(y * dotsPerMm) * canvas.width + Math.floor(x * dotsPerMm)) * 4;
      return [data[place] ?? 255, data[place + 1] ?? 255, data[place + 2] ?? 255];
    },
  };
};

export const isDark = (picture: Picture, x: number, y: number): boolean => picture.at(x, y)[0] < 128;
/** Runs of dark along a line, in mm. */
export const darkRuns = (
  picture: Picture,
  from: readonly [x: number, y: number],
  length: number,
  direction: 'right' | 'down',
): { readonly from: number; readonly length: number }[] => {
  const step = 1 / picture.dotsPerMm;
  const runs: { from: number; length: number }[] = [];
  let began: number | null = null;
  for (let along = step / 2; along <= length + step; along += step) {
    const [x, y] = direction === 'right' ? [from[0] + along, from[1]] : [from[0], from[1] + along];
    const dark = along <= length && isDark(picture, x, y);
    if (dark && began === null) began = along - step / 2;
    if (!dark && began !== null) {
      runs.push({ from: began, length: along - step / 2 - began });
      began = null;
    }
  }
  return runs;
};

/** The bars of a face read from its picture: `left` of the face in mm, somewhere between two heights. */
export const readBars = (picture: Picture, left: number, from: number, to: number): { bars: string; top: number } => {
  const { long, timing, pitch, width } = barSizes(9);
  const barsLeft = left + (100 - customerBarsWidth(9)) / 2;
  // The first bar is a long one: its column shows where the code lies.
  const column = darkRuns(picture, [barsLeft + width / 2, from], to - from, 'down').find(
    (run) => Math.abs(run.length - long) < 0.1,
  );
  if (!column) throw new Error('no barcode here');
  const top = from + column.from;
  let bars = '';
  for (let index = 0; index < 67; index++) {
    const x = barsLeft + index * pitch + width / 2;
    const [run] = darkRuns(picture, [x, top - 0.5], long + 1, 'down');
    if (!run) throw new Error(`no bar ${index}`);
    const isUp = Math.abs(run.from - 0.5) < 0.15;
    const isDown = Math.abs(run.from + run.length - 0.5 - long) < 0.15;
    bars += isUp && isDown ? 'F' : isUp ? 'A' : isDown ? 'D' : 'T';
    const height = isUp && isDown ? long : isUp || isDown ? (long + timing) / 2 : timing;
    if (Math.abs(run.length - height) > 0.1) throw new Error(`bar ${index} has no known height`);
  }
  return { bars, top };
};
