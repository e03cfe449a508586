import type { CalendarDate, Instant } from './calendar.ts';
import { isLimited, type LockState } from './lock.ts';

export type LoginState =
  | 'never-issued'
  | 'withdrawn'
  | 'ended'
  | 'limited'
  | 'first-login'
  | 'initial-expired'
  | 'in-use'
  | 'void';
export type LoginFacts = {
  readonly status: 'active' | 'withdrawn';
  readonly credential: (LockState & { readonly isInitial: boolean; readonly expiresOn: CalendarDate | null }) | null;
  readonly wasEverIssued: boolean;
  /** The time after move-out is over (rule 30); a list of hits does not look. */
  readonly isOver?: boolean;
};

/** An initial password works through the date printed on its card, 24:00 Tokyo (rule 5). */
export const isInitialExpired = (
  credential: { readonly isInitial: boolean; readonly expiresOn: CalendarDate | null },
  today: CalendarDate,
): boolean => credential.isInitial && credential.expiresOn !== null && today > credential.expiresOn;

/** What the agent reads of a login: the first thing that keeps the customer out, else how far they have come. */
export const loginStateOf = (facts: LoginFacts, now: Instant, today: CalendarDate): LoginState => {
  const { credential } = facts;
  if (facts.status === 'withdrawn') return 'withdrawn';
  if (facts.isOver) return 'ended';
  if (!credential) return facts.wasEverIssued ? 'void' : 'never-issued';
  if (isLimited(credential, now)) return 'limited';
  if (!credential.isInitial) return 'in-use';
  return isInitialExpired(credential, today) ? 'initial-expired' : 'first-login';
};
