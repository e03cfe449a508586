import { z } from 'zod';
import { id, instant, line, nothing, plain, type Row, writeInput } from './row.ts';

/** Why a file was not read to its end. */
export const importFaults = [
  'no-such-file',
  'unreadable-file',
  'empty-file',
  /** It has a header and nothing below it. */
  'no-rows',
  /** A PDF, a workbook, something packed. */
  'not-csv',
  'bad-encoding',
  'row-too-long',
  'open-quote',
  'too-many-columns',
  'unknown-columns',
  'missing-columns',
  'duplicate-columns',
  'demo-database',
  'rejects-not-writable',
  'cancelled',
  /** Another console, first load or reindex has begun meanwhile and goes on with it. */
  'taken-over',
  /** Accounts are being loaded elsewhere, by the command line perhaps; what belongs to them comes afterwards. */
  'load-running',
  /** Something in the program: the log has it. */
  'broken',
] as const;

const kind = z.enum(['accounts', 'contracts', 'bills', 'debits']);
const encoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-31j']);
const delimiter = z.enum([',', '\t', ';']);
/** Names an upload of this desk's own. */
const file = z.string().regex(/^[0-9a-f]{32}$/);
const column = z.number().int().min(0).max(199);
const counts = z.strictObject({
  newCount: z.number().int(),
  changed: z.number().int(),
  same: z.number().int(),
  kept: z.number().int(),
  pending: z.number().int(),
  rejected: z.number().int(),
});
const fault = z.strictObject({
  fault: z.enum(importFaults),
  /** 0 where it has none. */
  line: z.number().int(),
  columns: z.array(z.string()),
  what: z.string(),
  /** Of the log, where something broke. */
  ref: z.string(),
});
const job = z.strictObject({
  jobId: id,
  kind,
  isDry: z.boolean(),
  /** `interrupted`: nobody works on it any more, and it has not ended. */
  state: z.enum(['waiting', 'running', 'interrupted', 'done', 'failed', 'cancelled']),
  phase: z.enum(['rows', 'search']),
  isCancelAsked: z.boolean(),
  fileName: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  /** Of the file's, as far as it has been read. */
  bytes: z.number().int(),
  rows: z.number().int(),
  /** Of the rows, by the last seconds; null where nobody can tell yet. */
  speed: z.strictObject({ rowsPerSecond: z.number().int(), secondsLeft: z.number().int() }).nullable(),
  counts,
  /** Asked for new accounts, after a dry run: that would be; null where that was not wanted. */
  postcards: z.number().int().nullable(),
  fault: fault.nullable(),
  by: z.string(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Refused rows can be fetched here. */
  /** Rows that went in without their mail address, which is none. */
  warnings: z.number().int(),
  hasRejects: z.boolean(),
  /** Its file still lies on this machine. */
  hasFile: z.boolean(),
});

export const imports = {
  /** The import that runs or ran last, and all that were made. */
  'import.list': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      job: job.nullable(),
      runs: z.array(
        z.strictObject({
          runId: id,
          kind,
          fileName: z.string(),
          size: z.number().int().nullable(),
          sha256: z.string().nullable(),
          state: z.enum(['running', 'done', 'failed', 'cancelled']),
          by: z.string(),
          startedAt: instant,
          endedAt: instant.nullable(),
          counts,
        }),
      ),
    }),
    refusals: {},
  },
  /** A token under which the host takes one file of this size. */
  'import.offer': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ fileName: line(200), size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    output: z.strictObject({ file: z.string() }),
    refusals: {
      'demo-database': plain,
      'empty-file': plain,
      'file-too-large': z.strictObject({ gigabytes: z.number() }),
    },
  },
  /** How a file is written and what its columns are likely to mean; what is chosen is taken as it is. */
  'import.look': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({
      file,
      kind: kind.nullable().default(null),
      encoding: encoding.nullable().default(null),
      delimiter: delimiter.nullable().default(null),
    }),
    output: z.strictObject({
      fileName: z.string(),
      size: z.number().int(),
      sha256: z.string(),
      kind: kind.nullable(),
      encoding,
      hasBom: z.boolean(),
      delimiter,
      header: z.array(z.string()),
      rows: z.array(z.array(z.string())),
      /** In the order in which they are shown; null where nobody knows yet which column is meant. */
      fields: z.array(z.strictObject({ field: z.string(), column: column.nullable(), isOptional: z.boolean() })),
      /** Chosen by a person for this header before. */
      isRemembered: z.boolean(),
      /** The last time that this very file went in. */
      before: z.strictObject({ at: instant, by: z.string() }).nullable(),
    }),
    refusals: { 'no-upload': plain, 'unusable-file': fault },
  },
  'import.start': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({
      file,
      kind,
      isDry: z.boolean(),
      encoding,
      delimiter,
      columns: z.array(z.strictObject({ field: line(40), column })).max(40),
      /** A card for each account that is new in the file. */
      requestsPostcards: z.boolean().default(false),
    }),
    output: z.strictObject({ jobId: id }),
    refusals: {
      'demo-database': plain,
      'no-upload': plain,
      'unusable-file': fault,
      'postcards-for-accounts': plain,
      'columns-missing': z.strictObject({ fields: z.array(z.string()) }),
      'import-running': z.strictObject({ by: z.string() }),
    },
  },
  /** What is in stays in; nothing more comes after the piece that is under way. */
  'import.cancel': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ jobId: id }),
    output: z.strictObject({ state: z.enum(['asked', 'cancelled']) }),
    refusals: { 'no-such-job': plain, 'job-ended': plain },
  },
  /** Begins again with an import that was cut off: what is in already is found to be the same. */
  'import.continue': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ jobId: id }),
    output: z.strictObject({ jobId: id }),
    refusals: { 'no-such-job': plain, 'job-ended': plain, 'job-held': plain, 'no-upload': plain },
  },
  /** The list of refused rows as CSV, fetched once by its token from the host. */
  'import.rejects': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({ jobId: id }),
    output: z.strictObject({ file: z.string(), fileName: z.string() }),
    refusals: { 'no-such-job': plain, 'no-rejects': plain },
  },
} as const satisfies Record<string, Row>;
