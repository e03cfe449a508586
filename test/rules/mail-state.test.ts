import { describe, expect, it, test } from 'vitest';
import { type Attempt, decideOutcome, isDeadAddress, retryAt, speaksOfMailbox } from '../../main/rules/mail-state.ts';
import { policyOf } from '../../main/rules/policy.ts';

const policy = policyOf(new Map());
const now = '2026-11-23T03:00:00.000Z';
const after = (attempts: number) => (Date.parse(retryAt(attempts, now, policy)) - Date.parse(now)) / 60_000;
const no = (more: Partial<Attempt>): Attempt =>
  ({
    isAccepted: false,
    reason: 'answered',
    code: null,
    status: null,
    isOfRecipient: true,
    isOfMailbox: true,
    ...more,
  }) as Attempt;

describe('what a server answers to a mail', () => {
  const cases: [attempt: Attempt, state: string, isSuppressing: boolean][] = [
    [{ isAccepted: true, code: 250, status: '2.0.0' }, 'accepted', false],
    [no({ code: 550, status: '5.1.1' }), 'refused', true],
    [no({ code: 550 }), 'refused', true],
    // Of the mail, or by a relay that will not have us: no word on the mailbox.
    [no({ code: 550, isOfMailbox: false }), 'refused', false],
    [no({ code: 550, status: '5.1.1', isOfMailbox: false }), 'refused', false],
    [no({ code: 550, status: '5.7.1' }), 'refused', false],
    [no({ code: 552, status: '5.2.2' }), 'refused', false],
    [no({ code: 554 }), 'refused', false],
    [no({ code: 450, status: '4.2.1' }), 'deferred', false],
    // To us, or to our sign-in: it would be a no to every mail.
    [no({ code: 535, status: '5.7.8', reason: 'sign-in', isOfRecipient: false }), 'deferred', false],
    [no({ code: 554, isOfRecipient: false }), 'deferred', false],
    [no({ reason: 'timed-out', isOfRecipient: false }), 'deferred', false],
  ];
  it.each(cases)('%o: %s', (attempt, state, isSuppressing) => {
    const outcome = decideOutcome(attempt, { deferredSince: null, attempts: 1 }, now, policy);
    expect([outcome.state, outcome.isSuppressing]).toEqual([state, isSuppressing]);
    expect(outcome.dueAt === null).toBe(state !== 'deferred');
  });

  it('is waited for no longer than three days from the first no on', () => {
    const at = (deferredSince: string | null) =>
      decideOutcome(no({ code: 450 }), { deferredSince, attempts: 20 }, now, policy).state;
    expect([at(null), at('2026-11-20T03:00:00.001Z')]).toEqual(['deferred', 'deferred']);
    expect(at('2026-11-20T03:00:00.000Z')).toBe('given-up');
  });

  it('is asked for again after growing intervals', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 99].map(after)).toEqual([5, 10, 20, 40, 80, 160, 240, 240]);
  });

  test.each([
    [550, null, true],
    [553, null, true],
    [450, null, false],
    [null, '5.1.10', true],
    [null, '5.2.1', true],
    [null, '4.1.1', false],
    [550, '5.6.0', false],
    [null, null, false],
  ])('%s %s tells of a dead address: %s', (code, status, isDead) =>
    expect(isDeadAddress({ code, status, isOfMailbox: true })).toBe(isDead),
  );

  test.each([
    ['550 No such user here', true],
    ['550 <a@example.jp>: Recipient address rejected: User unknown in virtual mailbox table', true],
    ['550 Requested action not taken: mailbox unavailable', true],
    ['550 sorry, no mailbox here by that name', true],
    ['550 relaying denied', false],
    ['550 Unknown user: sender address rejected by policy', false],
    ['550 <a@example.jp>: mailbox unavailable, relay access denied', false],
    ['550 rejected', false],
    ['550', false],
  ])('"%s" speaks of the mailbox: %s', (text, isOf) => expect(speaksOfMailbox(text)).toBe(isOf));
});
