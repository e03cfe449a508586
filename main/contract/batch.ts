// Batches of postcards: made by one admin, released by another, generated or undone.
import { z } from 'zod';
import { date, id, instant, line, nothing, plain, type Row, writeInput } from './row.ts';

const batchState = z.enum(['made', 'released', 'generating', 'generated', 'printed', 'posted', 'reconciled', 'undone']);
const cause = z.enum([
  'forgotten-password',
  'forgotten-login-id',
  'lost-card',
  'never-arrived',
  'suspected-misuse',
  'new-account',
]);
const job = z.strictObject({
  jobId: id,
  /** `interrupted`: nobody works on it any more, and it has not ended. */
  state: z.enum(['waiting', 'running', 'interrupted', 'done', 'failed', 'cancelled']),
  isCancelAsked: z.boolean(),
  /** Nothing is drawn before whoever made the batch has noted its passphrase. */
  waitsFor: z.enum(['passphrase']).nullable(),
  done: z.number().int(),
  all: z.number().int(),
  /** By the last seconds; null where nobody can tell yet. */
  speed: z.strictObject({ cardsPerSecond: z.number().int(), secondsLeft: z.number().int() }).nullable(),
  fault: z.string().nullable(),
});
const batch = z.strictObject({
  batchId: id,
  state: batchState,
  /** Still being put together: neither counted nor to be released. */
  isPlanning: z.boolean(),
  layout: z.string(),
  plannedPostingOn: date,
  validThrough: date,
  cards: z.number().int(),
  /** Left to the work list when it was put together. */
  droppedOut: z.number().int(),
  /** Drawn cards that must not be posted as they are. */
  toPull: z.number().int(),
  madeBy: z.string(),
  madeAt: instant,
  releasedBy: z.string().nullable(),
  releasedAt: instant.nullable(),
  generatedAt: instant.nullable(),
  filesDeletedAt: instant.nullable(),
  /** Null where its own job undid it. */
  undoneBy: z.string().nullable(),
  undoneAt: instant.nullable(),
  undoneNote: z.string().nullable(),
  /** Whom the passphrase of its files is for (rule 15); null before generation. */
  passphraseTo: z.enum(['house', 'maker']).nullable(),
  job: job.nullable(),
});
const permission = z.strictObject({ isAllowed: z.boolean(), reason: z.string().nullable() });
const part = z.strictObject({
  part: z.number().int(),
  state: z.enum(['generated', 'printed', 'posted']),
  cards: z.number().int(),
  pulled: z.number().int(),
  printed: z.number().int(),
  /** Neither printed nor pulled, by what the print house has reported. */
  open: z.number().int(),
  fileName: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  postedOn: date.nullable(),
  can: z.strictObject({ post: permission, undo: permission }),
});
export const noBatch = { 'no-such-batch': plain, 'batch-moved-on': z.strictObject({ state: batchState }) } as const;

/** `other-console`: the process that knows the passphrase was begun there. */
const noPassphrase = {
  'no-such-batch': plain,
  'no-passphrase-waits': plain,
  'maker-only': plain,
  'other-console': plain,
} as const;

export const batches = {
  'batch.list': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      waiting: z.number().int(),
      /** Of those, by the cause of the request; a cause that nobody has is left out. */
      waitingByCause: z.partialRecord(cause, z.number().int()),
      droppedOut: z.number().int(),
      /** What has to be there before a batch can be made. */
      lacks: z.array(z.enum(['sender', 'second-admin'])),
      /** Without it a batch's passphrase is shown to whoever made it, and only its releaser gets the files (rule 15). */
      hasHouseKey: z.boolean(),
      /**
       * The next issue day, the last day whose requests go with it, and the posting date it leads to; null where holidays
       * ahead are unknown.
       */
      next: z.strictObject({ issueOn: date, closesOn: date, postingOn: date }).nullable(),
      batches: z.array(batch),
      can: z.strictObject({ make: permission }),
      now: instant,
    }),
    refusals: {},
  },
  'batch.open': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ batchId: id }),
    output: z.strictObject({
      batch,
      parts: z.array(part),
      counts: z.record(z.string(), z.number()),
      /** Cards whose accounts have changed since they were drawn, so that none of them may be posted; the first of them. */
      toPull: z.strictObject({
        count: z.number().int(),
        cards: z.array(
          z.strictObject({
            serial: z.string(),
            part: z.number().int(),
            reasons: z.array(z.enum(['do-not-post', 'withdrawn', 'protected', 'address-changed', 'login-id-changed'])),
          }),
        ),
      }),
      can: z.strictObject({
        generate: permission,
        notePassphrase: permission,
        cancelJob: permission,
        undo: permission,
        fetchFiles: permission,
        takeResults: permission,
        pull: permission,
      }),
      /** A part posted after this date needs another admin's approval (rule 5). */
      lastTimelyPostingOn: date,
      /** Asked of another admin and not decided yet. */
      openApprovals: z.array(
        z.strictObject({ approvalId: z.number(), act: z.string(), askedBy: z.string(), askedAt: instant }),
      ),
      now: instant,
    }),
    refusals: { 'no-such-batch': plain },
  },
  /** Gathers what waits; a card that cannot be printed right drops out. Release is then asked of another admin. */
  'batch.make': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ plannedPostingOn: date, cause: cause.nullable().default(null) }),
    output: z.strictObject({ batchId: id, jobId: id }),
    refusals: {
      'sender-missing': plain,
      'second-admin-missing': plain,
      'nothing-waiting': plain,
      'posting-date': plain,
      'batch-under-way': z.strictObject({ batchId: z.number() }),
    },
  },
  /** Draws passwords and pages in a process of its own; a batch that was cut off begins anew. */
  'batch.generate': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id }),
    /** `maker`: it waits until who made the batch has noted the passphrase. */
    output: z.strictObject({ batchId: id, jobId: id, passphraseTo: z.enum(['house', 'maker']) }),
    refusals: {
      ...noBatch,
      'sender-missing': plain,
      /** Since the batch was made: nobody has released what its cards would say of their sender now. */
      'sender-changed': plain,
      /** No house's key is set: the passphrase is for the eyes of who made the batch. */
      'maker-only': plain,
      'job-held': plain,
      'posting-expired': plain,
    },
  },
  /** The passphrase of a batch that waits for it, to whoever made the batch, once; kept nowhere (rule 15). */
  'batch.showPassphrase': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({ batchId: id }),
    output: z.strictObject({ groups: z.array(z.string()) }),
    refusals: { ...noPassphrase, 'shown-already': plain },
  },
  /** Its last group typed back, which begins the generation. */
  'batch.notePassphrase': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id, group: line(20) }),
    output: z.strictObject({ batchId: id }),
    refusals: { ...noPassphrase, 'passphrase-differs': plain },
    secretInput: ['group'],
  },
  'batch.cancelJob': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id }),
    output: z.strictObject({ batchId: id }),
    refusals: { ...noBatch, 'no-such-job': plain },
  },
  /** 破棄: files and new passwords go, requests wait again, and every old password stays as it was (rule 13). */
  'batch.undo': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ batchId: id, reason: line(500) }),
    output: z.strictObject({ batchId: id, givenBack: z.number().int() }),
    refusals: { ...noBatch, 'job-held': plain },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
