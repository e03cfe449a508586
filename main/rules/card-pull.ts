// Whether a card that is drawn and not posted may go out as it is, by what has become of its account since (rules 10, 13).
import type { Instant } from './calendar.ts';

const pullReasons = ['do-not-post', 'withdrawn', 'protected', 'address-changed', 'login-id-changed'] as const;
export type PullReason = (typeof pullReasons)[number];

export type DrawnCard = {
  /** When its account was read for the last time. */
  readonly drawnAt: Instant;
  readonly isDoNotPost: boolean;
  readonly isWithdrawn: boolean;
  readonly isProtected: boolean;
  /** When the flags were last set; null where they are as they came. */
  readonly flagsChangedAt: Instant | null;
  readonly addressChangedAt: Instant | null;
  readonly loginChangedAt: Instant | null;
};

/** Why a drawn card must not go out; none: it may. An account that nobody changed since is not asked about. */
export const whyPull = (card: DrawnCard): PullReason[] => {
  const isSince = (at: Instant | null): boolean => at !== null && at >= card.drawnAt;
  const holds: Record<PullReason, boolean> = {
    // Either would have kept it from being drawn.
    'do-not-post': card.isDoNotPost,
    withdrawn: card.isWithdrawn,
    protected: card.isProtected && isSince(card.flagsChangedAt),
    'address-changed': isSince(card.addressChangedAt),
    'login-id-changed': isSince(card.loginChangedAt),
  };
  return pullReasons.filter((reason) => holds[reason]);
};
