import { describe, expect, it } from 'vitest';
import { refuseStaying } from '../../main/rules/account-joining.ts';

const goesOn = { status: 'active' as const, openThrough: null };
const free = { openThrough: null, isCardInBatch: false };

describe('of two accounts of one customer', () => {
  it.each([
    ['one that goes on', goesOn, free, null],
    ['one that is withdrawn', { ...goesOn, status: 'withdrawn' as const }, free, 'withdrawn'],
    ['one on its last day', { ...goesOn, openThrough: '2026-11-27' }, free, null],
    ['one whose last day has passed', { ...goesOn, openThrough: '2026-11-26' }, free, 'clock-over'],
    ['one beside another whose last day has passed', goesOn, { ...free, openThrough: '2026-11-26' }, 'clock-over'],
    ['one beside a card that is being printed', goesOn, { ...free, isCardInBatch: true }, 'card-under-way'],
  ])('%s can stay, or not', (_which, stays, goes, why) => {
    expect(refuseStaying(stays, goes, '2026-11-27')).toBe(why);
  });
});
