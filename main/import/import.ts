// Takes in a file of the customer system, piece by piece: each piece is one transaction with its audit entry, so that a
// run that was cut off anywhere is simply run again.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { databaseNow } from '../../db/clock.ts';
import { Dictionary } from '../../db/dictionary.ts';
import * as runs from '../../db/import-runs.ts';
import type { Database } from '../../db/open.ts';
import * as index from '../../db/search-index.ts';
import { type AuditBody, inAuditedTransaction } from '../audit.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { type ImportRefusal, ImportStop } from './fault.ts';
import { accountFile, type Counts, contractFile, type FileKind, noCounts } from './pieces.ts';
import { type CsvRow, readCsv } from './read-csv.ts';
import { buildSearch, gatherAll, reindex, TakenOver } from './reindex.ts';
import { isWarning, openRejects, type Rejects } from './rejects.ts';
import { RowCheck } from './row-check.ts';
import { SeenNumbers } from './seen.ts';

export type ImportKind = runs.ImportKind;
export type ImportOptions = {
  /** `system:NAME` or `staff:7`, as events and audit name who did it. */
  readonly actor: string;
  /** Where refused rows are listed; written anew, readable by its owner only. */
  readonly rejectsPath: string;
  readonly onProgress?: (progress: { readonly rows: number; readonly phase: 'rows' | 'search' }) => void;
  readonly signal?: AbortSignal;
};
/** `kept`: rows with a login ID or mail address other than ours, of which this database is master (rule 34). */
export type ImportSummary = Counts & {
  readonly runId: number;
  readonly rows: number;
  /** Rows that went in without their mail address. */
  readonly warnings: number;
  readonly sha256: string;
  readonly seconds: number;
};
export type ImportResult = { readonly ok: true; readonly value: ImportSummary } | ImportRefusal;

// An agent's write waits behind at most one piece; in an empty register nobody works yet.
const pace = { usual: { milliseconds: 15, maxRows: 5000 }, loading: { milliseconds: 300, maxRows: 20_000 } } as const;
const laterLimit = 200_000;

/** Column -> place; all of the columns and no others, in any order. */
const headerOf = (row: CsvRow | undefined, columns: readonly string[]): Map<string, number> => {
  if (!row) throw new ImportStop('empty-file');
  const found = row.fields.map((name) => name.trim());
  const unknown = found.filter((name) => !columns.includes(name));
  // What a stranger's file calls its columns may be data; a few of them, cut short, are enough to recognise it.
  if (unknown.length > 0)
    throw new ImportStop('unknown-columns', { line: 1, columns: unknown.slice(0, 5).map((name) => name.slice(0, 40)) });
  const missing = columns.filter((name) => !found.includes(name));
  if (missing.length > 0) throw new ImportStop('missing-columns', { line: 1, columns: missing });
  const repeated = found.filter((name, index) => found.indexOf(name) !== index);
  if (repeated.length > 0) throw new ImportStop('duplicate-columns', { line: 1, columns: repeated.slice(0, 5) });
  return new Map(found.map((name, index) => [name, index]));
};

/** The first load: search is taken down before and built in one go afterwards. */
type Loading = {
  readonly fence: number;
  /** null: accounts were there before, so all are read again at the end. */
  readonly dictionary: Dictionary | null;
};
type Run = {
  readonly db: Database;
  readonly id: number;
  readonly kind: ImportKind;
  readonly options: ImportOptions;
  readonly pace: (typeof pace)[keyof typeof pace];
  readonly loading: Loading | null;
};

type Begun = Omit<Run, 'loading' | 'pace'>;

const audited = <T>(run: Begun, work: (tx: Knex, now: string) => Promise<{ value: T; body: AuditBody }>): Promise<T> =>
  inAuditedTransaction(run.db, { chainOf: run.id, actor: run.options.actor, call: `import.${run.kind}` }, work);

class Importing<Row> {
  readonly counts = noCounts();
  rows = 0;
  warnings = 0;
  private waiting: Row[] = [];
  private later: Row[] = [];
  private pieceRows = 200;
  private analyseAt = 1000;
  private readonly seen = new SeenNumbers();
  private readonly run: Run;
  private readonly file: FileKind<Row>;
  private readonly rejects: Rejects;

  constructor(run: Run, file: FileKind<Row>, rejects: Rejects) {
    this.run = run;
    this.file = file;
    this.rejects = rejects;
  }

  async take(rows: readonly CsvRow[], at: ReadonlyMap<string, number>): Promise<void> {
    for (const row of rows) {
      const check = new RowCheck(row.line, row.fields, at);
      const accepted = this.read(row, check, at);
      this.rows += 1;
      if (check.rejects.length > 0) await this.rejects.add(check.rejects);
      if (accepted === null) this.counts.rejected += 1;
      else this.waiting.push(accepted);
    }
    while (this.waiting.length >= this.pieceRows) await this.piece(this.waiting.splice(0, this.pieceRows));
  }

  async finish(): Promise<void> {
    while (this.waiting.length > 0) await this.piece(this.waiting.splice(0, this.pieceRows));
    // Rounds: a row that found room may have made some.
    for (let before = -1; this.later.length > 0 && this.later.length !== before; ) {
      before = this.later.length;
      const again = this.later.splice(0);
      while (again.length > 0) await this.piece(again.splice(0, this.pieceRows));
    }
    await this.refuseLater();
  }

  private read(row: CsvRow, check: RowCheck, at: ReadonlyMap<string, number>): Row | null {
    if (row.isBroken) check.fault('', 'broken-quotes');
    else if (row.fields.length !== at.size) check.fault('', 'field-count');
    if (check.rejects.length > 0) return null;
    const read = this.file.read(check);
    this.warnings += check.rejects.filter(({ code }) => isWarning(code)).length;
    if (!check.rejects.every(({ code }) => isWarning(code))) return null;
    const { column, digits } = this.file.key(read);
    if (this.seen.add(digits)) return read;
    check.fault(column, 'repeated');
    return null;
  }

  private async refuseLater(): Promise<void> {
    const rejects = this.later.map((row) => {
      const { line } = row as { line: number };
      return { line, column: 'supply_point', code: 'supply-point-taken' as const };
    });
    this.later = [];
    this.counts.rejected += rejects.length;
    await this.rejects.add(rejects);
  }

  private async piece(rows: readonly Row[]): Promise<void> {
    const { run, file } = this;
    if (run.options.signal?.aborted) throw new ImportStop('cancelled');
    const began = performance.now();
    const result = await audited(run, async (tx, now) => {
      await runs.takeTurn(tx);
      if (run.loading && !(await index.isFenceHeld(tx, run.loading.fence))) throw new TakenOver();
      const stamp = { runId: run.id, actor: run.options.actor, now, today: tokyoDate(now) };
      const value = await file.write(tx, rows, { stamp, postings: run.loading ? 'gathered' : 'written' });
      const { newCount, changed, same, kept, rejected } = value.counts;
      return { value, body: { run: run.id, new: newCount, changed, same, kept, rejected } };
    });
    const spent = performance.now() - began;
    for (const name of Object.keys(this.counts) as (keyof Counts)[]) this.counts[name] += result.counts[name];
    for (const postings of result.gathered) run.loading?.dictionary?.add(postings);
    await this.rejects.add(result.rejects);
    this.later.push(...result.later);
    if (this.later.length > laterLimit) await this.refuseLater();
    run.options.onProgress?.({ rows: this.rows - this.waiting.length, phase: 'rows' });
    if (this.counts.newCount >= this.analyseAt) {
      await index.analyse(run.db.write);
      this.analyseAt *= 8;
    }
    const { milliseconds, maxRows } = run.pace;
    const factor = Math.min(2, Math.max(0.5, milliseconds / spent));
    this.pieceRows = Math.round(Math.min(maxRows, Math.max(50, this.pieceRows * factor)));
    // SQLite's waiting writers look again only now and then: without a gap they would never find the door open.
    if (run.db.engine === 'sqlite' && run.pace === pace.usual) await pause(Math.min(5, spent / 3));
  }
}

const buildAfter = async ({ db, loading, options }: Run): Promise<void> => {
  if (!loading) return;
  const dictionary = loading.dictionary ?? (await gatherAll(db, loading.fence)).dictionary;
  await buildSearch(db, loading.fence, dictionary, options.onProgress);
};

const importRows = async <Row>(run: Run, file: FileKind<Row>, path: string, rejects: Rejects) => {
  const hash = createHash('sha256');
  const importing = new Importing(run, file, rejects);
  const began = performance.now();
  const counts = () => ({ ...importing.counts, rows: importing.rows, warnings: importing.warnings });
  try {
    let at: Map<string, number> | null = null;
    for await (const rows of readCsv(path, hash)) {
      const isFirst: boolean = at === null;
      at ??= headerOf(rows[0], file.columns);
      await importing.take(isFirst ? rows.slice(1) : rows, at);
    }
    if (at === null) throw new ImportStop('empty-file');
    await importing.finish();
  } catch (error) {
    const isCancelled = error instanceof ImportStop && error.fault === 'cancelled';
    // What stopped it is the news, even where that cannot be written down any more.
    await end(run, isCancelled ? 'cancelled' : 'failed', null, importing.counts).catch(() => {});
    // The rows before it stay, and are to be found.
    if (error instanceof ImportStop) await buildAfter(run);
    throw error;
  }
  await buildAfter(run);
  const sha256 = hash.digest('hex');
  await end(run, 'done', sha256, importing.counts);
  return { ...counts(), runId: run.id, sha256, seconds: Math.round(performance.now() - began) / 1000 };
};

const end = (
  run: Begun,
  state: 'done' | 'failed' | 'cancelled',
  sha256: string | null,
  counts: Counts,
): Promise<void> =>
  audited(run, async (tx, at) => {
    await runs.endRun(tx, run.id, { state, sha256, counts, at });
    const { newCount, changed, same, kept, rejected } = counts;
    const body = { run: run.id, state, sha256, new: newCount, changed, same, kept, rejected };
    return { value: undefined, body };
  });

const start = async (db: Database, kind: ImportKind, path: string, options: ImportOptions): Promise<Run> => {
  const { isBuilding } = await index.indexState(db.read);
  if (isBuilding && kind === 'contracts') await reindex(db, options.onProgress, options.actor);
  const id = await db.write.transaction(async (tx) =>
    runs.startRun(tx, { kind, fileName: basename(path), actor: options.actor, at: await databaseNow(tx) }),
  );
  const run: Begun = { db, id, kind, options };
  return audited(run, async (tx) => {
    const isEmpty = !(await runs.isAnyThere(tx, kind));
    // A load that was cut off goes on as one.
    const isLoading = kind === 'accounts' && (isEmpty || isBuilding);
    const { fence } = isLoading ? await index.beginBuilding(tx, true) : { fence: 0 };
    const loading = isLoading ? { fence, dictionary: isEmpty ? new Dictionary() : null } : null;
    const value = { ...run, loading, pace: isEmpty || isLoading ? pace.loading : pace.usual };
    return { value, body: { run: id, state: 'started' } };
  });
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
    rejects = await openRejects(options.rejectsPath, path);
    const run = await start(db, kind, path, options);
    const listed = rejects;
    const work = () =>
      kind === 'accounts' ? importRows(run, accountFile, path, listed) : importRows(run, contractFile, path, listed);
    return { ok: true, value: run.pace === pace.loading ? await runs.whileLoading(db.write, work) : await work() };
  } catch (error) {
    if (error instanceof ImportStop) return { ok: false, error: error.fault, detail: error.facts };
    if (error instanceof TakenOver) return { ok: false, error: 'taken-over', detail: {} };
    throw error;
  } finally {
    await rejects?.close();
  }
};
