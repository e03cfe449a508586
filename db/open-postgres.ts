// Remote databases: pool, patience, TLS, and the schema that only `akari migrate` brings forward.
import { Socket } from 'node:net';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import { type Database, type NewDatabase, silent } from './database.ts';
import { DatabaseError } from './fault.ts';
import { postgresAddress } from './postgres-tls.ts';
import { asFault, checkSteps, type Info, migrate, schemaSteps, writeInfo } from './schema.ts';
import { makeSecrets } from './settings.ts';

// 64-bit ids and counts stay far below 2^53; strings would make the same row differ between the engines.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

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

/** pg leaves a socket open on which it could not sign in, say for want of a password: the server would wait a minute. */
const socketsOf = new WeakMap<Knex, Set<Socket>>();
const closeAll = async (db: Knex): Promise<void> => {
  await db.destroy();
  for (const socket of socketsOf.get(db) ?? []) socket.destroy();
};

/** @param patience milliseconds of silence behind a question; 0 where a statement may take as long as it takes */
const postgresKnex = (url: string, { connections, patience }: { connections: number; patience: number }): Knex => {
  const { connectionString, ssl } = postgresAddress(url);
  const connectionTimeoutMillis = Math.min(patience || Number.POSITIVE_INFINITY, socketOptions.connectionTimeoutMillis);
  const sockets = new Set<Socket>();
  const stream = (): Socket => {
    const socket = new Socket();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const named = { application_name: 'akari-desk', ...socketOptions, connectionTimeoutMillis };
  const db = knex({
    client: 'pg',
    connection: { connectionString, ssl, stream, ...named },
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
  socketsOf.set(db, sockets);
  return db;
};

const unchanging = { isolationLevel: 'repeatable read', readOnly: true } as const;

export const openPostgres = async (url: string, patience: number): Promise<Database> => {
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
        : new DatabaseError('empty', 'the database is empty: run "akari migrate"');
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
      isEncrypted: false,
      url,
      key: null,
      write,
      read,
      snapshot: async (work) => {
        const own = postgresKnex(url, { connections: 1, patience: 0 });
        try {
          return await own.transaction(work, unchanging);
        } finally {
          await own.destroy();
        }
      },
      atOneMoment: (work) => read.transaction(work, unchanging),
      close: async () => {
        await Promise.all([read.destroy(), write.destroy()]);
      },
    };
  } catch (error) {
    await closeAll(write);
    return asFault(error);
  }
};

/** Nothing of ours is in it yet, though its tables may be. */
export const isEmptyPostgres = async (url: string): Promise<boolean> => {
  const db = postgresKnex(url, { connections: 1, patience: 0 });
  try {
    return !((await db.schema.hasTable('database_info')) && (await db('database_info').first('id')));
  } catch (error) {
    return asFault(error);
  } finally {
    await closeAll(db);
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
    const steps = await migrate(db);
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
    await closeAll(db);
  }
};
