/** What a purge run has done so far, and when accounts are due (rule 30). */
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export const purgeAct = 'purge.run';

export type PurgeCounts = {
  readonly accounts: number;
  readonly customers: number;
  readonly kept: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
};
const nothing: PurgeCounts = { accounts: 0, customers: 0, kept: 0, rows: {} };

/** @param text as it is kept with the run */
export const countsOf = (text: string): PurgeCounts => ({ ...nothing, ...JSON.parse(text) });

export const addErased = (
  before: PurgeCounts,
  erased: Pick<PurgeCounts, 'accounts' | 'customers' | 'rows'>,
  kept: number,
): PurgeCounts => {
  const rows: Record<string, number> = { ...before.rows };
  for (const [table, count] of Object.entries(erased.rows)) rows[table] = (rows[table] ?? 0) + count;
  return {
    accounts: before.accounts + erased.accounts,
    customers: before.customers + erased.customers,
    kept: before.kept + kept,
    rows,
  };
};

/** The last day on which it is purged in time. */
export const purgeDueBy = (openThrough: CalendarDate, { purgeDueDays }: Pick<Policy, 'purgeDueDays'>): CalendarDate =>
  addDays(openThrough, purgeDueDays);

/** Clocks that ended before this day should have been purged by now. */
export const overdueBefore = (today: CalendarDate, { purgeDueDays }: Pick<Policy, 'purgeDueDays'>): CalendarDate =>
  addDays(today, -purgeDueDays);
