import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardArrival, nextIssueDay } from '../../main/rules/arrival.ts';
import {
  addBusinessDays,
  type BusinessCalendar,
  countOut,
  holidayYears,
  isBusinessDay,
  plainCalendar,
} from '../../main/rules/business-days.ts';
import { addDays } from '../../main/rules/calendar.ts';
import { policyOf } from '../../main/rules/policy.ts';
import { visibleBy } from '../../main/rules/visibility.ts';

const policy = policyOf(new Map());
const closed = (...days: string[]): BusinessCalendar => ({ ...plainCalendar, companyDays: new Set(days) });
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));

describe('business days', () => {
  it.each([
    ['2026-12-28', true, 'the last Monday of the year'],
    ['2026-12-29', false, 'the turn of the year begins'],
    ['2027-01-03', false, 'the turn of the year ends'],
    ['2027-01-04', true, 'the first Monday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-22', false, 'a Sunday'],
    ['2026-11-23', false, 'a holiday'],
    ['2026-05-06', false, 'a substitute holiday'],
    ['2026-09-22', false, 'a day between two holidays'],
    ['2026-11-24', true, 'a Tuesday'],
  ])('%s: %s, %s', (on, expected) => {
    expect(isBusinessDay(on, plainCalendar)).toBe(expected);
  });

  it('are counted out over the turn of a year, each day off with its reason', () => {
    const counted = countOut('2026-12-25', 6, { ...plainCalendar, companyDays: new Set(['2026-12-28']) });
    expect(
      'days' in counted && counted.days.map(({ on, count, off }) => `${on.slice(5)} ${count ?? off ?? '-'}`),
    ).toEqual([
      ...['12-25 -', '12-26 weekend', '12-27 weekend', '12-28 company', '12-29 turn-of-year', '12-30 turn-of-year'],
      ...['12-31 turn-of-year', '01-01 holiday', '01-02 turn-of-year', '01-03 turn-of-year', '01-04 1', '01-05 2'],
      ...['01-06 3', '01-07 4', '01-08 5', '01-09 weekend', '01-10 weekend', '01-11 holiday', '01-12 6'],
    ]);
    expect(countOut('2100-01-04', 6, plainCalendar)).toEqual({ error: 'holiday-year-unknown', year: '2100' });
  });

  it('leave out company days, and follow what a later law changed', () => {
    expect(isBusinessDay('2026-11-24', closed('2026-11-24'))).toBe(false);
    expect(isBusinessDay('2026-11-24', { ...plainCalendar, addedHolidays: new Set(['2026-11-24']) })).toBe(false);
    expect(isBusinessDay('2026-11-23', { ...plainCalendar, removedHolidays: new Set(['2026-11-23']) })).toBe(true);
  });

  it('are never guessed for a year that the table of holidays does not hold', () => {
    expect(holidayYears).toEqual({ first: '1970', last: '2050' });
    expect(addBusinessDays('2050-12-27', 1, plainCalendar)).toEqual({ on: '2050-12-28' });
    expect(addBusinessDays('2050-12-28', 1, plainCalendar)).toEqual({ error: 'holiday-year-unknown', year: '2051' });
    expect(addBusinessDays('1969-12-31', 1, plainCalendar)).toEqual({ error: 'holiday-year-unknown', year: '1969' });
    expect(cardArrival('2050-12-26', false, plainCalendar, policy)).toMatchObject({ error: 'holiday-year-unknown' });
  });

  it('count as many business days as asked for, and end on one', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 15 }), (from, count) => {
        const dated = addBusinessDays(from, count, plainCalendar);
        if ('error' in dated) throw new Error(dated.year);
        let counted = 0;
        for (let on = addDays(from, 1); on <= dated.on; on = addDays(on, 1))
          if (isBusinessDay(on, plainCalendar)) counted += 1;
        expect([counted, isBusinessDay(dated.on, plainCalendar)]).toEqual([count, true]);
      }),
    );
  });
});

describe('when a bill or a debit can be seen', () => {
  it.each([
    ['bill', ['2026-12-25'], '2027-01-08'],
    ['debit', ['2026-12-25'], '2027-01-07'],
    ['bill', ['2026-12-25', '2026-12-01'], '2027-01-08'],
    ['bill', ['2026-04-30'], '2026-05-13'],
    ['debit', ['2026-11-20'], '2026-11-30'],
  ] as const)('%s of %j: %s', (kind, dates, by) => {
    expect(visibleBy(kind, [...dates], plainCalendar, policy)).toEqual({ on: by });
  });
});

describe('when a card comes', () => {
  it.each([
    ['2026-11-18', '2026-11-20'],
    ['2026-11-19', '2026-11-20'],
    ['2026-11-20', '2026-11-24'],
    // Tuesday 29 December is closed: that issue is on the first business day.
    ['2026-11-22', '2026-11-27'],
    ['2026-12-28', '2027-01-04'],
    ['2026-12-25', '2027-01-04'],
    ['2026-12-31', '2027-01-05'],
  ])('asked for on %s it is issued on %s', (requested, issued) => {
    expect(nextIssueDay(requested, plainCalendar, policy)).toEqual({ on: issued });
  });

  it('is told as a span, three days later on islands', () => {
    expect(cardArrival('2026-11-19', false, plainCalendar, policy)).toEqual({ from: '2026-11-28', to: '2026-11-30' });
    expect(cardArrival('2026-11-19', true, plainCalendar, policy)).toEqual({ from: '2026-12-01', to: '2026-12-03' });
    const swapped = { ...policy, postDaysFewest: 4, postDaysMost: 2 };
    expect(cardArrival('2026-11-19', false, plainCalendar, swapped)).toEqual({ from: '2026-11-28', to: '2026-11-30' });
  });

  it('never comes earlier for being asked for later', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 30 }), (requested, later) => {
        const first = cardArrival(requested, false, plainCalendar, policy);
        const second = cardArrival(addDays(requested, later), false, plainCalendar, policy);
        if ('error' in first || 'error' in second) throw new Error('year');
        expect(second.from >= first.from && second.to >= first.to && first.from > requested).toBe(true);
      }),
    );
  });
});
