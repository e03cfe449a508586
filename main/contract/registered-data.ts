// What agents change for a caller: phones, addresses, mail, login ID, flags, closing. All need level 3, or an approval.
import { z } from 'zod';
import { callTakers, id, instant, line, note, plain, type Row, writeInput } from './row.ts';

const act = <Shape extends z.ZodRawShape>(shape: Shape, reason: z.ZodString) =>
  writeInput({
    accountId: id,
    reason,
    /** Where the caller has proven too little for the act itself: ask a supervisor instead. */
    isAskingApproval: z.boolean().default(false),
    ...shape,
  });
const output = z.strictObject({
  accountId: z.number(),
  state: z.enum(['done', 'asked']),
  approvalId: z.number().nullable(),
  noticesQueued: z.number().int(),
});
const refusals = {
  'no-such-account': plain,
  'no-contact': plain,
  'no-customer': plain,
  'other-customer': plain,
  'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
  'needs-supervisor': plain,
  'no-such-value': plain,
  'same-value': plain,
} as const;
/** A row of the contract that the one mechanism of acts carries out: judged, proposed, done or asked for. */
export const actRow = <Shape extends z.ZodRawShape, More extends Record<string, z.ZodType>>(
  shape: Shape,
  more: More,
  reason = line(500),
) => ({
  kind: 'write' as const,
  roles: callTakers,
  input: act(shape, reason),
  output,
  refusals: { ...refusals, ...more },
  secretInput: ['reason', ...Object.keys(shape)],
});

const phoneFault = { 'phone-format': plain };
export const postcodeFaults = {
  'postcode-format': plain,
  /** The postcode belongs elsewhere: what the postcode master has for it. */
  'postcode-address': z.strictObject({ towns: z.array(z.string()) }),
  /** A large user's own: somebody has to confirm it. */
  'postcode-unconfirmed': plain,
} as const;
/** Whoever typed the postcode has confirmed that it is a large user's own. */
export const isPostcodeConfirmed = z.boolean().default(false);
const text = (max: number) => z.string().trim().max(max);

const pendingValues = {
  before: z.string(),
  ours: z.string(),
  /** null: no file has contradicted ours. */
  theirs: z.string().nullable(),
};

export const registeredData = {
  /** null as id: one more number; null as number: the number is removed. */
  'account.changePhone': actRow(
    { phoneId: id.nullable(), number: line(40).nullable() },
    { ...phoneFault, 'too-many-values': z.strictObject({ limit: z.number() }) },
  ),
  'account.changeApplicationPhone': actRow({ contractId: id, number: line(40) }, phoneFault),
  'account.changeAddress': actRow(
    {
      postcode: line(16),
      isPostcodeConfirmed,
      line: line(200),
      building: text(100).default(''),
      department: text(100).default(''),
      careOf: text(100).default(''),
    },
    {
      ...postcodeFaults,
      gaiji: z.strictObject({ character: z.string() }),
    },
  ),
  'account.changeMail': actRow(
    { mailId: id.nullable(), address: line(254).nullable() },
    {
      'mail-characters': plain,
      'mail-undeliverable': z.strictObject({ reason: z.string() }),
      'too-many-values': z.strictObject({ limit: z.number() }),
    },
  ),
  'account.setNotices': actRow({ wantsNotices: z.boolean() }, {}),
  /** Whether mail that tells of a bill says its amount; a protected account's never does. */
  'account.setAmounts': actRow({ wantsAmounts: z.boolean() }, {}),
  'account.changeLoginId': actRow({ loginId: line(64) }, { 'login-id-format': plain, 'login-id-taken': plain }),
  'account.withdraw': actRow({}, { withdrawn: plain }),
  /** `account-joined`: its contracts are in another account of the customer's. */
  'account.reopen': actRow({}, { 'not-withdrawn': plain, 'account-joined': plain }),
  /** Set on a notice in writing or from an office: by a supervisor, without a caller. null: that flag stays as it is. */
  'account.setFlags': {
    kind: 'write',
    roles: ['supervisor'],
    input: writeInput({
      accountId: id,
      isProtected: z.boolean().nullable(),
      isDoNotPost: z.boolean().nullable(),
      reason: note.min(1).max(500),
    }),
    output: z.strictObject({ accountId: z.number() }),
    refusals: { 'no-such-account': plain, 'same-value': plain },
    secretInput: ['reason'],
  },
  /** Towns that a postcode names, for filling in an address. */
  'address.byPostcode': {
    kind: 'read',
    roles: [...callTakers, 'admin'],
    input: z.strictObject({ postcode: line(16) }),
    output: z.strictObject({
      postcode: z.string(),
      towns: z.array(z.strictObject({ prefecture: z.string(), municipality: z.string(), town: z.string() })),
      /** A large user's own, which no list says: whoever types it has to confirm it. */
      needsConfirmation: z.boolean(),
    }),
    refusals: { 'postcode-format': plain },
  },
  /** Changes made here that the customer system's files do not know yet, or contradict; telephone numbers masked. */
  'pendingChange.list': {
    kind: 'read',
    roles: ['supervisor', 'admin'],
    input: z.strictObject({ state: z.enum(['pending', 'conflict']).default('conflict') }),
    output: z.strictObject({
      changes: z.array(
        z.strictObject({
          changeId: z.number(),
          accountId: z.number(),
          customerName: z.string(),
          field: z.string(),
          ...pendingValues,
          /** A protected account's address: its values are empty here. */
          isHidden: z.boolean(),
          madeAt: instant,
          madeBy: z.string(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** One of them as it is compared by whoever settles it: a reveal. An application phone stays masked even here. */
  'pendingChange.open': {
    kind: 'audited-read',
    roles: ['supervisor', 'admin'],
    input: z.strictObject({ changeId: id }),
    output: z.strictObject({ changeId: z.number(), version: z.number().int(), ...pendingValues }),
    refusals: { 'no-such-change': plain, 'needs-supervisor': plain },
  },
  'pendingChange.settle': {
    kind: 'write',
    roles: ['supervisor', 'admin'],
    /** `version`: of the two values as they were compared. */
    input: writeInput({ changeId: id, version: z.number().int(), keep: z.enum(['ours', 'theirs']) }),
    output: z.strictObject({ changeId: z.number() }),
    refusals: {
      'no-such-change': plain,
      'needs-supervisor': plain,
      'changed-meanwhile': plain,
      /** `by` null: nobody did; a file has confirmed it, or it went with what it belonged to. */
      'already-settled': z.strictObject({ by: z.string().nullable(), at: instant }),
      /** Another contract has started where theirs would go on. */
      'supply-point-taken': z.strictObject({ until: z.iso.date().nullable() }),
      'holder-by-act': plain,
    },
  },
} as const satisfies Record<string, Row>;
