import { z } from 'zod';
import { callTakers, date, id, instant, note, plain, type Row, text, writeInput } from './row.ts';

/** What an agent reads of an account's login, in the order in which the rules decide it. */
export const loginState = z.enum([
  'never-issued',
  'withdrawn',
  'ended',
  'limited',
  'first-login',
  'initial-expired',
  'in-use',
  'void',
]);

export const badge = z.enum([
  'withdrawn',
  'limited',
  'never-issued',
  'first-login',
  'protected',
  'do-not-post',
  'ended',
]);

export const hit = z.strictObject({
  accountId: z.number(),
  customerNo: z.string(),
  loginId: z.string(),
  name: z.string(),
  nameKana: z.string(),
  /** null for a protected account, whose address nobody sees in a list. */
  address: z.string().nullable(),
  badges: z.array(badge),
  /** What of it agrees with what was typed; of what is masked the list can say no more. */
  foundBy: z.enum(['supply-point', 'customer-no', 'phone', 'mail', 'login', 'name', 'address', 'name-and-place']),
});

export const permission = z.strictObject({
  isAllowed: z.boolean(),
  /** Why not: a code with a sentence of its own, or null. */
  reason: z.string().nullable(),
});

export const maskedValue = z.strictObject({ id: z.number(), masked: z.string(), since: instant });

export const account = {
  'account.search': {
    kind: 'read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ text: text.max(200), limit: z.number().int().min(1).max(50).default(50) }),
    output: z.strictObject({
      hits: z.array(hit),
      /** By a whole customer or supply point number: who holds contracts that no account holds. */
      holders: z.array(
        z.strictObject({
          customerId: z.number(),
          customerNo: z.string(),
          name: z.string(),
          nameKana: z.string(),
          accounts: z.number().int(),
          contracts: z.number().int(),
        }),
      ),
      /** There are more than were asked for; they are never counted. */
      hasMore: z.boolean(),
      /** The keys that were looked up, for the screen to say and the audit to keep. */
      keys: z.array(z.string()),
      isTooShort: z.boolean(),
      /** Search keys are being made anew: somebody who is there may not be found yet. */
      isRebuilding: z.boolean(),
    }),
    refusals: {},
  },
  'account.open': {
    kind: 'audited-read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ accountId: id }),
    output: z.strictObject({
      accountId: z.number(),
      version: z.number(),
      now: instant,
      status: z.enum(['active', 'withdrawn']),
      loginId: z.string(),
      formerLoginIds: z.array(z.strictObject({ loginId: z.string(), until: instant })),
      registeredOn: date,
      isProtected: z.boolean(),
      isDoNotPost: z.boolean(),
      wantsNotices: z.boolean(),
      wantsAmounts: z.boolean(),
      customer: z.strictObject({
        customerId: z.number(),
        customerNo: z.string(),
        kind: z.enum(['person', 'sole-trader', 'organisation', 'unknown']),
        name: z.string(),
        nameKana: z.string(),
        otherAccounts: z.array(
          z.strictObject({
            accountId: z.number(),
            loginId: z.string(),
            /** With this account, by asking a supervisor. */
            canJoin: permission,
            /** Whose login can go on then. */
            canStay: z.strictObject({ this: permission, other: permission }),
          }),
        ),
      }),
      /** null where the account is protected: shown by a reveal only. */
      deliveryAddress: z
        .strictObject({
          postcode: z.string(),
          line: z.string(),
          building: z.string(),
          department: z.string(),
          careOf: z.string(),
        })
        .nullable(),
      contracts: z.array(
        z.strictObject({
          contractId: z.number(),
          contractNo: z.string(),
          /** Begun at the desk: the customer system has not given it its number yet. */
          isProvisional: z.boolean(),
          supplyPointNo: z.string(),
          plan: z.string(),
          startedOn: date,
          endedOn: date.nullable(),
          supplyAddress: z.string().nullable(),
          applicationPhone: z.string().nullable(),
          isMailEligible: z.boolean(),
        }),
      ),
      /** How long it stays open after move-out (rule 27); null while a contract goes on. */
      clock: z
        .strictObject({
          runsFrom: date,
          openThrough: date,
          isOver: z.boolean(),
          /** The contract that ended last; null where there never was one. */
          contractNo: z.string().nullable(),
        })
        .nullable(),
      login: z.strictObject({
        state: loginState,
        lockedUntil: instant.nullable(),
        failures: z.number().int(),
        failureLimit: z.number().int(),
        lastFailureAt: instant.nullable(),
        lastFailureFactor: z.enum(['password', 'phone']).nullable(),
        lastSuccessAt: instant.nullable(),
        issuedAt: instant.nullable(),
        postedAt: instant.nullable(),
        /** The initial password works through this Tokyo date. */
        expiresOn: date.nullable(),
        passwordChangedAt: instant.nullable(),
        loginIdChangedAt: instant.nullable(),
      }),
      contactPhones: z.array(maskedValue),
      mailAddresses: z.array(maskedValue.extend({ isConfirmed: z.boolean() })),
      /** A call on this customer that ended failed within the last 24 hours. */
      failedContactUntil: instant.nullable(),
      can: z.strictObject({
        openContact: permission,
        unlock: permission,
        reveal: permission,
        /** Registered data at once. */
        change: permission,
        changeNotices: permission,
        /** The same, for a supervisor to decide: where `change` is not allowed for want of proof only. */
        askApproval: permission,
        setFlags: permission,
        setHold: permission,
        requestCard: permission,
        /** Of a card under way, which goes on: only the password that somebody else may know is stopped (rule 13). */
        stopPassword: permission,
        cancelCard: permission,
      }),
      /** A legal hold: nothing of it is purged (rule 30). */
      hold: z.strictObject({ setBy: z.string(), setAt: instant }).nullable(),
      /** What has been asked for and not decided yet. */
      openApprovals: z.array(z.strictObject({ approvalId: z.number(), act: z.string(), askedAt: instant })),
    }),
    refusals: { 'no-such-account': plain },
  },
  'account.timeline': {
    kind: 'audited-read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({
      accountId: id,
      before: id.nullable().default(null),
      limit: z.number().int().min(1).max(100).default(30),
    }),
    output: z.strictObject({
      events: z.array(
        z.strictObject({
          eventId: z.number(),
          at: instant,
          kind: z.string(),
          actor: z.enum(['staff', 'portal', 'system']),
          staffName: z.string().nullable(),
          contactId: z.number().nullable(),
          facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
          note: z.string().nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: { 'no-such-account': plain },
  },
  /** Shows one masked value in full, to a person who has verified the caller at level 3. */
  'account.reveal': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({
      accountId: id,
      field: z.enum(['contact-phone', 'mail-address', 'address']),
      /** The phone's or mail address's id; the account's own id for its addresses. */
      valueId: id,
    }),
    output: z.strictObject({ values: z.array(z.string()) }),
    refusals: {
      'no-such-account': plain,
      'no-such-value': plain,
      'no-contact': plain,
      'no-customer': plain,
      'other-customer': plain,
      'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
      'needs-supervisor': plain,
    },
  },
  /** Lifts the login limit before its time (rule 4). */
  'account.unlock': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      accountId: id,
      reason: z.enum(['forgot-and-remembered', 'typing-mistake', 'caps-lock', 'other-person-tried', 'other']),
      note: note.default(''),
    }),
    output: z.strictObject({ accountId: z.number(), unlockedAt: instant, noticesQueued: z.number().int() }),
    refusals: {
      'no-such-account': plain,
      'no-contact': plain,
      'no-customer': plain,
      'other-customer': plain,
      'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
      'needs-supervisor': plain,
      'no-credential': plain,
      withdrawn: plain,
      'not-limited': z.strictObject({ endedAt: instant.nullable() }),
      'already-lifted': z.strictObject({ by: z.string(), at: instant }),
      'note-needed': plain,
    },
    secretInput: ['note'],
  },
} as const satisfies Record<string, Row>;
