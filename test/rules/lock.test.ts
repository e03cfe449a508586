import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes, tokyoText } from '../../main/rules/calendar.ts';
import {
  countFailure,
  failuresInARow,
  isLimited,
  type LockState,
  lockEndsAt,
  loginCounting,
  refuseUnlock,
  staffCounting,
} from '../../main/rules/lock.ts';
import { policyOf } from '../../main/rules/policy.ts';

const policy = policyOf(new Map());
const login = loginCounting(policy);
const staff = staffCounting(policy);
const fresh: LockState = { failures: 0, lockedUntil: null };
const utc = (text: string): string => new Date(text).toISOString();

/** Any millisecond of the years this service can meet. */
const instants = fc
  .date({ min: new Date('1990-01-01T00:00:00.000Z'), max: new Date('2099-12-31T00:00:00.000Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const fail = (state: LockState, times: number, at: string): LockState => {
  let next = state;
  for (let n = 0; n < times; n += 1) {
    const { failures, lockedUntil } = countFailure(next, at, login);
    next = { failures, lockedUntil };
  }
  return next;
};

describe('the end of a login limit', () => {
  it.each([
    ['at 02:00 limits for four hours', '2026-11-23T02:00:00.000+09:00', '2026-11-23T06:00:00+09:00'],
    [
      'a millisecond before 06:00 limits for that millisecond',
      '2026-11-23T05:59:59.999+09:00',
      '2026-11-23T06:00:00+09:00',
    ],
    ['at 06:00:00 sharp limits until tomorrow', '2026-11-23T06:00:00.000+09:00', '2026-11-24T06:00:00+09:00'],
    ['a millisecond past 06:00 limits until tomorrow', '2026-11-23T06:00:00.001+09:00', '2026-11-24T06:00:00+09:00'],
    ['at noon limits until tomorrow', '2026-11-23T12:00:00.000+09:00', '2026-11-24T06:00:00+09:00'],
    ['at midnight limits until this morning', '2026-11-23T00:00:00.000+09:00', '2026-11-23T06:00:00+09:00'],
    ['on New Year’s Eve limits into the new year', '2026-12-31T23:30:00.000+09:00', '2027-01-01T06:00:00+09:00'],
    ['before a leap day ends on the leap day', '2028-02-28T08:00:00.000+09:00', '2028-02-29T06:00:00+09:00'],
    ['while New York puts its clocks back', '2026-11-01T05:00:00.000Z', '2026-11-02T06:00:00+09:00'],
  ])('failing %s', (_, failedAt, endsAt) => {
    expect(tokyoText(lockEndsAt(utc(failedAt), policy))).toBe(endsAt);
  });

  it('is 06:00 in Tokyo, strictly later and within a day, whatever the moment and the PC’s zone', () => {
    fc.assert(
      fc.property(instants, (failedAt) => {
        const end = lockEndsAt(failedAt, policy);
        const wait = Date.parse(end) - Date.parse(failedAt);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(24 * 3_600_000);
        const inTokyo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', timeStyle: 'medium' });
        expect(inTokyo.format(new Date(end))).toBe('06:00:00');
        expect(end.endsWith('.000Z')).toBe(true);
      }),
    );
  });

  it('never comes earlier for a later failure', () => {
    fc.assert(
      fc.property(instants, fc.nat(200_000_000), (failedAt, later) => {
        const second = new Date(Date.parse(failedAt) + later).toISOString();
        expect(lockEndsAt(second, policy) >= lockEndsAt(failedAt, policy)).toBe(true);
      }),
    );
  });
});

describe('counting wrong passwords', () => {
  const night = utc('2026-11-23T02:00:00.000+09:00');
  const six = utc('2026-11-23T06:00:00.000+09:00');

  it('leaves the login open after nine and limits it with the tenth', () => {
    const nine = fail(fresh, 9, night);
    expect(nine).toEqual({ failures: 9, lockedUntil: null });
    expect(countFailure(nine, night, login)).toEqual({ failures: 10, lockedUntil: six, hasBegun: true });
  });

  it('neither counts nor extends while limited', () => {
    const limited = fail(fresh, 10, night);
    const justBefore = utc('2026-11-23T05:59:59.999+09:00');
    expect(countFailure(limited, justBefore, login)).toEqual({ ...limited, hasBegun: false });
  });

  it('is open at 06:00:00 sharp and starts from zero', () => {
    const limited = fail(fresh, 10, night);
    expect(isLimited(limited, utc('2026-11-23T05:59:59.999+09:00'))).toBe(true);
    expect(isLimited(limited, six)).toBe(false);
    expect(failuresInARow(limited, utc('2026-11-23T05:59:59.999+09:00'))).toBe(10);
    expect(failuresInARow(limited, six)).toBe(0);
    expect(countFailure(limited, six, login)).toEqual({ failures: 1, lockedUntil: null, hasBegun: false });
  });

  it('limits staff for fifteen minutes with the fifth', () => {
    const four = { failures: 4, lockedUntil: null };
    expect(countFailure({ failures: 3, lockedUntil: null }, night, staff)).toEqual({ ...four, hasBegun: false });
    expect(countFailure(four, night, staff)).toEqual({
      failures: 5,
      lockedUntil: addMinutes(night, 15),
      hasBegun: true,
    });
  });

  it('follows any run of attempts as a simple tally would, and never counts past ten', () => {
    const steps = fc.array(fc.nat(4 * 3_600_000), { maxLength: 60 });
    fc.assert(
      fc.property(instants, steps, (start, waits) => {
        let state: LockState = fresh;
        let at = Date.parse(start);
        let tally = 0;
        let openAgain = 0;
        for (const wait of waits) {
          at += wait;
          const now = new Date(at).toISOString();
          const { hasBegun, ...next } = countFailure(state, now, login);
          if (at < openAgain) {
            expect(next).toEqual(state);
            expect(hasBegun).toBe(false);
          } else {
            if (tally === 10) tally = 0;
            tally += 1;
            expect(next.failures).toBe(tally);
            expect(hasBegun).toBe(tally === 10);
            if (hasBegun) openAgain = Date.parse(next.lockedUntil ?? '');
            expect(next.lockedUntil).toBe(hasBegun ? lockEndsAt(now, policy) : null);
          }
          expect(next.failures).toBeLessThanOrEqual(10);
          state = next;
        }
      }),
    );
  });
});

describe('lifting a limit', () => {
  const now = utc('2026-11-23T02:00:00.000+09:00');
  const limited = { failures: 10, lockedUntil: utc('2026-11-23T06:00:00.000+09:00') };

  it.each([
    ['is possible while it stands', { status: 'active', credential: limited }, null],
    [
      'is not when it has just ended',
      { status: 'active', credential: { ...limited, lockedUntil: now } },
      'not-limited',
    ],
    ['is not before there is one', { status: 'active', credential: { failures: 9, lockedUntil: null } }, 'not-limited'],
    ['is not without a password', { status: 'active', credential: null }, 'no-credential'],
    ['is not for a closed account', { status: 'withdrawn', credential: limited }, 'withdrawn'],
  ])('%s', (_, facts, refusal) => {
    expect(refuseUnlock(facts, now)).toBe(refusal);
  });
});
