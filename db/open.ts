// Opens a database of either engine, or says in one word why not. Nothing is written to a database that is not ours.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import { DatabaseError, faultOf } from './fault.ts';
import { migrationSource, migrations } from './migrations/index.ts';
import { makeSecrets } from './settings.ts';

export type DatabaseKind = 'demo' | 'test' | 'real';
export type Database = {
  readonly engine: 'sqlite' | 'postgres';
  readonly kind: DatabaseKind;
  /** Tokyo date on which it was made; a demo's dates are relative to it. */
  readonly madeOn: string;
  /** What the frame shows: a file's name or host/database, never a password. */
  readonly label: string;
  /** The one writer on SQLite; the pool on PostgreSQL. */
  readonly write: Knex;
  /** Read-only, so that a search never waits behind a writer. */
  readonly read: Knex;
  readonly url: string;
  /** One unchanging view on a connection of its own, so that a long reading holds nobody up. */
  readonly snapshot: <T>(work: (tx: Knex) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Gives the instant as ISO-8601 UTC text with milliseconds. Only harnesses hand in one of their own. */
export type Clock = () => string;
const systemClock: Clock = () => new Date().toISOString();

/** "Akar", in the SQLite header's application id: how we know a file as ours. */
const applicationId = 0x416b6172;

// 64-bit ids and counts stay far below 2^53; strings would make the same row differ between the engines.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);
export const sqlitePath = (url: string): string => url.replace(/^sqlite:/, '');

/** knex would write to the console what it also throws; stdout belongs to answers. */
const silent: Knex.Logger = { warn: () => {}, error: () => {}, debug: () => {}, deprecate: () => {} };

const sqliteKnex = (filename: string, clock: Clock, readonly: boolean): Knex =>
  knex({
    client: 'better-sqlite3',
    connection: { filename, options: { readonly } },
    useNullAsDefault: true,
    log: silent,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: BetterSqlite3.Database, done: (error: unknown) => void) => {
        try {
          connection.pragma('busy_timeout = 5000');
          connection.pragma('foreign_keys = on');
          connection.pragma('trusted_schema = off');
          connection.pragma('cache_size = -65536');
          connection.pragma('mmap_size = 1073741824');
          // FULL: an audit entry that was answered for must survive a power cut.
          if (!readonly) connection.pragma('synchronous = full');
          connection.function('akari_now', { deterministic: false, directOnly: false }, clock);
          done(null);
        } catch (error) {
          done(error);
        }
      },
    },
  });

/** For a server and every socket to it: silence while nothing is asked is found by the system's own probes. */
export const socketOptions = {
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/**
 * Cuts a connection that owes an answer and stays silent: a lost network says nothing. pg's own `query_timeout` would
 * leave the dead connection in the pool, where the rollback and every later call would wait for it again.
 */
const cutWhenSilent = (connection: pg.Client, patience: number): void => {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(patience, () => {
    if (!(connection as unknown as { readyForQuery: boolean }).readyForQuery)
      stream.destroy(Object.assign(new Error('the database is silent'), { code: 'ETIMEDOUT' }));
  });
};

/** @param patience milliseconds of silence behind a question; 0 where a statement may take as long as it takes */
const postgresKnex = (url: string, { connections, patience }: { connections: number; patience: number }): Knex => {
  const connectionTimeoutMillis = Math.min(patience || Number.POSITIVE_INFINITY, socketOptions.connectionTimeoutMillis);
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'akari-desk', ...socketOptions, connectionTimeoutMillis },
    pool: {
      min: 0,
      max: connections,
      afterCreate: (connection: pg.Client, done: (error: unknown) => void) => {
        if (patience > 0) cutWhenSilent(connection, patience);
        done(null);
      },
    },
    acquireConnectionTimeout: 15_000,
    log: silent,
  });
};

type Info = { kind: DatabaseKind; made_on: string };

const schemaSteps = async (db: Knex): Promise<string[]> =>
  (await db('knex_migrations').select('name').orderBy('id')).map((row: { name: string }) => row.name);

const migrate = async (db: Knex): Promise<void> => {
  await db.migrate.latest({ migrationSource: migrationSource() });
};

/** Throws `newer` or `older`; unknown steps mean that a later program has been here. */
const checkSteps = (steps: readonly string[]): 'current' | 'older' => {
  const known = migrations.map((migration) => migration.name);
  if (steps.some((name) => !known.includes(name)))
    throw new DatabaseError('newer', 'the database was made by a newer version of this program');
  return steps.length < known.length ? 'older' : 'current';
};

const asFault = (error: unknown): never => {
  if (error instanceof DatabaseError) throw error;
  const fault = faultOf(error);
  if (fault) throw new DatabaseError(fault, (error as Error).message, { cause: error });
  throw error;
};

/** Reads 100 bytes without SQLite, since even opening a foreign WAL database may write beside it. */
const checkHeader = (path: string): void => {
  if (!existsSync(path)) throw new DatabaseError('missing', `no database at ${path}`);
  if (!statSync(path).isFile()) throw new DatabaseError('not-ours', `${path} is not a file`);
  const header = Buffer.alloc(100);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new DatabaseError('refused', `cannot read ${path}`, { cause: error });
  }
  const length = readSync(file, header, 0, 100, 0);
  closeSync(file);
  if (
    length < 100 ||
    header.toString('latin1', 0, 15) !== 'SQLite format 3' ||
    header.readUInt32BE(68) !== applicationId
  )
    throw new DatabaseError('not-ours', `${path} is not a database of this program`);
};

const openSqlite = async (url: string, clock: Clock): Promise<Database> => {
  const path = sqlitePath(url);
  checkHeader(path);
  const look = sqliteKnex(path, clock, true);
  let age: 'current' | 'older';
  try {
    age = checkSteps(await schemaSteps(look));
  } catch (error) {
    return asFault(error);
  } finally {
    await look.destroy();
  }
  const write = sqliteKnex(path, clock, false);
  const read = sqliteKnex(path, clock, true);
  try {
    // Takes the write lock once: a read-only, locked or full file is told now and not in the middle of a call.
    await write.raw('begin immediate');
    await write.raw('commit');
    if (age === 'older') await migrate(write);
    const info: Info = await write('database_info').first('kind', 'made_on');
    return {
      engine: 'sqlite',
      kind: info.kind,
      madeOn: info.made_on,
      label: basename(path),
      url: `sqlite:${path}`,
      write,
      read,
      snapshot: async (work) => {
        const own = sqliteKnex(path, clock, true);
        try {
          return await own.transaction(work);
        } finally {
          await own.destroy();
        }
      },
      close: async () => {
        await Promise.all([read.destroy(), write.destroy()]);
      },
    };
  } catch (error) {
    await Promise.all([read.destroy(), write.destroy()]);
    return asFault(error);
  }
};

const openPostgres = async (url: string, patience: number): Promise<Database> => {
  const write = postgresKnex(url, { connections: 8, patience });
  try {
    if (!(await write.schema.hasTable('database_info'))) {
      const tables: string[] = await write('pg_tables')
        .where('schemaname', write.raw('current_schema()'))
        .pluck('tablename');
      // information_schema hides what its reader has no rights on; the catalogue does not.
      if (tables.includes('database_info'))
        throw new DatabaseError('refused', 'no right to read database_info: see docs/portal.md');
      throw tables.length > 0
        ? new DatabaseError('not-ours', 'the database holds something else')
        : new DatabaseError('older', 'the database is empty: run "akari migrate"');
    }
    if (checkSteps(await schemaSteps(write)) === 'older')
      throw new DatabaseError('older', 'the schema is older than this program: run "akari migrate"');
    const info: Info = await write('database_info').first('kind', 'made_on');
    const read = postgresKnex(url, { connections: 4, patience });
    const { hostname, pathname } = new URL(url);
    return {
      engine: 'postgres',
      kind: info.kind,
      madeOn: info.made_on,
      label: `${hostname}${pathname}`,
      url,
      write,
      read,
      snapshot: async (work) => {
        const own = postgresKnex(url, { connections: 1, patience: 0 });
        try {
          return await own.transaction(work, { isolationLevel: 'repeatable read', readOnly: true });
        } finally {
          await own.destroy();
        }
      },
      close: async () => {
        await Promise.all([read.destroy(), write.destroy()]);
      },
    };
  } catch (error) {
    await write.destroy();
    return asFault(error);
  }
};

export type OpenOptions = {
  /**
   * Milliseconds after which a silent remote database counts as out of reach; 0 for imports and other work whose single
   * statements may last for minutes.
   */
  readonly patience?: number;
};

/**
 * Opens what is there. A local database is brought to this program's schema; a remote one must be there already.
 * @param url `sqlite:PATH` or `postgres://...`
 * @throws DatabaseError
 */
export const openDatabase = (
  url: string,
  clock: Clock = systemClock,
  { patience = 15_000 }: OpenOptions = {},
): Promise<Database> => (isPostgres(url) ? openPostgres(url, patience) : openSqlite(url, clock));

const writeInfo = async (
  db: Knex,
  kind: DatabaseKind,
  madeAt: string,
  madeOn: string,
  seed?: number,
): Promise<void> => {
  await db('database_info').insert({ id: 1, kind, made_at: madeAt, made_on: madeOn, seed: seed ?? null });
};

export type NewDatabase = { kind: DatabaseKind; madeOn: string; seed?: number; fill?: (db: Knex) => Promise<void> };

/** A rename would replace a database that another program made meanwhile and is already writing to; a link cannot. */
const putInPlace = (draft: string, path: string): void => {
  try {
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // A file system without links, such as a stick's: the name is taken first, by whoever comes first.
      closeSync(openSync(path, 'wx', 0o600));
      renameSync(draft, path);
    }
  } catch (error) {
    throw new DatabaseError('refused', `${path} exists already`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Makes a local database beside its final name and puts it there once whole, so that a kill leaves none or all of it.
 * `fill` may write its first rows.
 * @throws DatabaseError `refused` when something already stands there
 */
export const createSqlite = async (url: string, options: NewDatabase, clock: Clock = systemClock): Promise<void> => {
  const path = sqlitePath(url);
  if (existsSync(path)) throw new DatabaseError('refused', `${path} exists already`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite gives the files beside a database the rights of the database itself.
    closeSync(openSync(draft, 'wx', 0o600));
  } catch (error) {
    throw new DatabaseError('refused', `cannot write beside ${path}`, { cause: error });
  }
  const db = sqliteKnex(draft, clock, false);
  try {
    await db.raw(`pragma application_id = ${applicationId}`);
    await migrate(db);
    await writeInfo(db, options.kind, clock(), options.madeOn, options.seed);
    await makeSecrets(db);
    await options.fill?.(db);
    await db.raw('pragma journal_mode = wal');
    await db.raw('pragma wal_checkpoint(truncate)');
  } catch (error) {
    await db.destroy();
    for (const left of [draft, `${draft}-wal`, `${draft}-shm`, `${draft}-journal`]) rmSync(left, { force: true });
    return asFault(error);
  }
  await db.destroy();
  putInPlace(draft, path);
};

/** Nothing of ours is in it yet, though its tables may be. */
export const isEmptyPostgres = async (url: string): Promise<boolean> => {
  const db = postgresKnex(url, { connections: 1, patience: 0 });
  try {
    return !((await db.schema.hasTable('database_info')) && (await db('database_info').first('id')));
  } catch (error) {
    return asFault(error);
  } finally {
    await db.destroy();
  }
};

/**
 * Brings a remote database to this program's schema; an empty one becomes a database of `kind`.
 * @returns the steps that were run
 */
export const migratePostgres = async (url: string, options: NewDatabase): Promise<string[]> => {
  const db = postgresKnex(url, { connections: 2, patience: 0 });
  try {
    const isOurs = await db.schema.hasTable('database_info');
    if (isOurs) checkSteps(await schemaSteps(db));
    else if (
      await db('pg_tables')
        .where('schemaname', db.raw('current_schema()'))
        .whereNot('tablename', 'like', 'knex_migrations%')
        .first('tablename')
    )
      throw new DatabaseError('not-ours', 'the database holds something else');
    const [, steps] = (await db.migrate.latest({ migrationSource: migrationSource() })) as [number, string[]];
    await makeSecrets(db);
    if (!(await db('database_info').first('id'))) {
      // Both or neither: a database that says what it is has what belongs in it.
      await db.transaction(async (tx) => {
        const { rows } = await tx.raw('select akari_now() as now');
        await writeInfo(tx, options.kind, rows[0].now, options.madeOn, options.seed);
        await options.fill?.(tx);
      });
    }
    return steps;
  } catch (error) {
    return asFault(error);
  } finally {
    await db.destroy();
  }
};
