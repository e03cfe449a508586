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

/** The dictionaries' tables side by side: a name's term has no municipality, and its postings have. */
const columnsOf = (dictionary: Dictionary) =>
  dictionary === names
    ? {
        list: 'unnest($1::text[]) as w(term)',
        on: 't.term = w.term',
        key: 'term',
        code: '0::bigint',
        detail: 'municipality_code',
        detailType: 'bigint',
      }
    : {
        list: 'unnest($1::text[], $2::bigint[]) as w(term, municipality_code)',
        on: 't.term = w.term and t.municipality_code = w.municipality_code',
        key: 'term, municipality_code',
        code: 't.municipality_code',
        detail: 'tail',
        detailType: 'text',
      };

type TermRow = { readonly id: number; readonly term: string; readonly code: number; readonly made: boolean };
const inOrder = (terms: readonly Term[]): Term[] =>
  [...new Map(terms.map((term) => [termKey(term), term])).values()].sort((a, b) =>
    a.term < b.term ? -1 : a.term > b.term ? 1 : a.code - b.code,
  );
const keyColumns = (dictionary: Dictionary, terms: readonly Term[]): Column[] => [
  terms.map(({ term }) => term),
  ...(dictionary === names ? [] : [terms.map(({ code }) => code)]),
];

/**
 * Ids of the terms, missing ones made. Rows are locked in the order of their text so that two writers never wait for
 * each other, and against removal until the postings are there. One round trip where every term is known or new.
 */
const postgresTermIds = async (
  connection: pg.Client,
  dictionary: Dictionary,
  terms: readonly Term[],
): Promise<Map<string, number>> => {
  const { list, on, key, code } = columnsOf(dictionary);
  const sorted = inOrder(terms);
  const columns = keyColumns(dictionary, sorted);
  const ids = new Map<string, number>();
  // A statement does not see what another transaction made or removed while it ran: that is found in the next round.
  while (ids.size < sorted.length) {
    const { rows } = await connection.query<TermRow>(
      `with made as (
         insert into ${dictionary.term} as t (${key}) select ${key} from ${list} order by term
         on conflict (${key}) do nothing returning t.id, t.term, ${code} as code
       ), known as (
         select t.id, t.term, ${code} as code from ${list} join ${dictionary.term} t on ${on}
         order by t.term, t.id for key share of t
       )
       select id, term, code, true as made from made union all select id, term, code, false from known`,
      columns,
    );
    const suffixes = rows
      .filter(({ made }) => made)
      .flatMap(({ id, term, code: of }) => suffixesOf(term).map((suffix) => ({ suffix, id, of })));
    if (suffixes.length > 0)
      await connection.query(
        dictionary === names
          ? `insert into name_suffix (suffix, term_id) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing`
          : `insert into address_suffix (suffix, term_id, municipality_code)
             select * from unnest($1::text[], $2::bigint[], $3::bigint[]) on conflict do nothing`,
        [
          suffixes.map(({ suffix }) => suffix),
          suffixes.map(({ id }) => id),
          ...(dictionary === names ? [] : [suffixes.map(({ of }) => of)]),
        ],
      );
    for (const row of rows) ids.set(termKey(row), row.id);
  }
  return ids;
};

/** A term, and what its posting says beside the account: a name's municipality, an address's tail. */
type PostingRow = Term & { readonly detail: string | number; readonly accountId: number };
const postingRows = (dictionary: Dictionary, all: readonly Postings[]): PostingRow[] =>
  dictionary === names
    ? all.flatMap(({ accountId, municipalityCode, names: terms }) =>
        terms.map((term) => ({ term, code: 0, detail: municipalityCode, accountId })),
      )
    : all.flatMap(({ accountId, addresses: places }) =>
        places.map(({ term, code, tail }) => ({ term, code, detail: tail, accountId })),
      );

const addOnPostgres = async (connection: pg.Client, all: readonly Postings[]): Promise<void> => {
  for (const dictionary of [names, addresses]) {
    const rows = postingRows(dictionary, all);
    if (rows.length === 0) continue;
    const ids = await postgresTermIds(connection, dictionary, rows);
    const { detail, detailType } = columnsOf(dictionary);
    await connection.query(
      `insert into ${dictionary.posting} (term_id, ${detail}, account_id)
       select * from unnest($1::bigint[], $2::${detailType}[], $3::bigint[]) on conflict do nothing`,
      [rows.map((row) => ids.get(termKey(row))), rows.map((row) => row.detail), rows.map((row) => row.accountId)],
    );
  }
};

const dropOnPostgres = async (connection: pg.Client, all: readonly Postings[]): Promise<void> => {
  for (const dictionary of [names, addresses]) {
    const rows = postingRows(dictionary, all);
    if (rows.length === 0) continue;
    const { on, code, detail, detailType } = columnsOf(dictionary);
    const sorted = inOrder(rows);
    // Terms are locked in the order of their text, all of them before the first posting goes.
    const { rows: terms } = await connection.query<TermRow>(
      `with held as materialized (
         select t.id, t.term, ${code} as code
         from unnest($1::text[], $2::bigint[]) as w(term, municipality_code) join ${dictionary.term} t on ${on}
         order by t.term, t.id for update of t
       ), dropped as (
         delete from ${dictionary.posting} p
         using unnest($3::text[], $4::bigint[], $5::${detailType}[], $6::bigint[]) as w(term, code, detail, account_id)
         join held on held.term = w.term and held.code = w.code
         where p.term_id = held.id and p.${detail} = w.detail and p.account_id = w.account_id
       )
       select id, term, code from held`,
      [
        sorted.map(({ term }) => term),
        sorted.map(({ code: of }) => of),
        rows.map(({ term }) => term),
        rows.map(({ code: of }) => of),
        rows.map((row) => row.detail),
        rows.map((row) => row.accountId),
      ],
    );
    if (terms.length === 0) continue;
    const suffixes = terms.flatMap(({ id, term }) => suffixesOf(term).map((suffix) => ({ suffix, id })));
    // A name that nobody bears any more is nobody's to be read here either. A statement of its own: it must see what
    // was committed while this transaction waited for the terms.
    await connection.query(
      `with gone as (
         delete from ${dictionary.term} t where t.id = any($1::bigint[])
         and not exists (select 1 from ${dictionary.posting} p where p.term_id = t.id) returning t.id
       )
       delete from ${dictionary.suffix} s using unnest($2::text[], $3::bigint[]) as w(suffix, term_id)
       join gone on gone.id = w.term_id
       where s.suffix = w.suffix and s.term_id = w.term_id`,
      [terms.map(({ id }) => id), suffixes.map(({ suffix }) => suffix), suffixes.map(({ id }) => id)],
    );
  }
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
