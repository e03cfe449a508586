// Whole copies of a local database, and what a copy is asked before it may take a database's place.
import type { Knex } from 'knex';

/**
 * One unchanging view, written while others go on writing. A fresh file, not the pages as they lie: what was deleted
 * leaves no trace in it. Of an encrypted database it is encrypted under the same key.
 * @param path of an empty file
 */
export const copyInto = async (read: Knex, path: string): Promise<void> => {
  await read.raw('vacuum into ?', [path]);
};

/** @returns what SQLite finds wrong with the file, at most a few lines; none where it is whole */
export const faultsOf = async (db: Knex): Promise<string[]> => {
  const rows: { integrity_check: string }[] = await db.raw('pragma integrity_check(5)');
  const lost: unknown[] = await db.raw('pragma foreign_key_check');
  return [
    ...rows.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
    ...(lost.length > 0 ? ['foreign keys'] : []),
  ];
};

/** The whole file anew, without a free page. */
export const rewrite = (db: Knex): Promise<unknown> => db.raw('vacuum');

export const turnOnJournal = (db: Knex): Promise<unknown> => db.raw('pragma journal_mode = wal');
/** @returns false where somebody who reads held it up */
export const emptyJournal = async (db: Knex): Promise<boolean> => {
  const [row]: { busy: number }[] = await db.raw('pragma wal_checkpoint(truncate)');
  return row?.busy === 0;
};

export const countPeople = async (db: Knex): Promise<number> =>
  Number((await db('customer').count({ n: '*' }).first())?.n ?? 0);
