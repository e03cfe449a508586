// Whether search is whole, and taking its slow parts down and up again around a load of millions of rows.
import type { Knex } from 'knex';
import { addMinutes } from '../main/rules/calendar.ts';
import { databaseNow } from './clock.ts';
import { DatabaseError } from './fault.ts';
import { withStatements } from './statements.ts';

// Kept up during a load they would cost five times what making them afterwards does (docs/search.md). Those by which the
// load itself looks rows up, and all unique ones, stay.
const slowIndexes: Readonly<Record<string, string>> = {
  account_name_key: 'account (name_key)',
  account_kana_key: 'account (kana_key)',
  account_address_key: 'account (address_key)',
  account_municipality_name: 'account (municipality_code, name_key)',
  account_municipality_kana: 'account (municipality_code, kana_key)',
  contact_phone_digits: 'contact_phone (digits, customer_id)',
  mail_address_key: 'mail_address (address_key, account_id)',
};
// PostgreSQL checks a foreign key row by row while it is there, which is half of its time in a load; added afterwards it
// checks them all in one join. SQLite's checks cost little and cannot be made up for.
const slowReferences: Readonly<Record<string, readonly [table: string, reference: string]>> = {
  account_customer_id_fkey: ['account', 'customer_id) references customer'],
  contact_phone_customer_id_fkey: ['contact_phone', 'customer_id) references customer'],
  mail_address_account_id_fkey: ['mail_address', 'account_id) references account'],
  account_event_account_id_fkey: ['account_event', 'account_id) references account'],
};
const dictionaryTables = [
  'name_term',
  'name_suffix',
  'account_name',
  'address_term',
  'address_suffix',
  'account_address',
];

const key = 'search-index';
/** `fence` goes up with every new beginning: who began earlier has been taken over and must stop. */
export type IndexState = { readonly isBuilding: boolean; readonly fence: number };

const isSqlite = (knex: Knex): boolean => knex.client.config.client === 'better-sqlite3';

/** @param isHeld keeps a rebuilding from beginning before this transaction ends */
export const indexState = async (tx: Knex, isHeld = false): Promise<IndexState> => {
  const share = isHeld && !isSqlite(tx) ? 'for share' : '';
  const [row] = await withStatements(tx, (statements) =>
    statements.all<{ value: string; version: number }>(`select value, version from setting where key = ? ${share}`, [
      key,
    ]),
  );
  return { isBuilding: row?.value === '"building"', fence: row?.version ?? 0 };
};

/** Search rows of single accounts wait until the dictionaries are whole again: they would be built over. */
export const refuseWhileBuilding = async (tx: Knex): Promise<void> => {
  if ((await indexState(tx, true)).isBuilding) throw new DatabaseError('locked', 'search is being rebuilt');
};

const setState = async (tx: Knex, value: 'building' | 'whole'): Promise<number> => {
  const [row] = await tx('setting')
    .insert({ key, value: JSON.stringify(value), version: 1, changed_at: await databaseNow(tx) })
    .onConflict('key')
    .merge({ value: JSON.stringify(value), version: tx.raw('setting.version + 1'), changed_at: await databaseNow(tx) })
    .returning('version');
  return row.version;
};

/**
 * Empties the dictionaries; from here to `finishBuilding` they are not to be trusted, whatever happens to this process.
 * @param isLoading the B-trees go as well: only where nobody searches yet
 */
export const beginBuilding = async (tx: Knex, isLoading: boolean): Promise<IndexState> => {
  const fence = await setState(tx, 'building');
  for (const table of dictionaryTables) await (isSqlite(tx) ? tx(table).delete() : tx.raw(`truncate ${table}`));
  if (isLoading) {
    for (const name of Object.keys(slowIndexes)) await tx.raw(`drop index if exists ${name}`);
    if (!isSqlite(tx))
      for (const [name, [table]] of Object.entries(slowReferences))
        await tx.raw(`alter table ${table} drop constraint if exists ${name}`);
  }
  return { isBuilding: true, fence };
};

const namesIn = async (rows: Promise<{ name: string }[]>): Promise<Set<string>> =>
  new Set((await rows).map(({ name }) => name));

/** Statements that bring back what a load took down: one by one, so that writers wait for one and not for all. */
export const missingParts = async (knex: Knex): Promise<string[]> => {
  const indexes = await namesIn(
    isSqlite(knex)
      ? knex('sqlite_master').where({ type: 'index' }).select('name')
      : knex('pg_indexes').whereRaw('schemaname = current_schema()').select({ name: 'indexname' }),
  );
  const statements = Object.entries(slowIndexes)
    .filter(([name]) => !indexes.has(name))
    .map(([name, on]) => `create index ${name} on ${on}`);
  if (isSqlite(knex)) return statements;
  const inSchema = 'connamespace = current_schema()::regnamespace';
  const references = await namesIn(knex('pg_constraint').whereRaw(inSchema).select({ name: 'conname' }));
  const lost = Object.entries(slowReferences).filter(([name]) => !references.has(name));
  return [
    ...statements,
    ...lost.map(
      ([name, [table, reference]]) => `alter table ${table} add constraint ${name} foreign key (${reference}`,
    ),
  ];
};

/** First in each transaction of whoever builds: also says that they are at work. False: somebody else has begun since. */
export const holdFence = async (tx: Knex, fence: number): Promise<boolean> =>
  (await tx('setting')
    .where({ key, version: fence })
    .update({ changed_at: await databaseNow(tx) })) === 1;

/** Nobody goes on with it: the next one need not wait. */
export const letGo = (tx: Knex, fence: number): Promise<number> =>
  tx('setting')
    .where({ key, version: fence })
    .update({ changed_at: new Date(0).toISOString() });

// Longer than any single statement of a building takes, an index over millions of rows among them.
const silentMinutes = 5;

/** Whether somebody builds, or did moments ago; who was killed is not waited for long. */
export const isAtWork = async (tx: Knex): Promise<boolean> =>
  (await tx('setting')
    .where({ key, value: '"building"' })
    .where('changed_at', '>', addMinutes(await databaseNow(tx), -silentMinutes))
    .first('key')) !== undefined;

export const finishBuilding = (tx: Knex): Promise<number> => setState(tx, 'whole');

const analysed =
  'account, customer, contact_phone, mail_address, contract, account_contract, ' +
  'name_term, name_suffix, account_name, address_term, address_suffix, account_address';

/** PostgreSQL plans by statistics, which its own daemon brings a minute late: until then every look-up reads the table. */
export const analyse = async (knex: Knex): Promise<void> => {
  if (!isSqlite(knex)) await knex.raw(`analyze ${analysed}`);
};
