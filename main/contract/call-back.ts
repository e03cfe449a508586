import { z } from 'zod';
import { callTakers, id, instant, note, plain, type Row, writeInput } from './row.ts';

export const callBack = {
  /** Promised call-backs, the most overdue first. */
  'callBack.list': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({ state: z.enum(['open', 'settled']).default('open'), isMine: z.boolean().default(false) }),
    output: z.strictObject({
      now: instant,
      callBacks: z.array(
        z.strictObject({
          callBackId: z.number(),
          accountId: z.number().nullable(),
          customerId: z.number().nullable(),
          customerName: z.string().nullable(),
          dueAt: instant,
          promisedAt: instant,
          promisedBy: z.string(),
          state: z.enum(['open', 'done', 'not-reached']),
          note: z.string().nullable(),
          attempts: z.number().int(),
          lastTriedAt: instant.nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  'callBack.promise': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ dueAt: instant, note: note.default('') }),
    output: z.strictObject({ callBackId: z.number() }),
    refusals: { 'no-contact': plain, 'past-time': plain },
    secretInput: ['note'],
  },
  'callBack.settle': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      callBackId: id,
      /** `not-reached`: it stays on the list until `nextAt`; `given-up`: nobody will try again. */
      outcome: z.enum(['done', 'not-reached', 'given-up']),
      nextAt: instant.nullable().default(null),
    }),
    output: z.strictObject({ callBackId: z.number(), dueAt: instant.nullable() }),
    refusals: {
      'no-such-call-back': plain,
      'already-settled': z.strictObject({ by: z.string(), at: instant }),
      'next-time-needed': plain,
      'past-time': plain,
    },
  },
} as const satisfies Record<string, Row>;
