// Four eyes (rule 10, rule 15, decisions.md "Jobs, batches, mail"): who may decide what another person asked for.
import { addDays, type Instant, tokyoDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type DecisionRefusal = 'own-request' | 'too-close';

/**
 * Nobody decides their own request, nor one of the person who set up their account or password within the last days:
 * else one person could make a second one to say yes.
 */
export const refuseDecision = (
  facts: {
    readonly askedBy: number;
    readonly decider: { readonly id: number; readonly setBy: number | null; readonly setAt: Instant | null };
  },
  now: Instant,
  policy: Pick<Policy, 'approvalDistanceDays'>,
): DecisionRefusal | null => {
  const { askedBy, decider } = facts;
  if (askedBy === decider.id) return 'own-request';
  const isRecent =
    decider.setAt !== null && tokyoDate(now) <= addDays(tokyoDate(decider.setAt), policy.approvalDistanceDays);
  return decider.setBy === askedBy && isRecent ? 'too-close' : null;
};
