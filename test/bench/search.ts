// Look-ups against the cost of reading the same number of accounts by primary key, in the same run.
import * as by from '../../db/search-look-ups.ts';
import { lookUp, search, withStates } from '../../db/search.ts';
import { changingKeys } from '../../db/search-keys.ts';
import * as sessions from '../../db/sessions.ts';
import * as staff from '../../db/staff.ts';
import { type Statements, withStatements } from '../../db/statements.ts';
import { openCore, tokenHash } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { placeOf } from '../../main/rules/address.ts';
import { parseQuery } from '../../main/rules/search-query.ts';
import { drawer } from '../customer-files.ts';
import { openTestDatabase, type TestDatabase } from '../databases.ts';
import { type Judged, printTable, ratio, type Subject, takeTurns, type Timing } from './ratios.ts';
import type { BenchOptions } from './run.ts';
import { sizes } from './sizes.ts';

const rounds = 300;
const page = 50;

type Drawn = {
  id: number; login_key: string; name_key: string; kana_key: string; address_key: string; municipality_code: number;
  customer_no: string; digits: string; address: string; supply_point_no: string; delivery_line: string; delivery_building: string;
};

/** Random accounts to draw texts from, so that every query has at least one hit. */
const drawn = async ({ db }: TestDatabase): Promise<Drawn[]> => {
  const draw = drawer(1, 1);
  const greatest = Number((await db.read('account').max({ greatest: 'id' }))[0]?.greatest);
  const found: Drawn[] = [];
  while (found.length < rounds) {
    const ids = Array.from({ length: 200 }, () => 1 + Math.floor(draw() * greatest));
    const rows: Drawn[] = await db.read('account as a').join('customer as c', 'c.id', 'a.customer_id')
      .join('contact_phone as p', 'p.customer_id', 'c.id').join('mail_address as m', 'm.account_id', 'a.id')
      .join('account_contract as l', 'l.account_id', 'a.id').join('contract as k', 'k.id', 'l.contract_id')
      .whereIn('a.id', ids).where('a.municipality_code', '>', 0).where('p.position', 1)
      .select('a.id', 'a.login_key', 'a.name_key', 'a.kana_key', 'a.address_key', 'a.municipality_code', 'c.customer_no',
        'p.digits', 'm.address_key as address', 'k.supply_point_no', 'a.delivery_line', 'a.delivery_building');
    found.push(...rows);
  }
  return found.slice(0, rounds);
};

const columns = `a.id, a.login_id, a.status, a.is_protected, a.is_do_not_post, a.delivery_line, a.delivery_building,
  a.registered_on, a.version, c.customer_no, c.name, c.name_kana`;
const byId = `select ${columns} from account a join customer c on c.id = a.customer_id where a.id = ?`;
const byIds = (engine: string): string =>
  engine === 'sqlite'
    ? `select ${columns} from json_each(?) m cross join account a on a.id = m.value join customer c on c.id = a.customer_id`
    : `select ${columns} from account a join customer c on c.id = a.customer_id where a.id = any(?::bigint[])`;

/** `by`: judged against one account (PK) or a page of fifty (PK50). Goals of search.md section 8. */
type Kind = {
  name: string; against: 'PK' | 'PK50'; goal: Readonly<Record<'sqlite' | 'postgres', [times: number, p99ms: number]>>;
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
const surname = (row: Drawn): string => row.name_key.slice(0, 2);
const placed = (row: Drawn) => {
  const place = placeOf(`${row.delivery_line}${row.delivery_building}`);
  return { ...place, codes: place.municipalityCodes.map(Number) };
};
const kinds: Kind[] = [
  { name: '1 login ID', against: 'PK', goal: goal(exact), make: (row) => by.byColumn('login_key', row.login_key) },
  { name: '1 customer number', against: 'PK', goal: goal(exact), make: (row) => by.byCustomerNo(whole(row.customer_no)) },
  { name: '1 contact phone', against: 'PK', goal: goal(exact), make: (row) => by.byContactPhone(whole(row.digits)) },
  { name: '1 mail address', against: 'PK', goal: goal(exact), make: (row) => by.byMailAddress(whole(row.address)) },
  { name: '1 supply point', against: 'PK', goal: goal({ sqlite: [8, 0.15], postgres: [1.7, 1] }), make: (row) => by.bySupplyPoint(whole(row.supply_point_no)) },
  { name: '2 name prefix 2', against: 'PK50', goal: goal(prefix), make: (row) => by.byColumn('name_key', surname(row)) },
  { name: '2 kana prefix 3', against: 'PK50', goal: goal(prefix), make: (row) => by.byColumn('kana_key', row.kana_key.slice(0, 3)) },
  { name: '2 address prefix 8', against: 'PK50', goal: goal(prefix), make: (row) => by.byAddressKeys([row.address_key.slice(0, 8)]) },
  { name: '2 surname + municipality', against: 'PK50', goal: goal(prefix), make: (row) => by.byPlaceAndName('name_key', surname(row), { codes: [row.municipality_code], text: '' }) },
  ...[1, 2].map((length): Kind => ({ name: `3 name part ${length}`, against: 'PK50', goal: goal(fragment), make: (row, draw) => by.byNamePart(part(row.name_key, length, draw)) })),
  ...[2, 3, 4].map((length): Kind => ({ name: `3 kana part ${length}`, against: 'PK50', goal: goal(fragment), make: (row, draw) => by.byNamePart(part(row.kana_key, length, draw)) })),
  { name: '4 town part 2', against: 'PK50', goal: goal(town), make: (row, draw) => by.byAddressPart({ term: part(placed(row).term, 2, draw), tail: '', codes: [] }) },
  { name: '4 town + number', against: 'PK50', goal: goal(town), make: (row) => by.byAddressPart({ term: placed(row).term, tail: placed(row).tail.slice(0, 3), codes: [] }) },
  { name: '4 municipality + town part', against: 'PK50', goal: goal({ sqlite: [2, 8], postgres: [2.5, 15] }), make: (row, draw) => by.byAddressPart({ term: part(placed(row).term, 2, draw), tail: '', codes: [row.municipality_code] }) },
  ...['佐藤', '株式会社'].map((text): Kind => ({ name: `5 ${text}, prefix`, against: 'PK50', goal: goal({ sqlite: [2, 20], postgres: [3, 20] }), make: () => by.byColumn('name_key', text) })),
  { name: '5 佐藤, part', against: 'PK50', goal: goal({ sqlite: [2, 20], postgres: [3, 20] }), make: () => by.byNamePart('佐藤') },
  { name: '5 札幌市, prefix', against: 'PK50', goal: goal({ sqlite: [2, 20], postgres: [3, 20] }), make: () => by.byAddressKeys(['札幌市']) },
];

const judge = (name: string, timing: Timing, yardstick: Timing, [times, p99]: readonly [number, number], against: string): Judged => {
  const found = timing.p50 / yardstick.p50;
  return {
    what: name,
    measured: `${ratio(found)} x ${against}; p99 ${(timing.p99 / 1000).toFixed(2)} ms`,
    goal: `<= ${times} x ${against}; p99 <= ${p99} ms`,
    isMet: found <= times && timing.p99 / 1000 <= p99,
  };
};

const shown = {
  accountId: 0, customerNo: '', loginId: '', name: '', nameKana: '', address: null, status: 'active', isProtected: false, isDoNotPost: false,
} as const;

const benchStatements = async (at: TestDatabase, rows: readonly Drawn[], statements: Statements): Promise<void> => {
  const draw = drawer(2, 2);
  const ids = Array.from({ length: rounds }, (_, round) => Array.from({ length: page }, (_, step) => rows[(round * 7 + step * 3) % rounds]?.id ?? 0));
  const subjects: Subject[] = [
    { name: 'PK', run: (round) => statements.all(byId, [rows[round]?.id ?? 0]) },
    { name: 'PK50', run: (round) => statements.all(byIds(statements.engine), [ids[round] ?? []]) },
    { name: 'states', run: (round) => withStates(statements, (ids[round] ?? []).map((accountId) => ({ ...shown, accountId }))) },
    ...kinds.map((kind) => {
      const made = rows.map((row) => kind.make(row, draw));
      return { name: kind.name, run: async (round: number) => made[round] && lookUp(statements, made[round], page) };
    }),
  ];
  const times = await takeTurns(subjects, rounds);
  const of = (name: string): Timing => times.get(name) ?? { p50: 0, p95: 0, p99: 0 };
  console.log(`\nPK ${of('PK').p50.toFixed(1)} us, PK50 ${of('PK50').p50.toFixed(0)} us (p50); the badges of a page ${ratio(of('states').p50 / of('PK50').p50)} x PK50`);
  printTable('Look-ups', kinds.map((kind) => judge(kind.name, of(kind.name), of(kind.against), kind.goal[at.db.engine], kind.against)));
};

const benchDoor = async (at: TestDatabase, rows: readonly Drawn[]): Promise<void> => {
  const now = new Date().toISOString();
  const staffId = await at.db.write.transaction((tx) => staff.add(tx, { login: 'bench', loginKey: 'bench', name: 'Bench', role: 'agent', passwordHash: 'none' }, now));
  await at.db.write.transaction((tx) => sessions.begin(tx, { staffId, tokenHash: tokenHash('bench'), host: 'cli' }, now));
  const core = openCore(at.db);
  const desk = core.connect('cli', 'bench');
  const text = (round: number) => surname(rows[round] as Drawn);
  const raw = (round: number) => withStatements(at.db.read, (statements) => lookUp(statements, by.byColumn('name_key', text(round)), page + 1));
  const times = await takeTurns(
    [
      { name: 'PK50', run: (round) => withStatements(at.db.read, (s) => s.all(byIds(s.engine), [rows.slice(round % 200, (round % 200) + page).map(({ id }) => id)])) },
      { name: 'raw', run: raw },
      { name: 'store', run: (round) => search(at.db.read, parseQuery(text(round)), page) },
      { name: 'door', run: async (round) => structuredClone(await desk.call('account.search', { text: text(round) })) },
    ],
    rounds,
  );
  const of = (name: string): Timing => times.get(name) ?? { p50: 0, p95: 0, p99: 0 };
  const isSqlite = at.db.engine === 'sqlite';
  const found = of('door').p50 / of(isSqlite ? 'PK50' : 'raw').p50;
  const [times8, against] = isSqlite ? [3, 'PK50'] : [1.5, 'the raw query'];
  printTable('Through the door, a name of two characters', [
    { what: '8 whole call with a clone', measured: `${ratio(found)} x ${against}; p99 ${(of('door').p99 / 1000).toFixed(2)} ms`, goal: `<= ${times8} x ${against}`, isMet: found <= times8 },
    { what: 'of it the store', measured: `${ratio(of('store').p50 / of('raw').p50)} x the raw query`, goal: '', isMet: null },
  ]);
};

const benchChange = async (at: TestDatabase, rows: readonly Drawn[]): Promise<void> => {
  const change = (round: number, way: string) => async (): Promise<void> => {
    await at.db.write.transaction(async (tx) => {
      const row = rows[round] as Drawn;
      const rename = async () => {
        await tx('customer').where({ customer_no: row.customer_no }).update({ name: `${row.name_key.slice(0, 2)}　${row.name_key.slice(2)}${round}` });
        await tx('account').where({ id: row.id }).update({ version: tx.raw('version + 1') });
      };
      await (way === 'with' ? changingKeys(tx, row.id, rename) : rename());
    });
  };
  const times = await takeTurns(['without', 'with'].map((name) => ({ name, run: (round) => change(round, name)() })), rounds, 1);
  const [without, withRows] = [times.get('without')?.p50 ?? 1, times.get('with') ?? { p50: 0, p95: 0, p99: 0 }];
  printTable('One changed account in its own commit', [
    { what: '9 a name with its search rows', measured: `${ratio(withRows.p50 / without)} x without; p99 ${(withRows.p99 / 1000).toFixed(1)} ms`, goal: '<= 2 x without, none above 50 ms', isMet: withRows.p50 / without <= 2 && withRows.p99 < 50_000 },
  ]);
};

export const benchSearch = async ({ engine, files, server }: BenchOptions): Promise<void> => {
  const at = await openTestDatabase(engine, server ? { server } : {});
  for (const kind of ['accounts', 'contracts'] as const) {
    const result = await importFile(at.db, kind, files[kind], { actor: 'system:bench', rejectsPath: `${at.folder}/rejects.csv` });
    if (!result.ok) throw new Error(result.error);
    console.log(`${kind}: ${result.value.newCount} in ${result.value.seconds} s`);
  }
  if (engine === 'postgres') await at.db.write.raw('vacuum analyze');
  const rows = await drawn(at);
  await withStatements(at.db.read, (statements) => benchStatements(at, rows, statements));
  await benchDoor(at, rows);
  await benchChange(at, rows);
  await sizes(at);
  await at.close();
};
