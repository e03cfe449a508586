// Mail to customers as admins see it: how it leaves, what it says, what waits; and in a demo, where it all ended.
import { z } from 'zod';
import { date, id, instant, line, nothing, plain, type Row, text, writeInput } from './row.ts';

/** A page of the web service; a token may be put behind it. */
const url = z
  .string()
  .max(200)
  .regex(/^https:\/\/[a-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._~/?=&-]*)?$/);
const server = z.strictObject({
  host: line(200).regex(/^[A-Za-z0-9.:[\]-]+$/),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['starttls', 'tls', 'none']),
  user: line(200).nullable(),
});
const sending = {
  /** null: nothing is sent, and what is queued waits. */
  server: server.nullable(),
  senderName: line(60).refine((typed) => !/[\p{Cc}\u2028\u2029]/u.test(typed)),
  senderLocal: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,40}$/),
  billUrl: url,
  confirmUrl: url,
  connections: z.number().int().min(1).max(20),
  perMinute: z.number().int().min(1).max(100_000).nullable(),
  /** Bills that came out on this day or later are told of by themselves; null: none is. */
  noticesFrom: date.nullable(),
};
const kind = z.enum([
  'bill',
  'bill-with-amount',
  'reading',
  'debited',
  'debit-failed',
  'confirm-address',
  'limit-lifted',
  'mail-changed',
  'address-changed',
  'phone-changed',
  'application-phone-changed',
  'login-id-changed',
  'withdrawn',
  'reopened',
  'moved-out',
  'move-out-undone',
  'moved-in',
  'moved-within',
  'name-changed',
  'holder-changed',
  'accounts-joined',
  'clock-ending',
  'other-change',
]);
const words = { subject: text.min(1).max(200), body: text.min(1).max(5000) };
const unfit = z.strictObject({
  fault: z.enum(['empty', 'too-long', 'line-break', 'brace', 'unknown-placeholder', 'missing-placeholder']),
  name: z.string().nullable(),
});
const trouble = z
  .enum([
    'sending-missing',
    'server-missing',
    'domain-missing',
    'company-missing',
    'password-missing',
    'demo-outside',
    'not-encrypted',
    'no-connection',
    'no-such-host',
    'tls',
    'no-starttls',
    'sign-in',
    'timed-out',
    'dropped',
    'answered',
  ])
  .nullable();
const serverRefusals = { 'mail-demo-outside': plain, 'mail-not-encrypted': plain };

export const mail = {
  'mail.settings': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      sending: z.strictObject(sending).nullable(),
      /** Set with what bills say of their sender. */
      domain: z.string().nullable(),
      /** From where the server's password comes here; null where the server asks for none. */
      password: z.enum(['file', 'environment', 'key-store', 'missing']).nullable(),
      /** This console may keep it in the system's key store. */
      hasKeyStore: z.boolean(),
      version: z.number().int(),
    }),
    refusals: {},
  },
  /** The server's password, into the key store of the system that this console runs on; nowhere else. */
  'mail.keepPassword': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ password: z.string().min(1).max(200) }),
    output: z.strictObject({ isKept: z.literal(true) }),
    refusals: { 'no-key-store': plain, 'mail-no-user': plain, 'key-not-kept': plain },
    secretInput: ['password'],
  },
  'mail.setSending': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ ...sending, version: z.number().int() }),
    output: z.strictObject({ version: z.number().int() }),
    refusals: { ...serverRefusals, 'changed-meanwhile': plain },
  },
  /** Asks the server as it is set, from here, without sending a mail; null: it would take one. */
  'mail.test': {
    kind: 'audited-read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({ trouble, code: z.number().int().nullable() }),
    refusals: {},
  },
  'mail.texts': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      texts: z.array(
        z.strictObject({
          kind,
          subject: z.string(),
          body: z.string(),
          placeholders: z.array(z.string()),
          /** 0: as it came with the program. */
          version: z.number().int(),
          changedAt: instant.nullable(),
          changedBy: z.string().nullable(),
        }),
      ),
    }),
    refusals: {},
  },
  'mail.setText': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ kind, ...words, version: z.number().int() }),
    output: z.strictObject({ version: z.number().int() }),
    refusals: { 'mail-text-unfit': unfit, 'changed-meanwhile': plain, 'same-value': plain },
  },
  /** With a fixed, invented customer. */
  'mail.previewText': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ kind, ...words }),
    output: z.strictObject({ subject: z.string(), body: z.string() }),
    refusals: { 'mail-text-unfit': unfit },
  },
  'mail.textHistory': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ kind }),
    output: z.strictObject({
      versions: z.array(
        z.strictObject({
          version: z.number().int(),
          subject: z.string(),
          body: z.string(),
          changedAt: instant,
          changedBy: z.string(),
        }),
      ),
    }),
    refusals: {},
  },
  'mail.outbox': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      /** State -> how many; of those that have ended, in the last seven days. */
      counts: z.record(z.string(), z.number().int()),
      oldestWaitingAt: instant.nullable(),
      nextTryAt: instant.nullable(),
      /** What was said to those that are tried again, the most first. */
      deferred: z.array(
        z.strictObject({
          reason: z.string().nullable(),
          code: z.number().int().nullable(),
          status: z.string().nullable(),
          mails: z.number().int(),
        }),
      ),
    }),
    refusals: {},
  },
  'mail.retryNow': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({}),
    output: z.strictObject({ mails: z.number().int() }),
    refusals: {},
  },
  /** What a demo sent: nothing of it left the machine. */
  'mail.demoMailbox': {
    kind: 'read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ before: id.nullable().default(null), limit: z.number().int().min(1).max(100).default(30) }),
    output: z.strictObject({
      mails: z.array(
        z.strictObject({
          mailId: z.number(),
          at: instant,
          sender: z.string(),
          recipient: z.string(),
          subject: z.string(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: { 'no-demo-mail': plain },
  },
  'mail.demoMail': {
    kind: 'read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ mailId: id }),
    output: z.strictObject({
      sender: z.string(),
      recipient: z.string(),
      subject: z.string(),
      body: z.string(),
      at: instant,
    }),
    refusals: { 'no-demo-mail': plain, 'no-such-mail': plain },
  },
} as const satisfies Record<string, Row>;
