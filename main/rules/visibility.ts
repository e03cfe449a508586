// How long an account can be looked into after supply has ended (rule 27).
import { addDays, type CalendarDate } from './calendar.ts';

/**
 * The last day of a span of months as the Civil Code counts it: the first day does not count, and it ends the day before
 * the matching day, or at the month's end where that day does not exist.
 * @param from the day that is not counted, such as the day on which supply ended
 */
export const lastDayOfMonths = (from: CalendarDate, months: number): CalendarDate => {
  const first = addDays(from, 1);
  const [year = 0, month = 1, day = 1] = first.split('-').map(Number);
  const at = year * 12 + (month - 1) + months;
  const matching = [Math.floor(at / 12), at % 12, day] as const;
  const date = new Date(Date.UTC(...matching));
  // Date rolls 31 February over into March; then the span ends with February.
  const end =
    date.getUTCMonth() === matching[1] ? date.getTime() - 86_400_000 : Date.UTC(matching[0], matching[1] + 1, 0);
  return new Date(end).toISOString().slice(0, 10);
};

/** The clock starts on the later of the end and the day on which the end was recorded. */
export const visibleThrough = (
  contract: { readonly endedOn: CalendarDate; readonly endRecordedOn: CalendarDate | null },
  months: number,
): CalendarDate => {
  const { endedOn, endRecordedOn } = contract;
  return lastDayOfMonths(endRecordedOn !== null && endRecordedOn > endedOn ? endRecordedOn : endedOn, months);
};
