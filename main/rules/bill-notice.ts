/** When a bill is told of by itself, and when it never is (rules 19 and 23; docs/decisions/016). */
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

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
  if (state === 'cancelled' || issuedOn < addDays(day, -waitedForDays)) return { is: 'never' };
  if (visibleBy === null || !isWhole) return { is: 'later', on: addDays(day, 1) };
  if (visibleBy < noticesFrom || visibleBy < addDays(day, -billNoticeDays)) return { is: 'never' };
  return visibleBy <= day ? { is: 'now' } : { is: 'later', on: visibleBy };
};
