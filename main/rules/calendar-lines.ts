// Pasted lines that correct the calendar (rule 26): `2027-01-04 company`, `2027/7/19 祝日`, `2027-01-04 取消`.
import { isNationalHoliday, isYearKnown } from './business-days.ts';
import { type CalendarDate, isCalendarDate } from './calendar.ts';

export type CalendarKind = 'company' | 'holiday' | 'no-holiday';
export type CalendarLine = { readonly day: CalendarDate; readonly kind: CalendarKind | null };
type Read =
  | { readonly ok: true; readonly days: CalendarLine[] }
  | { readonly ok: false; readonly rows: { line: number; code: string }[] };

const kindWords: Readonly<Record<string, CalendarKind | null>> = {
  company: 'company',
  会社休業日: 'company',
  休業日: 'company',
  holiday: 'holiday',
  祝日: 'holiday',
  'no-holiday': 'no-holiday',
  祝日でない: 'no-holiday',
  平日: 'no-holiday',
  none: null,
  取消: null,
};
const shownFaults = 20;
const calendarLineLimit = 1000;

const faultOf = (day: string, word: string, before: CalendarKind | null | undefined): string | null => {
  if (!isCalendarDate(day)) return 'date';
  if (!Object.hasOwn(kindWords, word)) return 'kind';
  if (!isYearKnown(day)) return 'year-unknown';
  if (kindWords[word] === 'no-holiday' && !isNationalHoliday(day)) return 'not-a-holiday';
  return before !== undefined && before !== kindWords[word] ? 'twice' : null;
};

/** A date and a word for it, in any width, with a blank, a comma or a tab between them. */
export const readCalendarLines = (text: string): Read => {
  const days = new Map<CalendarDate, CalendarKind | null>();
  const rows: { line: number; code: string }[] = [];
  for (const [index, typed] of text.normalize('NFKC').split(/\r?\n/).entries()) {
    if (typed.trim() === '') continue;
    if (index >= calendarLineLimit) {
      rows.push({ line: index + 1, code: 'too-many' });
      break;
    }
    const [, year = '', month = '', date = '', word = ''] =
      /^\s*(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?[\s,]+(\S+)\s*$/.exec(typed) ?? [];
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    const code = faultOf(day, word.toLowerCase(), days.get(day));
    if (code) rows.push({ line: index + 1, code });
    else days.set(day, kindWords[word.toLowerCase()] ?? null);
    if (rows.length >= shownFaults) break;
  }
  if (rows.length > 0) return { ok: false, rows };
  if (days.size === 0) return { ok: false, rows: [{ line: 1, code: 'no-lines' }] };
  return { ok: true, days: [...days].map(([day, kind]) => ({ day, kind })) };
};
