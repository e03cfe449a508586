// What the portal's side is asked and answers, in the words of its makers' guide (docs/portal.md).
import type { WeakPassword } from '../passwords.ts';
import type { Instant } from '../rules/calendar.ts';

/** What the customer is told. `expired` and `ended` come only after the right password. */
export type PortalAnswer = 'accepted' | 'must-change' | 'refused' | 'limited' | 'expired' | 'ended' | 'busy';
export type AttemptResult = {
  answer: PortalAnswer;
  /** Wrong passwords in a row, this one included. */
  failures: number;
  lockedUntil: Instant | null;
};
export type ChangePasswordResult = { answer: PortalAnswer | 'changed' | 'weak'; reason: WeakPassword | null };
export type ChangeLoginIdResult = { answer: PortalAnswer | 'changed' | 'taken' | 'format' };

export type ChangeMailResult = { answer: PortalAnswer | 'changed' | 'format' | 'too-many' };
export type ConfirmResult = { answer: 'confirmed' | 'refused' | 'expired' };

export type Portal = {
  /** @param phone the phone given when supply was applied for; asked for at first login only */
  attempt: (login: string, password: string, phone?: string) => Promise<AttemptResult>;
  changePassword: (login: string, old: string, next: string, phone?: string) => Promise<ChangePasswordResult>;
  changeLoginId: (login: string, password: string, next: string) => Promise<ChangeLoginIdResult>;
  /** The whole list, at most three; what is not in it is removed. New ones get a mail that asks to confirm them. */
  changeMailAddresses: (login: string, password: string, addresses: readonly string[]) => Promise<ChangeMailResult>;
  changeNotices: (
    login: string,
    password: string,
    wantsNotices: boolean,
  ) => Promise<{ answer: PortalAnswer | 'changed' }>;
  /** Whether mail that tells of a bill says its amount. */
  changeAmounts: (
    login: string,
    password: string,
    wantsAmounts: boolean,
  ) => Promise<{ answer: PortalAnswer | 'changed' }>;
  /** With the token that the confirmation mail carries; no login, since the mailbox is what it proves. */
  confirmAddress: (token: string) => Promise<ConfirmResult>;
};

/**
 * No answer leaves sooner: initial and chosen passwords take different times to compare, and an unknown ID must not be
 * told from either. Above the slower of the two on a slow server.
 */
export const answerFloorMs = { real: 250, demo: 250, test: 0 } as const;
