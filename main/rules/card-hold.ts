// Why a card waits for somebody though nothing is wrong with its text (rules 10 and 16).
import type { CalendarDate } from './calendar.ts';
import type { ReturnState } from './card-return.ts';
import type { Policy } from './policy.ts';

export type CardHold = {
  readonly code: 'returned-address' | 'returned-unclaimed' | 'returned-often' | 'change-unconfirmed';
};

/** Nobody's approval makes a wrong address right. */
export const canBeApproved = ({ code }: CardHold): boolean => code !== 'returned-address';

const returnHold = ({ needs, returns }: ReturnState, policy: Pick<Policy, 'returnedCardLimit'>): CardHold[] => {
  if (needs === null) return [];
  if (needs === 'address') return [{ code: 'returned-address' }];
  return [{ code: returns >= policy.returnedCardLimit ? 'returned-often' : 'returned-unclaimed' }];
};

/**
 * @param returned what the account's returned cards ask of this one
 * @param heldThrough until when a change that was made by phone and not confirmed holds it
 */
export const judgeHolds = (
  returned: ReturnState | null,
  heldThrough: CalendarDate | null,
  policy: Pick<Policy, 'returnedCardLimit'>,
): CardHold[] => [
  ...(returned ? returnHold(returned, policy) : []),
  ...(heldThrough === null ? [] : [{ code: 'change-unconfirmed' as const }]),
];
