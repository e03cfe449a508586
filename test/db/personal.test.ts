import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/open.ts';
import { columns } from '../../db/personal.ts';
import { dictionaries, erasures, forgotten, untouched } from '../../db/purge-plan.ts';
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

describe('a purge', () => {
  const erased = new Set([...erasures.map(({ table }) => table), ...dictionaries]);

  it('reaches every table that holds something personal or secret, or says why it leaves it', () => {
    const telling = Object.entries(columns).flatMap(([table, held]) =>
      Object.values(held).some((holding) => holding === 'personal' || holding === 'secret') ? [table] : [],
    );
    expect(telling.filter((table) => !erased.has(table) && !(table in untouched))).toEqual([]);
    expect([...erased].filter((table) => table in untouched)).toEqual([]);
    expect([...erased, ...Object.keys(untouched)].filter((table) => !(table in columns))).toEqual([]);
  });

  it('leaves no row behind that points at one that is gone, and takes those that point first', async () => {
    const database = await freshDatabase('sqlite');
    const db = await database.open();
    const order = erasures.map(({ table }) => table);
    const lost: string[] = [];
    for (const table of Object.keys(columns)) {
      const keys: { table: string; from: string }[] = await db.read.raw(`pragma foreign_key_list(${table})`);
      for (const key of keys) {
        if (!erased.has(key.table) || key.table === table) continue;
        const isForgotten = forgotten.some((one) => one.table === table && one.column === key.from);
        const isBefore = order.includes(table) && order.lastIndexOf(table) < order.lastIndexOf(key.table);
        if (!isForgotten && !isBefore) lost.push(`${table}.${key.from} points at ${key.table}`);
      }
    }
    // Of an account's own approval or request, which goes before the call in which it was made.
    expect(lost).toEqual([]);
    await db.close();
    await database.remove();
  });
});
