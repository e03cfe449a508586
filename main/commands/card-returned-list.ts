// The carrier's list of returned cards, read whole before anything of it is taken in.
import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { isSerial } from '../rules/batch.ts';
import { isCalendarDate } from '../rules/calendar.ts';
import { type ReturnReason, readReturnReason } from '../rules/card-return.ts';

export type ReturnedRow = { line: number; serial: string; reason: ReturnReason; on: string };
export type WrongRow = { line: number; code: string };
export type ReturnedList = { ok: true; rows: ReturnedRow[]; sha256: string } | { ok: false; rows: WrongRow[] };

const header = ['serial', 'reason', 'returned_on'];
export const shownFaults = 20;

/** Spreadsheets take the zeros before a number away; the check digit tells whether it is the same one. */
const serialOfText = (text: string): string => (/^\d{1,12}$/.test(text) ? text.padStart(12, '0') : text);
/** 2026-11-26 or 2026/11/26, as spreadsheets write it. */
const dateOfText = (text: string): string => {
  const [, year, month = '', day = ''] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? [];
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
};

const rowOf = (line: number, [serial = '', reason = '', on = '', ...more]: readonly string[]): ReturnedRow | string => {
  if (more.some((field) => field !== '')) return 'too-many-columns';
  const row = { line, serial: serialOfText(serial), reason: readReturnReason(reason), on: dateOfText(on) };
  if (!isSerial(row.serial)) return 'serial';
  if (row.reason === null) return 'reason';
  return isCalendarDate(row.on) ? { ...row, reason: row.reason } : 'date';
};

/** @param text `serial,reason,returned_on` with that header, as the carrier sent it */
export const readReturnedList = (text: string): ReturnedList => {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false });
  const lines = data.map((row) => row.map((field) => field.normalize('NFKC').trim()));
  if (lines[0]?.join(',').toLowerCase() !== header.join(',')) return { ok: false, rows: [{ line: 1, code: 'header' }] };
  const wrong: WrongRow[] = [];
  const read = new Map<string, ReturnedRow>();
  for (const [index, fields] of lines.entries()) {
    if (index === 0 || fields.join('') === '') continue;
    const line = index + 1;
    const row = rowOf(line, fields);
    const before = typeof row === 'string' ? undefined : read.get(row.serial);
    if (typeof row === 'string') wrong.push({ line, code: row });
    else if (before && (before.reason !== row.reason || before.on !== row.on)) wrong.push({ line, code: 'twice' });
    else if (!before) read.set(row.serial, row);
  }
  if (wrong.length > 0) return { ok: false, rows: wrong.slice(0, shownFaults) };
  if (read.size === 0) return { ok: false, rows: [{ line: 2, code: 'no-rows' }] };
  return { ok: true, rows: [...read.values()], sha256: createHash('sha256').update(text).digest('hex') };
};
