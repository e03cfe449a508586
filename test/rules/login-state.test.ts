import { describe, expect, it } from 'vitest';
import { tokyoDate } from '../../main/rules/calendar.ts';
import { isInitialExpired, type LoginFacts, loginStateOf } from '../../main/rules/login-state.ts';

const now = '2026-11-23T03:00:00.000Z';
const tomorrowAtSix = '2026-11-23T21:00:00.000Z';
const inUse = { failures: 0, lockedUntil: null, isInitial: false, expiresOn: null };
const initial = { ...inUse, isInitial: true, expiresOn: '2026-11-23' };

describe('what the agent reads of a login', () => {
  it.each<[string, Partial<LoginFacts>, string]>([
    ['never issued: no card ever went out', { credential: null, wasEverIssued: false }, 'never-issued'],
    ['void: the last password was taken back', { credential: null }, 'void'],
    ['in use', {}, 'in-use'],
    ['limited', { credential: { ...inUse, failures: 10, lockedUntil: tomorrowAtSix } }, 'limited'],
    [
      'in use again at the instant the limit ends',
      { credential: { ...inUse, failures: 10, lockedUntil: now } },
      'in-use',
    ],
    ['first login needed, on the last day of its card', { credential: initial }, 'first-login'],
    ['expired, the day after', { credential: { ...initial, expiresOn: '2026-11-22' } }, 'initial-expired'],
    ['first login needed, without a date', { credential: { ...initial, expiresOn: null } }, 'first-login'],
    [
      'limited before it is expired',
      { credential: { ...initial, expiresOn: '2026-11-22', lockedUntil: tomorrowAtSix } },
      'limited',
    ],
    [
      'withdrawn before everything else',
      { status: 'withdrawn', credential: { ...inUse, lockedUntil: tomorrowAtSix } },
      'withdrawn',
    ],
    ['withdrawn without a password', { status: 'withdrawn', credential: null, wasEverIssued: false }, 'withdrawn'],
  ])('is %s', (_, facts, state) => {
    const all: LoginFacts = { status: 'active', credential: inUse, wasEverIssued: true, ...facts };
    expect(loginStateOf(all, now, tokyoDate(now))).toBe(state);
  });
});

describe('an initial password', () => {
  it('works through its date until 24:00 in Tokyo', () => {
    const lastSecond = '2026-11-23T14:59:59.999Z';
    const midnight = '2026-11-23T15:00:00.000Z';
    expect(isInitialExpired(initial, tokyoDate(lastSecond))).toBe(false);
    expect(isInitialExpired(initial, tokyoDate(midnight))).toBe(true);
  });

  it('no longer expires once the customer has chosen their own', () => {
    expect(isInitialExpired({ isInitial: false, expiresOn: '2026-01-01' }, '2026-11-23')).toBe(false);
  });
});
