import { addMinutes, type Instant } from './calendar.ts';
import type { Policy } from './policy.ts';

/**
 * Locked by the person, or by the server a minute after the console should have done it: that one is there for a
 * console that is not there any more.
 */
export const isSessionLocked = (
  session: { readonly lastSeenAt: Instant; readonly lockedAt: Instant | null },
  now: Instant,
  policy: Pick<Policy, 'idleLockMinutes'>,
): boolean => session.lockedAt !== null || now >= addMinutes(session.lastSeenAt, policy.idleLockMinutes + 1);
