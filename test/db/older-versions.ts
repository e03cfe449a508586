// A database of an earlier version with the demo's rows in it, as far as that version has a place for them.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { migrationSource } from '../../db/migrations/index.ts';
import { openDatabase, systemClock } from '../../db/open.ts';
import { columns } from '../../db/personal.ts';
import { makeDemo } from '../../main/demo/demo.ts';
import type { Engine } from '../setup/desk.ts';
import { freshPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const connect = (engine: Engine, place: string): Knex =>
  engine === 'postgres'
    ? knex({ client: 'pg', connection: place, pool: { min: 1, max: 1 } })
    : knex({
        client: 'better-sqlite3',
        connection: { filename: place },
        useNullAsDefault: true,
        pool: {
          min: 1,
          max: 1,
          afterCreate: (connection: { function: (name: string, work: () => string) => void }, done: () => void) => {
            connection.function('akari_now', systemClock);
            done();
          },
        },
      });

/** What the newest version holds for the demo's people. */
export const demoRows = async (): Promise<Rows> => {
  const folder = scratchFolder('akari-demo-');
  const url = `sqlite:${join(folder.path, 'demo.sqlite')}`;
  await makeDemo(url, { accounts: 40, today: '2026-11-23' });
  const db = await openDatabase(url);
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const table of Object.keys(columns)) rows[table] = await db.read(table).select();
  await db.close();
  folder.remove();
  return rows;
};

export type Older = {
  readonly db: Knex;
  /** One step forward, as the program itself does it. */
  readonly step: () => Promise<void>;
  /** The same, as a copy to be filled. */
  readonly copy: () => Promise<Older>;
  readonly drop: () => Promise<void>;
};

const handle = (engine: Engine, place: string, through: number, remove: () => Promise<void> | void): Older => {
  let [db, steps] = [connect(engine, place), through];
  return {
    get db() {
      return db;
    },
    step: async () => {
      steps += 1;
      if (engine === 'sqlite') await db.raw('pragma foreign_keys = on');
      await db.migrate.latest({ migrationSource: migrationSource(steps) });
    },
    copy: async () => {
      // A template may have no connection, and what a file's connection has not written is not in the file.
      await db.destroy();
      db = connect(engine, place);
      if (engine === 'postgres') {
        await db.destroy();
        const { url, drop } = await freshPostgres({ template: new URL(place).pathname.slice(1) });
        db = connect(engine, place);
        return handle(engine, url, steps, drop);
      }
      const folder = scratchFolder('akari-older-');
      const path = join(folder.path, 'copy.sqlite');
      copyFileSync(place, path);
      return handle(engine, path, steps, () => folder.remove());
    },
    drop: async () => {
      await db.destroy();
      await remove();
    },
  };
};

/** Of the first version, with nothing in it. */
export const firstVersion = async (engine: Engine): Promise<Older> => {
  const folder = scratchFolder('akari-older-');
  const { url, drop } =
    engine === 'postgres'
      ? await freshPostgres()
      : { url: join(folder.path, 'older.sqlite'), drop: async () => folder.remove() };
  const older = handle(engine, url, 0, drop);
  await older.step();
  return older;
};

export const columnsOf = async (db: Knex, engine: Engine): Promise<Map<string, string[]>> => {
  const found: { tab: string; col: string }[] =
    engine === 'sqlite'
      ? await db.raw(
          `select m.name as tab, x.name as col from sqlite_schema m, pragma_table_info(m.name) x where m.type = 'table'`,
        )
      : (
          await db.raw(
            `select table_name as tab, column_name as col from information_schema.columns where table_schema = 'public'`,
          )
        ).rows;
  const ours = found.filter(({ tab }) => !/^(sqlite_|knex_migrations)/.test(tab));
  return new Map([...Map.groupBy(ours, ({ tab }) => tab)].map(([tab, of]) => [tab, of.map(({ col }) => col)]));
};

type Content = Map<string, Readonly<Record<string, unknown>>[]>;

export const contentOf = async (db: Knex, columns: ReadonlyMap<string, readonly string[]>): Promise<Content> => {
  const content: Content = new Map();
  for (const [table, names] of columns) content.set(table, await db(table).select([...names]));
  return content;
};

/** Up to which id each table of a SQLite file has given any; PostgreSQL keeps that with the column. */
export const lastIdsOf = async (db: Knex, engine: Engine): Promise<Record<string, number>> => {
  if (engine === 'postgres') return {};
  const found: { name: string; seq: number }[] = await db('sqlite_sequence')
    .whereNot('name', 'like', 'knex_%')
    .select();
  return Object.fromEntries(found.map(({ name, seq }) => [name, seq]));
};

/** Triggers, indexes and, on PostgreSQL, constraints, each by table and name. */
export const guardsOf = async (db: Knex, engine: Engine): Promise<string[]> => {
  const found: { guard: string }[] =
    engine === 'sqlite'
      ? await db.raw(
          `select tbl_name || ' ' || type || ' ' || name as guard from sqlite_schema
           where type in ('trigger', 'index') and name not like 'sqlite_%'`,
        )
      : (
          await db.raw(
            `select tgrelid::regclass || ' trigger ' || tgname as guard from pg_trigger where not tgisinternal
             union all select tablename || ' index ' || indexname from pg_indexes where schemaname = 'public'
             union all select conrelid::regclass || ' constraint ' || conname from pg_constraint
               where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'p')`,
          )
        ).rows;
  return found.map(({ guard }) => guard).sort();
};

/** Rows that this version refuses (a state that it does not know) are left out; the rest go in as they are. */
export const fill = async (db: Knex, engine: Engine, rows: Rows): Promise<void> => {
  // Tables come in no order, so nothing looks for what a row points at until all are there.
  await db.raw(engine === 'sqlite' ? 'pragma foreign_keys = off' : 'set session_replication_role = replica');
  for (const [table, names] of await columnsOf(db, engine)) {
    const own = (rows[table] ?? []).map((row) =>
      Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]])),
    );
    const insert = (some: object[]) => db.transaction((tx) => tx.batchInsert(table, some, 50));
    await insert(own).catch(async () => {
      for (const row of own) await insert([row]).catch(() => {});
    });
  }
  // Ids of rows that are gone by now must not be given again, so each table has given some more than it holds.
  if (engine === 'sqlite') await db.raw('update sqlite_sequence set seq = seq + 7');
  else await db.raw('set session_replication_role = origin');
};
