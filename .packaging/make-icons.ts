// Draws the icons of both systems from icon.svg: `node .packaging/make-icons.ts`. Run it when the drawing changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const at = (name: string): string => join(import.meta.dirname, name);

/** Both formats are a list of PNG pictures with their sizes. */
const draw = async (sizes: readonly number[]): Promise<Map<number, Buffer>> => {
  // With this name set the package brings the system libraries that a bare machine lacks.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: sparticuz.args });
  const page = await browser.newPage();
  const pictures = new Map<number, Buffer>();
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<body style="margin:0">${readFileSync(at('icon.svg'), 'utf8')}</body>`);
    pictures.set(size, await page.screenshot({ omitBackground: true }));
  }
  await browser.close();
  return pictures;
};

const asIco = (pictures: readonly (readonly [size: number, png: Buffer])[]): Buffer => {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * index;
    // One byte for a side: 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(([, png]) => png)]);
};

/** Apple's names for PNG pictures of these sides; the ones at twice the density come second. */
const appleKinds: readonly (readonly [kind: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
];

const asIcns = (pictures: readonly (readonly [kind: string, png: Buffer])[]): Buffer => {
  const part = (kind: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(kind, 0, 'latin1');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  return part('icns', Buffer.concat(pictures.map(([kind, png]) => part(kind, png))));
};

const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
const pictures = await draw([...new Set([...windowsSizes, ...appleKinds.map(([, size]) => size)])]);
const pictureOf = (size: number): Buffer => pictures.get(size) ?? Buffer.alloc(0);
writeFileSync(at('icon.ico'), asIco(windowsSizes.map((size) => [size, pictureOf(size)])));
writeFileSync(at('icon.icns'), asIcns(appleKinds.map(([kind, size]) => [kind, pictureOf(size)])));
writeFileSync(at('icon.png'), pictureOf(512));
