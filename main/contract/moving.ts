// Contracts that begin, end and change hands, and what follows for the account (rules 25, 27 to 29).
import { z } from 'zod';
import { permission } from './account.ts';
import { requestState } from './card.ts';
import { actRow, isPostcodeConfirmed, postcodeFaults } from './registered-data.ts';
import { callTakers, date, id, instant, line, plain, type Row, text } from './row.ts';

const optional = (max: number) => text.trim().max(max).default('');
const start = {
  /** A contract of the customer's that is in no account; null: one that the customer system does not know yet. */
  newContractId: id.nullable().default(null),
  supplyPointNo: optional(40),
  startsOn: date.nullable().default(null),
  plan: optional(100),
  postcode: optional(16),
  isPostcodeConfirmed,
  line: optional(200),
  /** '': the one of the contract that ends. */
  applicationPhone: optional(40),
};
const contractNo = z.strictObject({ contractNo: z.string() });
const noContract = { 'no-such-contract': plain } as const;
const isEnded = {
  /** `by`: the member of staff who was faster; null where a file brought the end, or it ended long ago. */
  'already-ended': z.strictObject({
    contractNo: z.string(),
    endedOn: date,
    by: z.string().nullable(),
    at: instant.nullable(),
  }),
} as const;
const endRefusals = {
  ...noContract,
  ...isEnded,
  'ends-before-start': z.strictObject({ contractNo: z.string(), startedOn: date }),
  'end-too-late': z.strictObject({ latest: date }),
  'end-needs-approval': z.strictObject({ earliest: date }),
} as const;
const startRefusals = {
  ...noContract,
  ...isEnded,
  withdrawn: plain,
  /** The time of this one is over, and the customer has another one that is open. */
  'has-open-account': z.strictObject({ loginId: z.string() }),
  'contract-held': contractNo,
  'supply-point-format': plain,
  'start-incomplete': plain,
  'start-out-of-range': z.strictObject({ earliest: date, latest: date }),
  gaiji: z.strictObject({ character: z.string() }),
  ...postcodeFaults,
  'phone-format': plain,
  /** `until`: the contract before ends then; null: it goes on. */
  'supply-point-taken': z.strictObject({ until: date.nullable() }),
} as const;
/** An act that another person always decides on. */
const decided = { 'needs-decision': plain } as const;

export const moving = {
  /** Before a move-out: what is open on the account and what becomes of it, and how long it will stay open. */
  'moving.check': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({
      accountId: id,
      contractIds: z.array(id).max(50).default([]),
      endsOn: date.nullable().default(null),
    }),
    output: z.strictObject({
      today: date,
      earliest: date,
      latest: date,
      contracts: z.array(z.strictObject({ contractId: z.number(), canEnd: permission, canUndo: permission })),
      /** Contracts of the customer's that are in no account. */
      joinable: z.array(
        z.strictObject({
          contractId: z.number(),
          contractNo: z.string(),
          supplyPointNo: z.string(),
          startedOn: date,
          place: z.string().nullable(),
        }),
      ),
      open: z.array(
        z.strictObject({
          kind: z.enum(['last-bill', 'unpaid', 'debit-due', 'card-request', 'card-unused', 'mail', 'approval']),
          count: z.number().int(),
        }),
      ),
      /** Through which day the account stays open if the chosen contracts end then; null: a contract goes on. */
      openThrough: date.nullable(),
    }),
    refusals: { 'no-such-account': plain },
  },
  'moving.moveOut': actRow(
    { contractIds: z.array(id).min(1).max(50), endsOn: date, isToldByMail: z.boolean().default(true) },
    endRefusals,
  ),
  'moving.undoMoveOut': actRow(
    { contractIds: z.array(id).min(1).max(50) },
    {
      ...noContract,
      'not-ended': contractNo,
      'end-has-passed': contractNo,
      'supply-point-taken': z.strictObject({ until: date.nullable() }),
    },
  ),
  'moving.moveIn': actRow(start, startRefusals),
  /** The old contract ends and the new one begins, in one. */
  'moving.moveWithin': actRow(
    { ...start, contractId: id, endsOn: date, deliversThere: z.boolean().default(true) },
    { ...startRefusals, ...endRefusals },
  ),
  /** The same person under another name: the account stays. */
  'moving.changeName': actRow(
    { name: line(200), nameKana: line(200) },
    { gaiji: z.strictObject({ character: z.string() }) },
  ),
  /** Another person takes a contract over: it leaves for an account of theirs. */
  'moving.changeHolder': actRow(
    { contractId: id, holderCustomerNo: line(20), changesOn: date, applicationPhone: line(40) },
    {
      ...decided,
      ...noContract,
      ...isEnded,
      'no-such-holder': plain,
      'start-out-of-range': startRefusals['start-out-of-range'],
      'phone-format': plain,
    },
  ),
  'moving.joinAccounts': actRow(
    { otherAccountId: id, survivor: z.enum(['this', 'other']) },
    {
      ...decided,
      'not-of-customer': plain,
      withdrawn: plain,
      'clock-over': plain,
      'card-under-way': z.strictObject({ state: requestState, askedAt: instant }),
    },
  ),
  /** Accounts whose time after move-out ends soon, as a work list. */
  'moving.closing': {
    kind: 'read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ after: z.strictObject({ openThrough: date, accountId: id }).nullable().default(null) }),
    output: z.strictObject({
      today: date,
      days: z.number().int(),
      accounts: z.array(
        z.strictObject({
          accountId: z.number(),
          openThrough: date,
          customerNo: z.string(),
          customerName: z.string(),
          loginId: z.string(),
          hasMail: z.boolean(),
          toldAt: instant.nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
} as const satisfies Record<string, Row>;
