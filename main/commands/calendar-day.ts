// Company days and corrections of the holidays, on which issue days, arrival and visibility depend (rule 26).
import * as calendarDays from '../../db/calendar-days.ts';
import * as staff from '../../db/staff.ts';
import { done, type Run, refuse } from '../command.ts';
import { holidayYears, isYearKnown } from '../rules/business-days.ts';
import { readCalendarLines } from '../rules/calendar-lines.ts';
import { inPieces } from './list-pieces.ts';

const pageSize = 400;

export const listCalendar: Run<'calendar.list'> = async ({ tx, today }) => {
  const year = Number(today.slice(0, 4));
  const rows = await calendarDays.list(tx, `${year}-01-01`, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.map(({ setBy }) => setBy),
  );
  return done({
    days: rows.slice(0, pageSize).map(({ setBy, ...row }) => ({ ...row, setBy: names.get(setBy) ?? '' })),
    hasMore: rows.length > pageSize,
    years: holidayYears,
    unknownYears: [year, year + 1].map(String).filter((one) => !isYearKnown(`${one}-01-01`)),
  });
};

export const setCalendar: Run<'calendar.set'> = async ({ tx, now, session, touch }, { lines }) => {
  const read = readCalendarLines(lines);
  if (!read.ok) return refuse('calendar-wrong', { rows: read.rows });
  const counts = { set: 0, removed: 0, same: 0 };
  for (const piece of inPieces(read.days)) {
    const piecewise = await calendarDays.set(tx, piece, session.staffId, now);
    counts.set += piecewise.set;
    counts.removed += piecewise.removed;
    counts.same += piecewise.same;
  }
  touch('calendar');
  touch('batches');
  return done(counts, counts);
};
