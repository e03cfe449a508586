// What a field of a file may hold. A row with a fault is left out; everything in it stays as it was before.

import { postcodeOf } from '../rules/address.ts';
import { isCalendarDate } from '../rules/calendar.ts';
import { phoneDigits } from '../rules/phone.ts';

export type RowFault =
  | 'broken-quotes'
  | 'field-count'
  | 'missing'
  | 'too-long'
  | 'gaiji'
  | 'control-character'
  | 'bad-customer-no'
  | 'bad-contract-no'
  | 'bad-supply-point'
  | 'bad-kind'
  | 'bad-status'
  | 'bad-date'
  | 'bad-postcode'
  | 'bad-phone'
  | 'bad-login'
  | 'login-taken'
  | 'ends-before-start'
  | 'repeated'
  | 'unknown-customer'
  | 'purged-customer'
  | 'other-customer'
  | 'other-supply-point'
  | 'supply-point-taken'
  | 'bad-bill-no'
  | 'bad-number'
  | 'bad-yes-no'
  | 'bad-month'
  | 'bad-payment'
  | 'bad-result'
  | 'bad-rate'
  | 'amounts-disagree'
  | 'bill-differs'
  | 'bill-split'
  | 'bill-of-other-customer'
  | 'unknown-contract'
  | 'unknown-bill'
  /** The only one that does not keep a row out: it goes in without the address. */
  | 'mail-refused';

/** One reason, without the value: a rejects file is read by more people than the register. */
export type Reject = {
  readonly line: number;
  readonly column: string;
  readonly code: RowFault;
  readonly position?: number;
};

// Control characters, line separators, lone surrogates, noncharacters, and the private area where gaiji live (rule 32).
export const unfit = /[\p{Cc}\p{Cs}\u2028\u2029\ue000-\uf8ff\ufffe\uffff]/u;
const gaiji = /[\ue000-\uf8ff]/;

/** Takes fields of one row and notes what is wrong with them. */
export class RowCheck {
  readonly rejects: Reject[] = [];
  readonly line: number;
  private readonly fields: readonly string[];
  private readonly at: ReadonlyMap<string, number>;

  constructor(line: number, fields: readonly string[], at: ReadonlyMap<string, number>) {
    this.line = line;
    this.fields = fields;
    this.at = at;
  }

  fault(column: string, code: RowFault, position?: number): void {
    this.rejects.push({ line: this.line, column, code, ...(position === undefined ? {} : { position }) });
  }

  text(column: string, max: number, isNeeded = true): string {
    const value = this.fields[this.at.get(column) ?? -1] ?? '';
    const found = unfit.exec(value);
    if (found) this.fault(column, gaiji.test(found[0]) ? 'gaiji' : 'control-character', found.index + 1);
    if (value.length > max) this.fault(column, 'too-long');
    if (isNeeded && value.trim() === '') this.fault(column, 'missing');
    return value;
  }

  matching(column: string, pattern: RegExp, code: RowFault): string {
    const value = this.text(column, 100);
    if (value !== '' && !pattern.test(value)) this.fault(column, code);
    return value;
  }

  oneOf<const Choice extends string>(column: string, choices: readonly Choice[], code: RowFault): Choice {
    const value = this.text(column, 100);
    const found = choices.find((choice) => choice === value);
    if (found === undefined && value !== '') this.fault(column, code);
    return found ?? (choices[0] as Choice);
  }

  /** Null: nothing is said. */
  yesOrNo(column: string): boolean | null {
    const value = this.text(column, 20, false).trim().toLowerCase();
    if (value === '') return null;
    if (['yes', 'true', '1', '対象'].includes(value)) return true;
    if (!['no', 'false', '0', '対象外'].includes(value)) this.fault(column, 'bad-yes-no');
    return false;
  }

  /** Half-width digits, with a minus sign where amounts may be taken off. */
  wholeNumber(column: string, { min, max }: { min: number; max: number }, code: RowFault = 'bad-number'): number {
    const value = this.text(column, 20);
    if (value === '') return 0;
    const number = /^-?\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.fault(column, code);
    return 0;
  }

  /** As files and spreadsheets write it: 2026-04-01, 2026/4/1, 20260401. */
  date(column: string): string {
    const value = isoOf(this.text(column, 10));
    if (value !== '' && !isDate(value)) this.fault(column, 'bad-date');
    return value;
  }

  /** In the groups of four in which it is shown, or without them. */
  supplyPoint(column: string): string {
    const value = this.text(column, 40).normalize('NFKC').replace(/[\s-]/g, '');
    if (value !== '' && !/^\d{22}$/.test(value)) this.fault(column, 'bad-supply-point');
    return value;
  }

  /** Seven digits; the master's own gaps (no postcode) are left as gaps. */
  postcode(column: string): string {
    const value = this.text(column, 20, false).trim();
    if (value === '') return '';
    if (/^\d{7}$/.test(value)) return value;
    const digits = postcodeOf(value);
    if (digits === null || value.replace(/\D/g, '').length > 7) this.fault(column, 'bad-postcode');
    return digits ?? '';
  }

  phone(column: string): { number: string; digits: string } | null {
    const number = this.text(column, 40, false).trim();
    if (number === '') return null;
    const digits = phoneDigits(number);
    if (!/^0\d{8,10}$/.test(digits)) this.fault(column, 'bad-phone');
    return { number, digits };
  }
}

const writtenDate = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$|^(\d{4})(\d{2})(\d{2})$/;
const isoOf = (text: string): string => {
  const found = writtenDate.exec(text.trim());
  if (!found) return text;
  const [year, month = '', day = ''] = found.slice(1).filter((part) => part !== undefined);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

const knownDates = new Set<string>();
/** A file has millions of dates and few different ones. */
const isDate = (text: string): boolean => {
  if (knownDates.has(text)) return true;
  if (!isCalendarDate(text)) return false;
  if (knownDates.size < 50_000) knownDates.add(text);
  return true;
};
