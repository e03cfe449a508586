/** To whom a mail that waits may go at the moment at which it would be sent (rules 4, 19 and 22). */

import { type BillMailKind, type DebitResult, debitMailKind, isBillMailKind } from './bill-notice.ts';
import { type CalendarDate, type Instant, tokyoInstant } from './calendar.ts';
import { checkMailAddress } from './mail-address.ts';
import type { MailReason } from './mail-state.ts';

/** Tells that the time after move-out is about to end (rule 27); it lapses with the last day. */
export const clockNoticeKind = 'clock-ending';
const endOf = (day: CalendarDate | null): Instant | null => day && tokyoInstant(day, 24);

export type Recipient = {
  readonly address: string;
  readonly confirmedAt: Instant | null;
  readonly removedAt: Instant | null;
  /** Since when mail to it comes back. */
  readonly suppressedAt: Instant | null;
  readonly status: 'active' | 'withdrawn';
  readonly wantsNotices: boolean;
  /** The last day on which they can log in; null: no clock runs. */
  readonly openThrough: CalendarDate | null;
};
export type BillOfMail = { readonly state: 'fixed' | 'cancelled'; readonly isMailEligible: boolean };
/** `debitResult`: as it stands now, of a mail that tells of a debit. */
export type ToldOf = { readonly bill: BillOfMail | null; readonly debitResult: DebitResult | null };
type Mail = { readonly kind: string; readonly createdAt: Instant; readonly lapsesAt: Instant | null };

export type Sending =
  | { readonly isSent: true }
  | { readonly isSent: false; readonly state: 'lapsed' | 'suppressed'; readonly reason: MailReason | null };

const sent: Sending = { isSent: true };
const lapsed: Sending = { isSent: false, state: 'lapsed', reason: null };
const suppressed = (reason: MailReason): Sending => ({ isSent: false, state: 'suppressed', reason });

/** Only a new question goes to an address from which mail came back: that is how its owner opens it again. */
const ofQuestion = (mail: Mail, to: Recipient): Sending => {
  if (to.removedAt !== null) return suppressed('address-removed');
  if (to.confirmedAt !== null) return lapsed;
  if (to.suppressedAt !== null && mail.createdAt <= to.suppressedAt) return suppressed('address-unconfirmed');
  return sent;
};

const ofBill = (kind: BillMailKind, to: Recipient, { bill, debitResult }: ToldOf): Sending => {
  if (to.removedAt !== null) return suppressed('address-removed');
  if (to.confirmedAt === null) return suppressed('address-unconfirmed');
  if (bill?.state !== 'fixed') return suppressed('bill-cancelled');
  // A file has brought another result since, of which another mail tells.
  if (debitResult !== null && debitMailKind[debitResult] !== kind) return lapsed;
  if (to.status !== 'active') return suppressed('account-closed');
  if (!bill.isMailEligible) return suppressed('not-eligible');
  return to.wantsNotices ? sent : suppressed('not-opted-in');
};

/**
 * A change is told to the addresses of before it, so one that was taken away since still gets its notice (rule 10). The
 * 支援措置 flag keeps a customer's own mail from nobody, and the do-not-post flag speaks of post.
 */
export const decideSending = (mail: Mail, to: Recipient, told: ToldOf, now: Instant): Sending => {
  if (mail.lapsesAt !== null && now >= mail.lapsesAt) return lapsed;
  if (!checkMailAddress(to.address).deliverable) return suppressed('address-undeliverable');
  if (mail.kind === 'confirm-address') return ofQuestion(mail, to);
  if (isBillMailKind(mail.kind)) return ofBill(mail.kind, to, told);
  // Whoever has moved in again meanwhile keeps the account; or it ends on another day, of which another mail tells.
  if (mail.kind === clockNoticeKind && mail.lapsesAt !== endOf(to.openThrough)) return lapsed;
  return to.confirmedAt === null ? suppressed('address-unconfirmed') : sent;
};
