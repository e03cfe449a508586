// Rows of the two dictionaries: a term once with all its suffixes, and under it the accounts that bear it.
import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type pg from 'pg';
import { suffixesOf } from '../main/rules/search-terms.ts';
import { onPostgresConnection, onSqliteConnection, prepare } from './statements.ts';

export type Postings = {
  readonly accountId: number;
  readonly municipalityCode: number;
  readonly names: readonly string[];
  readonly addresses: readonly { readonly code: number; readonly term: string; readonly tail: string }[];
};

const isSqlite = (tx: Knex): boolean => tx.client.config.client === 'better-sqlite3';

/** A term of either dictionary; a name's has code 0. */
type Term = { readonly term: string; readonly code: number };
type Dictionary = {
  readonly term: string;
  readonly suffix: string;
  readonly posting: string;
  readonly find: string;
  readonly insert: string;
  readonly insertSuffix: string;
  /** Text, and the municipality where the dictionary has one. */
  readonly values: (term: Term) => (string | number)[];
};
const names: Dictionary = {
  term: 'name_term',
  suffix: 'name_suffix',
  posting: 'account_name',
  find: 'select id from name_term where term = ?',
  insert: 'insert into name_term (term) values (?)',
  insertSuffix: 'insert or ignore into name_suffix (suffix, term_id) values (?, ?)',
  values: ({ term }) => [term],
};
const addresses: Dictionary = {
  term: 'address_term',
  suffix: 'address_suffix',
  posting: 'account_address',
  find: 'select id from address_term where term = ? and municipality_code = ?',
  insert: 'insert into address_term (term, municipality_code) values (?, ?)',
  insertSuffix: 'insert or ignore into address_suffix (suffix, municipality_code, term_id) values (?, ?, ?)',
  values: ({ term, code }) => [term, code],
};

const sqliteTermId = (connection: BetterSqlite3.Database, dictionary: Dictionary, term: Term): number => {
  const found = prepare(connection, dictionary.find).get(...dictionary.values(term)) as { id: number } | undefined;
  if (found) return found.id;
  const id = Number(prepare(connection, dictionary.insert).run(...dictionary.values(term)).lastInsertRowid);
  const insert = prepare(connection, dictionary.insertSuffix);
  for (const suffix of suffixesOf(term.term)) insert.run(suffix, ...dictionary.values(term).slice(1), id);
  return id;
};

const addOnSqlite = (connection: BetterSqlite3.Database, all: readonly Postings[]): void => {
  const addName = prepare(
    connection,
    'insert or ignore into account_name (term_id, municipality_code, account_id) values (?, ?, ?)',
  );
  const addAddress = prepare(
    connection,
    'insert or ignore into account_address (term_id, tail, account_id) values (?, ?, ?)',
  );
  for (const { accountId, municipalityCode, names: terms, addresses: places } of all) {
    for (const term of terms)
      addName.run(sqliteTermId(connection, names, { term, code: 0 }), municipalityCode, accountId);
    for (const place of places) addAddress.run(sqliteTermId(connection, addresses, place), place.tail, accountId);
  }
};

const dropOnSqlite = (connection: BetterSqlite3.Database, all: readonly Postings[]): void => {
  const drop = (dictionary: Dictionary, term: Term, row: string, values: readonly (string | number)[]): void => {
    const found = prepare(connection, dictionary.find).get(...dictionary.values(term)) as { id: number } | undefined;
    if (!found) return;
    prepare(connection, `delete from ${dictionary.posting} where term_id = ? and ${row} and account_id = ?`).run(
      found.id,
      ...values,
    );
    if (prepare(connection, `select 1 from ${dictionary.posting} where term_id = ? limit 1`).get(found.id)) return;
    // A name that nobody bears any more is nobody's to be read here either.
    const placed = dictionary === addresses ? 'municipality_code = ? and ' : '';
    const dropSuffix = prepare(
      connection,
      `delete from ${dictionary.suffix} where suffix = ? and ${placed}term_id = ?`,
    );
    for (const suffix of suffixesOf(term.term)) dropSuffix.run(suffix, ...dictionary.values(term).slice(1), found.id);
    prepare(connection, `delete from ${dictionary.term} where id = ?`).run(found.id);
  };
  for (const { accountId, municipalityCode, names: terms, addresses: places } of all) {
    for (const term of terms) drop(names, { term, code: 0 }, 'municipality_code = ?', [municipalityCode, accountId]);
    for (const place of places) drop(addresses, place, 'tail = ?', [place.tail, accountId]);
  }
};

type Column = readonly (string | number)[];
const termKey = ({ term, code }: Term): string => `${code} ${term}`;

/**
 * Ids of the terms, missing ones made. Rows are locked in the order of their text so that two writers never wait for
 * each other, and against removal until the postings are there.
 */
const postgresTermIds = async (
  connection: pg.Client,
  dictionary: Dictionary,
  terms: readonly Term[],
): Promise<Map<string, number>> => {
  const distinct = new Map(terms.map((term) => [termKey(term), term]));
  const sorted = [...distinct.values()].sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.code - b.code));
  const isNames = dictionary === names;
  const columns: Column[] = [sorted.map(({ term }) => term), ...(isNames ? [] : [sorted.map(({ code }) => code)])];
  const list = isNames
    ? 'unnest($1::text[]) as w(term)'
    : 'unnest($1::text[], $2::bigint[]) as w(term, municipality_code)';
  const on = isNames ? 't.term = w.term' : 't.term = w.term and t.municipality_code = w.municipality_code';
  const name = isNames ? 'term' : 'term, municipality_code';
  const code = isNames ? '0::bigint' : 't.municipality_code';
  const ids = new Map<string, number>();
  // A term that was removed between the two statements is made in the next round.
  while (ids.size < distinct.size) {
    const { rows: made } = await connection.query(
      `insert into ${dictionary.term} as t (${name}) select ${name} from ${list} order by term
       on conflict (${name}) do nothing returning t.id, t.term, ${code} as code`,
      columns,
    );
    const suffixes: string[] = [];
    const codes: number[] = [];
    const owners: number[] = [];
    for (const { id, term, code: of } of made as { id: number; term: string; code: number }[])
      for (const suffix of suffixesOf(term)) {
        suffixes.push(suffix);
        codes.push(of);
        owners.push(id);
      }
    if (owners.length > 0)
      await connection.query(
        isNames
          ? `insert into name_suffix (suffix, term_id) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing`
          : `insert into address_suffix (suffix, term_id, municipality_code)
             select * from unnest($1::text[], $2::bigint[], $3::bigint[]) on conflict do nothing`,
        isNames ? [suffixes, owners] : [suffixes, owners, codes],
      );
    const { rows } = await connection.query(
      `select t.id, t.term, ${code} as code from ${list} join ${dictionary.term} t on ${on} order by t.term, t.id for key share of t`,
      columns,
    );
    for (const row of rows as { id: number; term: string; code: number }[]) ids.set(termKey(row), row.id);
  }
  return ids;
};

const addOnPostgres = async (connection: pg.Client, all: readonly Postings[]): Promise<void> => {
  const nameRows = all.flatMap(({ accountId, municipalityCode, names: terms }) =>
    terms.map((term) => ({ term, code: 0, municipalityCode, accountId })),
  );
  const addressRows = all.flatMap(({ accountId, addresses: places }) =>
    places.map((place) => ({ ...place, accountId })),
  );
  const nameIds = await postgresTermIds(connection, names, nameRows);
  const addressIds = await postgresTermIds(connection, addresses, addressRows);
  if (nameRows.length > 0)
    await connection.query(
      `insert into account_name (term_id, municipality_code, account_id)
       select * from unnest($1::bigint[], $2::bigint[], $3::bigint[]) on conflict do nothing`,
      [
        nameRows.map((row) => nameIds.get(termKey(row))),
        nameRows.map((row) => row.municipalityCode),
        nameRows.map((row) => row.accountId),
      ],
    );
  if (addressRows.length > 0)
    await connection.query(
      `insert into account_address (term_id, tail, account_id)
       select * from unnest($1::bigint[], $2::text[], $3::bigint[]) on conflict do nothing`,
      [
        addressRows.map((row) => addressIds.get(termKey(row))),
        addressRows.map((row) => row.tail),
        addressRows.map((row) => row.accountId),
      ],
    );
};

const dropOnPostgres = async (connection: pg.Client, all: readonly Postings[]): Promise<void> => {
  const drop = async (
    dictionary: Dictionary,
    column: string,
    type: string,
    rows: readonly (Term & { value: string | number; accountId: number })[],
  ) => {
    if (rows.length === 0) return;
    const isNames = dictionary === names;
    const { rows: terms } = await connection.query(
      `select t.id, t.term, ${isNames ? '0::bigint' : 't.municipality_code'} as code from ${dictionary.term} t
       where t.term = any($1::text[]) order by t.term, t.id for update of t`,
      [rows.map(({ term }) => term)],
    );
    const ids = new Map((terms as { id: number; term: string; code: number }[]).map((row) => [termKey(row), row.id]));
    const known = rows.filter((row) => ids.has(termKey(row)));
    await connection.query(
      `delete from ${dictionary.posting} p using unnest($1::bigint[], $2::${type}[], $3::bigint[]) as w(term_id, value, account_id)
       where p.term_id = w.term_id and p.${column} = w.value and p.account_id = w.account_id`,
      [
        known.map((row) => ids.get(termKey(row))),
        known.map(({ value }) => value),
        known.map(({ accountId }) => accountId),
      ],
    );
    // A name that nobody bears any more is nobody's to be read here either. A statement of its own: it must see what
    // was committed while this transaction waited for the terms.
    const { rows: gone } = await connection.query(
      `delete from ${dictionary.term} t where t.id = any($1::bigint[])
       and not exists (select 1 from ${dictionary.posting} p where p.term_id = t.id) returning t.id, t.term`,
      [[...new Set(known.map((row) => ids.get(termKey(row))))]],
    );
    const suffixes = (gone as { id: number; term: string }[]).flatMap(({ id, term }) =>
      suffixesOf(term).map((suffix) => ({ suffix, id })),
    );
    await connection.query(
      `delete from ${dictionary.suffix} s using unnest($1::text[], $2::bigint[]) as w(suffix, term_id)
       where s.suffix = w.suffix and s.term_id = w.term_id`,
      [suffixes.map(({ suffix }) => suffix), suffixes.map(({ id }) => id)],
    );
  };
  await drop(
    names,
    'municipality_code',
    'bigint',
    all.flatMap((one) =>
      one.names.map((term) => ({ term, code: 0, value: one.municipalityCode, accountId: one.accountId })),
    ),
  );
  await drop(
    addresses,
    'tail',
    'text',
    all.flatMap((one) =>
      one.addresses.map(({ term, code, tail }) => ({ term, code, value: tail, accountId: one.accountId })),
    ),
  );
};

export const addPostings = (tx: Knex, all: readonly Postings[]): Promise<void> =>
  isSqlite(tx)
    ? onSqliteConnection(tx, (connection) => addOnSqlite(connection, all))
    : onPostgresConnection(tx, (connection) => addOnPostgres(connection, all));

/** Takes accounts out of both dictionaries, and out of them the terms that nobody bears any more. */
export const dropPostings = (tx: Knex, all: readonly Postings[]): Promise<void> =>
  isSqlite(tx)
    ? onSqliteConnection(tx, (connection) => dropOnSqlite(connection, all))
    : onPostgresConnection(tx, (connection) => dropOnPostgres(connection, all));
