// Files of the customer system: taken in by admins, as jobs.
import { createHash } from 'node:crypto';
import * as layouts from '../../db/import-layouts.ts';
import * as runs from '../../db/import-runs.ts';
import * as jobs from '../../db/jobs.ts';
import * as staff from '../../db/staff.ts';
import { type Context, done, type Prepared, type Run, refuse } from '../command.ts';
import type { Output } from '../contract/index.ts';
import type { Uploads } from '../files/uploads.ts';
import type { FaultFacts, ImportRefusal } from '../import/fault.ts';
import type { Look } from '../import/look.ts';
import { type ImportJobInput, importJobKind } from '../jobs/import-input.ts';
import { jobTopic, leaseFrom } from '../jobs/job.ts';
import { staffActor, staffIdOf } from '../rules/actor.ts';
import {
  type Columns,
  fieldsOf,
  guessColumns,
  guessKind,
  mayBeLeftOut,
  missingFields,
} from '../rules/import-columns.ts';

type JobView = NonNullable<Output<'import.list'>['job']>;
type Counts = JobView['counts'];
const shownRuns = 50;
const gigabyte = 1024 ** 3;

const countsOf = (found: Partial<Counts> = {}): Counts => ({
  newCount: found.newCount ?? 0,
  changed: found.changed ?? 0,
  same: found.same ?? 0,
  kept: found.kept ?? 0,
  pending: found.pending ?? 0,
  rejected: found.rejected ?? 0,
});
type Fault = NonNullable<JobView['fault']>;
const faultOf = (fault: Fault['fault'], { line = 0, columns = [], what = '' }: FaultFacts, ref = ''): Fault => ({
  fault,
  line,
  columns: [...columns],
  what,
  ref,
});
const headerHash = (header: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(header)).digest('hex');

/** Of `staff:7` the person's name; of the command line the system user's. */
const nameOf = (names: ReadonlyMap<string, string>, actor: string): string =>
  names.get(actor) ?? (staffIdOf(actor) === null ? actor.replace(/^system:/, '') : '');

const fileOf = (job: jobs.JobRow): string => (JSON.parse(job.input) as ImportJobInput).file;
const isLeft = (job: jobs.JobRow, now: string): boolean =>
  (job.state === 'waiting' || job.state === 'running') && job.leaseUntil <= now;

type Progress = {
  rows?: number;
  bytes?: number;
  postcards?: number;
  phase?: 'rows' | 'search';
  speed?: JobView['speed'];
  counts?: Partial<Counts>;
  warnings?: number;
};
type Result = Partial<Counts> &
  FaultFacts & { rows?: number; warnings?: number; postcards?: number; fault?: Fault['fault']; ref?: string };

const viewOf = (job: jobs.JobRow, by: string, uploads: Uploads, now: string): JobView => {
  const input: ImportJobInput = JSON.parse(job.input);
  const progress: Progress = JSON.parse(job.progress);
  const result: Result = JSON.parse(job.result ?? '{}');
  const isDone = job.state === 'done';
  const isAtWork = job.state === 'running' && !isLeft(job, now);
  return {
    jobId: job.id,
    kind: input.kind,
    isDry: input.isDry,
    state: isLeft(job, now) ? 'interrupted' : job.state,
    phase: progress.phase ?? 'rows',
    isCancelAsked: job.isCancelAsked,
    fileName: input.fileName,
    size: input.size,
    sha256: input.sha256,
    bytes: isDone ? input.size : (progress.bytes ?? 0),
    rows: (isDone ? result.rows : progress.rows) ?? 0,
    speed: (isAtWork && progress.speed) || null,
    counts: countsOf(isDone ? result : progress.counts),
    warnings: (isDone ? result.warnings : progress.warnings) ?? 0,
    postcards: input.requestsPostcards ? ((isDone ? result.postcards : progress.postcards) ?? 0) : null,
    fault: result.fault ? faultOf(result.fault, result, result.ref) : null,
    by,
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    hasRejects: job.endedAt !== null && uploads.hasRejects(input.file, job.id),
    hasFile: uploads.has(input.file),
  };
};

export const listImports: Run<'import.list'> = async ({ tx, now, uploads }) => {
  const job = await jobs.latest(tx, importJobKind);
  const made = await runs.list(tx, shownRuns);
  const maker = staffActor(job?.madeBy ?? 0);
  const names = await staff.actorNames(tx, [maker, ...made.map(({ actor }) => actor)]);
  return done({
    job: job && viewOf(job, names.get(maker) ?? '', uploads, now),
    runs: made.map(({ runId, kind, fileName, byteCount, sha256, state, actor, startedAt, endedAt, counts }) => ({
      runId,
      kind,
      fileName,
      size: byteCount,
      sha256,
      state,
      by: nameOf(names, actor),
      startedAt,
      endedAt,
      counts: countsOf(JSON.parse(counts)),
    })),
  });
};

export const offerUpload: Run<'import.offer'> = async ({ db, client, uploads }, { fileName, size }) => {
  if (db.kind === 'demo') return refuse('demo-database');
  if (size === 0) return refuse('empty-file');
  if (size > uploads.limit) return refuse('file-too-large', { gigabytes: uploads.limit / gigabyte });
  return done({ file: uploads.offer(client, { fileName, size }) });
};

const chosenOf = <Value>(name: string, value: Value | null) => (value === null ? {} : { [name]: value });

export const lookAtUpload: Run<'import.look'> = async ({ tx, client, uploads }, input) => {
  const upload = uploads.of(client, input.file);
  if (!upload) return refuse('no-upload');
  const look = await uploads.look(input.file, {
    ...chosenOf('encoding', input.encoding),
    ...chosenOf('delimiter', input.delimiter),
  });
  if (!look.ok) return refuse('unusable-file', faultOf(look.error, look.detail));
  const { header, rows, format } = look;
  const kind = input.kind ?? guessKind(header);
  const kept = kind && (await layouts.find(tx, kind, headerHash(header)));
  const columns: Columns = kept ? JSON.parse(kept) : kind ? guessColumns(kind, header) : {};
  const before = kind && (await runs.doneBefore(tx, kind, upload.sha256));
  const names = await staff.actorNames(tx, before ? [before.actor] : []);
  const { fileName, size, sha256 } = upload;
  return done({
    fileName,
    size,
    sha256,
    kind,
    ...format,
    header: [...header],
    rows: rows.map((row) => [...row]),
    fields: (kind ? fieldsOf(kind) : []).map((field) => ({
      field,
      column: columns[field] ?? null,
      isOptional: mayBeLeftOut(field),
    })),
    isRemembered: kept !== null,
    before: before && { at: before.startedAt, by: nameOf(names, before.actor) },
  });
};

export const startImport: Prepared<'import.start', Look | ImportRefusal | null> = {
  prepare: async ({ client, uploads }, { file, encoding, delimiter }) =>
    uploads.of(client, file) && uploads.look(file, { encoding, delimiter }),
  run: async (ctx, { file, kind, isDry, encoding, delimiter, columns: chosen, requestsPostcards }, look) => {
    const { tx, db, client, uploads, session, now } = ctx;
    if (db.kind === 'demo') return refuse('demo-database');
    const upload = uploads.of(client, file);
    if (!upload || !look) return refuse('no-upload');
    if (!look.ok) return refuse('unusable-file', faultOf(look.error, look.detail));
    if (requestsPostcards && kind !== 'accounts') return refuse('postcards-for-accounts');
    const fields = fieldsOf(kind);
    const columns: Columns = Object.fromEntries(
      chosen.filter(({ field }) => fields.includes(field)).map(({ field, column }) => [field, column]),
    );
    const missing = missingFields(kind, columns, look.header.length);
    if (missing.length > 0) return refuse('columns-missing', { fields: missing });
    await runs.takeTurn(tx);
    // One that nobody holds any more gives way: this one does its work anew.
    for (const open of await jobs.open(tx, importJobKind)) {
      if (!isLeft(open, now)) return refuse('import-running', { by: await staff.nameOf(tx, open.madeBy ?? 0) });
      await jobs.cancelLeft(tx, open.id, now);
      // After a dry run that was cut off this one may read the very same upload.
      if (fileOf(open) !== file) await uploads.remove(fileOf(open));
    }
    await layouts.keep(tx, { kind, headerSha256: headerHash(look.header), columns: JSON.stringify(columns) }, now);
    const { fileName, size, sha256 } = upload;
    const input: ImportJobInput = {
      kind,
      isDry,
      file,
      fileName,
      size,
      sha256,
      format: { encoding, delimiter },
      columns,
      requestsPostcards,
    };
    const made = { kind: importJobKind, input: JSON.stringify(input), madeBy: session.staffId };
    const jobId = await jobs.add(tx, { ...made, leaseUntil: leaseFrom(now) }, now);
    ctx.runJob(jobId);
    ctx.touch(jobTopic);
    const wish = requestsPostcards ? { postcards: true } : {};
    return done({ jobId }, { job: jobId, kind, dry: isDry, ...wish, sha256, bytes: size });
  },
};

const found = async ({ tx }: Context, jobId: number): Promise<jobs.JobRow | null> => {
  const job = await jobs.byId(tx, jobId);
  return job?.kind === importJobKind ? job : null;
};
export const cancelImport: Run<'import.cancel'> = async (ctx, { jobId }) => {
  const { tx, now, uploads } = ctx;
  const job = await found(ctx, jobId);
  if (!job) return refuse('no-such-job');
  if (job.endedAt !== null) return refuse('job-ended');
  ctx.touch(jobTopic);
  if (await jobs.cancelLeft(tx, jobId, now)) {
    await uploads.remove(fileOf(job));
    return done({ state: 'cancelled' }, { job: jobId, state: 'cancelled' });
  }
  await jobs.askCancel(tx, jobId);
  return done({ state: 'asked' }, { job: jobId, state: 'asked' });
};

export const continueImport: Run<'import.continue'> = async (ctx, { jobId }) => {
  const job = await found(ctx, jobId);
  if (!job) return refuse('no-such-job');
  if (job.endedAt !== null) return refuse('job-ended');
  if (!isLeft(job, ctx.now)) return refuse('job-held');
  if (!ctx.uploads.has(fileOf(job))) return refuse('no-upload');
  await jobs.forgetCancel(ctx.tx, jobId);
  ctx.runJob(jobId);
  ctx.touch(jobTopic);
  return done({ jobId }, { job: jobId });
};

export const fetchRejects: Run<'import.rejects'> = async (ctx, { jobId }) => {
  const job = await found(ctx, jobId);
  if (!job) return refuse('no-such-job');
  const bytes = await ctx.uploads.rejects(fileOf(job), jobId);
  if (!bytes) return refuse('no-rejects');
  const fileName = `rejects-${jobId}.csv`;
  return done({ file: ctx.files.offer(ctx.client, { name: fileName, bytes }), fileName }, { job: jobId });
};
