/** What becomes of one mail: its states, and what a server's answer, or none, makes of it (rules 20 and 22). */
import { addHours, addMinutes, type Instant } from './calendar.ts';
import type { Policy } from './policy.ts';

/**
 * `accepted`: by the receiver's side, or by the relay that sends for us; it may still come back (`bounced`).
 * `refused`: the server said no for good. `suppressed`: not sent, since nothing may go to the address now.
 * `lapsed`: nobody needs to read it any more. `given-up`: deferred for too long.
 */
export const mailStates = [
  'waiting',
  'sending',
  'deferred',
  'accepted',
  'bounced',
  'refused',
  'suppressed',
  'lapsed',
  'given-up',
] as const;
export type MailState = (typeof mailStates)[number];
const underWay: readonly MailState[] = ['waiting', 'sending', 'deferred'];
export const isUnderWay = (state: MailState): boolean => underWay.includes(state);
/** It was meant to reach somebody and did not: what a person may have sent once more. */
export const failedStates: readonly MailState[] = ['bounced', 'refused', 'suppressed', 'given-up'];
/** It did not reach anybody, and nobody tries any more. */
export const hasFailed = (state: MailState): boolean => state !== 'accepted' && !isUnderWay(state);

/** Why a mail is where it is; a code, never a server's own words: those repeat the address. */
export type MailReason =
  | 'answered'
  | 'no-connection'
  | 'tls'
  | 'sign-in'
  | 'timed-out'
  | 'dropped'
  | 'address-removed'
  | 'address-unconfirmed'
  | 'address-undeliverable'
  | 'not-opted-in'
  | 'not-eligible'
  | 'bill-cancelled'
  | 'account-closed'
  | 'unsafe';

/** What came of one attempt: the server's reply code and enhanced status (RFC 3463), or why there was none. */
export type Attempt =
  | { readonly isAccepted: true; readonly code: number | null; readonly status: string | null }
  | {
      readonly isAccepted: false;
      readonly reason: MailReason;
      readonly code: number | null;
      readonly status: string | null;
      /** The server spoke of this mail or its recipient, and not of the connection or of us. */
      readonly isOfRecipient: boolean;
      /** It spoke of the mailbox, when it was told the recipient: a no after that is to what is sent, or to its sender. */
      readonly isOfMailbox: boolean;
    };

export type Outcome = {
  readonly state: MailState;
  readonly reason: MailReason | null;
  readonly code: number | null;
  readonly status: string | null;
  /** When it is tried again; null once it has ended. */
  readonly dueAt: Instant | null;
  /** Nothing is sent to the address until its owner confirms it. */
  readonly isSuppressing: boolean;
};

/** RFC 3463: mailbox, domain or address that is not there, or is closed for good. A full mailbox (5.2.2) may empty. */
const deadStatus = /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/;
/** 550 without a status may be said of an unknown mailbox, 551 and 553 of one that moved or cannot be. */
const deadCodes: readonly number[] = [550, 551, 553];
const party = '(user|mailbox|recipient|account|address)';
const absent = '(unknown|not known|not found|unavailable|disabled|invalid|does ?n.t exist|does not exist|not exist)';
const mailboxWords = new RegExp(
  `(unknown|invalid|no such|bad destination|not a valid|non-?existent) (local |email |e-mail )?${party}|${party}[^.;]{0,80} ${absent}|no mailbox here`,
  'i',
);
const policyWords = /relay|spam|policy|block|denied|black ?list|sender|reputation/i;

/** Without a status only the words tell an unknown mailbox from a relay that will not have us. */
export const speaksOfMailbox = (text: string): boolean => mailboxWords.test(text) && !policyWords.test(text);

type Answer = { readonly code: number | null; readonly status: string | null; readonly isOfMailbox: boolean };

/** The address is dead, and not only unwilling: policy and content (5.7.x, 5.6.x) are no fault of the address. */
export const isDeadAddress = ({ code, status, isOfMailbox }: Answer): boolean =>
  isOfMailbox && (status === null ? code !== null && deadCodes.includes(code) : deadStatus.test(status));

/** @param attempts made so far, this one included */
export const retryAt = (attempts: number, now: Instant, policy: Policy): Instant => {
  const minutes = policy.mailRetryFirstMinutes * 2 ** Math.min(20, Math.max(0, attempts - 1));
  return addMinutes(now, Math.min(minutes, policy.mailRetryMostMinutes));
};

/** `deferredSince`: the first no; null: this is the first try, however long the mail lay before any sender was there. */
type Mail = { readonly deferredSince: Instant | null; readonly attempts: number };

export const decideOutcome = (attempt: Attempt, mail: Mail, now: Instant, policy: Policy): Outcome => {
  const { code, status } = attempt;
  if (attempt.isAccepted) return { state: 'accepted', reason: null, code, status, dueAt: null, isSuppressing: false };
  const { reason, isOfRecipient } = attempt;
  // A no for good to us or our sign-in would be a no to every mail: it is mended by an admin, and the mail waits.
  if (isOfRecipient && code !== null && code >= 500) {
    const isSuppressing = isDeadAddress(attempt);
    return { state: 'refused', reason, code, status, dueAt: null, isSuppressing };
  }
  if (mail.deferredSince !== null && now >= addHours(mail.deferredSince, policy.mailGiveUpHours))
    return { state: 'given-up', reason, code, status, dueAt: null, isSuppressing: false };
  const dueAt = retryAt(mail.attempts, now, policy);
  return { state: 'deferred', reason, code, status, dueAt, isSuppressing: false };
};
