// A database of kind `test` on each engine, for one test, story or bench.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createSqlite, type Database, migratePostgres, openDatabase, sqlitePath } from '../db/open.ts';
import { freshPostgres, postgresTemplate } from './setup/postgres.ts';
import { scratchFolder } from './setup/scratch-folder.ts';
import { sqliteTemplate } from './setup/sqlite-template.ts';

export type Engine = 'sqlite' | 'postgres';
export const engines: readonly Engine[] = ['sqlite', 'postgres'];
export type TestDatabase = { db: Database; url: string; folder: string; close: () => Promise<void> };

const madeOn = '2026-11-23';

/** @param server of a bench or child process; inside vitest the run's own is used */
export const openTestDatabase = async (
  engine: Engine,
  options: { clock?: Clock; server?: string } = {},
): Promise<TestDatabase> => {
  const scratch = scratchFolder('akari-db-');
  if (engine === 'sqlite') {
    const url = `sqlite:${join(scratch.path, 'akari.sqlite')}`;
    const make = (to: string) => createSqlite(to, { kind: 'test', madeOn });
    copyFileSync(await sqliteTemplate('migrated', make), sqlitePath(url));
    const db = await openDatabase(url, options.clock);
    const close = async () => {
      await db.close();
      scratch.remove();
    };
    return { db, url, folder: scratch.path, close };
  }
  const migrated = async (to: string): Promise<void> => void (await migratePostgres(to, { kind: 'test', madeOn }));
  const template = await postgresTemplate('akari_migrated_running_clock', migrated, options.server);
  const fresh = await freshPostgres({ template, ...(options.server ? { server: options.server } : {}) });
  const db = await openDatabase(fresh.url);
  const close = async () => {
    await db.close();
    await fresh.drop();
    scratch.remove();
  };
  return { db, url: fresh.url, folder: scratch.path, close };
};
