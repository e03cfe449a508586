// Many ready rows at the end of a table, by each engine's fastest way.
import type { Knex } from 'knex';
import { copyInto, copyLine } from './import-postgres.ts';
import { onPostgresConnection, onSqliteConnection, prepare } from './statements.ts';

type Row = readonly (string | number)[];

export const appendRows = (tx: Knex, table: string, columns: string, rows: readonly Row[]): Promise<void> =>
  tx.client.config.client === 'pg'
    ? onPostgresConnection(tx, (connection) => copyInto(connection, table, columns, rows.map(copyLine).join('')))
    : onSqliteConnection(tx, (connection) => {
        const insert = prepare(
          connection,
          `insert into ${table} (${columns}) values (${columns.replace(/\w+/g, '?')})`,
        );
        for (const row of rows) insert.run(...row);
      });

/** Ids that nobody gets again. @returns the first of `count` */
export const reserveIds = async (tx: Knex, table: string, count: number): Promise<number> => {
  if (tx.client.config.client === 'pg') {
    const { rows } = await tx.raw(
      `select setval(s.name, nextval(s.name) + ?::bigint) - ?::bigint as first from pg_get_serial_sequence(?, 'id') as s(name)`,
      [count, count, table],
    );
    return rows[0].first;
  }
  // AUTOINCREMENT follows the greatest id that was written.
  const row = await tx('sqlite_sequence').where({ name: table }).first('seq');
  return (row?.seq ?? 0) + 1;
};
