// The login limit (rules 3 and 4) and, with other numbers, the staff's own sign-in limit.
import { addMinutes, type Instant, nextTokyoHour } from './calendar.ts';
import type { Policy } from './policy.ts';

export type LockState = { readonly failures: number; readonly lockedUntil: Instant | null };

/** The first 06:00 in Tokyo strictly after the tenth failure. */
export const lockEndsAt = (failedAt: Instant, policy: Pick<Policy, 'lockEndsAtTokyoHour'>): Instant =>
  nextTokyoHour(failedAt, policy.lockEndsAtTokyoHour);

/** A limit ends at its instant, not after it: at 06:00:00 sharp the login is open. */
export const isLimited = (state: LockState, now: Instant): boolean =>
  state.lockedUntil !== null && now < state.lockedUntil;

/** Failures in a row as they count now: a limit that has ended left none behind. */
export const failuresInARow = (state: LockState, now: Instant): number =>
  state.lockedUntil !== null && now >= state.lockedUntil ? 0 : state.failures;

type Counting = { readonly limit: number; readonly endsAt: (failedAt: Instant) => Instant };

export const loginCounting = (policy: Policy): Counting => ({
  limit: policy.passwordFailureLimit,
  endsAt: (failedAt) => lockEndsAt(failedAt, policy),
});

export const staffCounting = (policy: Policy): Counting => ({
  limit: policy.staffFailureLimit,
  endsAt: (failedAt) => addMinutes(failedAt, policy.staffLockMinutes),
});

/**
 * One more failure. While limited, attempts neither count nor extend: the state comes back as it was.
 * @returns the state after it, and whether this failure began the limit
 */
export const countFailure = (
  state: LockState,
  now: Instant,
  counting: Counting,
): LockState & { readonly hasBegun: boolean } => {
  if (isLimited(state, now)) return { ...state, hasBegun: false };
  const failures = failuresInARow(state, now) + 1;
  const hasBegun = failures >= counting.limit;
  return { failures, lockedUntil: hasBegun ? counting.endsAt(now) : null, hasBegun };
};

export type UnlockRefusal = 'no-credential' | 'withdrawn' | 'not-limited';

/** May the limit be lifted before its time? Null: yes. */
export const refuseUnlock = (
  facts: { readonly status: string; readonly credential: LockState | null },
  now: Instant,
): UnlockRefusal | null => {
  if (facts.status === 'withdrawn') return 'withdrawn';
  if (!facts.credential) return 'no-credential';
  return isLimited(facts.credential, now) ? null : 'not-limited';
};
