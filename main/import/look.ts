// The first rows of a file as people see them before they import it. Nothing is read beyond its beginning.
import { createHash } from 'node:crypto';
import { type ImportRefusal, ImportStop } from './fault.ts';
import type { Format, FoundFormat } from './format.ts';
import { findFormat, readCsv } from './read-csv.ts';
import { unfit } from './row-check.ts';

const shownRows = 8;
const shownSigns = 80;

export type Look = {
  readonly ok: true;
  readonly format: FoundFormat;
  /** Headings, in full: the layout is remembered by them. */
  readonly header: readonly string[];
  /** Cells cut short. */
  readonly rows: readonly (readonly string[])[];
};

const everyUnfit = new RegExp(unfit.source, 'gu');
/** What cannot be shown leaves a mark. */
const shown = (cell: string): string => {
  const text = cell.slice(0, shownSigns).replace(everyUnfit, '\ufffd');
  return cell.length > shownSigns ? `${text}…` : text;
};

/** @throws ImportStop */
const read = async (path: string, chosen: Partial<Format>): Promise<Look> => {
  const format = await findFormat(path, chosen);
  const found: (readonly string[])[] = [];
  for await (const { rows } of readCsv(path, createHash('sha256'), format)) {
    found.push(...rows.slice(0, shownRows + 1).map(({ fields }) => fields));
    if (found.length > shownRows) break;
  }
  const [header, ...below] = found;
  if (!header) throw new ImportStop('empty-file');
  if (below.length === 0) throw new ImportStop('no-rows', { line: 1 });
  return {
    ok: true,
    format,
    header: header.map((name) => shown(name.trim())),
    rows: below.slice(0, shownRows).map((fields) => fields.map(shown)),
  };
};

/** Or why nobody can read it. */
export const lookAt = async (path: string, chosen: Partial<Format>): Promise<Look | ImportRefusal> => {
  try {
    return await read(path, chosen);
  } catch (error) {
    if (error instanceof ImportStop) return { ok: false, error: error.fault, detail: error.facts };
    throw error;
  }
};
