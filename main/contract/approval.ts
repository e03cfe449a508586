// The one way in which a second person says yes or no: acts on an account, and settings that guard.
import { z } from 'zod';
import { id, instant, note, plain, type Row, writeInput } from './row.ts';

const deciders = ['supervisor', 'admin'] as const;
const state = z.enum(['asked', 'granted', 'refused', 'void']);

export const approval = {
  /** What the signed-in person could decide, by role: supervisors acts on accounts, admins settings. */
  'approval.list': {
    kind: 'read',
    roles: deciders,
    input: z.strictObject({ state: z.enum(['open', 'decided']).default('open') }),
    output: z.strictObject({
      approvals: z.array(
        z.strictObject({
          approvalId: z.number(),
          act: z.string(),
          accountId: z.number().nullable(),
          customerName: z.string().nullable(),
          askedBy: z.string(),
          askedAt: instant,
          state,
          decidedBy: z.string().nullable(),
          decidedAt: instant.nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** The facts to decide on: what would change, why, and what the caller had proven. */
  'approval.open': {
    kind: 'audited-read',
    roles: deciders,
    input: z.strictObject({ approvalId: id }),
    output: z.strictObject({
      approvalId: z.number(),
      act: z.string(),
      accountId: z.number().nullable(),
      customerName: z.string().nullable(),
      askedBy: z.string(),
      askedAt: instant,
      reason: z.string(),
      state,
      decisionNote: z.string().nullable(),
      /** To be sent back with the decision: it binds to just this. */
      digest: z.string(),
      /** What it is about has changed since it was asked for: it can only be refused. */
      isOutdated: z.boolean(),
      changes: z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() })),
      proofs: z.array(
        z.strictObject({ fact: z.string(), outcome: z.enum(['ticked', 'matched', 'missed']), at: instant }),
      ),
      canDecide: z.strictObject({ isAllowed: z.boolean(), reason: z.string().nullable() }),
    }),
    refusals: { 'no-such-approval': plain },
  },
  'approval.decide': {
    kind: 'write',
    roles: deciders,
    input: writeInput({
      approvalId: id,
      digest: z.string().max(64),
      outcome: z.enum(['grant', 'refuse']),
      note: note.default(''),
    }),
    output: z.strictObject({ approvalId: z.number(), state }),
    refusals: {
      'no-such-approval': plain,
      'already-decided': z.strictObject({ by: z.string().nullable(), at: instant }),
      'own-request': plain,
      'too-close': z.strictObject({ days: z.number() }),
      'content-changed': plain,
      'note-needed': plain,
      /** The act itself is no longer possible, for a reason of its own. */
      'act-refused': z.strictObject({ error: z.string() }),
    },
    secretInput: ['note'],
  },
} as const satisfies Record<string, Row>;
