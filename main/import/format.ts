// How a file is written: its encoding and what stands between its fields, found from its beginning.
import { ImportStop } from './fault.ts';
import { windows31jDecoder } from './windows-31j.ts';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-31j'] as const;
export type Encoding = (typeof encodings)[number];
export const delimiters = [',', '\t', ';'] as const;
export type Delimiter = (typeof delimiters)[number];
export type Format = { readonly encoding: Encoding; readonly delimiter: Delimiter };
export type FoundFormat = Format & { readonly hasBom: boolean };

/** Text of bytes that come in pieces; a byte order mark is left out. Throws where bytes stand for no sign. */
export const decoderOf = (encoding: Encoding): ((bytes: Uint8Array, isLast: boolean) => string) => {
  if (encoding === 'windows-31j') return windows31jDecoder();
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
};

const foreign: readonly (readonly [what: string, start: readonly number[]])[] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['Excel', [0x50, 0x4b, 0x03, 0x04]],
  ['Excel', [0xd0, 0xcf, 0x11, 0xe0]],
  ['gzip', [0x1f, 0x8b]],
];
const boms: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, place) => bytes[place] === byte);

const canRead = (encoding: Encoding, bytes: Uint8Array): boolean => {
  try {
    // Where the sample ends in the middle of a sign, the rest is yet to come.
    decoderOf(encoding)(bytes, false);
    return true;
  } catch {
    return false;
  }
};

/** Headers are mostly ASCII, of which UTF-16 leaves every second byte empty. */
const wideOf = (bytes: Uint8Array): Encoding | null => {
  const empty = [0, 0];
  const length = Math.min(bytes.length, 2000);
  for (let place = 0; place < length; place += 1)
    if (bytes[place] === 0) empty[place % 2] = (empty[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = empty;
  if (odd > length / 8 && even < odd / 8) return 'utf-16le';
  return even > length / 8 && odd < even / 8 ? 'utf-16be' : null;
};

const encodingOf = (bytes: Uint8Array): { encoding: Encoding; hasBom: boolean } => {
  const marked = boms.find(([, bom]) => startsWith(bytes, bom));
  if (marked) return { encoding: marked[0], hasBom: true };
  const wide = wideOf(bytes);
  if (wide) return { encoding: wide, hasBom: false };
  // What neither can read is read as UTF-8, whose first bad byte has a line.
  const isWindows = !canRead('utf-8', bytes) && canRead('windows-31j', bytes);
  return { encoding: isWindows ? 'windows-31j' : 'utf-8', hasBom: false };
};

/** The sign that stands most often in the first line, quoted fields left out. */
const delimiterOf = (text: string): Delimiter => {
  const line = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)[0];
  const count = (sign: string): number => (line ?? '').split(sign).length;
  return delimiters.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
};

/**
 * @param sample the first bytes of a file
 * @throws ImportStop where it is no text at all
 */
export const formatOf = (sample: Uint8Array, chosen: Partial<Format> = {}): FoundFormat => {
  const what = foreign.find(([, start]) => startsWith(sample, start))?.[0];
  if (what) throw new ImportStop('not-csv', { what });
  const found = encodingOf(sample);
  const encoding = chosen.encoding ?? found.encoding;
  if (chosen.delimiter) return { encoding, hasBom: found.hasBom, delimiter: chosen.delimiter };
  let text = '';
  try {
    text = decoderOf(encoding)(sample, false);
  } catch {
    // Reading says where.
  }
  return { encoding, hasBom: found.hasBom, delimiter: delimiterOf(text) };
};
