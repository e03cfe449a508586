// Asking for a postcard with credentials (rules 10 to 13): why, when it may wait for a second person, what it does at once.
import { addDays, type CalendarDate, type Instant, tokyoDate } from './calendar.ts';
import type { Policy } from './policy.ts';

/** Rule 12, in the order in which agents meet them. */
export const cardCauses = [
  'forgotten-password',
  'forgotten-login-id',
  'lost-card',
  'never-arrived',
  'suspected-misuse',
  'new-account',
] as const;
export type CardCause = (typeof cardCauses)[number];

/** Causes by which a request may take the password away at once. */
export const mayVoid = (cause: CardCause): boolean => cause === 'suspected-misuse' || cause === 'lost-card';

/**
 * Rule 13: where somebody else may know the password, it stops working with the request and not when the new card is
 * posted. A lost card counts as long as its password opens the account: a first login that stopped before the change of
 * password leaves it good.
 */
export const voidsPassword = (cause: CardCause, credential: { readonly isInitial: boolean } | null): boolean => {
  if (!credential) return false;
  if (cause === 'suspected-misuse') return true;
  return cause === 'lost-card' && credential.isInitial;
};

/**
 * Rule 10: the last Tokyo date on which a request needs a supervisor, since address or application phone was changed by
 * phone; null where nothing holds it.
 * @param unconfirmedAt of the delivery address and of each application phone, null where it is confirmed
 */
export const heldThrough = (
  unconfirmedAt: readonly (Instant | null)[],
  today: CalendarDate,
  policy: Pick<Policy, 'changeHoldDays'>,
): CalendarDate | null => {
  const last = unconfirmedAt.reduce<Instant | null>(
    (late, at) => (at !== null && (!late || at > late) ? at : late),
    null,
  );
  if (last === null || policy.changeHoldDays === 0) return null;
  const through = addDays(tokyoDate(last), policy.changeHoldDays);
  return today <= through ? through : null;
};

/** Rule 12: a second request so soon after the first is warned of, with what became of the card. */
export const isSoonAfter = (earlierAt: Instant, today: CalendarDate, policy: Pick<Policy, 'secondCardDays'>): boolean =>
  today <= addDays(tokyoDate(earlierAt), policy.secondCardDays);
