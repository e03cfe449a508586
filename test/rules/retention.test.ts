import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../main/rules/calendar.ts';
import { policyOf } from '../../main/rules/policy.ts';
import { type ContractEnd, endOfHolding, retentionEndsOn } from '../../main/rules/retention.ts';

const policy = policyOf(new Map());
const ended = (endsOn: string | null, recordedOn: string | null = null): ContractEnd => ({ endsOn, recordedOn });
const openThrough = (...contracts: ContractEnd[]) => retentionEndsOn(contracts, null, policy);

describe('after move-out an account stays open for 24 months', () => {
  it.each([
    ['2024-08-31', '2026-08-31'],
    ['2024-08-30', '2026-08-30'],
    // The first day is 29 February, which 2026 has not: the month's end.
    ['2024-02-28', '2026-02-28'],
    ['2024-02-29', '2026-02-28'],
    // The first day is 1 March: the day before it, in a year with 29 February.
    ['2026-02-28', '2028-02-29'],
    ['2024-12-31', '2026-12-31'],
    ['2024-01-30', '2026-01-30'],
    ['2024-11-30', '2026-11-30'],
  ])('ended %s: through %s', (endsOn, through) => {
    expect(openThrough(ended(endsOn))).toBe(through);
  });

  it('counted from the later of the end and the day it was recorded', () => {
    expect(openThrough(ended('2024-08-31', '2024-09-10'))).toBe('2026-09-10');
    expect(openThrough(ended('2024-08-31', '2024-08-01'))).toBe('2026-08-31');
  });

  it('counted from the last of several, and not at all while one goes on', () => {
    expect(openThrough(ended('2024-08-31'), ended('2025-01-15'), ended('2023-01-01'))).toBe('2027-01-15');
    expect(openThrough(ended('2024-08-31'), ended(null))).toBeNull();
  });

  it('counted from the registration where there never was a contract', () => {
    expect(retentionEndsOn([], '2024-08-31', policy)).toBe('2026-08-31');
    expect(retentionEndsOn([ended('2025-08-31')], '2024-08-31', policy)).toBe('2027-08-31');
    expect(retentionEndsOn([], null, policy)).toBeNull();
  });

  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));
  const contracts = fc.array(fc.record({ endsOn: day, recordedOn: fc.option(day) }), { minLength: 1, maxLength: 4 });
  const last = (ends: ContractEnd[]) => openThrough(...ends) ?? '9999-12-31';

  it('so that a later end, or a contract that joins, never shortens it', () => {
    fc.assert(
      fc.property(contracts, fc.nat(400), day, fc.boolean(), (ends, later, joined, isOpen) => {
        const [first = ended('2000-01-01'), ...others] = ends;
        const moved = { ...first, endsOn: addDays(first.endsOn ?? '', later) };
        expect(last([moved, ...others]) >= last(ends)).toBe(true);
        expect(last([...ends, ended(isOpen ? null : joined)]) >= last(ends)).toBe(true);
      }),
    );
  });

  it('also where a contract left for another holder on a day that was dated back', () => {
    const left = { endsOn: null, recordedOn: null, heldThrough: '2024-06-30', leftRecordedOn: '2024-08-31' };
    expect(openThrough(endOfHolding(left))).toBe('2026-08-31');
    // What the next holder does with it afterwards is theirs.
    expect(openThrough(endOfHolding({ ...left, endsOn: '2025-01-31', recordedOn: '2025-02-10' }))).toBe('2026-08-31');
    expect(openThrough(endOfHolding({ ...left, endsOn: '2024-05-31', recordedOn: '2024-06-01' }))).toBe('2026-06-01');
    fc.assert(
      fc.property(day, day, fc.nat(90), (heldThrough, leftRecordedOn, later) => {
        const held = { endsOn: null, recordedOn: null, heldThrough, leftRecordedOn };
        const through = last([endOfHolding(held)]);
        expect(through >= last([ended(heldThrough)])).toBe(true);
        expect(last([endOfHolding({ ...held, heldThrough: addDays(heldThrough, later) })]) >= through).toBe(true);
      }),
    );
  });

  it('so that the same day of the month ends it, or the day before a month has none', () => {
    fc.assert(
      fc.property(day, (endsOn) => {
        const through = last([ended(endsOn)]);
        const sameDay = `${Number(endsOn.slice(0, 4)) + 2}${endsOn.slice(4)}`;
        if (!endsOn.endsWith('-02-29') && !endsOn.endsWith('-02-28')) expect(through).toBe(sameDay);
        expect(through.slice(0, 7)).toBe(sameDay.slice(0, 7));
      }),
    );
  });
});
