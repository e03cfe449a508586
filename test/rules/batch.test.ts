import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSerial,
  lateDays,
  latestPostingOn,
  refusePosting,
  serialOf,
  shownCardState,
  validThrough,
} from '../../main/rules/batch.ts';

describe('a serial', () => {
  it('has twelve digits and no double in any batch', () => {
    const few = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(few, few, few, few, (batch, card, otherBatch, otherCard) => {
        const serial = serialOf(batch, card);
        expect(isSerial(serial)).toBe(true);
        if (batch !== otherBatch || card !== otherCard) expect(serial).not.toBe(serialOf(otherBatch, otherCard));
      }),
    );
  });

  it('with one digit misread is none', () => {
    const any = fc.record({
      card: fc.integer({ min: 1, max: 999_999 }),
      at: fc.nat(11),
      by: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(any, ({ card, at, by }) => {
        const digits = [...serialOf(7, card)];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(isSerial(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('an initial password', () => {
  it('is valid through thirty days after the planned posting date', () => {
    expect(validThrough('2026-12-01', { initialPasswordDays: 30 })).toBe('2026-12-31');
  });
});

describe('a batch', () => {
  it('is planned to be posted within sixty days', () => {
    expect(latestPostingOn('2026-12-01')).toBe('2027-01-30');
  });
});

describe('posting a part', () => {
  const whole = { cards: 3, pulled: 1, printed: 2, open: 0 };
  const on = { posted: '2026-12-02', generated: '2026-12-01', today: '2026-12-02', validThrough: '2026-12-31' };
  it.each([
    ['every card accounted for', whole, on, null],
    ['a card that nobody reported', { ...whole, printed: 1, open: 1 }, on, 'part-open'],
    ['every card pulled', { ...whole, pulled: 3, printed: 0 }, on, 'part-empty'],
    [
      'passwords that have ended, whatever is still to be reported',
      { ...whole, printed: 1, open: 1 },
      { ...on, today: '2027-01-01' },
      'posting-expired',
    ],
    ['a date to come', whole, { ...on, posted: '2026-12-03' }, 'posting-in-future'],
    ['a date before the cards were made', whole, { ...on, posted: '2026-11-30' }, 'posting-before-generation'],
    ['passwords that end today', whole, { ...on, today: '2026-12-31' }, null],
    ['a date in time, marked once its passwords have ended', whole, { ...on, today: '2027-01-01' }, 'posting-expired'],
  ])('with %s', (_what, part, dates, refusal) => {
    expect(refusePosting(part, dates)).toBe(refusal);
  });

  it.each([
    ['2026-12-01', '2026-12-06', 0],
    ['2026-12-01', '2026-12-07', 6],
    ['2026-12-01', '2026-11-30', 0],
  ])(
    'planned %s and marked %s takes %i days of the password that somebody has to answer for',
    (planned, today, days) => {
      expect(lateDays(planned, today, { latePostingDays: 5 })).toBe(days);
    },
  );
});

describe('what became of a card', () => {
  const credential = { isCurrent: true, isInitial: true, expiresOn: '2026-12-31' };
  it.each([
    ['on its way', { state: 'posted' as const }, credential, '2026-12-31', 'posted'],
    ['never used in time', { state: 'posted' as const }, credential, '2027-01-01', 'expired'],
    [
      'used for a first login',
      { state: 'posted' as const },
      { ...credential, isInitial: false },
      '2027-01-01',
      'in-use',
    ],
    [
      'replaced by a later one',
      { state: 'posted' as const },
      { ...credential, isCurrent: false },
      '2026-12-02',
      'void',
    ],
    ['sent back', { state: 'returned' as const }, credential, '2026-12-02', 'returned'],
    ['not posted yet', { state: 'generated' as const }, credential, '2026-12-02', 'generated'],
  ])('%s', (_what, card, known, today, state) => {
    expect(shownCardState(card, known, today)).toBe(state);
  });
});
