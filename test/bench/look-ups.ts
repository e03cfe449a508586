// Each kind of look-up against the cost of reading as many accounts by primary key, with the goals of docs/performance.md.
import { lookUp, withStates } from '../../db/search.ts';
import * as by from '../../db/search-look-ups.ts';
import type { Statements } from '../../db/statements.ts';
import { placeOf } from '../../main/rules/address.ts';
import { drawer } from '../customer-files.ts';
import type { TestDatabase } from '../databases.ts';
import { type Judged, printTable, ratio, type Subject, type Timing, takeTurns } from './ratios.ts';

export const rounds = 300;
export const page = 50;

export type Drawn = {
  id: number;
  login_key: string;
  name_key: string;
  kana_key: string;
  address_key: string;
  municipality_code: number;
  customer_no: string;
  digits: string;
  address: string;
  supply_point_no: string;
  delivery_line: string;
  delivery_building: string;
};

/** Random accounts to draw texts from, so that every query has at least one hit. */
export const drawn = async ({ db }: TestDatabase): Promise<Drawn[]> => {
  const draw = drawer(1, 1);
  const greatest = Number((await db.read('account').max({ greatest: 'id' }))[0]?.greatest);
  const found: Drawn[] = [];
  while (found.length < rounds) {
    const ids = Array.from({ length: 200 }, () => 1 + Math.floor(draw() * greatest));
    const rows: Drawn[] = await db
      .read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .join('contact_phone as p', 'p.customer_id', 'c.id')
      .join('mail_address as m', 'm.account_id', 'a.id')
      .join('account_contract as l', 'l.account_id', 'a.id')
      .join('contract as k', 'k.id', 'l.contract_id')
      .whereIn('a.id', ids)
      .where('a.municipality_code', '>', 0)
      .where('p.position', 1)
      .select(
        'a.id',
        'a.login_key',
        'a.name_key',
        'a.kana_key',
        'a.address_key',
        'a.municipality_code',
        'c.customer_no',
        'p.digits',
        'm.address_key as address',
        'k.supply_point_no',
        'a.delivery_line',
        'a.delivery_building',
      );
    found.push(...rows);
  }
  return found.slice(0, rounds);
};

/** Fifty accounts from anywhere in the table, as the hits of a page are. */
export const randomPages = async ({ db }: TestDatabase): Promise<number[][]> => {
  const draw = drawer(3, 3);
  const greatest = Number((await db.read('account').max({ greatest: 'id' }))[0]?.greatest);
  return Array.from({ length: rounds }, () => Array.from({ length: page }, () => 1 + Math.floor(draw() * greatest)));
};

const columns = `a.id, a.login_id, a.status, a.is_protected, a.is_do_not_post, a.delivery_line, a.delivery_building,
  a.registered_on, a.version, c.customer_no, c.name, c.name_kana`;
const byId = `select ${columns} from account a join customer c on c.id = a.customer_id where a.id = ?`;
export const byIds = (engine: string): string =>
  engine === 'sqlite'
    ? `select ${columns} from json_each(?) m cross join account a on a.id = m.value join customer c on c.id = a.customer_id`
    : `select ${columns} from account a join customer c on c.id = a.customer_id where a.id = any(?::bigint[])`;

/** `by`: judged against one account (PK) or a page of fifty (PK50). */
type Kind = {
  name: string;
  against: 'PK' | 'PK50';
  goal: Readonly<Record<'sqlite' | 'postgres', [times: number, p99ms: number]>>;
  make: (row: Drawn, draw: () => number) => by.Limited;
};
const part = (text: string, length: number, draw: () => number): string => {
  const signs = [...text];
  const from = Math.floor(draw() * Math.max(1, signs.length - length + 1));
  return signs.slice(from, from + length).join('');
};
const exact = { sqlite: [3, 0.15], postgres: [1.7, 1] } as const;
const prefix = { sqlite: [2, 1.5], postgres: [1.3, 2] } as const;
const fragment = { sqlite: [2, 0.6], postgres: [2.5, 2] } as const;
const town = { sqlite: [2, 4], postgres: [2.5, 7] } as const;
const goal = (of: { readonly sqlite: readonly [number, number]; readonly postgres: readonly [number, number] }) =>
  of as unknown as Kind['goal'];
const whole = (key: string) => ({ key, isWhole: true });
export const surname = (row: Drawn): string => row.name_key.slice(0, 2);
const placed = (row: Drawn) => {
  const place = placeOf(`${row.delivery_line}${row.delivery_building}`);
  return { ...place, codes: place.municipalityCodes.map(Number) };
};
const kinds: Kind[] = [
  { name: '1 login ID', against: 'PK', goal: goal(exact), make: (row) => by.byColumn('login_key', row.login_key) },
  {
    name: '1 customer number',
    against: 'PK',
    goal: goal(exact),
    make: (row) => by.byCustomerNo(whole(row.customer_no)),
  },
  { name: '1 contact phone', against: 'PK', goal: goal(exact), make: (row) => by.byContactPhone(whole(row.digits)) },
  { name: '1 mail address', against: 'PK', goal: goal(exact), make: (row) => by.byMailAddress(whole(row.address)) },
  {
    name: '1 supply point',
    against: 'PK',
    goal: goal({ sqlite: [8, 0.15], postgres: [1.7, 1] }),
    make: (row) => by.bySupplyPoint(whole(row.supply_point_no)),
  },
  {
    name: '2 name prefix 2',
    against: 'PK50',
    goal: goal(prefix),
    make: (row) => by.byColumn('name_key', surname(row)),
  },
  {
    name: '2 kana prefix 3',
    against: 'PK50',
    goal: goal(prefix),
    make: (row) => by.byColumn('kana_key', row.kana_key.slice(0, 3)),
  },
  {
    name: '2 address prefix 8',
    against: 'PK50',
    goal: goal(prefix),
    make: (row) => by.byAddressKeys([row.address_key.slice(0, 8)]),
  },
  {
    name: '2 surname + municipality',
    against: 'PK50',
    goal: goal(prefix),
    make: (row) => by.byPlaceAndName('name_key', surname(row), { codes: [row.municipality_code], text: '' }),
  },
  ...[1, 2].map(
    (length): Kind => ({
      name: `3 name part ${length}`,
      against: 'PK50',
      goal: goal(fragment),
      make: (row, draw) => by.byNamePart(part(row.name_key, length, draw)),
    }),
  ),
  ...[2, 3, 4].map(
    (length): Kind => ({
      name: `3 kana part ${length}`,
      against: 'PK50',
      goal: goal(fragment),
      make: (row, draw) => by.byNamePart(part(row.kana_key, length, draw)),
    }),
  ),
  {
    name: '4 town part 2',
    against: 'PK50',
    goal: goal(town),
    make: (row, draw) => by.byAddressPart({ term: part(placed(row).term, 2, draw), tail: '', codes: [] }),
  },
  {
    name: '4 town + number',
    against: 'PK50',
    goal: goal(town),
    make: (row) => by.byAddressPart({ term: placed(row).term, tail: placed(row).tail.slice(0, 3), codes: [] }),
  },
  {
    name: '4 municipality + town part',
    against: 'PK50',
    goal: goal({ sqlite: [2, 8], postgres: [2.5, 15] }),
    make: (row, draw) =>
      by.byAddressPart({ term: part(placed(row).term, 2, draw), tail: '', codes: [row.municipality_code] }),
  },
  ...['佐藤', '株式会社'].map(
    (text): Kind => ({
      name: `5 ${text}, prefix`,
      against: 'PK50',
      goal: goal({ sqlite: [2, 20], postgres: [3, 20] }),
      make: () => by.byColumn('name_key', text),
    }),
  ),
  {
    name: '5 佐藤, part',
    against: 'PK50',
    goal: goal({ sqlite: [2, 20], postgres: [3, 20] }),
    make: () => by.byNamePart('佐藤'),
  },
  {
    name: '5 札幌市, prefix',
    against: 'PK50',
    goal: goal({ sqlite: [2, 20], postgres: [3, 20] }),
    make: () => by.byAddressKeys(['札幌市']),
  },
];

const judge = (
  name: string,
  timing: Timing,
  yardstick: Timing,
  [times, p99]: readonly [number, number],
  against: string,
): Judged => {
  const found = timing.p50 / yardstick.p50;
  return {
    what: name,
    measured: `${ratio(found)} x ${against}; p99 ${(timing.p99 / 1000).toFixed(2)} ms`,
    goal: `<= ${times} x ${against}; p99 <= ${p99} ms`,
    isMet: found <= times && timing.p99 / 1000 <= p99,
  };
};

const shown = {
  accountId: 0,
  customerNo: '',
  loginId: '',
  name: '',
  nameKana: '',
  address: null,
  status: 'active',
  isProtected: false,
  isDoNotPost: false,
} as const;

export const benchStatements = async (
  at: TestDatabase,
  rows: readonly Drawn[],
  ids: readonly (readonly number[])[],
  statements: Statements,
): Promise<void> => {
  const draw = drawer(2, 2);
  const subjects: Subject[] = [
    { name: 'PK', run: (round) => statements.all(byId, [rows[round]?.id ?? 0]) },
    { name: 'PK50', run: (round) => statements.all(byIds(statements.engine), [ids[round] ?? []]) },
    {
      name: 'states',
      run: (round) =>
        withStates(
          statements,
          (ids[round] ?? []).map((accountId) => ({ ...shown, accountId })),
        ),
    },
    ...kinds.map((kind) => {
      const made = rows.map((row) => kind.make(row, draw));
      return { name: kind.name, run: async (round: number) => made[round] && lookUp(statements, made[round], page) };
    }),
  ];
  const times = await takeTurns(subjects, rounds);
  const of = (name: string): Timing => times.get(name) ?? { p50: 0, p95: 0, p99: 0 };
  console.log(
    `\nPK ${of('PK').p50.toFixed(1)} us, PK50 ${of('PK50').p50.toFixed(0)} us (p50); the badges of a page ${ratio(of('states').p50 / of('PK50').p50)} x PK50`,
  );
  printTable(
    'Look-ups',
    kinds.map((kind) => judge(kind.name, of(kind.name), of(kind.against), kind.goal[at.db.engine], kind.against)),
  );
};
