// Lists that the print house sends back, read whole before anything of them is taken in.
import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { isSerial } from '../rules/batch.ts';
import { isCalendarDate } from '../rules/calendar.ts';

export type PrintResultRow = {
  line: number;
  serial: string;
  result: 'printed' | 'spoiled' | 'rerun' | 'pulled';
  on: string;
};
export type WrongRow = { line: number; code: string };
export type PrintResults = { ok: true; rows: PrintResultRow[]; sha256: string } | { ok: false; rows: WrongRow[] };

const header = ['serial', 'result', 'date'];
const results = ['printed', 'spoiled', 'rerun', 'pulled'];
const shownFaults = 20;

const faultOf = ([serial = '', result = '', on = '', ...more]: readonly string[]): string | null => {
  if (more.length > 0) return 'too-many-columns';
  if (!isSerial(serial)) return 'serial';
  if (!results.includes(result)) return 'result';
  return isCalendarDate(on) ? null : 'date';
};

/** @param text `serial,result,date` with that header, UTF-8 */
export const readPrintResults = (text: string): PrintResults => {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: true });
  const rows = data.map((row) => row.map((field) => field.trim()));
  if (rows[0]?.join(',').toLowerCase() !== header.join(',')) return { ok: false, rows: [{ line: 1, code: 'header' }] };
  const wrong: WrongRow[] = [];
  const read: PrintResultRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (index === 0) continue;
    const code = faultOf(row);
    const [serial = '', result = '', on = ''] = row;
    if (code) wrong.push({ line: index + 1, code });
    else read.push({ line: index + 1, serial, result: result as PrintResultRow['result'], on });
  }
  if (wrong.length > 0) return { ok: false, rows: wrong.slice(0, shownFaults) };
  if (read.length === 0) return { ok: false, rows: [{ line: 2, code: 'no-rows' }] };
  return { ok: true, rows: read, sha256: createHash('sha256').update(text).digest('hex') };
};
