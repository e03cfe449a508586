// What the print house gets of a batch and answers, and what becomes of its parts and cards until they are posted.
import { z } from 'zod';
import { noBatch } from './batch.ts';
import { date, id, line, note, plain, type Row, writeInput } from './row.ts';

export const batchHouse = {
  /** One file of a generated batch, fetched once by its token from the host. */
  'batch.file': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({
      batchId: id,
      /** `pulled`: the serials that the print house is to take out. */
      what: z.enum(['part', 'manifest', 'sums', 'passphrase', 'pulled']),
      part: z.number().int().min(1).max(1000).default(1),
    }),
    output: z.strictObject({ file: z.string(), fileName: z.string() }),
    refusals: { ...noBatch, 'no-such-file': plain, 'file-damaged': plain, 'releaser-only': plain },
  },
  /** A token under which the host takes the print house's or the carrier's list. */
  'batch.offer': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ fileName: line(200), size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    output: z.strictObject({ file: z.string() }),
    refusals: { 'empty-file': plain, 'list-too-large': z.strictObject({ megabytes: z.number() }) },
  },
  /** The print house's answer: `serial,result(printed|spoiled|rerun|pulled),date`, an upload of this desk's own. */
  'batch.results': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id, file: z.string().regex(/^[0-9a-f]{32}$/) }),
    output: z.strictObject({ printed: z.number(), pulled: z.number(), spoiled: z.number(), rerun: z.number() }),
    refusals: {
      ...noBatch,
      'no-upload': plain,
      /** Nothing was taken in: the first rows that are wrong. */
      'results-wrong': z.strictObject({ rows: z.array(z.strictObject({ line: z.number(), code: z.string() })) }),
    },
  },
  /** 引抜き before a part is posted; the list of pulled serials goes to the print house. */
  'batch.pull': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({
      batchId: id,
      serial: line(12),
      requestTo: z.enum(['waiting', 'cancelled']),
      reason: line(500),
    }),
    output: z.strictObject({ batchId: id }),
    refusals: { ...noBatch, 'no-such-serial': plain, 'card-moved-on': plain },
    secretInput: ['reason'],
  },
  /** 引抜き of every card that must not be posted as it is by now. */
  'batch.pullAll': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id, requestTo: z.enum(['waiting', 'cancelled']), reason: line(500) }),
    output: z.strictObject({ batchId: id, pulled: z.number().int() }),
    refusals: { ...noBatch, 'nothing-to-pull': plain, 'card-moved-on': plain },
    secretInput: ['reason'],
  },
  /** 差出: the new passwords take the old ones' place, in one transaction (rule 13). */
  'batch.post': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({
      batchId: id,
      part: z.number().int().min(1),
      postedOn: date,
      reason: note.max(500).default(''),
    }),
    output: z.strictObject({ batchId: id, state: z.enum(['posted', 'asked']), cards: z.number().int() }),
    refusals: {
      ...noBatch,
      'no-such-part': plain,
      'already-posted': plain,
      'part-open': z.strictObject({ open: z.number() }),
      'part-empty': plain,
      'posting-in-future': plain,
      'posting-before-generation': plain,
      'posting-expired': plain,
      /** So late that another admin has to see how short the passwords' life gets: a reason is needed. */
      'reason-needed': z.strictObject({ days: z.number() }),
      'file-damaged': plain,
      /** Accounts of some of its cards have changed since: those are pulled first. */
      'cards-to-pull': plain,
    },
    secretInput: ['reason'],
  },
  /** 破棄 of one part, where others of its batch are posted or still can be: its cards are pulled, all of them. */
  'batch.undoPart': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id, part: z.number().int().min(1), reason: line(500) }),
    output: z.strictObject({ batchId: id, givenBack: z.number().int() }),
    refusals: {
      ...noBatch,
      'no-such-part': plain,
      'already-posted': plain,
      'job-held': plain,
      'part-empty': plain,
      /** The batch is undone instead. */
      'only-part': plain,
    },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
