import { describe, expect, it } from 'vitest';
import { heldDuring } from '../../main/rules/holders.ts';

const october = { usedFrom: '2026-10-01', usedThrough: '2026-10-31' };
const november = { usedFrom: '2026-11-01', usedThrough: '2026-11-30' };
const december = { usedFrom: '2026-12-01', usedThrough: '2026-12-31' };

describe('a bill of a contract that changed hands on 20 November', () => {
  const now = { customerNo: 'next', heldSince: '2026-11-20' };
  const earlier = [{ customerNo: 'first', through: '2026-11-19' }];
  it.each([
    ['first', october, true],
    ['first', november, true],
    ['first', december, false],
    ['next', october, false],
    ['next', november, true],
    ['next', december, true],
    ['stranger', november, false],
  ])('is %s’s where they held it in %o: %s', (customerNo, used, isTheirs) => {
    expect(heldDuring(customerNo, used, now, earlier)).toBe(isTheirs);
  });

  it('is of nobody but its customer where it never changed hands', () => {
    expect(heldDuring('only', october, { customerNo: 'only', heldSince: null }, [])).toBe(true);
    expect(heldDuring('other', october, { customerNo: 'only', heldSince: null }, [])).toBe(false);
  });

  it('is the first one’s again after it was given back, and never in between', () => {
    const back = { customerNo: 'first', heldSince: '2026-12-20' };
    const spans = [...earlier, { customerNo: 'next', through: '2026-12-19' }];
    const advent = { usedFrom: '2026-12-01', usedThrough: '2026-12-10' };
    expect(heldDuring('first', october, back, spans)).toBe(true);
    expect(heldDuring('first', advent, back, spans)).toBe(false);
    expect(heldDuring('next', advent, back, spans)).toBe(true);
    expect(heldDuring('next', october, back, spans)).toBe(false);
    expect(heldDuring('first', december, back, spans)).toBe(true);
  });

  it('is still the customer’s whose own accounts were joined meanwhile', () => {
    const joined = [
      { customerNo: 'first', through: '2026-05-31' },
      { customerNo: 'first', through: '2026-11-19' },
    ];
    expect(heldDuring('first', { usedFrom: '2026-04-01', usedThrough: '2026-04-30' }, now, joined)).toBe(true);
  });
});
