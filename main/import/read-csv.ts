// Reads a CSV file row by row in bounded memory, whatever is in it.
import type { Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import papaparse from 'papaparse';
import { ImportStop } from './fault.ts';
import { decoderOf, type Format, type FoundFormat, formatOf } from './format.ts';

export type CsvRow = { readonly line: number; readonly fields: readonly string[]; readonly isBroken: boolean };
export type CsvBlock = {
  readonly rows: readonly CsvRow[];
  /** How far into the file, header included. */
  readonly bytes: number;
};

const blockBytes = 1 << 18;
/** Longer than any honest row by a thousand times; an open quote runs into it as well. */
const rowLimit = 1 << 17;
/** More than any honest file has by ten times. */
const columnLimit = 200;

const countLines = (text: string, lineEnd: string): number => {
  let lines = 0;
  for (let at = text.indexOf(lineEnd); at >= 0; at = text.indexOf(lineEnd, at + 1)) lines += 1;
  return lines;
};

type Newline = '\n' | '\r\n' | '\r';
/** As the first line ends; old programs on a Mac write a CR alone. Null: more has to be read. */
const newlineOf = (text: string, isLast: boolean): Newline | null => {
  const end = text.indexOf('\n');
  if (end >= 0) return text[end - 1] === '\r' ? '\r\n' : '\n';
  if (!isLast && text.length <= rowLimit) return null;
  return text.includes('\r') ? '\r' : '\n';
};

const opened = async (path: string): Promise<FileHandle> => {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ImportStop(isMissing ? 'no-such-file' : 'unreadable-file');
  }
  throw new ImportStop('unreadable-file');
};

/** What can be told from a file's beginning; what is chosen is taken as it is. @throws ImportStop */
export const findFormat = async (path: string, chosen: Partial<Format> = {}): Promise<FoundFormat> => {
  const file = await opened(path);
  try {
    const block = Buffer.alloc(blockBytes);
    const { bytesRead } = await file.read(block, 0, blockBytes, 0);
    if (bytesRead === 0) throw new ImportStop('empty-file');
    return formatOf(block.subarray(0, bytesRead), chosen);
  } finally {
    await file.close();
  }
};

/** On which line of a block, of which it begins `line`, the first bytes stand that nobody can read. */
const lineOfBadBytes = ({ encoding }: Format, bytes: Uint8Array, line: number): number => {
  const isReadable = (some: Uint8Array): boolean => {
    try {
      decoderOf(encoding)(some, false);
      return true;
    } catch {
      return false;
    }
  };
  // A block may begin within a sign, a line does not.
  const isWide = encoding.startsWith('utf-16');
  const start = isWide ? 0 : bytes.indexOf(0x0a) + 1;
  if (isReadable(bytes.subarray(start))) return line;
  let [good, bad] = [start, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isReadable(bytes.subarray(start, middle))) good = middle;
    else bad = middle;
  }
  const breaks = bytes.subarray(0, good).reduce((count, byte) => count + Number(byte === 0x0a), 0);
  return line + breaks;
};

/**
 * Rows in blocks as they are read, the header first, with or without BOM. Papaparse is handed the text block by block:
 * its own stream adapter is ten times slower and holds back nothing that grows without end (docs/search.md).
 * @param hash takes the file's bytes
 * @throws ImportStop
 */
export async function* readCsv(path: string, hash: Hash, format: Format): AsyncGenerator<CsvBlock> {
  const file = await opened(path);
  try {
    const decode = decoderOf(format.encoding);
    const block = Buffer.alloc(blockBytes);
    let newline: Newline | null = null;
    let rest = '';
    let line = 1;
    let isFirst = true;
    let read = 0;
    for (let isLast = false; !isLast; ) {
      const { bytesRead } = await file.read(block, 0, blockBytes);
      isLast = bytesRead === 0;
      read += bytesRead;
      const bytes = block.subarray(0, bytesRead);
      hash.update(bytes);
      let text = rest;
      try {
        text += decode(bytes, isLast);
      } catch {
        throw new ImportStop('bad-encoding', {
          line: lineOfBadBytes(format, bytes, line + countLines(rest, newline === '\r' ? '\r' : '\n')),
        });
      }
      if (newline === null) {
        newline = newlineOf(text, isLast);
        if (newline === null) {
          rest = text;
          continue;
        }
      }
      const lineEnd = newline === '\r' ? '\r' : '\n';
      const { data, errors, meta } = new papaparse.Parser({ newline, delimiter: format.delimiter }).parse(
        text,
        0,
        !isLast,
      ) as papaparse.ParseResult<string[]>;
      const broken = new Set(errors.map((error) => error.row));
      if (errors.some((error) => error.code === 'MissingQuotes'))
        throw new ImportStop('open-quote', { line: line + data.length - 1 });
      const rows: CsvRow[] = [];
      for (const [index, fields] of data.entries()) {
        const from = line;
        line += 1;
        let length = 0;
        for (const field of fields) {
          length += field.length;
          if (field.includes(lineEnd)) line += countLines(field, lineEnd);
        }
        if (length > rowLimit) throw new ImportStop('row-too-long', { line: from });
        if (fields.length === 1 && fields[0] === '') continue;
        if (isFirst && fields.length > columnLimit) throw new ImportStop('too-many-columns', { line: from });
        isFirst = false;
        rows.push({ line: from, fields, isBroken: broken.has(index) });
      }
      rest = isLast ? '' : text.slice(meta.cursor);
      if (rest.length > rowLimit) throw new ImportStop('row-too-long', { line });
      if (rows.length > 0) yield { rows, bytes: read };
    }
  } finally {
    await file.close();
  }
}
