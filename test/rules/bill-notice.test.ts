// Which days' debits are told of, and what goes out when the utility has switched more mail on (rules 19 and 24).
import { describe, expect, it } from 'vitest';
import { debitDaysToTell, isDebitNews, kindsOfBill } from '../../main/rules/bill-notice.ts';
import { plainCalendar } from '../../main/rules/business-days.ts';
import { policyOf } from '../../main/rules/policy.ts';

const off = policyOf(new Map());
const on = policyOf(
  new Map([
    ['readingMail', 1],
    ['debitMail', 1],
  ]),
);

describe('mail of meter readings', () => {
  it('goes with that of the bill, once it is switched on', () => {
    expect(kindsOfBill(off)).toEqual(['bill']);
    expect(kindsOfBill(on)).toEqual(['bill', 'reading']);
  });
});

describe('mail of debits', () => {
  it.each([
    ['2026-11-23', true],
    ['2026-09-22', true],
    ['2026-09-21', false],
    ['2026-11-30', true],
  ])('tells of one of %s that comes in on 23 November: %o', (debitedOn, isNews) => {
    expect(isDebitNews(debitedOn, '2026-11-23', on)).toBe(isNews);
    expect(isDebitNews(debitedOn, '2026-11-23', off)).toBe(false);
  });

  it.each([
    // Tuesday after a holiday: five business days before it is the 16th; what could be seen a week ago is still told of.
    ['2026-11-24', '2026-01-01', { first: '2026-11-10', last: '2026-11-16' }],
    // What was debited on a weekend counts from Monday on.
    ['2026-11-21', '2026-01-01', { first: '2026-11-09', last: '2026-11-15' }],
    // Only what can be seen since the day from which customers are told.
    ['2026-11-24', '2026-11-20', { first: '2026-11-13', last: '2026-11-16' }],
    ['2026-11-24', '2026-11-25', null],
    // Over New Year five business days are long.
    ['2027-01-08', '2026-01-01', { first: '2026-12-22', last: '2027-01-03' }],
  ])('tells on %s, customers being told since %s, of those of %o', (day, from, days) => {
    expect(debitDaysToTell(day, from, plainCalendar, on)).toEqual(days);
  });
});
