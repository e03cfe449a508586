// What came out is told of, once for each confirmed address: looked at in pieces, by whichever sender comes first.
import { databaseNow } from '../../db/clock.ts';
import { addDays, type CalendarDate, type Instant, tokyoDate, tokyoInstant } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import { planBills } from './plan-bills.ts';
import { planDebits } from './plan-debits.ts';
import type { Planning } from './tell.ts';

/** Nobody is woken by a bill: before the hour it is still the day before. */
const dayOf = (now: Instant, policy: Policy): CalendarDate => {
  const today = tokyoDate(now);
  return now >= tokyoInstant(today, policy.billNoticeFromTokyoHour) ? today : addDays(today, -1);
};

/** Looked at in one go: between two of them goes out what a person waits for. */
const piecesAtOnce = 4;

/** `hasMore`: there may be more to look at, once what waits has had its turn. */
export type PlannedNotices = { readonly mails: number; readonly hasMore: boolean };

/** Cheap where there is nothing to do. */
export const planNotices = async (planning: Planning): Promise<PlannedNotices> => {
  const { db, setup, signal } = planning;
  const { noticesFrom } = setup.sending;
  let mails = 0;
  if (noticesFrom === null) return { mails, hasMore: false };
  let pieces = 0;
  for (const planPiece of [planBills, planDebits])
    for (;;) {
      if (signal.aborted || pieces === piecesAtOnce) return { mails, hasMore: true };
      const day = dayOf(await databaseNow(db.read), setup.policy);
      const planned = await planPiece(planning, day, noticesFrom);
      if (planned.looked === 0) break;
      pieces += 1;
      mails += planned.mails;
    }
  return { mails, hasMore: false };
};
