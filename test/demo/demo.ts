// A demo on either engine, made by a clock that stands, and what is in it.
import { join } from 'node:path';
import { type Database, openDatabase } from '../../db/open.ts';
import { columns } from '../../db/personal.ts';
import { type DemoOptions, makeDemo } from '../../main/demo/demo.ts';
import type { Engine } from '../setup/desk.ts';
import { freshPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

export type TestDemo = { readonly db: Database; readonly url: string; readonly remove: () => Promise<void> };

/** An address at which nothing stands yet. */
export const emptyPlace = async (engine: Engine): Promise<{ url: string; remove: () => Promise<void> }> => {
  if (engine === 'postgres') {
    const { url, drop } = await freshPostgres();
    return { url, remove: drop };
  }
  const folder = scratchFolder('akari-demo-');
  return { url: `sqlite:${join(folder.path, 'demo.sqlite')}`, remove: async () => folder.remove() };
};

export const openDemo = async (engine: Engine, options: DemoOptions = {}): Promise<TestDemo> => {
  const place = await emptyPlace(engine);
  await makeDemo(place.url, options);
  const db = await openDatabase(place.url);
  return {
    db,
    url: place.url,
    remove: async () => {
      await db.close();
      await place.remove();
    },
  };
};

const drawnAnew = [
  'database_info',
  'secret',
  'purge_key',
  'audit_chain',
  'audit_entry',
  'staff_secret',
  'credential_secret',
];

/** The two engines number the words of search in orders of their own: here each stands under the word itself. */
const numberedByEngine: Readonly<Record<string, 'name_term' | 'address_term'>> = {
  name_term: 'name_term',
  name_suffix: 'name_term',
  account_name: 'name_term',
  address_term: 'address_term',
  address_suffix: 'address_term',
  account_address: 'address_term',
};

/** Every row of every table, but for what is drawn at random and the instant at which the demo was made. */
export const contentOf = async ({ read }: Database): Promise<Record<string, unknown[]>> => {
  const content: Record<string, unknown[]> = {};
  for (const table of Object.keys(columns).filter((name) => !drawnAnew.includes(name))) {
    const rows: Record<string, unknown>[] = await read(table).select(Object.keys(columns[table] ?? {}));
    if (table === 'demo_making') for (const row of rows) delete row.made_at;
    const terms = numberedByEngine[table];
    if (terms) {
      const known: { id: number; term: string }[] = await read(terms).select('id', 'term');
      const termOf = new Map(known.map(({ id, term }) => [id, term]));
      for (const row of rows) {
        if (table === terms) delete row.id;
        else row.term_id = termOf.get(Number(row.term_id));
      }
    }
    content[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return content;
};
