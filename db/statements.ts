// SQL on a connection of knex's pool without knex in between: on SQLite a prepared statement kept from call to call is
// eight times faster than a query builder, which matters for look-ups while typing and for millions of imported rows.
import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type pg from 'pg';

export type Value = string | number | null | readonly string[] | readonly number[];
export type Statements = {
  readonly engine: 'sqlite' | 'postgres';
  /** `?` marks a parameter on both engines. */
  readonly all: <Row>(sql: string, values: readonly Value[]) => Promise<Row[]>;
};

const prepared = new WeakMap<BetterSqlite3.Database, Map<string, BetterSqlite3.Statement>>();

/** A statement of this connection, prepared once. */
export const prepare = (connection: BetterSqlite3.Database, sql: string): BetterSqlite3.Statement => {
  let known = prepared.get(connection);
  if (!known) {
    known = new Map();
    prepared.set(connection, known);
  }
  let statement = known.get(sql);
  if (!statement) {
    statement = connection.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
};

const numbered = new Map<string, string>();
const withNumbers = (sql: string): string => {
  let text = numbered.get(sql);
  if (text === undefined) {
    let count = 0;
    text = sql.replace(/\?/g, () => `$${++count}`);
    numbered.set(sql, text);
  }
  return text;
};

const isSqlite = (knex: Knex): boolean => knex.client.config.client === 'better-sqlite3';

/**
 * Lends the driver's own connection: a transaction's where `knex` is one, else any of the pool for as long as `work`
 * takes. Nothing else may be run through `knex` meanwhile, since SQLite's pool holds one connection.
 */
export const onSqliteConnection = async <T>(
  knex: Knex,
  work: (connection: BetterSqlite3.Database) => T | Promise<T>,
): Promise<T> => {
  const connection = await knex.client.acquireConnection();
  try {
    return await work(connection);
  } finally {
    await knex.client.releaseConnection(connection);
  }
};

export const onPostgresConnection = async <T>(knex: Knex, work: (connection: pg.Client) => Promise<T>): Promise<T> => {
  const connection = await knex.client.acquireConnection();
  try {
    return await work(connection);
  } finally {
    await knex.client.releaseConnection(connection);
  }
};

/** Several statements on one connection. */
export const withStatements = <T>(knex: Knex, work: (statements: Statements) => Promise<T>): Promise<T> =>
  isSqlite(knex)
    ? onSqliteConnection(knex, (connection) =>
        work({
          engine: 'sqlite',
          all: async <Row>(sql: string, values: readonly Value[]) =>
            prepare(connection, sql).all(
              ...values.map((value) => (Array.isArray(value) ? JSON.stringify(value) : value)),
            ) as Row[],
        }),
      )
    : onPostgresConnection(knex, (connection) =>
        work({
          engine: 'postgres',
          // Unnamed, so that the planner sees the values and a pooler may stand in between.
          all: async <Row>(sql: string, values: readonly Value[]) =>
            (await connection.query(withNumbers(sql), values as unknown[])).rows as Row[],
        }),
      );
