// One run through the rows of a file, piece by piece: as an import, each piece is one transaction with its audit entry;
// as a dry run, each piece is only looked at.
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import * as runs from '../../db/import-runs.ts';
import type { Database } from '../../db/open.ts';
import * as index from '../../db/search-index.ts';
import type { Postings } from '../../db/search-postings.ts';
import { type AuditBody, inAuditedTransaction } from '../audit.ts';
import { tokyoDate } from '../rules/calendar.ts';
import type { ReadColumns } from './columns.ts';
import { writeVerdicts } from './desk-changes.ts';
import type { DryMemory } from './dry-memory.ts';
import { ImportStop } from './fault.ts';
import { type Counts, type FileKind, noCounts, type Plan } from './pieces.ts';
import type { CsvRow } from './read-csv.ts';
import { TakenOver } from './reindex.ts';
import { isWarning, type Rejects } from './rejects.ts';
import { RowCheck } from './row-check.ts';
import { SeenNumbers } from './seen.ts';

export type ImportProgress = {
  readonly rows: number;
  readonly phase: 'rows' | 'search';
  /** Of the file, as far as its rows are done. */
  readonly bytes: number;
  readonly counts: Counts;
  /** Rows that go in without their mail address. */
  readonly warnings: number;
  /** Asked for new accounts, or to be asked after a dry run; it is told where that is wanted. */
  readonly postcards: number;
  /** Written to the search's dictionaries once the rows are in. */
  readonly searchRows: number;
};
/** Called first in each transaction of whoever must still be the one who works; throws where they are not. */
export type Guard = (tx: Knex) => Promise<void>;
export type Writing = {
  readonly runId: number;
  readonly audited: <T>(work: (tx: Knex, now: string) => Promise<{ value: T; body: AuditBody }>) => Promise<T>;
  /** The first load: search is taken down before and built in one go afterwards. */
  readonly loading: { readonly fence: number; readonly gather: (postings: Postings) => void } | null;
  readonly pace: Pace;
  /** No row of the file's kind was there when it began. */
  readonly isIntoNothing: boolean;
  /** A postcard is asked for each new account. */
  readonly requestsPostcards: boolean;
};
export type Run = {
  readonly db: Database;
  readonly actor: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: ImportProgress) => void) | undefined;
  /** What a dry run remembers; null where rows are written. */
  readonly memory: DryMemory | null;
  readonly writing: Writing | null;
};

export type Pace = { readonly milliseconds: number; readonly maxRows: number };
// An agent's write waits behind at most one piece; in an empty register nobody works yet. Looking holds nobody up.
export const usualPace: Pace = { milliseconds: 15, maxRows: 5000 };
export const loadingPace: Pace = { milliseconds: 300, maxRows: 20_000 };
const dryPace: Pace = { milliseconds: 100, maxRows: 5000 };
const laterLimit = 200_000;

export const auditing =
  (db: Database, by: { runId: number; actor: string; kind: runs.ImportKind; guard: Guard | undefined }) =>
  <T>(work: (tx: Knex, now: string) => Promise<{ value: T; body: AuditBody }>): Promise<T> =>
    inAuditedTransaction(
      db,
      { chainOf: by.runId, actor: by.actor, call: `import.${by.kind}` },
      async (tx, now): Promise<{ value: T; body: AuditBody }> => {
        await by.guard?.(tx);
        return work(tx, now);
      },
    );

export class Importing<Row, Work> {
  readonly counts = noCounts();
  rows = 0;
  postcards = 0;
  warnings = 0;
  bytes = 0;
  private waiting: Row[] = [];
  private later: Row[] = [];
  private pieceRows = 200;
  private analyseAt = 1000;
  private readonly seen = new SeenNumbers();
  private readonly run: Run;
  private readonly file: FileKind<Row, Work>;
  private readonly rejects: Rejects;

  constructor(run: Run, file: FileKind<Row, Work>, rejects: Rejects) {
    this.run = run;
    this.file = file;
    this.rejects = rejects;
  }

  async take(rows: readonly CsvRow[], columns: ReadColumns): Promise<void> {
    for (const row of rows) {
      const check = new RowCheck(row.line, row.fields, columns.at);
      const accepted = this.read(row, check, columns.width);
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
    this.tell();
  }

  tell(phase: ImportProgress['phase'] = 'rows', searchRows = 0): void {
    const rows = this.rows - this.waiting.length;
    // A block that has been read is not yet done.
    const bytes = this.rows === 0 ? 0 : Math.round((this.bytes * rows) / this.rows);
    const { warnings, postcards } = this;
    this.run.onProgress?.({ rows, bytes, counts: { ...this.counts }, warnings, postcards, phase, searchRows });
  }

  private read(row: CsvRow, check: RowCheck, width: number): Row | null {
    if (row.isBroken) check.fault('', 'broken-quotes');
    else if (row.fields.length !== width) check.fault('', 'field-count');
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
    if (run.signal?.aborted) throw new ImportStop('cancelled');
    const began = performance.now();
    const { counts, rejects, later, opened } = run.writing
      ? await this.write(run.writing, rows)
      : await file.plan(run.db.read, rows, run.memory);
    const spent = performance.now() - began;
    for (const name of Object.keys(this.counts) as (keyof Counts)[]) this.counts[name] += counts[name];
    await this.rejects.add(rejects);
    this.later.push(...later);
    this.postcards += opened ?? 0;
    if (this.later.length > laterLimit) await this.refuseLater();
    this.tell();
    const pace = run.writing?.pace ?? dryPace;
    const factor = Math.min(2, Math.max(0.5, pace.milliseconds / spent));
    this.pieceRows = Math.round(Math.min(pace.maxRows, Math.max(50, this.pieceRows * factor)));
    // SQLite's waiting writers look again only now and then: without a gap they would never find the door open.
    if (run.db.engine === 'sqlite' && pace === usualPace) await pause(Math.min(5, spent / 3));
  }

  private async write(
    { runId, audited, loading, requestsPostcards, isIntoNothing }: Writing,
    rows: readonly Row[],
  ): Promise<Omit<Plan<Row, Work>, 'work'>> {
    const { run, file } = this;
    const { plan, gathered } = await audited(async (tx, now) => {
      await runs.takeTurn(tx);
      if (loading && !(await index.holdFence(tx, loading.fence))) throw new TakenOver();
      await file.hold(tx, rows, isIntoNothing);
      const found = await file.plan(tx, rows, null);
      const stamp = { runId, actor: run.actor, now, today: tokyoDate(now) };
      const facts = { stamp, postings: loading ? ('gathered' as const) : ('written' as const), requestsPostcards };
      const gathered = await file.write(tx, found.work, facts);
      await writeVerdicts(tx, found.verdicts, now);
      const value = { plan: found, gathered };
      const { newCount, changed, same, kept, pending, rejected } = found.counts;
      const counted = { new: newCount, changed, same, kept, pending, rejected };
      return { value, body: { run: runId, ...counted, ...(requestsPostcards && { postcards: found.opened ?? 0 }) } };
    });
    for (const postings of gathered) loading?.gather(postings);
    if (this.counts.newCount + plan.counts.newCount >= this.analyseAt) {
      await index.analyse(run.db.write);
      this.analyseAt *= 8;
    }
    return plan;
  }
}
