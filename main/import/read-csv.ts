// Reads a CSV file row by row in bounded memory, whatever is in it.
import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import papaparse from 'papaparse';
import { ImportStop } from './fault.ts';

export type CsvRow = { readonly line: number; readonly fields: readonly string[]; readonly isBroken: boolean };

const blockBytes = 1 << 18;
/** Longer than any honest row by a thousand times; an open quote runs into it as well. */
export const rowLimit = 1 << 17;

const countLines = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

const opened = async (path: string) => {
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

/**
 * Rows in blocks as they are read, the header first, with or without BOM. Papaparse is handed the text block by block:
 * its own stream adapter is ten times slower and holds back nothing that grows without end (search.md 7).
 * @param hash takes the file's bytes
 * @throws ImportStop
 */
export async function* readCsv(path: string, hash: Hash): AsyncGenerator<CsvRow[]> {
  const file = await opened(path);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const block = Buffer.alloc(blockBytes);
    let newline: '\n' | '\r\n' | null = null;
    let rest = '';
    let line = 1;
    for (let isLast = false; !isLast; ) {
      const { bytesRead } = await file.read(block, 0, blockBytes);
      isLast = bytesRead === 0;
      const bytes = block.subarray(0, bytesRead);
      hash.update(bytes);
      let text = rest;
      try {
        text += decoder.decode(bytes, { stream: !isLast });
      } catch {
        throw new ImportStop('not-utf8', { line: line + countLines(rest) });
      }
      if (newline === null) {
        const end = text.indexOf('\n');
        if (end < 0 && !isLast && text.length <= rowLimit) {
          rest = text;
          continue;
        }
        newline = text[end - 1] === '\r' ? '\r\n' : '\n';
      }
      const { data, errors, meta } = new papaparse.Parser({ newline, delimiter: ',' }).parse(
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
          if (field.includes('\n')) line += countLines(field);
        }
        if (length > rowLimit) throw new ImportStop('row-too-long', { line: from });
        if (fields.length === 1 && fields[0] === '') continue;
        rows.push({ line: from, fields, isBroken: broken.has(index) });
      }
      rest = isLast ? '' : text.slice(meta.cursor);
      if (rest.length > rowLimit) throw new ImportStop('row-too-long', { line });
      if (rows.length > 0) yield rows;
    }
  } finally {
    await file.close();
  }
}
