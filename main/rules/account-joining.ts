// Which of two accounts of one customer can go on with the contracts of both (rule 29).
import type { CalendarDate } from './calendar.ts';
import { isOver } from './retention.ts';

type Stays = { readonly status: 'active' | 'withdrawn'; readonly openThrough: CalendarDate | null };
type Goes = { readonly openThrough: CalendarDate | null; readonly isCardInBatch: boolean };

/**
 * Null: it can. Of one that is over the contracts are not to be seen any more: it is purged by itself (rules 27 and 30).
 * What is being printed for the one that goes would come with a password that is void.
 */
export const refuseStaying = (
  stays: Stays,
  goes: Goes,
  today: CalendarDate,
): 'withdrawn' | 'clock-over' | 'card-under-way' | null => {
  if (stays.status === 'withdrawn') return 'withdrawn';
  if ([stays, goes].some(({ openThrough }) => isOver(openThrough, today))) return 'clock-over';
  return goes.isCardInBatch ? 'card-under-way' : null;
};
