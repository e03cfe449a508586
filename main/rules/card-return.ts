// Returned cards (返戻): what a return says of the address, and when the next card may go out (rules 12, 13 and 16).
import type { CalendarDate, Instant } from './calendar.ts';
import type { Policy } from './policy.ts';

/** As the carrier writes them on its list, or as codes. */
const returnReasonWords = {
  'unknown-at-address': 'あて所に尋ねあたりません',
  'moved-away': '転居先不明',
  'address-incomplete': 'あて名不完全',
  refused: '受取拒絶',
  'storage-expired': '保管期間経過',
} as const;
export type ReturnReason = keyof typeof returnReasonWords;
const returnReasons = Object.keys(returnReasonWords) as ReturnReason[];

/** A reason in any width, with or without a full stop; null where it is none. */
export const readReturnReason = (text: string): ReturnReason | null => {
  const said = text.normalize('NFKC').replace(/[\s。.]/g, '');
  // "転居先不明で配達できません" and "あて所に尋ねあたりません" are what the stamp says in full.
  const found = returnReasons.find((code) => said.toLowerCase() === code || said.startsWith(returnReasonWords[code]));
  return found ?? null;
};

/** The post tried and nobody took it: the address may well be right. */
const saysNothingOfAddress: readonly ReturnReason[] = ['refused', 'storage-expired'];

/** A card that left the house, as far as the next one depends on it. */
export type SentCard = {
  readonly state: 'posted' | 'in-use' | 'returned' | 'expired' | 'void';
  readonly returnedOn: CalendarDate | null;
  /** When the return was taken in. */
  readonly returnedAt: Instant | null;
  readonly returnReason: ReturnReason | null;
  /** When its batch was begun: what was known by then of earlier cards has been looked at. */
  readonly gatheredAt: Instant;
  /** When its address was read for printing. */
  readonly printedAt: Instant;
};

export type ReturnState = {
  readonly returnedOn: CalendarDate;
  readonly reason: ReturnReason;
  /** Returned cards since one was last used. */
  readonly returns: number;
  readonly isAddressChanged: boolean;
  /** `address`: no new card until it is changed; `approval`: a supervisor has to agree to it; null: nothing. */
  readonly needs: 'address' | 'approval' | null;
};

/**
 * What returned cards ask of the next one; null where the last use of a card is later than any return.
 * @param cards newest first
 * @param since when the delivery address was last changed, and when a supervisor agreed to the next card. The change is held
 *   against the moment at which the returned card was printed: an address changed while that card was on its way is not the
 *   one that failed. The agreement covers the returns that were known by then, and no wrong address.
 */
export const judgeReturns = (
  cards: readonly SentCard[],
  { addressChangedAt, approvedAt }: { readonly addressChangedAt: Instant | null; readonly approvedAt: Instant | null },
  policy: Pick<Policy, 'returnedCardLimit'>,
): ReturnState | null => {
  const lastUse = cards.findIndex(({ state }) => state === 'in-use');
  const since = lastUse < 0 ? cards : cards.slice(0, lastUse);
  const returned = since.filter(({ state }) => state === 'returned');
  const [last] = returned;
  if (!last || last.returnedOn === null || last.returnedAt === null || last.returnReason === null) return null;
  const notedAt = last.returnedAt;
  const isAddressChanged = addressChangedAt !== null && addressChangedAt > last.printedAt;
  const isOften = returned.length >= policy.returnedCardLimit;
  // A card has been put into a batch since: what the return asked for was settled by then. One that was on its way already
  // when the return was noted has settled nothing.
  const isSettled = isAddressChanged || since.some(({ gatheredAt }) => gatheredAt > notedAt);
  const isApproved = approvedAt !== null && approvedAt >= notedAt;
  const unsettled = saysNothingOfAddress.includes(last.returnReason) ? ('approval' as const) : ('address' as const);
  const needs = isSettled ? (isOften ? 'approval' : null) : unsettled;
  return {
    returnedOn: last.returnedOn,
    reason: last.returnReason,
    returns: returned.length,
    isAddressChanged,
    needs: needs === 'approval' && isApproved ? null : needs,
  };
};
