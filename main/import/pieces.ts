// What one piece of a file does, by kind of file: whom it speaks of is held, what is to be done is found out by reading
// alone, then it is done.
import type { Knex } from 'knex';
import type { ImportStamp } from '../../db/import-rows.ts';
import type { Postings } from '../../db/search-postings.ts';
import type { Verdict } from './desk-changes.ts';
import type { DryMemory } from './dry-memory.ts';
import type { Reject, RowCheck } from './row-check.ts';

/**
 * `kept`: rows with a login ID or mail address other than ours, of which this database is master. `pending`: rows against
 * which a change made at the desk stands (rule 34).
 */
export type Counts = {
  newCount: number;
  changed: number;
  same: number;
  kept: number;
  pending: number;
  rejected: number;
};
export const noCounts = (): Counts => ({ newCount: 0, changed: 0, same: 0, kept: 0, pending: 0, rejected: 0 });

export type Plan<Row, Work> = {
  readonly counts: Counts;
  readonly rejects: readonly Reject[];
  /** To be tried again once the whole file has been read: a later row may make room for them. */
  readonly later: readonly Row[];
  readonly verdicts: readonly Verdict[];
  /** New accounts that can be logged in to, to each of which a postcard could be sent. */
  readonly opened?: number;
  readonly work: Work;
};
export type PieceFacts = {
  readonly stamp: ImportStamp;
  /** Search rows go into the dictionaries with each piece, or are gathered until the whole file is in. */
  readonly postings: 'written' | 'gathered';
  /** A postcard is asked for each new account that can be logged in to. */
  readonly requestsPostcards: boolean;
};
export type FileKind<Row, Work> = {
  /** The column that tells rows apart. */
  readonly key: (row: Row) => { readonly column: string; readonly digits: string };
  readonly read: (check: RowCheck) => Row;
  /**
   * First of all where rows are written, so that what is read stays so until they are.
   * @param isIntoNothing no row of this kind was there when the file began, which names none twice
   */
  readonly hold: (tx: Knex, rows: readonly Row[], isIntoNothing: boolean) => Promise<void>;
  /** @param memory of a dry run, in which no row has been written */
  readonly plan: (tx: Knex, rows: readonly Row[], memory: DryMemory | null) => Promise<Plan<Row, Work>>;
  /** @returns what search must learn, where that is gathered */
  readonly write: (tx: Knex, work: Work, facts: PieceFacts) => Promise<readonly Postings[]>;
};
