// Bills that came out, and what was read for them: told of on the day on which they can be seen (decisions 016, 021).
import * as billNotices from '../../db/bill-notices.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import { inAuditedTransaction } from '../audit.ts';
import { guideOf } from '../commands/bill-mail.ts';
import { isWhole } from '../rules/bill.ts';
import { decideNotice, kindsOfBill } from '../rules/bill-notice.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import { type Planned, type PlanPiece, pieceRows, tell } from './tell.ts';

export const planBills: PlanPiece = async ({ db, setup, actor, effects }, day, noticesFrom) => {
  const nothing: Planned = { looked: 0, mails: 0 };
  if (!(await billNotices.isAny(db.read, day))) return nothing;
  return inAuditedTransaction<Planned>(db, { chainOf: 0, actor, call: 'mail.planNotices' }, async (tx, now) => {
    const found = await billNotices.next(tx, day, pieceRows);
    if (found.length === 0) return { value: nothing, body: null };
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
    const kinds = kindsOfBill(setup.policy);
    const tales = told.flatMap((billId) => kinds.map((kind) => ({ billId, kind, debitId: null })));
    const mails = await tell(tx, tales, effects, now);
    const body = { told: told.length, mails, never: never.length, later: found.length - told.length - never.length };
    return { value: { looked: found.length, mails }, body };
  });
};
