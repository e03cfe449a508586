// Whose a contract was in the time of which a bill tells, where it has changed hands (rule 29).
import type { CalendarDate } from './calendar.ts';

export type EarlierHolder = {
  readonly customerNo: string;
  /** The last day on which it was theirs. */
  readonly through: CalendarDate;
};
export type Used = { readonly usedFrom: CalendarDate; readonly usedThrough: CalendarDate };

/**
 * A bill of days on both sides of the change may be written to either of the two.
 * @param heldSince null: it was never another one's
 * @param earlier in the order of their days
 */
export const heldDuring = (
  customerNo: string,
  { usedFrom, usedThrough }: Used,
  contract: { readonly customerNo: string; readonly heldSince: CalendarDate | null },
  earlier: readonly EarlierHolder[],
): boolean => {
  const { heldSince } = contract;
  if (contract.customerNo === customerNo && (heldSince === null || usedThrough >= heldSince)) return true;
  return earlier.some((span, index) => {
    const before = earlier.slice(0, index).findLast((other) => other.customerNo !== span.customerNo);
    const hasBegun = before === undefined || usedThrough > before.through;
    return span.customerNo === customerNo && usedFrom <= span.through && hasBegun;
  });
};
