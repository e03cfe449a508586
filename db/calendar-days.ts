import type { Knex } from 'knex';
import type { BusinessCalendar } from '../main/rules/business-days.ts';

export type CalendarDayKind = 'company' | 'holiday' | 'no-holiday';

/** The days that the table of national holidays does not know (rule 26). */
export const calendarOf = async (tx: Knex): Promise<BusinessCalendar> => {
  const rows: { day: string; kind: CalendarDayKind }[] = await tx('calendar_day').select('day', 'kind');
  const of = (kind: CalendarDayKind) => new Set(rows.filter((row) => row.kind === kind).map(({ day }) => day));
  return { companyDays: of('company'), addedHolidays: of('holiday'), removedHolidays: of('no-holiday') };
};
