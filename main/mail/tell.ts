// What planners of notices share: a piece of what is untold, and mails to whoever is told of a bill.
import type { Knex } from 'knex';
import * as billNotices from '../../db/bill-notices.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import type { Effects } from '../command.ts';
import type { BillMailKind } from '../rules/bill-notice.ts';
import type { CalendarDate, Instant } from '../rules/calendar.ts';
import { messageIds } from './message-id.ts';
import type { MailSetup } from './setup.ts';

export type Planning = {
  readonly db: Database;
  readonly setup: MailSetup;
  readonly actor: string;
  readonly effects: Effects;
  readonly signal: AbortSignal;
  /** Looked at in one transaction; a test takes fewer. */
  readonly rows?: number;
};
export type Planned = { readonly looked: number; readonly mails: number };
/** Looks at the next piece of what is untold. @param day the last one whose hour of sending has come */
export type PlanPiece = (planning: Planning, day: CalendarDate, noticesFrom: CalendarDate) => Promise<Planned>;

export const pieceRows = 100;

/** Any but 0: whoever signs in, and whoever tries a login that is nobody's, would wait there for a whole piece. */
export const planningChain = ({ random }: Effects): number => 1 + ((random(1)[0] ?? 0) % 63);

export type ToldNow = { readonly billId: number; readonly kind: BillMailKind; readonly debitId: number | null };

/** A mail for each of these to whoever is told of its bill. @returns how many were queued */
export const tell = async (tx: Knex, told: readonly ToldNow[], effects: Effects, now: Instant): Promise<number> => {
  const nextId = await messageIds(tx, effects);
  const ofBill = Map.groupBy(told, ({ billId }) => billId);
  const mails = (await billNotices.recipientsOf(tx, [...ofBill.keys()])).flatMap((recipient) =>
    (ofBill.get(recipient.billId) ?? []).map(({ kind, debitId }) => {
      const alike = { isBulk: true, resentBy: null, resendOf: null };
      return { ...recipient, ...alike, kind, debitId, messageId: nextId() };
    }),
  );
  return outbox.addNotices(tx, mails, now);
};
