/** Ends and beginnings of contracts: how far back and ahead, what still takes them back, and what lies between two. */
import { addDays, type CalendarDate, daysBetween } from './calendar.ts';
import type { Policy } from './policy.ts';

export type EndBounds = {
  /** Earlier only with another person's approval (rule 28). */
  readonly earliest: CalendarDate;
  readonly latest: CalendarDate;
};
export const endBounds = (
  today: CalendarDate,
  { moveOutDaysBack, moveOutDaysAhead }: Pick<Policy, 'moveOutDaysBack' | 'moveOutDaysAhead'>,
): EndBounds => ({ earliest: addDays(today, -moveOutDaysBack), latest: addDays(today, moveOutDaysAhead) });

export type Span = { readonly startedOn: CalendarDate; readonly endedOn: CalendarDate | null };

/** Null: the contract may end then, though perhaps only with an approval. */
export const refuseEnd = (
  contract: Span,
  endsOn: CalendarDate,
  { latest }: EndBounds,
): 'already-ended' | 'ends-before-start' | 'end-too-late' | null => {
  if (contract.endedOn !== null) return 'already-ended';
  if (endsOn < contract.startedOn) return 'ends-before-start';
  return endsOn > latest ? 'end-too-late' : null;
};

/**
 * An end is taken back until its day, or until another contract starts at that supply point (rule 28). One that was
 * recorded after its day can still be taken back on the day on which it was recorded: else a slip could never be mended.
 */
export const refuseUndo = (
  contract: Span & { readonly endRecordedOn: CalendarDate | null },
  hasSuccessor: boolean,
  today: CalendarDate,
): 'not-ended' | 'supply-point-taken' | 'end-has-passed' | null => {
  const { endedOn, endRecordedOn } = contract;
  if (endedOn === null) return 'not-ended';
  if (hasSuccessor) return 'supply-point-taken';
  const through = endRecordedOn !== null && endRecordedOn > endedOn ? endRecordedOn : endedOn;
  return today > through ? 'end-has-passed' : null;
};

/** Days without supply between two contracts; negative: days on which both run; 0: one follows the other. */
export const gapDays = (endsOn: CalendarDate, startsOn: CalendarDate): number => daysBetween(endsOn, startsOn) - 1;

/** 22 digits however they were typed; null where they are none. */
export const supplyPointOf = (typed: string): string | null => {
  const digits = typed.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{22}$/.test(digits) ? digits : null;
};

/** A contract begun at the desk has a number of its own until the customer system's file brings the real one. */
export const isProvisional = (contractNo: string): boolean => contractNo.startsWith('P');
export const provisionalNumber = (random: (length: number) => Uint8Array): string =>
  `P${[...random(9)].map((byte) => byte % 10).join('')}`;
