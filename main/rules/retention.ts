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

/** How an account holds a contract, or held it. */
export type Holding = ContractEnd & {
  /** The last day on which the account held it; null where it holds it still. */
  readonly heldThrough: CalendarDate | null;
  /** The day on which it was recorded that the contract left, null where it is not known. */
  readonly leftRecordedOn: CalendarDate | null;
};

/** A contract that left an account running has ended for that account on the day it left. */
export const endOfHolding = ({ endsOn, recordedOn, heldThrough, leftRecordedOn }: Holding): ContractEnd =>
  heldThrough !== null && (endsOn === null || endsOn > heldThrough)
    ? { endsOn: heldThrough, recordedOn: leftRecordedOn }
    : { endsOn, recordedOn };

export type RetentionClock<Contract> = {
  /** The first day is not counted: the end of the last contract, or the later day on which it was recorded. */
  readonly runsFrom: CalendarDate;
  readonly openThrough: CalendarDate;
  /** The one that ended last; null where there never was a contract, and registration counts. */
  readonly because: Contract | null;
};

/** Null while a contract goes on, and where nothing is known from which to count. */
export const retentionClock = <Contract extends ContractEnd>(
  contracts: readonly Contract[],
  registeredOn: CalendarDate | null,
  policy: Pick<Policy, 'retentionMonths'>,
): RetentionClock<Contract> | null => {
  let because: Contract | null = null;
  let runsFrom = contracts.length > 0 ? '' : registeredOn;
  for (const contract of contracts) {
    const { endsOn, recordedOn } = contract;
    if (endsOn === null) return null;
    const clock = recordedOn !== null && recordedOn > endsOn ? recordedOn : endsOn;
    if (runsFrom === null || clock <= runsFrom) continue;
    runsFrom = clock;
    because = contract;
  }
  return runsFrom === null
    ? null
    : { runsFrom, openThrough: lastDayOfMonths(runsFrom, policy.retentionMonths), because };
};

/** The last day on which the account is open; null while a contract goes on. Never had one: from its registration. */
export const retentionEndsOn = (
  contracts: readonly ContractEnd[],
  registeredOn: CalendarDate | null,
  policy: Pick<Policy, 'retentionMonths'>,
): CalendarDate | null => retentionClock(contracts, registeredOn, policy)?.openThrough ?? null;

/** From 00:00 Tokyo of the day after, login is refused (rule 30). */
export const isOver = (openThrough: CalendarDate | null, today: CalendarDate): boolean =>
  openThrough !== null && today > openThrough;
