import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/open.ts';
import { columns } from '../../db/personal.ts';
import { engines, freshDatabase } from '../setup/desk.ts';

const isOurs = (table: string): boolean => !/^(sqlite_|knex_migrations)/.test(table);

const schemaOf = async (db: Database): Promise<Record<string, string[]>> => {
  const rows: { table_name: string; column_name: string }[] =
    db.engine === 'sqlite'
      ? await db.read.raw(
          `select m.name as table_name, x.name as column_name from sqlite_schema m, pragma_table_xinfo(m.name) x
           where m.type = 'table'`,
        )
      : (
          await db.read.raw(
            `select table_name, column_name from information_schema.columns where table_schema = current_schema()`,
          )
        ).rows;
  const tables = Map.groupBy(
    rows.filter((row) => isOurs(row.table_name)),
    (row) => row.table_name,
  );
  return Object.fromEntries([...tables].map(([table, own]) => [table, own.map((row) => row.column_name).sort()]));
};

describe.each(engines)('every column of a %s database', (engine) => {
  it('is named as personal, secret, fact or key, and nothing is named that is not there', async () => {
    const database = await freshDatabase(engine);
    const db = await database.open();
    const named = Object.fromEntries(Object.entries(columns).map(([table, held]) => [table, Object.keys(held).sort()]));
    expect(await schemaOf(db)).toEqual(named);
    await db.close();
    await database.remove();
  });
});
