// Bills that came out are told of, once for each confirmed address: looked at in pieces, by whichever sender comes first.
import * as billNotices from '../../db/bill-notices.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import { databaseNow } from '../../db/clock.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { inAuditedTransaction } from '../audit.ts';
import type { Effects } from '../command.ts';
import { guideOf } from '../commands/bill-mail.ts';
import { isWhole } from '../rules/bill.ts';
import { decideNotice } from '../rules/bill-notice.ts';
import { addDays, type CalendarDate, type Instant, tokyoDate, tokyoInstant } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import { messageIds } from './message-id.ts';
import type { MailSetup } from './setup.ts';

const pieceBills = 200;

export type Planning = {
  readonly db: Database;
  readonly setup: MailSetup;
  readonly actor: string;
  readonly effects: Effects;
  readonly signal: AbortSignal;
};
type Planned = { readonly bills: number; readonly mails: number };

/** Nobody is woken by a bill: before the hour it is still the day before. */
const dayOf = (now: Instant, policy: Policy): CalendarDate => {
  const today = tokyoDate(now);
  return now >= tokyoInstant(today, policy.billNoticeFromTokyoHour) ? today : addDays(today, -1);
};

const planPiece = ({ db, setup, actor, effects }: Planning, noticesFrom: CalendarDate): Promise<Planned> =>
  inAuditedTransaction<Planned>(db, { chainOf: 0, actor, call: 'mail.planNotices' }, async (tx, now) => {
    const day = dayOf(now, setup.policy);
    const found = await billNotices.next(tx, day, pieceBills);
    if (found.length === 0) return { value: { bills: 0, mails: 0 }, body: null };
    const calendar = await calendarOf(tx);
    const lines = Map.groupBy(
      await bills.linesOf(
        tx,
        found.map(({ id }) => id),
      ),
      ({ billId }) => billId,
    );
    const told: number[] = [];
    const never: number[] = [];
    const later = new Map<CalendarDate, number[]>();
    for (const bill of found) {
      const own = lines.get(bill.id) ?? [];
      const readings = own.map(({ readOn }) => readOn);
      const visibleBy = guideOf('bill', readings, calendar, setup.policy);
      const facts = { ...bill, isWhole: isWhole(bill.amountYen, own), visibleBy };
      const notice = decideNotice(facts, day, noticesFrom, setup.policy);
      if (notice.is === 'later') later.set(notice.on, [...(later.get(notice.on) ?? []), bill.id]);
      else (notice.is === 'now' ? told : never).push(bill.id);
    }
    for (const [on, ids] of later) await billNotices.putOff(tx, ids, on);
    await billNotices.close(tx, [...told, ...never], now);
    let mails = 0;
    const nextId = await messageIds(tx, effects);
    for (const recipient of await billNotices.recipientsOf(tx, told)) {
      const mail = { ...recipient, messageId: nextId(), isBulk: true, resentBy: null, resendOf: null };
      if ((await outbox.addBillMail(tx, mail, now)) !== null) mails += 1;
    }
    const body = { told: told.length, mails, never: never.length, later: found.length - told.length - never.length };
    return { value: { bills: found.length, mails }, body };
  });

/** Cheap where there is nothing to do. @returns mails that were queued */
export const planNotices = async (planning: Planning): Promise<number> => {
  const { db, setup, signal } = planning;
  const { noticesFrom } = setup.sending;
  if (noticesFrom === null) return 0;
  let mails = 0;
  for (;;) {
    if (signal.aborted) return mails;
    if (!(await billNotices.isAny(db.read, dayOf(await databaseNow(db.read), setup.policy)))) return mails;
    const planned = await planPiece(planning, noticesFrom);
    if (planned.bills === 0) return mails;
    mails += planned.mails;
  }
};
