/** Why no mail told of a bill: every cause with its facts, in the order of rule 20; the first that fails is the answer. */
import type { CalendarDate } from './calendar.ts';
import { checkMailAddress } from './mail-address.ts';
import { isUnderWay, type MailState } from './mail-state.ts';

export type MailCause = 'not-out' | 'not-eligible' | 'not-opted-in' | 'address' | 'refused' | 'blocked';
export type MailSentence =
  | 'bill-cancelled'
  | 'not-out-yet'
  | 'not-eligible'
  | 'withdrawn'
  | 'not-opted-in'
  | 'no-address'
  | 'address-unconfirmed'
  | 'address-undeliverable'
  | 'address-bounced'
  | 'mail-refused'
  | 'mail-waiting'
  | 'mail-deferred'
  | 'mail-given-up'
  | 'never-sent'
  | 'blocked';
export type MailAction =
  | 'wait'
  | 'explain'
  | 'reopen'
  | 'opt-in'
  | 'change-mail'
  | 'confirm-mail'
  | 'resend'
  | 'allow-domain';

export type MailFacts = {
  readonly today: CalendarDate;
  readonly isCancelled: boolean;
  /** The last reading of the bill. */
  readonly readOn: CalendarDate;
  /** By when it can be seen (rule 23); null where the holidays ahead are not known. */
  readonly visibleBy: CalendarDate | null;
  readonly contracts: readonly { readonly isMailEligible: boolean }[];
  /** The web account was closed while supply goes on (退会): nothing is sent to it. */
  readonly isWithdrawn: boolean;
  readonly wantsNotices: boolean;
  readonly addresses: readonly {
    readonly address: string;
    readonly isConfirmed: boolean;
    /** Mail came back from it for good, and nobody has confirmed it since. */
    readonly isSuppressed: boolean;
  }[];
  /** Mails of this bill to these addresses, the last one last. */
  readonly mails: readonly { readonly mailAddressId: number; readonly state: MailState; readonly at: string }[];
  /** Of our mail; null where nobody has set it. */
  readonly senderDomain: string | null;
};

export type JudgedCause = {
  readonly cause: MailCause;
  /** `open`: it cannot be seen from here. */
  readonly state: 'passed' | 'failed' | 'open';
  /** What is said where it failed. */
  readonly sentence: MailSentence | null;
  readonly facts: Readonly<Record<string, string | number | null>>;
};
export type WhyNoMail = {
  readonly causes: readonly JudgedCause[];
  readonly answer: { readonly cause: MailCause; readonly sentence: MailSentence; readonly action: MailAction };
};

const actions: Readonly<Record<MailSentence, MailAction>> = {
  'bill-cancelled': 'explain',
  'not-out-yet': 'wait',
  'not-eligible': 'explain',
  withdrawn: 'reopen',
  'not-opted-in': 'opt-in',
  'no-address': 'change-mail',
  'address-unconfirmed': 'confirm-mail',
  'address-undeliverable': 'change-mail',
  'address-bounced': 'change-mail',
  'mail-refused': 'resend',
  'mail-waiting': 'wait',
  'mail-deferred': 'wait',
  'mail-given-up': 'resend',
  'never-sent': 'resend',
  blocked: 'allow-domain',
};

const judged = (cause: MailCause, sentence: MailSentence | null, facts: JudgedCause['facts']): JudgedCause => ({
  cause,
  state: sentence === null ? 'passed' : 'failed',
  sentence,
  facts,
});

const judgeOut = ({ isCancelled, today, readOn, visibleBy }: MailFacts): JudgedCause => {
  const isOut = visibleBy !== null && visibleBy <= today;
  return judged('not-out', isCancelled ? 'bill-cancelled' : isOut ? null : 'not-out-yet', { readOn, visibleBy });
};

/** One mail tells of a whole bill: one contract in it that is eligible is enough. */
const judgeEligible = ({ contracts }: MailFacts): JudgedCause => {
  const eligible = contracts.filter(({ isMailEligible }) => isMailEligible).length;
  const facts = { eligible, contracts: contracts.length };
  return judged('not-eligible', eligible > 0 ? null : 'not-eligible', facts);
};

/** Of each address its last mail that was tried. */
const lastOfEach = ({ mails }: MailFacts): MailState[] => [
  ...new Map(
    mails.flatMap(({ mailAddressId, state }) => (state === 'lapsed' ? [] : [[mailAddressId, state] as const])),
  ).values(),
];

const judgeAddress = (facts: MailFacts): JudgedCause => {
  const { addresses } = facts;
  const confirmed = addresses.filter(({ isConfirmed }) => isConfirmed);
  const deliverable = confirmed.filter(({ address }) => checkMailAddress(address).deliverable).length;
  const suppressed = addresses.filter(({ isSuppressed }) => isSuppressed).length;
  const bounced = Math.max(suppressed, lastOfEach(facts).filter((state) => state === 'bounced').length);
  const found = { addresses: addresses.length, confirmed: confirmed.length, deliverable, bounced };
  if (addresses.length === 0) return judged('address', 'no-address', found);
  if (confirmed.length === 0) return judged('address', bounced > 0 ? 'address-bounced' : 'address-unconfirmed', found);
  if (deliverable === 0) return judged('address', 'address-undeliverable', found);
  return judged('address', bounced > 0 ? 'address-bounced' : null, found);
};

/** What is said of a mail that is not known to have arrived; the first that one of the addresses is in. */
const unsent: readonly (readonly [MailState, MailSentence])[] = [
  ['refused', 'mail-refused'],
  ['given-up', 'mail-given-up'],
  ['suppressed', 'never-sent'],
  ['deferred', 'mail-deferred'],
  ['waiting', 'mail-waiting'],
  ['sending', 'mail-waiting'],
];

const judgeSent = (facts: MailFacts): JudgedCause => {
  const states = lastOfEach(facts);
  const found = {
    mails: facts.mails.length,
    // What came back was taken at first.
    accepted: states.filter((state) => state === 'accepted' || state === 'bounced').length,
    underWay: states.filter(isUnderWay).length,
    lastAt: facts.mails.at(-1)?.at ?? null,
  };
  if (states.length === 0) return judged('refused', 'never-sent', found);
  return judged('refused', unsent.find(([state]) => states.includes(state))?.[1] ?? null, found);
};

export const whyNoMail = (facts: MailFacts): WhyNoMail => {
  const blocked: JudgedCause = {
    cause: 'blocked',
    state: 'open',
    sentence: 'blocked',
    facts: { domain: facts.senderDomain },
  };
  const causes = [
    judgeOut(facts),
    judgeEligible(facts),
    judged('not-opted-in', facts.isWithdrawn ? 'withdrawn' : facts.wantsNotices ? null : 'not-opted-in', {}),
    judgeAddress(facts),
    judgeSent(facts),
    blocked,
  ];
  const { cause, sentence } = causes.find(({ state }) => state === 'failed') ?? blocked;
  const said = sentence ?? 'blocked';
  return { causes, answer: { cause, sentence: said, action: actions[said] } };
};
