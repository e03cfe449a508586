// Four eyes (rules 10, 15 and 30): who may decide what another person asked for.
import { addDays, type Instant, tokyoDate } from './calendar.ts';
import type { Policy } from './policy.ts';

/** A person whose password was last set by a code that somebody else had on their screen. */
export type SetUp = { readonly staffId: number; readonly setBy: number; readonly setAt: Instant };

/**
 * How near two people are: one person; one who could sign in as the other; or two as whom a third could.
 * docs/decisions/024 says what follows of it.
 */
export type Nearness = 'same' | 'one-hand' | 'third-hand' | null;
export type DecisionRefusal = 'own-request' | 'too-close';

/** Who could sign in as a person: themselves, who set them up within the last days, and whoever set those up. */
const handsOf = (staffId: number, setUps: readonly SetUp[]): ReadonlySet<number> => {
  const hands = new Set([staffId]);
  // A set that grows while it is walked is walked to its new end.
  for (const hand of hands) for (const one of setUps) if (one.staffId === hand) hands.add(one.setBy);
  return hands;
};

export const nearnessOf = (
  askedBy: number,
  decider: number,
  setUps: readonly SetUp[],
  now: Instant,
  policy: Pick<Policy, 'approvalDistanceDays'>,
): Nearness => {
  if (askedBy === decider) return 'same';
  const recent = setUps.filter(({ setAt }) => tokyoDate(now) <= addDays(tokyoDate(setAt), policy.approvalDistanceDays));
  const askers = handsOf(askedBy, recent);
  const deciders = handsOf(decider, recent);
  if (askers.has(decider) || deciders.has(askedBy)) return 'one-hand';
  return [...askers].some((hand) => deciders.has(hand)) ? 'third-hand' : null;
};

/**
 * Nobody decides their own request, nor one of a person they set up lately or were set up by: one person would be both.
 * What concerns everybody and admins decide is refused to two who were set up by one third, too.
 */
export const refuseDecision = (nearness: Nearness, decidedBy: 'supervisor' | 'admin'): DecisionRefusal | null => {
  if (nearness === 'same') return 'own-request';
  return nearness === 'one-hand' || (nearness === 'third-hand' && decidedBy === 'admin') ? 'too-close' : null;
};
