/** From when a customer can see a bill or a debit (rules 23, 24, 26). */
import {
  addBusinessDays,
  type BusinessCalendar,
  type CountedDay,
  countOut,
  type Dated,
  type UnknownYear,
} from './business-days.ts';
import type { CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type VisibleKind = 'bill' | 'debit';

/** @param dates of meter reading (of each contract of a bill over several) or debit; the last counts; at least one */
export const visibleBy = (
  kind: VisibleKind,
  dates: readonly [CalendarDate, ...CalendarDate[]],
  calendar: BusinessCalendar,
  policy: Pick<Policy, 'billBusinessDays' | 'debitBusinessDays'>,
): Dated => {
  const last = dates.reduce((a, b) => (b > a ? b : a));
  return addBusinessDays(last, kind === 'bill' ? policy.billBusinessDays : policy.debitBusinessDays, calendar);
};

/** The same, day by day. */
export const countedOut = (
  kind: VisibleKind,
  dates: readonly [CalendarDate, ...CalendarDate[]],
  calendar: BusinessCalendar,
  policy: Pick<Policy, 'billBusinessDays' | 'debitBusinessDays'>,
): { readonly days: readonly CountedDay[] } | UnknownYear => {
  const last = dates.reduce((a, b) => (b > a ? b : a));
  return countOut(last, kind === 'bill' ? policy.billBusinessDays : policy.debitBusinessDays, calendar);
};
