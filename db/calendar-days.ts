import type { Knex } from 'knex';
import type { BusinessCalendar } from '../main/rules/business-days.ts';

export type CalendarDayKind = 'company' | 'holiday' | 'no-holiday';

/** The days that the table of national holidays does not know (rule 26). */
export const calendarOf = async (tx: Knex): Promise<BusinessCalendar> => {
  const rows: { day: string; kind: CalendarDayKind }[] = await tx('calendar_day').select('day', 'kind');
  const of = (kind: CalendarDayKind) => new Set(rows.filter((row) => row.kind === kind).map(({ day }) => day));
  return { companyDays: of('company'), addedHolidays: of('holiday'), removedHolidays: of('no-holiday') };
};

export type CalendarDay = { day: string; kind: CalendarDayKind; setBy: number; setAt: string };

/** From a date on, in order. */
export const list = (tx: Knex, from: string, limit: number): Promise<CalendarDay[]> =>
  tx('calendar_day')
    .where('day', '>=', from)
    .orderBy('day')
    .limit(limit)
    .select({ day: 'day', kind: 'kind', setBy: 'set_by', setAt: 'set_at' });

/** @param kind null: the day is again what the table says */
export const set = async (
  tx: Knex,
  day: { day: string; kind: CalendarDayKind | null },
  by: number,
  now: string,
): Promise<'set' | 'removed' | 'same'> => {
  if (day.kind === null) return (await tx('calendar_day').where({ day: day.day }).delete()) > 0 ? 'removed' : 'same';
  const known = await tx('calendar_day').where({ day: day.day }).first('kind');
  if (known?.kind === day.kind) return 'same';
  const row = { kind: day.kind, set_by: by, set_at: now };
  await tx('calendar_day')
    .insert({ day: day.day, ...row })
    .onConflict('day')
    .merge(row);
  return 'set';
};
