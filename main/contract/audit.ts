import { z } from 'zod';
import { date, id, instant, nothing, type Row, text } from './row.ts';

const filter = {
  from: date.nullable().default(null),
  through: date.nullable().default(null),
  /** `staff:7`, `portal`, `system:...` or null for all. */
  actor: text.max(80).nullable().default(null),
  call: text.max(80).nullable().default(null),
  accountId: id.nullable().default(null),
};

export const audit = {
  'audit.list': {
    kind: 'read',
    roles: ['auditor'],
    input: z.strictObject({
      ...filter,
      before: z.strictObject({ at: instant, chain: z.number().int(), seq: z.number().int() }).nullable().default(null),
      limit: z.number().int().min(1).max(200).default(100),
    }),
    output: z.strictObject({
      entries: z.array(
        z.strictObject({
          chain: z.number(),
          seq: z.number(),
          at: instant,
          actor: z.string(),
          actorName: z.string().nullable(),
          call: z.string(),
          body: z.record(z.string(), z.unknown()),
          hash: z.string(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** Who and what the filters can name. */
  'audit.choices': {
    kind: 'read',
    roles: ['auditor'],
    input: nothing,
    output: z.strictObject({
      actors: z.array(z.strictObject({ actor: z.string(), name: z.string().nullable() })),
      calls: z.array(z.string()),
    }),
    refusals: {},
  },
  /** The entries of a filter as CSV, fetched once by its token from the host. */
  'audit.export': {
    kind: 'audited-read',
    roles: ['auditor'],
    input: z.strictObject(filter),
    output: z.strictObject({ file: z.string(), fileName: z.string(), count: z.number().int() }),
    refusals: { 'too-many': z.strictObject({ limit: z.number() }) },
  },
  /** Recomputes every hash. `head` is chain 0's; `audit.head` writes one that covers all chains, to be kept outside. */
  'audit.verify': {
    kind: 'read',
    roles: ['auditor'],
    input: z.strictObject({ expectedHead: z.string().max(64).nullable().default(null) }),
    output: z.strictObject({
      isWhole: z.boolean(),
      entries: z.number().int(),
      chains: z.number().int(),
      head: z.string(),
      finding: z
        .strictObject({
          kind: z.enum(['hash', 'gap', 'head', 'checkpoint', 'expected-head']),
          chain: z.number().nullable(),
          seq: z.number().nullable(),
        })
        .nullable(),
    }),
    refusals: {},
  },
  /** Writes a checkpoint over all chains and gives its hash, to be kept outside. */
  'audit.head': {
    kind: 'audited-read',
    roles: ['auditor'],
    input: nothing,
    output: z.strictObject({ head: z.string(), at: instant, entries: z.number().int() }),
    refusals: {},
  },
} as const satisfies Record<string, Row>;
