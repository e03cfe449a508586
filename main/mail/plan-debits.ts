// Debits that came in while mail of them is wished for, told of once they can be seen (decision 021).
import { calendarOf } from '../../db/calendar-days.ts';
import * as debitNotices from '../../db/debit-notices.ts';
import { inAuditedTransaction } from '../audit.ts';
import { debitDaysToTell, debitMailKind } from '../rules/bill-notice.ts';
import { type Planned, type PlanPiece, pieceRows, planningChain, tell } from './tell.ts';

export const planDebits: PlanPiece = async (planning, day, noticesFrom) => {
  const { db, setup, actor, effects, rows = pieceRows } = planning;
  const nothing: Planned = { looked: 0, mails: 0 };
  if (setup.policy.debitMail !== 1) return nothing;
  const days = debitDaysToTell(day, noticesFrom, await calendarOf(db.read), setup.policy);
  if (days === null || !(await debitNotices.isAny(db.read, days.last))) return nothing;
  const by = { chainOf: planningChain(effects), actor, call: 'mail.planDebitNotices' };
  return inAuditedTransaction<Planned>(db, by, async (tx, now) => {
    const found = await debitNotices.next(tx, days.last, rows);
    if (found.length === 0) return { value: nothing, body: null };
    await debitNotices.close(
      tx,
      found.map(({ id }) => id),
    );
    const told = found.filter(({ billState, debitedOn }) => billState === 'fixed' && debitedOn >= days.first);
    const tales = told.map(({ id, billId, result }) => ({ billId, kind: debitMailKind[result], debitId: id }));
    const mails = await tell(tx, tales, effects, now);
    const body = { told: told.length, mails, never: found.length - told.length };
    return { value: { looked: found.length, mails }, body };
  });
};
