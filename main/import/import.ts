// Takes in a file of the customer system, piece by piece: each piece is one transaction with its audit entry, so that a
// run that was cut off anywhere is simply run again.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { databaseNow } from '../../db/clock.ts';
import { Dictionary } from '../../db/dictionary.ts';
import * as runs from '../../db/import-runs.ts';
import type { Database } from '../../db/open.ts';
import * as index from '../../db/search-index.ts';
import type { Postings } from '../../db/search-postings.ts';
import type { Columns } from '../rules/import-columns.ts';
import { accountFile } from './account-pieces.ts';
import { billFile } from './bill-pieces.ts';
import { type ReadColumns, readColumns } from './columns.ts';
import { contractFile } from './contract-pieces.ts';
import { debitFile } from './debit-pieces.ts';
import { DryMemory } from './dry-memory.ts';
import { type ImportRefusal, ImportStop } from './fault.ts';
import { firstLoad } from './first-load.ts';
import type { Format } from './format.ts';
import {
  auditing,
  type Guard,
  Importing,
  type ImportProgress,
  loadingPace,
  type Run,
  usualPace,
  type Writing,
} from './importing.ts';
import { type Counts, type FileKind, noCounts } from './pieces.ts';
import { findFormat, readCsv } from './read-csv.ts';
import { buildSearch, gatherAll, type ReindexProgress, reindex, TakenOver } from './reindex.ts';
import { openRejects, type Rejects } from './rejects.ts';

export type ImportKind = runs.ImportKind;
export type ImportOptions = {
  /** `system:NAME` or `staff:7`, as events and audit name who did it. */
  readonly actor: string;
  /** Where refused rows are listed; written anew, readable by its owner only. */
  readonly rejectsPath: string;
  /** Looks at every row and writes none. */
  readonly isDry?: boolean;
  /** What is not chosen is found from the file's beginning. */
  readonly format?: Partial<Format>;
  /** Else each column is known by its heading. */
  readonly columns?: Columns;
  /** Asks for a postcard for each new account of an accounts file. */
  readonly requestsPostcards?: boolean;
  /** What people call the file, where that is not its path. */
  readonly fileName?: string;
  /** Of the whole file where it was known before; else it is known once the file has been read to its end. */
  readonly sha256?: string;
  readonly jobId?: number;
  readonly guard?: Guard;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
};
export type ImportSummary = Counts & {
  /** 0 for a dry run, of which nothing is left. */
  readonly runId: number;
  readonly rows: number;
  /** Rows that went in without their mail address. */
  readonly warnings: number;
  /** Asked for new accounts, where that was wanted. */
  readonly postcards?: number;
  readonly sha256: string;
  readonly seconds: number;
};
export type ImportResult = { readonly ok: true; readonly value: ImportSummary } | ImportRefusal;

type Source = { readonly kind: ImportKind; readonly path: string; readonly options: ImportOptions };
type TellSearch = (progress: ReindexProgress) => void;
type Finished = { readonly state: 'done' | 'failed' | 'cancelled'; readonly sha256: string | null };

const readRows = async <Row, Work>(
  { kind, path, options }: Source,
  importing: Importing<Row, Work>,
  rejects: Rejects,
): Promise<string> => {
  const hash = createHash('sha256');
  const format = await findFormat(path, options.format);
  let columns: ReadColumns | null = null;
  for await (const { rows, bytes } of readCsv(path, hash, format)) {
    importing.bytes = bytes;
    const header: readonly string[] | null = columns ? null : (rows[0]?.fields ?? []);
    columns ??= readColumns(kind, header ?? [], options.columns);
    if (header) rejects.setHeadings(columns.headings);
    await importing.take(header ? rows.slice(1) : rows, columns);
  }
  if (columns === null) throw new ImportStop('empty-file');
  await importing.finish();
  return hash.digest('hex');
};

/** Reads the whole file; `after` makes search whole, `end` writes down how it ended. */
const runThrough = async <Row, Work>(
  source: Source,
  run: Run,
  file: FileKind<Row, Work>,
  rejects: Rejects,
  { after, end }: { after: (tell: TellSearch) => Promise<void>; end: (counts: Counts, how: Finished) => Promise<void> },
): Promise<Omit<ImportSummary, 'runId'>> => {
  const importing = new Importing(run, file, rejects);
  const began = performance.now();
  const tell: TellSearch = ({ rows, phase }) => importing.tell('search', phase === 'search' ? rows : 0);
  let sha256: string;
  try {
    sha256 = await readRows(source, importing, rejects);
  } catch (error) {
    const isCancelled = error instanceof ImportStop && error.fault === 'cancelled';
    // What stopped it is the news, even where that cannot be written down any more.
    await end(importing.counts, { state: isCancelled ? 'cancelled' : 'failed', sha256: null }).catch(() => {});
    // The rows before it stay, and are to be found.
    if (error instanceof ImportStop) await after(tell);
    throw error;
  }
  await after(tell);
  await end(importing.counts, { state: 'done', sha256 });
  const { counts, rows, warnings, postcards } = importing;
  const asked = source.options.requestsPostcards ? { postcards } : {};
  return { ...counts, rows, warnings, ...asked, sha256, seconds: Math.round(performance.now() - began) / 1000 };
};

/** What a load or a reindexing left undone that was cut off; one that is at work is not disturbed. */
const mendSearch = async (db: Database, { actor, guard, signal, onProgress }: ImportOptions): Promise<void> => {
  if (await index.isAtWork(db.read)) throw new ImportStop('load-running');
  const nothing = { rows: 0, bytes: 0, counts: noCounts(), warnings: 0, postcards: 0, phase: 'search' as const };
  const tell = ({ rows }: ReindexProgress): void => onProgress?.({ ...nothing, searchRows: rows });
  await reindex(db, { onProgress: tell, actor, guard, signal });
};

const start = async (db: Database, { kind, path, options }: Source) => {
  const { actor, guard } = options;
  const { isBuilding } = await index.indexState(db.read);
  if (isBuilding && kind !== 'accounts') await mendSearch(db, options);
  const byteCount = (await stat(path).catch(() => null))?.size ?? 0;
  const id = await db.write.transaction(async (tx) => {
    await guard?.(tx);
    const of = { kind, fileName: options.fileName ?? basename(path), byteCount, jobId: options.jobId ?? null, actor };
    return runs.startRun(tx, { ...of, at: await databaseNow(tx) });
  });
  const audited = auditing(db, { runId: id, actor, kind, guard });
  return audited(async (tx) => {
    const { isEmpty, isFirst, isSearchToBuild } = await firstLoad(tx, { kind, byteCount, isBuilding });
    const { fence } = isSearchToBuild ? await index.beginBuilding(tx, true) : { fence: 0 };
    // Accounts that were there before are all read again at the end.
    const dictionary = isSearchToBuild && isEmpty ? new Dictionary() : null;
    const loading = isSearchToBuild ? { fence, gather: (postings: Postings) => dictionary?.add(postings) } : null;
    const pace = isFirst || isSearchToBuild ? loadingPace : usualPace;
    const requestsPostcards = options.requestsPostcards ?? false;
    const writing: Writing = { runId: id, audited, loading, pace, isIntoNothing: isEmpty, requestsPostcards };
    return { value: { writing, dictionary }, body: { run: id, state: 'started' } };
  });
};

const importWriting = async <Row, Work>(
  db: Database,
  source: Source,
  file: FileKind<Row, Work>,
  rejects: Rejects,
): Promise<ImportSummary> => {
  const { actor, signal, onProgress, guard } = source.options;
  const { writing, dictionary } = await start(db, source);
  const { runId, audited, loading, pace } = writing;
  const after = async (tell: TellSearch): Promise<void> => {
    if (!loading) return;
    const whole = dictionary ?? (await gatherAll(db, loading.fence, tell, guard)).dictionary;
    await buildSearch(db, loading.fence, whole, tell, guard);
  };
  const end = (counts: Counts, { state, sha256: read }: Finished): Promise<void> =>
    audited(async (tx, at) => {
      const sha256 = read ?? source.options.sha256 ?? null;
      await runs.endRun(tx, runId, { state, sha256, counts, at });
      const { newCount, changed, same, kept, pending, rejected } = counts;
      const body = { run: runId, state, sha256, new: newCount, changed, same, kept, pending, rejected };
      return { value: undefined, body };
    });
  const run: Run = { db, actor, signal, onProgress, memory: null, writing };
  const work = () => runThrough(source, run, file, rejects, { after, end });
  return { ...(await (pace === loadingPace ? runs.whileLoading(db.write, work) : work())), runId };
};

const importDry = async <Row, Work>(
  db: Database,
  source: Source,
  file: FileKind<Row, Work>,
  rejects: Rejects,
): Promise<ImportSummary> => {
  const { actor, signal, onProgress } = source.options;
  const run: Run = { db, actor, signal, onProgress, memory: new DryMemory(), writing: null };
  const nothing = { after: async () => {}, end: async () => {} };
  return { ...(await runThrough(source, run, file, rejects, nothing)), runId: 0 };
};

/**
 * Imports a CSV file of the customer system. The same file twice changes nothing; a file that lacks a row deletes nothing.
 * @returns what was done, or why the file was not read to its end; rows before that point are in
 */
export const importFile = async (
  db: Database,
  kind: ImportKind,
  path: string,
  options: ImportOptions,
): Promise<ImportResult> => {
  let rejects: Rejects | null = null;
  try {
    if (db.kind === 'demo') throw new ImportStop('demo-database');
    const source = { kind, path, options };
    const listed = await openRejects(options.rejectsPath, path);
    rejects = listed;
    const work = options.isDry ? importDry : importWriting;
    const begin: { readonly [Kind in ImportKind]: () => Promise<ImportSummary> } = {
      accounts: () => work(db, source, accountFile, listed),
      contracts: () => work(db, source, contractFile, listed),
      bills: () => work(db, source, billFile(), listed),
      debits: () => work(db, source, debitFile, listed),
    };
    return { ok: true, value: await begin[kind]() };
  } catch (error) {
    if (error instanceof ImportStop) return { ok: false, error: error.fault, detail: error.facts };
    if (error instanceof TakenOver) return { ok: false, error: 'taken-over', detail: {} };
    throw error;
  } finally {
    await rejects?.close();
  }
};
