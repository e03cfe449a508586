import { describe, expect, it, test } from 'vitest';
import { isRegistrationNo, isWhole, monthsThrough, paymentState } from '../../main/rules/bill.ts';
import { type MailFacts, whyNoMail } from '../../main/rules/bill-mail.ts';

const fine: MailFacts = {
  today: '2026-11-23',
  isCancelled: false,
  readOn: '2026-10-16',
  visibleBy: '2026-10-26',
  contracts: [{ isMailEligible: true }],
  isWithdrawn: false,
  wantsNotices: true,
  addresses: [{ address: 'hanako@example.jp', isConfirmed: true, isSuppressed: false }],
  mails: [{ mailAddressId: 1, state: 'accepted', at: '2026-10-26T00:00:00.000Z' }],
  senderDomain: 'mail.akari.example.jp',
};
type State = MailFacts['mails'][number]['state'];
const mail = (...states: State[]) =>
  states.map((state, index) => ({ mailAddressId: index + 1, state, at: '2026-10-26T00:00:00.000Z' }));
const address = (text: string, isConfirmed = true, isSuppressed = false) => [
  { address: text, isConfirmed, isSuppressed },
];

describe('why no mail told of a bill', () => {
  const cases: [more: Partial<MailFacts>, cause: string, sentence: string, action: string][] = [
    [{ isCancelled: true }, 'not-out', 'bill-cancelled', 'explain'],
    [{ visibleBy: '2026-11-24' }, 'not-out', 'not-out-yet', 'wait'],
    [{ visibleBy: null }, 'not-out', 'not-out-yet', 'wait'],
    [{ visibleBy: '2026-11-23' }, 'blocked', 'blocked', 'allow-domain'],
    [{ contracts: [{ isMailEligible: false }] }, 'not-eligible', 'not-eligible', 'explain'],
    [{ contracts: [{ isMailEligible: false }, { isMailEligible: true }] }, 'blocked', 'blocked', 'allow-domain'],
    [{ isWithdrawn: true }, 'not-opted-in', 'withdrawn', 'reopen'],
    [{ isWithdrawn: true, wantsNotices: false, mails: [] }, 'not-opted-in', 'withdrawn', 'reopen'],
    [{ wantsNotices: false }, 'not-opted-in', 'not-opted-in', 'opt-in'],
    [{ addresses: [] }, 'address', 'no-address', 'change-mail'],
    [{ addresses: address('hanako@example.jp', false) }, 'address', 'address-unconfirmed', 'confirm-mail'],
    [{ addresses: address('hana..ko@example.jp') }, 'address', 'address-undeliverable', 'change-mail'],
    [{ addresses: address('hanako.@example.jp') }, 'address', 'address-undeliverable', 'change-mail'],
    [{ mails: mail('bounced') }, 'address', 'address-bounced', 'change-mail'],
    [{ mails: mail('refused') }, 'refused', 'mail-refused', 'resend'],
    [{ mails: mail('waiting') }, 'refused', 'mail-waiting', 'wait'],
    [{ mails: mail('sending') }, 'refused', 'mail-waiting', 'wait'],
    [{ mails: mail('deferred') }, 'refused', 'mail-deferred', 'wait'],
    [{ mails: mail('given-up') }, 'refused', 'mail-given-up', 'resend'],
    [{ mails: mail('lapsed') }, 'refused', 'never-sent', 'resend'],
    [{ mails: mail('accepted', 'bounced') }, 'address', 'address-bounced', 'change-mail'],
    [{ mails: mail('accepted', 'refused') }, 'refused', 'mail-refused', 'resend'],
    [{ addresses: address('hanako@example.jp', false, true) }, 'address', 'address-bounced', 'change-mail'],
    [{ mails: [...mail('refused'), ...mail('accepted')] }, 'blocked', 'blocked', 'allow-domain'],
    [{ mails: [] }, 'refused', 'never-sent', 'resend'],
    [{}, 'blocked', 'blocked', 'allow-domain'],
  ];
  it.each(cases)('%o: %s, %s, %s', (more, cause, sentence, action) => {
    expect(whyNoMail({ ...fine, ...more }).answer).toEqual({ cause, sentence, action });
  });

  it('shows every cause, in the order of rule 20, and answers with the first that fails', () => {
    const { causes, answer } = whyNoMail({
      ...fine,
      visibleBy: '2026-11-24',
      contracts: [{ isMailEligible: false }],
      wantsNotices: false,
      addresses: [],
      mails: mail('refused'),
    });
    expect(causes.map(({ cause, state }) => `${cause} ${state}`)).toEqual([
      'not-out failed',
      'not-eligible failed',
      'not-opted-in failed',
      'address failed',
      'refused failed',
      'blocked open',
    ]);
    expect(answer.cause).toBe('not-out');
    expect(causes.at(-1)?.facts).toEqual({ domain: 'mail.akari.example.jp' });
  });

  it('never shows an address', () => {
    expect(JSON.stringify(whyNoMail(fine))).not.toContain('hanako');
  });
});

describe('a bill', () => {
  test.each([
    ['cancelled', { state: 'cancelled', payment: 'debit' }, ['debited']],
    ['debited', { state: 'fixed', payment: 'debit' }, ['failed', 'debited']],
    ['debit-failed', { state: 'fixed', payment: 'debit' }, ['failed']],
    ['slip', { state: 'fixed', payment: 'slip' }, []],
  ] as const)('is %s', (state, bill, results) => {
    const debits = results.map((result) => ({ result }));
    expect(paymentState({ ...bill, dueOn: '2026-11-09' }, debits, '2026-11-23')).toBe(state);
  });
  test('is due on its day, and unknown after it', () => {
    const bill = { state: 'fixed', payment: 'debit', dueOn: '2026-11-09' } as const;
    expect(paymentState(bill, [], '2026-11-09')).toBe('debit-due');
    expect(paymentState(bill, [], '2026-11-10')).toBe('debit-unknown');
  });
  test('is whole where its lines add up', () => {
    expect([isWhole(3, [{ amountYen: 1 }, { amountYen: 2 }]), isWhole(3, [{ amountYen: 1 }]), isWhole(0, [])]).toEqual([
      true,
      false,
      false,
    ]);
  });
  test('has thirteen months before it, over the turn of the year', () => {
    expect(monthsThrough('2026-02', 13)).toHaveLength(13);
    expect(monthsThrough('2026-02', 3)).toEqual(['2025-12', '2026-01', '2026-02']);
  });
  test.each([
    ['T7000012050002', true],
    ['T6430001000000', true],
    ['T7000012050003', false],
    ['7000012050002', false],
    ['T70000120500022', false],
  ])('%s as a registration number: %s', (text, isOne) => expect(isRegistrationNo(text)).toBe(isOne));
});
