import { describe, expect, it } from 'vitest';
import { refuseJoining } from '../../main/rules/account-opening.ts';
import { drawLoginId } from '../../main/rules/login-id.ts';
import { lastDayOfMonths, visibleThrough } from '../../main/rules/visibility.ts';

describe('twenty-four months as the Civil Code counts them', () => {
  it.each([
    ['2024-08-31', '2026-08-31', 'the end of a month'],
    ['2024-08-30', '2026-08-30', 'the day before it'],
    ['2024-02-28', '2026-02-28', 'the matching day, the 29th, does not exist'],
    ['2024-02-29', '2026-02-28', 'the day before 1 March'],
    ['2023-02-28', '2025-02-28', 'the day before 1 March'],
    ['2024-12-31', '2026-12-31', 'over a new year'],
    ['2024-11-23', '2026-11-23', 'in the middle of a month'],
  ])('from %s last through %s: %s', (from, through) => {
    expect(lastDayOfMonths(from, 24)).toBe(through);
  });

  it('start when the end was recorded, where that was later', () => {
    expect(visibleThrough({ endedOn: '2024-08-31', endRecordedOn: '2024-09-10' }, 24)).toBe('2026-09-10');
    expect(visibleThrough({ endedOn: '2024-08-31', endRecordedOn: '2024-08-01' }, 24)).toBe('2026-08-31');
    expect(visibleThrough({ endedOn: '2024-08-31', endRecordedOn: null }, 24)).toBe('2026-08-31');
  });
});

describe('a contract joins an account that is opened', () => {
  const free = { accountId: null, endedOn: null, endRecordedOn: null };
  const policy = { visibilityMonths: 24 };
  it.each([
    [free, null],
    [{ ...free, accountId: 7 }, 'contract-held'],
    [{ ...free, endedOn: '2024-11-23' }, null],
    [{ ...free, endedOn: '2024-11-22' }, 'contract-ended'],
    [{ ...free, endedOn: '2024-11-22', endRecordedOn: '2024-11-23' }, null],
  ])('%o: %s', (contract, refusal) => {
    expect(refuseJoining(contract, '2026-11-23', policy)).toBe(refusal);
  });
});

describe('a drawn login ID', () => {
  it('passes over the bytes that would favour the first signs, and uses all others alike', () => {
    const uneven = Uint8Array.from({ length: 20 }, (_, n) => (n < 9 ? 247 + n : 0));
    expect(drawLoginId(() => uneven)).toBe('bbbbbbbbbb');
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 247; byte += 1) {
      const letterAndByte = Uint8Array.from({ length: 20 }, (_, n) => (n === 0 ? 0 : byte));
      const sign = drawLoginId(() => letterAndByte).at(-1) ?? '';
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted().join('')).toBe('34789bdfhmnrt');
    expect(new Set(counts.values())).toEqual(new Set([19]));
  });

  it('is drawn again where it would be digits alone', () => {
    const draws = [new Uint8Array(20).fill(8), new Uint8Array(20).fill(0)];
    expect(drawLoginId(() => draws.shift() ?? new Uint8Array(20))).toBe('bbbbbbbbbb');
  });
});
