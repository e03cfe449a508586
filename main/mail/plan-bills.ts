// Bills that came out, and what was read for them: told of on the day on which they can be seen (decisions 016, 021).
import * as billNotices from '../../db/bill-notices.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import { inAuditedTransaction } from '../audit.ts';
import { guideOf } from '../commands/bill-mail.ts';
import { isWhole } from '../rules/bill.ts';
import { decideNotice, kindsOfBill, oldestNews } from '../rules/bill-notice.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import { type Planned, type PlanPiece, pieceRows, planningChain, tell } from './tell.ts';

export const planBills: PlanPiece = async (planning, day, noticesFrom) => {
  const { db, setup, actor, effects, rows = pieceRows } = planning;
  const nothing: Planned = { looked: 0, mails: 0 };
  if (!(await billNotices.isAny(db.read, day))) return nothing;
  const by = { chainOf: planningChain(effects), actor, call: 'mail.planNotices' };
  return inAuditedTransaction<Planned>(db, by, async (tx, now) => {
    const old = await billNotices.closeOld(tx, oldestNews(day), now);
    const found = await billNotices.next(tx, day, rows);
    const looked = old + found.length;
    if (looked === 0) return { value: nothing, body: null };
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
    const putOff = new Map<CalendarDate, number[]>();
    for (const bill of found) {
      const own = lines.get(bill.id) ?? [];
      const readings = own.map(({ readOn }) => readOn);
      const visibleBy = guideOf('bill', readings, calendar, setup.policy);
      const facts = { ...bill, isWhole: isWhole(bill.amountYen, own), visibleBy };
      const notice = decideNotice(facts, day, noticesFrom, setup.policy);
      if (notice.is === 'later') putOff.set(notice.on, [...(putOff.get(notice.on) ?? []), bill.id]);
      else (notice.is === 'now' ? told : never).push(bill.id);
    }
    for (const [on, ids] of putOff) await billNotices.putOff(tx, ids, on);
    await billNotices.close(tx, [...told, ...never], now);
    const kinds = kindsOfBill(setup.policy);
    const tales = told.flatMap((billId) => kinds.map((kind) => ({ billId, kind, debitId: null })));
    const mails = await tell(tx, tales, effects, now);
    const later = found.length - told.length - never.length;
    const body = { told: told.length, mails, never: old + never.length, later };
    return { value: { looked, mails }, body };
  });
};
