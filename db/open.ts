// Opens a database of either engine, or says in one word why not. Nothing is written to a database that is not ours.
import { type Clock, type Database, type OpenOptions, systemClock } from './database.ts';
import { isPostgres, openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';

export type { Clock, Database, DatabaseKey, DatabaseKind, NewDatabase, OpenOptions } from './database.ts';
export { systemClock } from './database.ts';
export { isEmptyPostgres, isPostgres, migratePostgres, socketOptions } from './open-postgres.ts';
export { createSqlite, isEncryptedFile, putInPlace, sqlitePath } from './open-sqlite.ts';

/**
 * Opens what is there. A local database is brought to this program's schema; a remote one must be there already.
 * @param url `sqlite:PATH` or `postgres://...`
 * @throws DatabaseError
 */
export const openDatabase = (url: string, clock: Clock = systemClock, options: OpenOptions = {}): Promise<Database> =>
  isPostgres(url) ? openPostgres(url, options.patience ?? 15_000) : openSqlite(url, clock, options);
