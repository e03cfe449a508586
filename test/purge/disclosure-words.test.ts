// A disclosure says what is held in words that its reader knows: no column, code or act of the program's own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { holdingsOf, isShown } from '../../db/holdings.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { columns } from '../../db/personal.ts';
import { erasures } from '../../db/purge-plan.ts';
import { actNames } from '../../main/acts/index.ts';
import { contract } from '../../main/contract/index.ts';
import { makeDemo } from '../../main/demo/demo.ts';
import { rowsOf } from '../../main/print/disclosure.ts';
import { wordOf } from '../../main/print/holding-codes.ts';
import { isKnownFact } from '../../main/print/holding-facts.ts';
import { callWords, columnWords, ownColumnWords, tableWords } from '../../main/print/holding-words.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { isBareNumber } from './bare-number.ts';

const tables = [...new Set(erasures.map(({ table }) => table))];
const inputOf = (name: keyof typeof contract): string[] =>
  Object.keys(
    (z.toJSONSchema(contract[name].input, { io: 'input', unrepresentable: 'any' }) as { properties?: object })
      .properties ?? {},
  );

describe('a disclosure', () => {
  const folder = scratchFolder('akari-disclosure-');
  const url = `sqlite:${folder.path}/demo.sqlite`;
  let db: Database;
  beforeAll(async () => {
    await makeDemo(url, { accounts: 60, today: '2026-11-23' });
    db = await openDatabase(url);
  });
  afterAll(async () => {
    await db?.close();
    folder.remove();
  });

  it('has a word for every table and column that it shows', () => {
    const lacking = tables.flatMap((table) => [
      ...(table in tableWords ? [] : [table]),
      ...Object.keys(columns[table] ?? {})
        .filter((column) => isShown(table, column))
        .map((column) => `${table}.${column}`)
        .filter((name) => !(name in ownColumnWords) && !((name.split('.')[1] ?? '') in columnWords)),
    ]);
    expect(lacking).toEqual([]);
  });

  it('has a word for every code that the database allows in them', async () => {
    const lacking: string[] = [];
    let codes = 0;
    for (const table of tables) {
      const { sql } = await db.read('sqlite_schema').where({ type: 'table', name: table }).first('sql');
      for (const [, column = '', list = ''] of sql.matchAll(/check \((\w+) in \(([^)]*)\)\)/g)) {
        if (!isShown(table, column)) continue;
        for (const [code] of list.matchAll(/[\w-]+/g)) {
          codes += 1;
          if (wordOf(table, column, code) === undefined && column !== 'tax_percent')
            lacking.push(`${table}.${column}: ${code}`);
        }
      }
    }
    expect(lacking).toEqual([]);
    expect(codes).toBeGreaterThan(60);
  });

  it('says of a request everything that was asked for, but names of rows and other people’s numbers', () => {
    const asked = actNames.flatMap((name) => inputOf(name).map((field) => ({ name, field })));
    expect(asked.filter(({ field }) => !isKnownFact(field))).toEqual([]);
  });

  it('has a word for every act on an account, on a customer and on their request', () => {
    const subjects = ['accountId', 'customerId', 'disclosureId'];
    const names = (Object.keys(contract) as (keyof typeof contract)[]).filter(
      (name) => contract[name].kind !== 'read' && inputOf(name).some((field) => subjects.includes(field)),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !(name in callWords))).toEqual([]);
  });

  it('says where there are more readings than it shows', () => {
    const entries = [{ at: '2026-11-23 12:00', by: '工藤 正樹', call: 'customer.open' }];
    const rows = (hasMore: boolean) => rowsOf([], { entries, hasMore }).map(([, , , content]) => content);
    expect(rows(false)).toEqual(['お客さまの閲覧']);
    expect(rows(true)[1]).toBe('新しいものから1件を載せています。これより前にも記録があります。');
  });

  it('shows nobody of the demo a bare code, an id or a piece of the program’s own notation', async () => {
    const free = /ログインID|ご契約種別/;
    const bare: string[] = [];
    for (const customerId of await db.read('customer').pluck('id'))
      for (const row of rowsOf(await holdingsOf(db.read, customerId), { entries: [], hasMore: false })) {
        const [section = '', , item = '', content = ''] = row;
        if ((!free.test(item) && /^[a-z]+([-.][a-zA-Z]+)*$|[{}[\]\t]/.test(content)) || isBareNumber(row))
          bare.push(`${section} ${item}: ${content}`);
      }
    expect([...new Set(bare)]).toEqual([]);
  });
});
