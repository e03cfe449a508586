/** What may be sent once more, and where to (rules 19 and 22): confirmed addresses on file, bills that are out. */
import { monthsThrough } from './bill.ts';
import { type CalendarDate, type Instant, tokyoDate } from './calendar.ts';
import { checkMailAddress } from './mail-address.ts';
import type { Policy } from './policy.ts';

export type AccountOff = 'withdrawn' | 'not-opted-in';
export type BillOff = 'cancelled' | 'too-old' | 'not-out' | 'not-eligible';
export type AddressOff = 'unconfirmed' | 'bounced' | 'undeliverable';

export const whyNotAccount = (account: {
  readonly status: 'active' | 'withdrawn';
  readonly wantsNotices: boolean;
}): AccountOff | null => {
  if (account.status === 'withdrawn') return 'withdrawn';
  return account.wantsNotices ? null : 'not-opted-in';
};

/** `YYYY-MM` of the oldest bill that is sent once more. */
export const oldestMonth = (today: CalendarDate, { resendMonths }: Pick<Policy, 'resendMonths'>): string =>
  monthsThrough(today.slice(0, 7), resendMonths + 1)[0] ?? '';

type Bill = {
  readonly isCancelled: boolean;
  readonly billingMonth: string;
  readonly isOut: boolean;
  readonly isMailEligible: boolean;
};
export const whyNotBill = (
  { isCancelled, billingMonth, isOut, isMailEligible }: Bill,
  today: CalendarDate,
  policy: Pick<Policy, 'resendMonths'>,
): BillOff | null => {
  if (isCancelled) return 'cancelled';
  if (billingMonth < oldestMonth(today, policy)) return 'too-old';
  if (!isOut) return 'not-out';
  return isMailEligible ? null : 'not-eligible';
};

type Address = {
  readonly address: string;
  readonly confirmedAt: Instant | null;
  readonly suppressedAt: Instant | null;
};
export const whyNotAddress = ({ address, confirmedAt, suppressedAt }: Address): AddressOff | null => {
  if (!checkMailAddress(address).deliverable) return 'undeliverable';
  if (suppressedAt !== null) return 'bounced';
  return confirmedAt === null ? 'unconfirmed' : null;
};

/** Whoever asks twice on one day is told so first. */
export const isToday = (at: Instant, today: CalendarDate): boolean => tokyoDate(at) === today;
