import type { Database } from '../../db/open.ts';

/** Every row of every table by the table's name, as text: to look for what should be nowhere. */
export const everyText = async ({ engine, read }: Database): Promise<Map<string, string>> => {
  const tables: { name: string }[] =
    engine === 'sqlite'
      ? await read('sqlite_master').where({ type: 'table' }).whereNot('name', 'like', 'sqlite_%').select('name')
      : await read('pg_tables').where('schemaname', read.raw('current_schema()')).select({ name: 'tablename' });
  const texts = new Map<string, string>();
  for (const { name } of tables) texts.set(name, JSON.stringify(await read(name).select()));
  return texts;
};

/** The tables in which a text stands. */
export const tablesWith = async (db: Database, text: string): Promise<string[]> =>
  [...(await everyText(db))].filter(([, rows]) => rows.includes(text)).map(([name]) => name);
