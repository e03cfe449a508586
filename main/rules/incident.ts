/**
 * A card that reached a wrong person: dates by which the Personal Information Protection Commission is told
 * (Act on the Protection of Personal Information, article 26; its enforcement rules, article 8, paragraphs 1 and 2; the
 * Commission's general guidelines, 3-5-3-3 and 3-5-3-4).
 */
import { addBusinessDays, type BusinessCalendar } from './business-days.ts';
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type ReportDates = { readonly firstOn: CalendarDate; readonly finalOn: CalendarDate };

/**
 * The first report (速報) within 3 to 5 days, the final one (確報) within 30; the day of noticing is the first of them, and
 * Saturdays, Sundays and holidays count. Where the last day of the final report is none on which offices are open, the
 * next one that is takes its place; the first report has no such grace.
 */
export const reportDates = (
  noticedOn: CalendarDate,
  calendar: BusinessCalendar,
  policy: Pick<Policy, 'incidentFirstReportDays' | 'incidentFinalReportDays'>,
): ReportDates => {
  const last = addDays(noticedOn, policy.incidentFinalReportDays - 1);
  // The utility's own days off close no public office.
  const open = addBusinessDays(last, 0, { ...calendar, companyDays: new Set() });
  return {
    firstOn: addDays(noticedOn, policy.incidentFirstReportDays - 1),
    // Where holidays ahead are unknown, the earlier date is the safe one.
    finalOn: 'error' in open ? last : open.on,
  };
};

export type IncidentReports = {
  readonly firstDueOn: CalendarDate;
  readonly finalDueOn: CalendarDate;
  readonly firstReportedOn: CalendarDate | null;
  readonly finalReportedOn: CalendarDate | null;
};

/** The report that comes next, and whether its last day has passed; null once both are made. */
export const nextReport = (
  { firstDueOn, finalDueOn, firstReportedOn, finalReportedOn }: IncidentReports,
  today: CalendarDate,
): { readonly which: 'first' | 'final'; readonly dueOn: CalendarDate; readonly isOverdue: boolean } | null => {
  if (finalReportedOn !== null) return null;
  const which = firstReportedOn === null ? 'first' : 'final';
  const dueOn = which === 'first' ? firstDueOn : finalDueOn;
  return { which, dueOn, isOverdue: today > dueOn };
};
