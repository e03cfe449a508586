import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMinutes, tokyoInstant } from '../../main/rules/calendar.ts';
import { policyOf } from '../../main/rules/policy.ts';
import {
  type ContactState,
  countMisses,
  factsCountFrom,
  failureHoldsUntil,
  idleEndsAt,
  type Level,
  levelNeeded,
  levelOf,
  matchedFacts,
  mayCallBack,
  type Proof,
  parseBirthDate,
  parseYen,
  recentBillsFrom,
  refuseAct,
  tickedFacts,
} from '../../main/rules/verification.ts';

const policy = policyOf(new Map());
const now = '2026-11-23T03:00:00.000Z';
const ticked = (fact: string, at = now): Proof => ({ fact, outcome: 'ticked', at });
const matched = (fact: string, at = now): Proof => ({ fact, outcome: 'matched', at });
const missed = (fact: string, at = now): Proof => ({ fact, outcome: 'missed', at });
const contact = (proofs: readonly Proof[], more: Partial<ContactState> = {}): ContactState => ({
  proofs,
  lastActiveAt: now,
  factsFrom: now,
  proxy: null,
  ...more,
});
const level = (proofs: readonly Proof[], more: Partial<ContactState> = {}): Level =>
  levelOf(contact(proofs, more), now, policy);

const name = ticked('name');
const address = ticked('address');
const number = matched('customer-no');
const point = matched('supply-point');
const mail = matched('mail-address');
const birth = matched('birth-date');
const callBack = matched('call-back');

describe('the level a caller has reached', () => {
  it.each<[Level, string, readonly Proof[]]>([
    [0, 'nothing', []],
    [0, 'a name alone', [name]],
    [0, 'an address alone', [address]],
    [1, 'name and address', [name, address]],
    [0, 'one fact', [number]],
    [1, 'name, address and one fact', [name, address, number]],
    [2, 'two facts', [number, point]],
    [0, 'the same fact twice', [number, number]],
    [2, 'a fact and a call-back', [birth, callBack]],
    [0, 'a call-back alone', [callBack]],
    [1, 'name, address and a call-back', [name, address, callBack]],
    [2, 'four facts without a call-back', [number, point, mail, birth]],
    [3, 'two facts and a call-back', [mail, birth, callBack]],
    [0, 'three misses', [missed('customer-no'), missed('supply-point'), missed('mail-address')]],
    [0, 'one fact and one missed', [number, missed('supply-point')]],
  ])('is %i with %s', (reached, _, proofs) => {
    expect(level(proofs)).toBe(reached);
  });

  it('asks two facts for lifting a limit, and the call-back as well for showing or changing a value', () => {
    expect(levelNeeded).toEqual({
      card: 1,
      unlock: 2,
      bill: 2,
      resend: 2,
      openAccount: 2,
      changeNotices: 2,
      askApproval: 2,
      change: 3,
      reveal: 3,
    });
  });

  it('never falls with another fact, and no fact but two and a call-back reaches three', () => {
    const any = fc.array(fc.constantFrom(name, address, number, point, mail, birth, callBack, missed('mail-address')));
    fc.assert(
      fc.property(any, fc.constantFrom(name, address, number, point, callBack), (proofs, more) => {
        expect(level([...proofs, more])).toBeGreaterThanOrEqual(level(proofs));
        if (level(proofs) === 3) {
          const facts = new Set(proofs.filter(({ outcome }) => outcome === 'matched').map(({ fact }) => fact));
          expect(facts.has('call-back')).toBe(true);
          expect(facts.size).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });
});

describe('a proxy', () => {
  const full = [name, address, number, point, callBack];
  it.each<[Level, string, NonNullable<ContactState['proxy']>]>([
    [0, 'nobody’s consent', { relation: 'family', hasConsent: false, hasAttorney: false }],
    [2, 'the holder’s consent', { relation: 'family', hasConsent: true, hasAttorney: false }],
    [3, 'a power of attorney on file', { relation: 'guardian', hasConsent: false, hasAttorney: true }],
    [3, 'both', { relation: 'guardian', hasConsent: true, hasAttorney: true }],
  ])('gets to level %i with %s', (ceiling, _, proxy) => {
    expect(level(full, { proxy })).toBe(ceiling);
  });

  it('still has to prove the facts', () => {
    const proxy = { relation: 'guardian', hasConsent: true, hasAttorney: true };
    expect(level([], { proxy })).toBe(0);
    expect(level([name, address], { proxy })).toBe(1);
  });
});

describe('fifteen idle minutes', () => {
  const almost = addMinutes(now, 15 - 1 / 60_000);
  const idle = addMinutes(now, 15);
  const verified = contact([name, address, number, point, callBack]);

  it('end a verification at the fifteenth minute, not before', () => {
    expect(idleEndsAt(verified, policy)).toBe(idle);
    expect(levelOf(verified, almost, policy)).toBe(3);
    expect(levelOf(verified, idle, policy)).toBe(0);
    expect([...tickedFacts(verified, idle, policy), ...matchedFacts(verified, idle, policy)]).toEqual([]);
  });

  it('void what was proven before, also once the caller speaks again', () => {
    expect(factsCountFrom(verified, almost, policy)).toBe(now);
    expect(factsCountFrom(verified, idle, policy)).toBe(idle);
    const resumed = contact([...verified.proofs, matched('mail-address', idle)], {
      lastActiveAt: idle,
      factsFrom: idle,
    });
    expect(levelOf(resumed, idle, policy)).toBe(0);
    expect([...matchedFacts(resumed, idle, policy)]).toEqual(['mail-address']);
  });

  it('forgive no miss', () => {
    const resumed = contact([missed('customer-no'), missed('birth-date', idle)], {
      lastActiveAt: idle,
      factsFrom: idle,
    });
    expect(countMisses(resumed.proofs)).toBe(2);
  });
});

describe('a number that may be called back', () => {
  const today = '2026-11-23';
  it.each<[string, number, boolean]>([
    ['31 days ago', -31, true],
    ['30 days ago', -30, false],
    ['today', 0, false],
  ])('was recorded %s: %i days, %s', (_, days, may) => {
    const recorded = (hour: number) => tokyoInstant(addDays(today, days), hour);
    // Days are Tokyo's: neither the hour of recording nor the PC's zone moves the answer.
    expect(mayCallBack(recorded(0), now, policy)).toBe(may);
    expect(mayCallBack(addMinutes(recorded(24), -1), now, policy)).toBe(may);
  });
});

describe('a failed contact', () => {
  it('holds the customer’s next calls for 24 hours', () => {
    const failedAt = '2026-11-22T03:00:00.001Z';
    expect(failureHoldsUntil(null, now, policy)).toBeNull();
    expect(failureHoldsUntil(failedAt, now, policy)).toBe('2026-11-23T03:00:00.001Z');
    expect(failureHoldsUntil('2026-11-22T03:00:00.000Z', now, policy)).toBeNull();
  });
});

describe('an act on an account', () => {
  const subject = { customerId: 7, isProtected: false };
  const shielded = { customerId: 7, isProtected: true };
  const verified = { ...contact([number, point]), customerId: 7 };
  type Contact = Parameters<typeof refuseAct>[0];

  it.each<[string, string, Contact, typeof subject, string | null]>([
    ['may be done for a verified caller', 'agent', verified, subject, null],
    ['is refused without a call', 'agent', null, subject, 'no-contact'],
    ['is refused for another customer', 'agent', { ...verified, customerId: 8 }, subject, 'other-customer'],
    ['is refused while nobody is named', 'agent', { ...verified, customerId: null }, subject, 'no-customer'],
    ['is refused after one fact', 'agent', { ...contact([number]), customerId: 7 }, subject, 'not-verified'],
    ['is a supervisor’s for a protected customer', 'agent', verified, shielded, 'needs-supervisor'],
    ['may be done by a supervisor for a protected customer', 'supervisor', verified, shielded, null],
    ['takes a call from a supervisor too', 'supervisor', null, shielded, 'no-contact'],
  ])('%s', (_, role, call, about, refusal) => {
    expect(refuseAct(call, about, levelNeeded.unlock, role, now, policy)?.error ?? null).toBe(refusal);
  });

  it('says which level there is and which it takes', () => {
    const refusal = refuseAct({ ...contact([name, address]), customerId: 7 }, subject, 3, 'agent', now, policy);
    expect(refusal).toEqual({ ok: false, error: 'not-verified', detail: { level: 1, needed: 3 } });
  });
});

describe('a birth date as it is said', () => {
  it.each([
    ['1980-04-01', '1980-04-01'],
    ['1980/4/1', '1980-04-01'],
    ['19800401', '1980-04-01'],
    ['１９８０年４月１日', '1980-04-01'],
    ['S55.4.1', '1980-04-01'],
    ['s55/04/01', '1980-04-01'],
    ['昭和55年4月1日', '1980-04-01'],
    ['昭和 55 年 4 月 1 日', '1980-04-01'],
    ['㍼55年4月1日', '1980-04-01'],
    ['T15.12.24', '1926-12-24'],
    ['M45.7.29', '1912-07-29'],
    ['平成元年1月8日', '1989-01-08'],
    ['H31.4.30', '2019-04-30'],
    ['令和元年5月1日', '2019-05-01'],
    ['R2.2.29', '2020-02-29'],
  ])('%s is %s', (said, date) => {
    expect(parseBirthDate(said)).toBe(date);
  });

  it.each(['', 'わからない', '1980', '1980-13-01', '1980-02-30', 'S55.2.30', '55.4.1', 'X55.4.1', '1980-04-01 です'])(
    '%s is none',
    (said) => {
      expect(parseBirthDate(said)).toBeNull();
    },
  );

  it('is heard the same in Western and Japanese years, in any zone', () => {
    const days = fc.date({ min: new Date('1926-12-25'), max: new Date('1989-01-07'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [year, month, date] = iso.split('-').map(Number) as [number, number, number];
        expect(parseBirthDate(iso)).toBe(iso);
        expect(parseBirthDate(`昭和${year - 1925}年${month}月${date}日`)).toBe(iso);
        expect(parseBirthDate(iso.replaceAll('-', ''))).toBe(iso);
      }),
    );
  });
});

describe('an amount that a caller says', () => {
  it.each([
    ['11891', 11_891],
    ['11,891円', 11_891],
    ['￥１１，８９１', 11_891],
    [' 8 000 円 ', 8_000],
  ])('%s is %i yen', (said, yen) => {
    expect(parseYen(said)).toBe(yen);
  });

  it.each(['', '円', '一万円', '118.91', '-8000', '8000ドル', '8000円です', '1234567890'])('%j is none', (said) => {
    expect(parseYen(said)).toBeNull();
  });

  it('counts for a bill that came out within the days of the policy', () => {
    expect(recentBillsFrom('2026-11-23', policy)).toBe('2026-08-23');
  });
});
