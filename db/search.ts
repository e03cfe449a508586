// Runs what was recognised in the search field, look-up by look-up until the page is full.
import type { Knex } from 'knex';
import type { Place } from '../main/rules/address.ts';
import type { KeyQuery, NameQuery, SearchKind, SearchPlan } from '../main/rules/search-query.ts';
import * as by from './search-look-ups.ts';
import { type Statements, withStatements } from './statements.ts';

export type Hit = {
  accountId: number;
  customerNo: string;
  loginId: string;
  name: string;
  nameKana: string;
  /** null for a protected account: its address leaves the database for nobody's list. */
  address: string | null;
  status: 'active' | 'withdrawn';
  isProtected: boolean;
  isDoNotPost: boolean;
  credential: { failures: number; lockedUntil: string | null; isInitial: boolean; expiresOn: string | null } | null;
  wasEverIssued: boolean;
  /** The last day of its contracts where all have an end; null where one runs on or there is none. */
  lastEndsOn: string | null;
  /** The look-up that found it first: of what is masked, the list can show no more than that it agrees. */
  foundBy: SearchKind;
};
export type Found = { hits: Hit[]; hasMore: boolean };

type Row = {
  sort: string;
  account_id: number;
  login_id: string;
  status: 'active' | 'withdrawn';
  is_protected: number;
  is_do_not_post: number;
  delivery_line: string | null;
  delivery_building: string;
  customer_no: string;
  name: string;
  name_kana: string;
};
type Bare = Omit<Hit, 'credential' | 'wasEverIssued' | 'lastEndsOn' | 'foundBy'>;
type FoundBare = Bare & Pick<Hit, 'foundBy'>;

const writtenOut = { sqlite: new Map<string, string>(), postgres: new Map<string, string>() };
// Every look-up gives its rows with what is shown of them: fetching ids first and rows afterwards would cost a round
// trip more than the few rows that two look-ups both find.
const shownOf = (engine: by.Engine, found: string): string => {
  // There are a few dozen of them, and putting one together costs as much as running it.
  const known = writtenOut[engine].get(found);
  if (known !== undefined) return known;
  const join = engine === 'sqlite' ? 'cross join' : 'join';
  const sql = `select f.sort, a.id as account_id, a.login_id, a.status, a.is_protected, a.is_do_not_post,
    case when a.is_protected = 1 then null else a.delivery_line end as delivery_line, a.delivery_building,
    c.customer_no, c.name, c.name_kana
    from (${found}) f ${join} account a on a.id = f.id ${join} customer c on c.id = a.customer_id`;
  writtenOut[engine].set(found, sql);
  return sql;
};

const shownFrom = (row: Row): Bare => ({
  accountId: row.account_id,
  customerNo: row.customer_no,
  loginId: row.login_id,
  name: row.name,
  nameKana: row.name_kana,
  address: row.delivery_line === null ? null : [row.delivery_line, row.delivery_building].filter(Boolean).join(' '),
  status: row.status,
  isProtected: row.is_protected === 1,
  isDoNotPost: row.is_do_not_post === 1,
});

/** The hits of one look-up, in its order; at most `limit` rows, of which several may be one account. */
export const lookUp = async (statements: Statements, limited: by.Limited, limit: number): Promise<Bare[]> => {
  const { sql, values } = limited(statements.engine, limit);
  const rows = await statements.all<Row>(shownOf(statements.engine, sql), values);
  // The join keeps the order on both engines in practice; a page is short enough to make sure.
  return rows.sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0)).map(shownFrom);
};

type StateRow = {
  account_id: number;
  credential_id: number | null;
  failures: number | null;
  locked_until: string | null;
  is_initial: number | null;
  expires_on: string | null;
  any_credential: number | null;
  last_ends_on: string | null;
};
const endless = '9999-12-31';
const stateOf = (list: string): string =>
  `select m.value as account_id, k.id as credential_id, k.failures, k.locked_until, k.is_initial, k.expires_on,
    case when k.id is null then (select e.id from credential e where e.account_id = m.value and e.state <> 'staged' limit 1) end as any_credential,
    (select max(coalesce(t.ended_on, '${endless}')) from account_contract l join contract t on t.id = l.contract_id
      where l.account_id = m.value and l.to_on is null) as last_ends_on
    from ${list} left join credential k on k.account_id = m.value and k.state = 'current'`;
const statesSql = { sqlite: stateOf('json_each(?) m'), postgres: stateOf('unnest(?::bigint[]) as m(value)') };

/** What the badges of a page are made of: once for each page, since it costs as much as finding its rows. */
export const withStates = async <Row extends Bare>(
  statements: Statements,
  page: readonly Row[],
): Promise<(Row & Omit<Hit, keyof Bare | 'foundBy'>)[]> => {
  if (page.length === 0) return [];
  const rows = await statements.all<StateRow>(statesSql[statements.engine], [page.map(({ accountId }) => accountId)]);
  const states = new Map(rows.map((row) => [row.account_id, row]));
  return page.map((hit) => {
    const row = states.get(hit.accountId);
    const isCurrent = row !== undefined && row.credential_id !== null;
    const credential = isCurrent
      ? {
          failures: row.failures ?? 0,
          lockedUntil: row.locked_until,
          isInitial: row.is_initial === 1,
          expiresOn: row.expires_on,
        }
      : null;
    const lastEndsOn = row?.last_ends_on ?? null;
    return {
      ...hit,
      credential,
      wasEverIssued: isCurrent || (row?.any_credential ?? null) !== null,
      lastEndsOn: lastEndsOn === endless ? null : lastEndsOn,
    };
  });
};

const byName = ({ key, parts, isKana }: NameQuery): by.Limited[] => {
  const prefixes = (beginning: string) =>
    isKana
      ? [by.byColumn('kana_key', beginning), by.byColumn('name_key', beginning)]
      : [by.byColumn('name_key', beginning)];
  if (parts.length < 2) return [...prefixes(key), by.byNamePart(key)];
  return [
    ...prefixes(key),
    ...prefixes([...parts].reverse().join('')),
    by.byNamePart(key),
    ...(parts.length === 2 ? [by.byNameParts({ key, parts, isKana })] : []),
  ];
};

const byPlace = ({ addressKeys, term, tail, municipalityCodes }: Place): by.Limited[] => {
  const codes = municipalityCodes.map(Number);
  if (term !== '')
    return [
      ...(addressKeys.length > 0 ? [by.byAddressKeys(addressKeys)] : []),
      by.byAddressPart({ term, tail, codes }),
    ];
  if (addressKeys.length > 0) return [by.byAddressKeys(addressKeys)];
  // A prefecture or a city by its wards: whoever lives there, in the order of names.
  return codes.length > 0 ? [by.byPlaceAndName('name_key', '', { codes, text: '' })] : [];
};

/** Where a town is named without its municipality, the dictionary knows which municipalities have one of that name. */
const codesOf = async (statements: Statements, { municipalityCodes, term }: Place): Promise<number[]> => {
  if (municipalityCodes.length > 0) return municipalityCodes.map(Number);
  if (term === '') return [];
  const { sql, values } = by.municipalitiesOfTerm(term);
  // 0: buildings, which stand under none, and addresses that the postcode master could not place.
  return [...(await statements.all<{ code: number }>(sql, values)).map(({ code }) => code), 0];
};

const byNameAndPlace = async (statements: Statements, name: NameQuery, place: Place): Promise<by.Limited[]> => {
  const codes = await codesOf(statements, place);
  if (codes.length === 0) return [];
  const join = /\d$/.test(place.term) && place.tail ? '-' : '';
  const within = { codes, text: `${place.term}${join}${place.tail}` };
  return [
    ...(name.isKana ? [by.byPlaceAndName('kana_key', name.key, within)] : []),
    by.byPlaceAndName('name_key', name.key, within),
    by.byPlaceAndNamePart(name.key, within),
  ];
};

type LookUpsOf = (plan: SearchPlan, statements: Statements) => by.Limited[] | Promise<by.Limited[]>;
const keyed = (query: KeyQuery | undefined, ...make: ((query: KeyQuery) => by.Limited)[]): by.Limited[] =>
  query ? make.map((one) => one(query)) : [];

const lookUps: { readonly [Kind in SearchKind]: LookUpsOf } = {
  'supply-point': ({ supplyPoint }) => keyed(supplyPoint, by.bySupplyPoint),
  'customer-no': ({ customerNo }) => keyed(customerNo, by.byCustomerNo),
  phone: ({ phone }) => keyed(phone, by.byContactPhone),
  mail: ({ mail }) => keyed(mail, by.byMailAddress),
  login: ({ login }) => keyed(login, ({ key }) => by.byColumn('login_key', key), by.byFormerLogin),
  name: ({ name }) => (name ? byName(name) : []),
  address: ({ place }) => (place ? byPlace(place) : []),
  'name-and-place': async ({ nameAndPlace = [] }, statements) => {
    const readings = nameAndPlace.slice(0, 3).map(({ name, place }) => byNameAndPlace(statements, name, place));
    return (await Promise.all(readings)).flat();
  },
};

/** @param tx reads only; on SQLite the connection that no writer holds up */
export const search = (tx: Knex, plan: SearchPlan, limit: number): Promise<Found> =>
  withStatements(tx, async (statements) => {
    const found = new Map<number, FoundBare>();
    let isCutOff = false;
    for (const kind of plan.kinds) {
      for (const limited of await lookUps[kind](plan, statements)) {
        // What is known already comes again from a wider look-up and must not fill its page.
        const wanted = limit + 1 + found.size;
        const hits = await lookUp(statements, limited, wanted);
        for (const hit of hits) if (!found.has(hit.accountId)) found.set(hit.accountId, { ...hit, foundBy: kind });
        isCutOff ||= hits.length === wanted;
        if (found.size > limit)
          return { hits: await withStates(statements, [...found.values()].slice(0, limit)), hasMore: true };
      }
    }
    return { hits: await withStates(statements, [...found.values()]), hasMore: isCutOff };
  });
