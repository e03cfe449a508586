import { describe, expect, it } from 'vitest';
import { policyOf } from '../../main/rules/policy.ts';
import { oldestMonth, whyNotAccount, whyNotAddress, whyNotBill } from '../../main/rules/resend.ts';

const today = '2026-11-23';
const policy = policyOf(new Map());
const bill = { isCancelled: false, billingMonth: '2026-10', isOut: true, isMailEligible: true };
const address = { address: 'hanako@example.jp', confirmedAt: '2026-01-15T00:00:00.000Z', suppressedAt: null };

describe('a bill mail is sent once more', () => {
  it.each([
    [{}, null],
    [{ billingMonth: '2024-11' }, null],
    [{ billingMonth: '2024-10' }, 'too-old'],
    [{ isOut: false }, 'not-out'],
    [{ isMailEligible: false }, 'not-eligible'],
    [{ isCancelled: true, billingMonth: '2020-01' }, 'cancelled'],
  ] as const)('unless %o is %s', (more, reason) => {
    expect(whyNotBill({ ...bill, ...more }, today, policy)).toBe(reason);
  });

  it('as far back as the months that are set', () => {
    expect(oldestMonth('2026-01-31', { resendMonths: 1 })).toBe('2025-12');
  });

  it.each([
    [{}, null],
    [{ confirmedAt: null }, 'unconfirmed'],
    [{ confirmedAt: null, suppressedAt: '2026-11-20T00:00:00.000Z' }, 'bounced'],
    [{ address: 'hanako..s@example.jp' }, 'undeliverable'],
  ] as const)('to an address on file, unless with %o it is %s', (more, reason) => {
    expect(whyNotAddress({ ...address, ...more })).toBe(reason);
  });

  it('to nobody who has left or does not want notices', () => {
    expect(whyNotAccount({ status: 'active', wantsNotices: true })).toBeNull();
    expect(whyNotAccount({ status: 'active', wantsNotices: false })).toBe('not-opted-in');
    expect(whyNotAccount({ status: 'withdrawn', wantsNotices: true })).toBe('withdrawn');
  });
});
