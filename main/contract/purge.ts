// Purges (rule 30): whose time is over, the runs that two admins answer for, their certificates.
import { z } from 'zod';
import { date, id, instant, line, nothing, plain, type Row, writeInput } from './row.ts';

const permission = z.strictObject({ isAllowed: z.boolean(), reason: z.string().nullable() });
/** `refused`: the other admin said no; `stopped`: nobody works on it, and it has not ended. */
const state = z.enum(['asked', 'refused', 'released', 'running', 'stopped', 'done']);
const kept = z.array(z.strictObject({ reason: z.string(), count: z.number().int() }));
const noRun = { 'no-such-purge': plain } as const;
const file = z.strictObject({ file: z.string(), fileName: z.string() });
const readers = ['admin', 'auditor'] as const;

export const purges = {
  /** What a run would take now, counted and with a sample of internal ids, and the runs so far. */
  'purge.overview': {
    kind: 'read',
    roles: readers,
    input: nothing,
    output: z.strictObject({
      today: date,
      due: z.number().int(),
      /** Among them those whose days to be purged in are over. */
      overdue: z.number().int(),
      dueDays: z.number().int(),
      /** Clocks that end within the next 30 days. */
      ending: z.number().int(),
      kept,
      sample: z.array(z.strictObject({ accountId: z.number(), openThrough: date, dueBy: date })),
      runLimit: z.number().int(),
      runs: z.array(
        z.strictObject({
          runId: z.number(),
          state,
          through: date,
          accounts: z.number().int(),
          purged: z.number().int(),
          kept: z.number().int(),
          askedBy: z.string(),
          askedAt: instant,
          approvalId: z.number().nullable(),
          approvedBy: z.string().nullable(),
          approvedAt: instant.nullable(),
          endedAt: instant.nullable(),
        }),
      ),
      can: z.strictObject({ ask: permission }),
    }),
    refusals: {},
  },
  /** Fixes which accounts are meant, and asks another admin. */
  'purge.ask': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ reason: line(500) }),
    output: z.strictObject({ runId: z.number(), approvalId: z.number(), accounts: z.number().int() }),
    refusals: { 'nothing-due': plain, 'purge-under-way': z.strictObject({ runId: z.number() }) },
    secretInput: ['reason'],
  },
  /** Between two pieces; what was taken stays taken. */
  'purge.stop': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ runId: id }),
    output: z.strictObject({ runId: z.number() }),
    refusals: { ...noRun, 'purge-not-running': plain },
  },
  'purge.goOn': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ runId: id }),
    output: z.strictObject({ runId: z.number() }),
    refusals: { ...noRun, 'purge-not-stopped': plain },
  },
  /** As PDF: when, by which rule, how much, who asked and who approved, and where it stands in the audit. */
  'purge.certificate': {
    kind: 'audited-read',
    roles: readers,
    input: z.strictObject({ runId: id }),
    output: file,
    refusals: { ...noRun, 'purge-not-done': plain },
  },
  /** Internal ids of what was taken and what was kept, as CSV. */
  'purge.ids': {
    kind: 'audited-read',
    roles: readers,
    input: z.strictObject({ runId: id }),
    output: file,
    refusals: noRun,
  },
} as const satisfies Record<string, Row>;
