// What search costs in space, for each account.
import type { TestDatabase } from '../databases.ts';
import { type Judged, printTable } from './ratios.ts';

const dictionary =
  /^(name_|address_term|address_suffix|account_name|account_address|sqlite_autoindex_(name_term|address_term))/;
const trees = /^account_(name_key|kana_key|address_key|municipality)/;

const sizesOf = async ({ db }: TestDatabase): Promise<{ name: string; bytes: number }[]> => {
  if (db.engine === 'sqlite') return db.read.raw('select name, sum(pgsize) as bytes from dbstat group by name');
  const { rows } = await db.read.raw(
    `select relname as name, pg_relation_size(oid)::bigint as bytes from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`,
  );
  return rows;
};

export const sizes = async (at: TestDatabase): Promise<void> => {
  const accounts = Number((await at.db.read('account').count({ n: '*' }))[0]?.n ?? 1);
  const all = await sizesOf(at);
  const isColumn = (name: string) => trees.test(name);
  const isDictionary = (name: string) => dictionary.test(name) && !isColumn(name);
  const sum = (matches: (name: string) => boolean) =>
    all.filter(({ name }) => matches(name)).reduce((total, { bytes }) => total + bytes, 0);
  const [allowed, wholeGb] = at.db.engine === 'sqlite' ? [150, 4] : [500, 6];
  const perAccount = sum(isDictionary) / accounts;
  const whole = (sum(() => true) / accounts) * 4e6;
  const rows: Judged[] = [
    {
      what: '11 dictionaries',
      measured: `${perAccount.toFixed(0)} B/account`,
      goal: `<= ${allowed} B/account`,
      isMet: perAccount <= allowed,
    },
    {
      what: 'B-trees of name, kana, address',
      measured: `${(sum(isColumn) / accounts).toFixed(0)} B/account`,
      goal: '',
      isMet: null,
    },
    {
      what: '11 whole database, scaled to 4 M',
      measured: `${(whole / 1e9).toFixed(2)} GB`,
      goal: `<= ${wholeGb} GB`,
      isMet: whole / 1e9 <= wholeGb,
    },
  ];
  printTable('Size', rows);
};
