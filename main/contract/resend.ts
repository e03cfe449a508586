// Mail of bills once more: to whom and of what, what became of each, and all that failed in a time.
import { z } from 'zod';
import { permission } from './account.ts';
import { callTakers, date, id, instant, plain, type Row, writeInput } from './row.ts';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const mailState = z.enum([
  'waiting',
  'sending',
  'deferred',
  'accepted',
  'bounced',
  'refused',
  'suppressed',
  'lapsed',
  'given-up',
]);
const billOff = z.enum(['cancelled', 'too-old', 'not-out', 'not-eligible']);
const addressOff = z.enum(['unconfirmed', 'bounced', 'undeliverable']);
const accountOff = z.enum(['withdrawn', 'not-opted-in']);

const verification = {
  'no-such-account': plain,
  'no-contact': plain,
  'no-customer': plain,
  'other-customer': plain,
  'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
  'needs-supervisor': plain,
};
const window = { fromOn: date, throughOn: date };

export const resend = {
  /** What there is to choose from. Addresses are masked: only what is on file is offered, and nothing is typed here. */
  'resend.look': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({
      accountId: id,
      billId: id.nullable().default(null),
      limit: z.number().int().min(1).max(100).default(12),
    }),
    output: z.strictObject({
      bills: z.array(
        z.strictObject({
          billId: z.number(),
          billNo: z.string(),
          billingMonth: month,
          contracts: z.number().int(),
          reason: billOff.nullable(),
          /** When a person had it sent today, to whichever address; null: not yet. */
          sentTodayAt: instant.nullable(),
        }),
      ),
      hasMore: z.boolean(),
      addresses: z.array(z.strictObject({ mailId: z.number(), masked: z.string(), reason: addressOff.nullable() })),
      can: permission,
    }),
    refusals: { 'no-such-account': plain, 'no-such-bill': plain },
  },
  /** A mail may name an amount, so it is seen with a verified caller only. */
  'resend.preview': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({ accountId: id, billId: id, mailId: id }),
    output: z.strictObject({ from: z.string(), subject: z.string(), body: z.string() }),
    refusals: {
      ...verification,
      'no-such-bill': plain,
      'no-such-address': plain,
      'mail-not-set-up': plain,
      /** Nothing may go there now; `resend.look` says why. */
      'mail-held-back': plain,
    },
  },
  /** Queued as new mails, each with a Message-ID of its own: receivers drop repeats of one that they had. */
  'resend.send': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      accountId: id,
      billIds: z.array(id).min(1).max(24),
      // More than the limit of an account (rule 19): whoever had more of old keeps them.
      mailIds: z.array(id).min(1).max(20),
      /** It was sent today, and is meant all the same. */
      isAgain: z.boolean().default(false),
    }),
    output: z.strictObject({ mails: z.number().int(), addresses: z.number().int(), bills: z.number().int() }),
    refusals: {
      ...verification,
      'no-such-bill': plain,
      'no-such-address': plain,
      'account-gets-no-mail': z.strictObject({ reason: accountOff }),
      'bill-not-sendable': z.strictObject({ billingMonth: month, reason: billOff }),
      'address-not-sendable': z.strictObject({ masked: z.string(), reason: addressOff }),
      'sent-today': z.strictObject({ at: instant }),
    },
  },
  /** The question to confirm an address once more; it carries no personal data (rule 22). */
  'resend.confirmation': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ accountId: id, mailId: id }),
    output: z.strictObject({ mails: z.number().int() }),
    refusals: {
      ...verification,
      'no-such-address': plain,
      'already-confirmed': plain,
      'address-not-sendable': z.strictObject({ masked: z.string(), reason: addressOff }),
    },
  },
  /** Each mail with what became of it, the newest first. */
  'resend.history': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({
      accountId: id,
      billId: id.nullable().default(null),
      before: id.nullable().default(null),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    output: z.strictObject({
      mails: z.array(
        z.strictObject({
          outboxId: z.number(),
          kind: z.string(),
          billId: z.number().nullable(),
          masked: z.string(),
          isRemoved: z.boolean(),
          state: mailState,
          /** A code; what a server said in its own words repeats the address. */
          reason: z.string().nullable(),
          code: z.number().nullable(),
          status: z.string().nullable(),
          attempts: z.number().int(),
          at: instant,
          nextAt: instant.nullable(),
          acceptedAt: instant.nullable(),
          endedAt: instant.nullable(),
          /** Who had it sent; null: it went by itself. */
          sentBy: z.string().nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: { 'no-such-account': plain },
  },
  /** Mails of bills that ended in these days without reaching anybody, and of which no later one was sent. */
  'resend.failed': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject(window),
    output: z.strictObject({
      /** By what became of them. */
      failed: z.array(z.strictObject({ state: mailState, mails: z.number().int() })),
      /** What can be sent once more as things stand. */
      ready: z.number().int(),
      accounts: z.number().int(),
      /** No mail that fails later is sent along. */
      throughId: z.number().int(),
    }),
    refusals: { 'days-reversed': plain },
  },
  /** The next piece of them. Cut off between two pieces, the same words go on where they stood. */
  'resend.all': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ ...window, throughId: z.number().int().min(0), after: z.number().int().min(0) }),
    output: z.strictObject({
      mails: z.number().int(),
      /** null: that was the last piece. */
      after: z.number().int().nullable(),
    }),
    refusals: { 'days-reversed': plain },
  },
} as const satisfies Record<string, Row>;
