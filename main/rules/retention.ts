/** How long a customer may log in after move-out (rule 27), counted as the Civil Code counts (articles 140 and 143). */
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type ContractEnd = {
  /** 廃止日; null where supply goes on. */
  readonly endsOn: CalendarDate | null;
  /** The day the move-out was recorded, null where it is not known. */
  readonly recordedOn: CalendarDate | null;
};

/** The last day of a period of months whose first day, `from`, is not counted. */
export const lastDayOfMonths = (from: CalendarDate, months: number): CalendarDate => {
  const first = addDays(from, 1);
  const month = Number(first.slice(0, 4)) * 12 + Number(first.slice(5, 7)) - 1 + months;
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  const matching = `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
  const nextMonth = month + 1;
  const monthEnd = addDays(
    `${String(Math.floor(nextMonth / 12)).padStart(4, '0')}-${String((nextMonth % 12) + 1).padStart(2, '0')}-01`,
    -1,
  );
  const day = `${matching}-${first.slice(8)}`;
  // Where the matching day does not exist the month's last day ends it (article 143, paragraph 2).
  return day > monthEnd ? monthEnd : addDays(day, -1);
};

/** The last day on which the account is open; null while a contract goes on. Never had one: from its registration. */
export const retentionEndsOn = (
  contracts: readonly ContractEnd[],
  registeredOn: CalendarDate | null,
  policy: Pick<Policy, 'retentionMonths'>,
): CalendarDate | null => {
  const clocks: CalendarDate[] = [];
  for (const { endsOn, recordedOn } of contracts) {
    if (endsOn === null) return null;
    clocks.push(recordedOn !== null && recordedOn > endsOn ? recordedOn : endsOn);
  }
  const start = clocks.length > 0 ? clocks.reduce((a, b) => (b > a ? b : a)) : registeredOn;
  return start === null ? null : lastDayOfMonths(start, policy.retentionMonths);
};
