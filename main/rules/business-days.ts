/** Business days in Japan (rule 26): national holidays by a table, the turn of the year, and the utility's own days. */
import holidayJp from '@holiday-jp/holiday_jp';
import { addDays, type CalendarDate } from './calendar.ts';

/** What the table does not know: days the utility is closed, and holidays that a later law moved, made or took away. */
export type BusinessCalendar = {
  readonly companyDays: ReadonlySet<CalendarDate>;
  readonly addedHolidays: ReadonlySet<CalendarDate>;
  readonly removedHolidays: ReadonlySet<CalendarDate>;
};
export const plainCalendar: BusinessCalendar = {
  companyDays: new Set(),
  addedHolidays: new Set(),
  removedHolidays: new Set(),
};

/** The table ends: nobody knows what holidays that year has. `year` has four digits. */
export type UnknownYear = { readonly error: 'holiday-year-unknown'; readonly year: string };
export type Dated = { readonly on: CalendarDate } | UnknownYear;

const named = new Map<string, { readonly name: string; readonly name_en: string }>(Object.entries(holidayJp.holidays));
const holidays: ReadonlySet<string> = new Set(named.keys());
const years = [...holidays].map((on) => on.slice(0, 4)).sort();
/** The first and the last year that the table holds. */
export const holidayYears = { first: years[0] ?? '', last: years.at(-1) ?? '' };

export const isYearKnown = (on: CalendarDate): boolean =>
  on.slice(0, 4) >= holidayYears.first && on.slice(0, 4) <= holidayYears.last;
/** By the table alone. */
export const isNationalHoliday = (on: CalendarDate): boolean => holidays.has(on);
const unknownYear = (on: CalendarDate): UnknownYear => ({ error: 'holiday-year-unknown', year: on.slice(0, 4) });

/** 0 is Sunday. Counted in UTC, so that the PC's zone has no say. */
export const weekdayOf = (on: CalendarDate): number => new Date(`${on}T00:00:00.000Z`).getUTCDay();

const isTurnOfYear = (on: CalendarDate): boolean => {
  const day = on.slice(5);
  return day >= '12-29' || day <= '01-03';
};

/** Why a day is none on which business is done; `holiday` before the weekend that it may fall on. */
export type DayOff = 'holiday' | 'weekend' | 'turn-of-year' | 'company';

/** Of a year that the table holds. */
const whyOff = (on: CalendarDate, calendar: BusinessCalendar): DayOff | null => {
  if (calendar.addedHolidays.has(on) || (holidays.has(on) && !calendar.removedHolidays.has(on))) return 'holiday';
  if (isTurnOfYear(on)) return 'turn-of-year';
  if (weekdayOf(on) % 6 === 0) return 'weekend';
  return calendar.companyDays.has(on) ? 'company' : null;
};
export const isBusinessDay = (on: CalendarDate, calendar: BusinessCalendar): boolean => whyOff(on, calendar) === null;

/** As the table calls it; null where it knows of none on that day. */
export const holidayName = (on: CalendarDate): { readonly ja: string; readonly en: string } | null => {
  const known = named.get(on);
  return known ? { ja: known.name, en: known.name_en } : null;
};

/** The business day `count` after a date that is itself not counted; 0: that date, or the next business day. */
export const addBusinessDays = (from: CalendarDate, count: number, calendar: BusinessCalendar): Dated => {
  let on = count === 0 ? from : addDays(from, 1);
  if (!isYearKnown(from)) return unknownYear(from);
  for (let left = Math.max(count, 1); ; on = addDays(on, 1)) {
    if (!isYearKnown(on)) return unknownYear(on);
    if (isBusinessDay(on, calendar)) left -= 1;
    if (left === 0) return { on };
  }
};

export type CountedDay = {
  readonly on: CalendarDate;
  /** The how-manieth business day; null: not counted, as the first day never is. */
  readonly count: number | null;
  readonly off: DayOff | null;
};

/** Every day from the first, not counted, through the last of `count` business days. */
export const countOut = (
  from: CalendarDate,
  count: number,
  calendar: BusinessCalendar,
): { readonly days: readonly CountedDay[] } | UnknownYear => {
  const end = addBusinessDays(from, count, calendar);
  if ('error' in end) return end;
  const days: CountedDay[] = [];
  let counted = 0;
  for (let on = from; on <= end.on; on = addDays(on, 1)) {
    const off = whyOff(on, calendar);
    if (off === null && on > from) counted += 1;
    days.push({ on, off, count: off === null && on > from ? counted : null });
  }
  return { days };
};
