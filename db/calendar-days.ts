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

/**
 * Few enough for one statement, and each day once.
 * @param kind null: the day is again what the table says
 */
export const set = async (
  tx: Knex,
  days: readonly { day: string; kind: CalendarDayKind | null }[],
  by: number,
  now: string,
): Promise<{ set: number; removed: number; same: number }> => {
  const found: Pick<CalendarDay, 'day' | 'kind'>[] = await tx('calendar_day')
    .whereIn(
      'day',
      days.map(({ day }) => day),
    )
    .select('day', 'kind');
  const known = new Map(found.map(({ day, kind }) => [day, kind]));
  const changed = days.filter(({ day, kind }) => (known.get(day) ?? null) !== kind);
  const rows = changed.flatMap(({ day, kind }) => (kind === null ? [] : [{ day, kind, set_by: by, set_at: now }]));
  const removed = changed.flatMap(({ day, kind }) => (kind === null ? [day] : []));
  if (removed.length > 0) await tx('calendar_day').whereIn('day', removed).delete();
  if (rows.length > 0) await tx('calendar_day').insert(rows).onConflict('day').merge(['kind', 'set_by', 'set_at']);
  return { set: rows.length, removed: removed.length, same: days.length - changed.length };
};
