// Every way to find accounts by one key, as SQL that gives `id` and `sort` in the order of an index and stops at a limit.
// docs/search.md: range queries on B-trees only. Sorting or counting all hits is what makes a search slow, so none does.
import type { KeyQuery, NameQuery } from '../main/rules/search-query.ts';
import type { Value } from './statements.ts';

export type LookUp = { readonly sql: string; readonly values: readonly Value[] };
export type Engine = 'sqlite' | 'postgres';
/** Makes the look-up for at most so many rows. */
export type Limited = (engine: Engine, limit: number) => LookUp;

/** Greater than every text that begins with `key`, in both engines' order by code point. */
const endOf = (key: string): string => `${key}\u{10ffff}`;

// SQLite keeps the written order of a CROSS JOIN; PostgreSQL is held to it by LIMITs inside LATERAL, since a planner
// that expects few rows otherwise hashes whole tables.
const then = (engine: Engine): string => (engine === 'sqlite' ? 'cross join' : 'join');

// LIMIT takes an expression here, never a bare parameter: SQLite looks at the value of that one while planning, and so
// plans anew at every call, which costs four times the look-up itself.

/** Accounts in the order of a folded column of their own. */
export const byColumn =
  (column: 'login_key' | 'name_key' | 'kana_key' | 'address_key', key: string): Limited =>
  (_, limit) => ({
    sql: `select id, ${column} as sort from account where ${column} >= ? and ${column} < ? order by ${column} limit ? + 0`,
    values: [key, endOf(key), limit],
  });

const byForeignKey =
  (table: string, column: string, link: string) =>
  ({ key, isWhole }: KeyQuery): Limited =>
  (engine, limit) => {
    const range = isWhole ? `t.${column} = ?` : `t.${column} >= ? and t.${column} < ?`;
    return {
      sql: `select a.id, t.${column} as sort from ${table} t ${then(engine)} account a on ${link}
        where ${range} order by t.${column} limit ? + 0`,
      values: isWhole ? [key, limit] : [key, endOf(key), limit],
    };
  };

export const byCustomerNo = byForeignKey('customer', 'customer_no', 'a.customer_id = t.id');
export const byContactPhone = byForeignKey('contact_phone', 'digits', 'a.customer_id = t.customer_id');
export const byFormerLogin = byForeignKey('former_login_id', 'login_key', 'a.id = t.account_id');
export const byMailAddress = byForeignKey(
  'mail_address',
  'address_key',
  'a.id = t.account_id and t.removed_at is null',
);

/** Through every contract that a supply point had over time. */
export const bySupplyPoint =
  ({ key, isWhole }: KeyQuery): Limited =>
  (engine, limit) => {
    const range = isWhole ? 't.supply_point_no = ?' : 't.supply_point_no >= ? and t.supply_point_no < ?';
    return {
      sql: `select l.account_id as id, t.supply_point_no as sort from contract t
        ${then(engine)} account_contract l on l.contract_id = t.id
        where ${range} order by t.supply_point_no limit ? + 0`,
      values: isWhole ? [key, limit] : [key, endOf(key), limit],
    };
  };

const listOf = (engine: Engine, type: 'bigint' | 'text'): string =>
  engine === 'sqlite' ? 'json_each(?) m' : `unnest(?::${type}[]) as m(value)`;

/** Addresses that begin with one of several keys. */
export const byAddressKeys =
  (keys: readonly string[]): Limited =>
  (engine, limit) => {
    const range = `address_key >= m.value and address_key < m.value || '\u{10ffff}'`;
    return engine === 'sqlite'
      ? {
          sql: `select a.id, address_key as sort from ${listOf(engine, 'text')} cross join account a on ${range} limit ? + 0`,
          values: [keys, limit],
        }
      : {
          sql: `select a.id, a.sort from ${listOf(engine, 'text')} cross join lateral
            (select id, address_key as sort from account where ${range} order by address_key limit ? + 0) a limit ? + 0`,
          values: [keys, limit, limit],
        };
  };

/** What an address must hold besides lying in a municipality. */
export type Within = { readonly codes: readonly number[]; readonly text: string };
// Enough for the largest surname of a ward; more would only make a rare pair of words slow.
const candidateLimit = 3000;

const holds = (engine: Engine): string =>
  engine === 'sqlite' ? 'instr(address_key, ?) > 0' : 'strpos(address_key, ?) > 0';

/** Beginning of a name in one of several municipalities. */
export const byPlaceAndName =
  (column: 'name_key' | 'kana_key', key: string, within: Within): Limited =>
  (engine, limit) => {
    const range = `municipality_code = m.value and ${column} >= ? and ${column} < ?`;
    const columns = within.text ? `account.id, ${column} as sort, address_key` : `account.id, ${column} as sort`;
    const inner = within.text ? candidateLimit : limit;
    const found =
      engine === 'sqlite'
        ? `select ${columns} from ${listOf(engine, 'bigint')} cross join account on ${range} limit ? + 0`
        : `select a.* from ${listOf(engine, 'bigint')} cross join lateral
            (select ${columns} from account where ${range} order by ${column} limit ? + 0) a limit ? + 0`;
    const values = [within.codes, key, endOf(key), inner, ...(engine === 'sqlite' ? [] : [inner])];
    return within.text
      ? {
          sql: `select id, sort from (${found}) f where ${holds(engine)} limit ? + 0`,
          values: [...values, within.text, limit],
        }
      : { sql: found, values };
  };

/** Any part of a dictionary's term of names: the exact part first, then longer ones. */
export const byNamePart =
  (key: string): Limited =>
  (engine, limit) =>
    engine === 'sqlite'
      ? {
          // Not ordered by account as well: that would sort every bearer of the name.
          sql: `select x.account_id as id, s.suffix as sort from name_suffix s cross join account_name x on x.term_id = s.term_id
            where s.suffix >= ? and s.suffix < ? order by s.suffix, s.term_id limit ? + 0`,
          values: [key, endOf(key), limit],
        }
      : {
          sql: `select x.account_id as id, s.suffix as sort from
            (select suffix, term_id from name_suffix where suffix >= ? and suffix < ? order by suffix, term_id limit ? + 0) s
            cross join lateral (select account_id from account_name where term_id = s.term_id limit ? + 0) x limit ? + 0`,
          values: [key, endOf(key), limit, limit, limit],
        };

/** Any part of a name in one of several municipalities. */
export const byPlaceAndNamePart =
  (key: string, within: Within): Limited =>
  (engine, limit) => {
    const terms = Math.max(8, Math.min(200, Math.floor(1200 / within.codes.length)));
    const inner = within.text ? candidateLimit : limit;
    const suffixes =
      '(select suffix, term_id from name_suffix where suffix >= ? and suffix < ? order by suffix, term_id limit ? + 0) s';
    const posting = 'x.term_id = s.term_id and x.municipality_code = m.value';
    const found =
      engine === 'sqlite'
        ? `select x.account_id as id, s.suffix as sort from ${suffixes} cross join ${listOf(engine, 'bigint')}
            cross join account_name x on ${posting} limit ? + 0`
        : `select x.account_id as id, s.suffix as sort from ${suffixes} cross join ${listOf(engine, 'bigint')}
            cross join lateral (select x.account_id from account_name x where ${posting} limit ? + 0) x limit ? + 0`;
    const values = [key, endOf(key), terms, within.codes, inner, ...(engine === 'sqlite' ? [] : [inner])];
    if (!within.text) return { sql: found, values };
    return {
      sql: `select f.id, f.sort from (${found}) f ${then(engine)} account a on a.id = f.id where ${holds(engine)} limit ? + 0`,
      values: [...values, within.text, limit],
    };
  };

/** A name of two parts, given in any order: bearers of the longer part whose name or reading holds the other. */
export const byNameParts =
  ({ parts }: NameQuery): Limited =>
  (engine, limit) => {
    const [driver = '', other = ''] = [...parts].sort((a, b) => b.length - a.length);
    const { sql, values } = byNamePart(driver)(engine, candidateLimit);
    const has = engine === 'sqlite' ? 'instr' : 'strpos';
    return {
      sql: `select f.id, f.sort from (${sql}) f ${then(engine)} account a on a.id = f.id
        where ${has}(a.name_key, ?) > 0 or ${has}(a.kana_key, ?) > 0 limit ? + 0`,
      values: [...values, other, other, limit],
    };
  };

export type AddressPart = {
  readonly term: string;
  /** Beginning of the block or room number; then the term must be whole at its end. */
  readonly tail: string;
  /** Empty: anywhere. */
  readonly codes: readonly number[];
};

/** Any part of a town or building; with a number, its beginning. */
export const byAddressPart =
  ({ term, tail, codes }: AddressPart): Limited =>
  (engine, limit) => {
    const isPlaced = codes.length > 0;
    const range = tail ? 'suffix = ?' : 'suffix >= ? and suffix < ?';
    const rangeValues = tail ? [term] : [term, endOf(term)];
    const inCodes = engine === 'sqlite' ? 'in (select value from json_each(?))' : '= any(?::bigint[])';
    const inPlace = isPlaced ? `and (municipality_code = 0 or municipality_code ${inCodes})` : '';
    const terms = `(select suffix, term_id, municipality_code from address_suffix where ${range} ${inPlace}
      order by suffix, municipality_code, term_id limit ? + 0) s`;
    const inTail = tail ? 'and x.tail >= ? and x.tail < ?' : '';
    const tailValues = tail ? [tail, endOf(tail)] : [];
    // A building stands under no municipality, but who lives in it does.
    const placed = isPlaced
      ? `${then(engine)} account a on a.id = x.account_id and (s.municipality_code <> 0 or a.municipality_code ${inCodes})`
      : '';
    const placedValues = isPlaced ? [codes] : [];
    const inner = isPlaced ? candidateLimit : limit;
    const start = [...rangeValues, ...placedValues, Math.max(limit, 500), ...tailValues];
    return engine === 'sqlite'
      ? {
          sql: `select x.account_id as id, s.suffix as sort from ${terms}
            cross join account_address x on x.term_id = s.term_id ${inTail} ${placed} limit ? + 0`,
          values: [...start, ...placedValues, limit],
        }
      : {
          sql: `select x.account_id as id, s.suffix as sort from ${terms}
            cross join lateral (select x.account_id from account_address x where x.term_id = s.term_id ${inTail}
              order by x.term_id, x.tail limit ? + 0) x ${placed} limit ? + 0`,
          values: [...start, inner, ...placedValues, limit],
        };
  };

/** The municipalities in which a town of that name lies. */
export const municipalitiesOfTerm = (term: string): LookUp => ({
  sql: `select distinct municipality_code as code from
    (select municipality_code from address_suffix where suffix >= ? and suffix < ?
      order by suffix, municipality_code limit 300) s where municipality_code <> 0 limit 20`,
  values: [term, endOf(term)],
});
