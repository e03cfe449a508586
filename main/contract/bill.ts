// Bills: what there is and since when it can be seen, each as a paper and as a breakdown, and why no mail came.
import { z } from 'zod';
import { permission } from './account.ts';
import { callTakers, date, id, instant, line, nothing, plain, type Row, text, writeInput } from './row.ts';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const verification = {
  'no-such-account': plain,
  'no-such-bill': plain,
  'no-contact': plain,
  'no-customer': plain,
  'other-customer': plain,
  'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
  'needs-supervisor': plain,
};
const paper = {
  /** Rows of the customer system's file are missing: its lines do not add up to its amount. */
  'bill-incomplete': plain,
  /** Set by an admin: name, address, registration number. */
  'bill-sender-missing': plain,
};
const file = z.strictObject({ file: z.string(), fileName: z.string() });
/** As a guide (目安); null where the holidays ahead are not known. */
const guide = date.nullable();

const cause = z.enum(['not-out', 'not-eligible', 'not-opted-in', 'address', 'refused', 'blocked']);
const mailSentence = z.enum([
  'bill-cancelled',
  'not-out-yet',
  'not-eligible',
  'withdrawn',
  'not-opted-in',
  'no-address',
  'address-unconfirmed',
  'address-undeliverable',
  'address-bounced',
  'mail-refused',
  'mail-waiting',
  'mail-deferred',
  'mail-given-up',
  'never-sent',
  'blocked',
]);

export const bill = {
  /** Amounts and usage only once the caller is verified: an amount is a fact that callers are asked for (rule 8). */
  'bill.list': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({
      accountId: id,
      contractId: id.nullable().default(null),
      fromMonth: month.nullable().default(null),
      throughMonth: month.nullable().default(null),
      before: z.strictObject({ billingMonth: month, billId: id }).nullable().default(null),
      limit: z.number().int().min(1).max(100).default(13),
    }),
    output: z.strictObject({
      bills: z.array(
        z.strictObject({
          billId: z.number(),
          billNo: z.string(),
          billingMonth: month,
          state: z.enum(['cancelled', 'debited', 'debit-failed', 'debit-due', 'debit-unknown', 'card', 'slip']),
          issuedOn: date,
          dueOn: date,
          /** null: not to be seen yet by who asks. */
          amountYen: z.number().int().nullable(),
          usageKwh: z.number().int().nullable(),
          /** More than one: まとめ請求. */
          contracts: z.number().int(),
          contractNo: z.string(),
          /** The last of its contracts' meter readings. */
          readOn: date.nullable(),
          isWhole: z.boolean(),
          correctedAt: instant.nullable(),
          /** By when the customer sees it. */
          visibleBy: guide,
          isOut: z.boolean(),
          debitedOn: date.nullable(),
          debitVisibleBy: guide,
        }),
      ),
      hasMore: z.boolean(),
      /** Every contract of the account, for choosing one, with what can be seen of it (rules 23 to 25). */
      contracts: z.array(
        z.strictObject({
          contractId: z.number(),
          contractNo: z.string(),
          place: z.string().nullable(),
          /** Its data can be seen once its first bill is fixed; null: it is not yet. */
          dataSince: date.nullable(),
          readOn: date.nullable(),
          billVisibleBy: guide,
          debitedOn: date.nullable(),
          debitVisibleBy: guide,
        }),
      ),
      /** To amounts, papers and files. */
      can: permission,
    }),
    refusals: { 'no-such-account': plain },
  },
  /** 再発行 of a bill, fetched once by its token from the host. */
  'bill.pdf': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({ accountId: id, billId: id }),
    output: file,
    refusals: { ...verification, ...paper, 'character-not-drawable': z.strictObject({ character: z.string() }) },
  },
  /** ご請求の内訳, a row for each contract. */
  'bill.csv': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({ accountId: id, billId: id, encoding: z.enum(['utf-8', 'windows-31j']).default('utf-8') }),
    output: file,
    refusals: { ...verification, ...paper, 'not-in-windows-31j': z.strictObject({ characters: z.string() }) },
  },
  /** When a bill or a debit can be seen, counted out day by day (rules 23, 24, 26); of several dates the last counts. */
  'bill.visibility': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({ kind: z.enum(['bill', 'debit']), dates: z.array(date).min(1).max(100) }),
    output: z.strictObject({
      visibleBy: date,
      days: z.array(
        z.strictObject({
          on: date,
          count: z.number().int().nullable(),
          off: z.enum(['holiday', 'weekend', 'turn-of-year', 'company']).nullable(),
          /** Of a national holiday that the table knows. */
          name: z.strictObject({ ja: z.string(), en: z.string() }).nullable(),
        }),
      ),
    }),
    refusals: { 'holiday-year-unknown': z.strictObject({ year: z.string(), first: z.string(), last: z.string() }) },
  },
  /** All causes at once, in the order in which they are asked for; the first that failed is the answer (rule 20). */
  'bill.whyNoMail': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({ accountId: id, billId: id }),
    output: z.strictObject({
      causes: z.array(
        z.strictObject({
          cause,
          /** `open`: it cannot be seen from here. */
          state: z.enum(['passed', 'failed', 'open']),
          sentence: mailSentence.nullable(),
          facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
        }),
      ),
      answer: z.strictObject({
        cause,
        sentence: mailSentence,
        action: z.enum([
          'wait',
          'explain',
          'reopen',
          'opt-in',
          'change-mail',
          'confirm-mail',
          'resend',
          'allow-domain',
        ]),
      }),
      /** To say the answer: until the caller is verified, what is said is the same of every account (rule 7). */
      canTell: permission,
    }),
    refusals: { 'no-such-account': plain, 'no-such-bill': plain },
  },
  'bill.sender': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      registrationNo: z.string().nullable(),
      mailDomain: z.string().nullable(),
      version: z.number().int(),
    }),
    refusals: {},
  },
  /** What bills say of their sender beside what cards say of it. */
  'bill.setSender': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({
      registrationNo: text.trim().regex(/^T\d{13}$/),
      mailDomain: line(200).regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
      version: z.number().int(),
    }),
    output: z.strictObject({ version: z.number().int() }),
    refusals: { 'changed-meanwhile': plain, 'not-a-registration-number': plain },
  },
} as const satisfies Record<string, Row>;
