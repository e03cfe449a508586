import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addHours,
  addMinutes,
  isCalendarDate,
  nextTokyoHour,
  parseInstant,
  tokyoDate,
  tokyoInstant,
  tokyoText,
} from '../../main/rules/calendar.ts';

const instants = fc
  .date({ min: new Date('1953-01-01T00:00:00.000Z'), max: new Date('2999-12-31T00:00:00.000Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const inTokyo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short', timeStyle: 'medium' });

describe('the date in Tokyo', () => {
  it.each([
    ['2026-11-22T14:59:59.999Z', '2026-11-22'],
    ['2026-11-22T15:00:00.000Z', '2026-11-23'],
    ['2026-12-31T15:00:00.000Z', '2027-01-01'],
    ['2028-02-28T15:00:00.000Z', '2028-02-29'],
  ])('at %s is %s', (at, date) => {
    expect(tokyoDate(at)).toBe(date);
  });

  it('is what the world’s zone tables say, in whatever zone the PC stands', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const [date, time] = inTokyo.format(new Date(at)).split(' ');
        expect(tokyoDate(at)).toBe(date);
        expect(tokyoText(at)).toBe(`${date}T${time}+09:00`);
      }),
    );
  });
});

describe('wall-clock hours in Tokyo', () => {
  it('has hour 24 as the end of the day, which is the next day’s beginning', () => {
    expect(tokyoInstant('2026-11-23', 0)).toBe('2026-11-22T15:00:00.000Z');
    expect(tokyoInstant('2026-11-23', 24)).toBe('2026-11-23T15:00:00.000Z');
    expect(tokyoInstant('2026-11-23', 24)).toBe(tokyoInstant('2026-11-24', 0));
  });

  it('finds the next one strictly after an instant, within a day', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 23 }), (after, hour) => {
        const next = nextTokyoHour(after, hour);
        expect(next > after).toBe(true);
        expect(next <= addHours(after, 24)).toBe(true);
        expect(inTokyo.format(new Date(next)).slice(11)).toBe(`${String(hour).padStart(2, '0')}:00:00`);
      }),
    );
  });
});

describe('counting days and minutes', () => {
  it('crosses months, leap days and years', () => {
    expect([
      addDays('2026-11-30', 1),
      addDays('2028-02-28', 1),
      addDays('2027-02-28', 1),
      addDays('2027-01-01', -1),
    ]).toEqual(['2026-12-01', '2028-02-29', '2027-03-01', '2026-12-31']);
    expect(addMinutes('2026-12-31T23:50:00.000Z', 15)).toBe('2027-01-01T00:05:00.000Z');
    expect(addHours('2026-11-23T00:00:00.000Z', -24)).toBe('2026-11-22T00:00:00.000Z');
  });

  it('comes back by as many days as it went', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -5000, max: 5000 }), (at, days) => {
        const on = tokyoDate(at);
        expect(addDays(addDays(on, days), -days)).toBe(on);
        expect(Math.sign(addDays(on, days).localeCompare(on))).toBe(Math.sign(days));
      }),
    );
  });
});

describe('an instant typed by hand', () => {
  it.each([
    ['2026-11-23T02:00:00+09:00', '2026-11-22T17:00:00.000Z'],
    ['2026-11-23T02:00+09:00', '2026-11-22T17:00:00.000Z'],
    ['2026-11-22T17:00:00Z', '2026-11-22T17:00:00.000Z'],
    ['2026-11-22T17:00:00.5Z', '2026-11-22T17:00:00.500Z'],
  ])('is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    ['has no zone, so it would depend on the PC’s', '2026-11-23T02:00:00'],
    ['is a date only', '2026-11-23'],
    ['is on 31 February', '2026-02-31T02:00:00Z'],
    ['is on 29 February of a common year', '2027-02-29T02:00:00Z'],
    ['is at hour 25', '2026-11-23T25:00:00Z'],
    ['is words', 'tomorrow'],
    ['has something after it', '2026-11-22T17:00:00Z x'],
    ['is empty', ''],
  ])('is refused when it %s', (_, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('knows real dates from written ones', () => {
    expect(['2028-02-29', '2027-02-29', '2026-13-01', '2026-1-1', '20260101'].map(isCalendarDate)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
