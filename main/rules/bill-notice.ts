/** When a bill, a reading or a debit is told of by itself, and when it never is (rules 19, 23, 24; decisions 016, 021). */
import type { BusinessCalendar } from './business-days.ts';
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';
import { visibleBy as visible } from './visibility.ts';

/** Mails about a bill: that it is there, what was read, and what came of its debit. */
const billMailKinds = ['bill', 'reading', 'debited', 'debit-failed'] as const;
export type BillMailKind = (typeof billMailKinds)[number];
export const isBillMailKind = (kind: string): kind is BillMailKind => billMailKinds.some((known) => known === kind);

export type DebitResult = 'debited' | 'failed';
export const debitMailKind: Readonly<Record<DebitResult, BillMailKind>> = {
  debited: 'debited',
  failed: 'debit-failed',
};

export type NoticeFacts = {
  readonly state: 'fixed' | 'cancelled';
  readonly issuedOn: CalendarDate;
  /** Its lines add up to its amount: all rows of the customer system's file are there. */
  readonly isWhole: boolean;
  /** By when it can be seen; null where the holidays ahead are not known, or it has no lines yet. */
  readonly visibleBy: CalendarDate | null;
};
export type Notice = { readonly is: 'now' | 'never' } | { readonly is: 'later'; readonly on: CalendarDate };

/** Long enough for any missing row to come; after it nobody waits for one. */
const waitedForDays = 62;
/** Bills that came out before it are never told of. */
export const oldestNews = (day: CalendarDate): CalendarDate => addDays(day, -waitedForDays);

/**
 * @param day the last one whose hour of sending has come
 * @param noticesFrom what came out before it is nobody's news: a first import brings years of bills along
 */
export const decideNotice = (
  { state, issuedOn, isWhole, visibleBy }: NoticeFacts,
  day: CalendarDate,
  noticesFrom: CalendarDate,
  { billNoticeDays }: Policy,
): Notice => {
  if (state === 'cancelled' || issuedOn < oldestNews(day)) return { is: 'never' };
  if (visibleBy === null || !isWhole) return { is: 'later', on: addDays(day, 1) };
  if (visibleBy < noticesFrom || visibleBy < addDays(day, -billNoticeDays)) return { is: 'never' };
  return visibleBy <= day ? { is: 'now' } : { is: 'later', on: visibleBy };
};

/** What is told of a bill on its day: a reading is seen with its bill (rule 23), so both go at once. */
export const kindsOfBill = ({ readingMail }: Policy): readonly BillMailKind[] =>
  readingMail === 1 ? ['bill', 'reading'] : ['bill'];

/** Whether a debit that a file brings today will be told of. */
export const isDebitNews = (debitedOn: CalendarDate, today: CalendarDate, { debitMail }: Policy): boolean =>
  debitMail === 1 && debitedOn >= oldestNews(today);

/**
 * Debits of which days are told of on a day: those that can be seen by then, and have not been for long; null where none
 * is, or the holidays ahead are not known. What was debited before the first of them is told of no more.
 */
export const debitDaysToTell = (
  day: CalendarDate,
  noticesFrom: CalendarDate,
  calendar: BusinessCalendar,
  policy: Policy,
): { readonly first: CalendarDate; readonly last: CalendarDate } | null => {
  const oldest = addDays(day, -policy.billNoticeDays);
  const from = oldest > noticesFrom ? oldest : noticesFrom;
  const days = Array.from({ length: waitedForDays }, (_, back) => addDays(day, -back)).filter((debitedOn) => {
    const seen = visible('debit', [debitedOn], calendar, policy);
    return !('error' in seen) && seen.on >= from && seen.on <= day;
  });
  const [last, first] = [days[0], days.at(-1)];
  return last === undefined || first === undefined ? null : { first, last };
};
