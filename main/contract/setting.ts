import { z } from 'zod';
import { everyRole, instant, line, plain, type Row, writeInput } from './row.ts';

export const setting = {
  'setting.list': {
    kind: 'read',
    roles: everyRole,
    input: z.strictObject({}),
    output: z.strictObject({
      settings: z.array(
        z.strictObject({
          name: z.string(),
          group: z.enum(['lock', 'verification', 'card', 'mail', 'desk', 'retention']),
          value: z.number(),
          initial: z.number(),
          min: z.number(),
          max: z.number(),
          rule: z.number(),
          /** 0 while it has never been set. */
          version: z.number().int(),
          needsApproval: z.boolean(),
        }),
      ),
    }),
    refusals: {},
  },
  'setting.history': {
    kind: 'read',
    roles: ['admin', 'auditor'],
    input: z.strictObject({ name: line(64) }),
    output: z.strictObject({
      changes: z.array(
        z.strictObject({
          from: z.number(),
          to: z.number(),
          at: instant,
          by: z.string(),
          approvedBy: z.string().nullable(),
          /** '': of a change made before reasons were kept. */
          reason: z.string(),
        }),
      ),
    }),
    refusals: { 'no-such-setting': plain },
  },
  'setting.change': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ name: line(64), value: z.number(), version: z.number().int().min(0), reason: line(500) }),
    output: z.strictObject({ state: z.enum(['done', 'asked']), approvalId: z.number().nullable() }),
    refusals: {
      'no-such-setting': plain,
      'out-of-bounds': z.strictObject({ min: z.number(), max: z.number() }),
      'same-value': plain,
      'changed-meanwhile': plain,
    },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
