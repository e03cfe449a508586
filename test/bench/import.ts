// An import against inserting ready rows as fast as the engine takes them: prepared statements, or COPY.
import { createHash } from 'node:crypto';
import { copyInto, copyLine } from '../../db/import-postgres.ts';
import type { ImportedAccount } from '../../db/import-rows.ts';
import * as imports from '../../db/imports.ts';
import { beginBuilding } from '../../db/search-index.ts';
import type { keysOf } from '../../db/search-keys.ts';
import { onPostgresConnection, onSqliteConnection } from '../../db/statements.ts';
import { readAccount } from '../../main/import/account-row.ts';
import { importFile } from '../../main/import/import.ts';
import { readCsv } from '../../main/import/read-csv.ts';
import { RowCheck } from '../../main/import/row-check.ts';
import { fieldsOf } from '../../main/rules/import-columns.ts';
import { openTestDatabase, type TestDatabase } from '../databases.ts';
import { type Judged, printTable, ratio } from './ratios.ts';
import type { BenchOptions } from './run.ts';

const sampleRows = 100_000;

/** Rows read, checked and folded, so that the yardstick pays for inserting alone. */
const readyRows = async (
  path: string,
): Promise<{ row: ImportedAccount; keys: ReturnType<typeof keysOf>; customerId: null }[]> => {
  const at = new Map(fieldsOf('accounts').map((name, index) => [name, index]));
  const ready = [];
  for await (const { rows } of readCsv(path, createHash('sha256'), { encoding: 'utf-8', delimiter: ',' }))
    for (const { line, fields } of rows) {
      if (line === 1) continue;
      const row = readAccount(new RowCheck(line, fields, at));
      ready.push({ row, keys: imports.keysOfRow(row), customerId: null });
      if (ready.length === sampleRows) return ready;
    }
  return ready;
};

type Ready = Awaited<ReturnType<typeof readyRows>>;
const cells = ({ row, keys }: Ready[number], id: number): (string | number | null)[] => [
  id,
  row.customerNo,
  row.loginId,
  row.loginKey,
  row.name,
  row.nameKana,
  row.phones[0]?.number ?? '',
  row.phones[0]?.digits ?? '',
  row.phones[1]?.number ?? '',
  row.phones[1]?.digits ?? '',
  row.mail?.address ?? '',
  row.mail?.key ?? '',
  row.postcode,
  row.addressLine,
  row.building,
  row.status,
  row.registeredOn,
  row.updatedOn,
  keys.nameKey,
  keys.kanaKey,
  keys.addressKey,
  keys.municipalityCode,
];

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** One wide table without an index, which nothing can be quicker than: a yardstick of docs/performance.md. */
const wideTable = async (at: TestDatabase, ready: Ready): Promise<number> => {
  const width = cells(ready[0] as Ready[number], 0).length;
  const names = Array.from({ length: width }, (_, index) => `c${index}`);
  await at.db.write.raw(
    `create table wide (c0 bigint primary key, ${names
      .slice(1)
      .map((name) => `${name} text`)
      .join(', ')})`,
  );
  const all = ready.map((one, index) => cells(one, index + 1));
  const lines = at.db.engine === 'postgres' ? all.map(copyLine).join('') : '';
  return seconds(() =>
    at.db.write.transaction((tx) =>
      at.db.engine === 'postgres'
        ? onPostgresConnection(tx, (connection) => copyInto(connection, 'wide', names.join(', '), lines))
        : onSqliteConnection(tx, (connection) => {
            const insert = connection.prepare(`insert into wide values (${names.map(() => '?')})`);
            for (const one of all) insert.run(...one);
          }),
    ),
  );
};

/** The product's own tables with the keys that stay during a load, rows ready. */
const sameTables = async (at: TestDatabase, ready: Ready): Promise<number> => {
  await at.db.write.transaction((tx) => beginBuilding(tx, true));
  const stamp = { runId: 1, actor: 'system:bench', now: new Date().toISOString(), today: '2026-11-23' };
  return seconds(() => at.db.write.transaction((tx) => imports.writerOf(tx).addAccounts(ready, stamp)));
};

export const benchImport = async ({ engine, files, server }: BenchOptions): Promise<void> => {
  const where = server ? { server } : {};
  const ready = await readyRows(files.accounts);
  const rates: { wide: number; same: number }[] = [];
  const measure = async (): Promise<void> => {
    const at = await openTestDatabase(engine, where);
    rates.push({
      wide: ready.length / (await wideTable(at, ready)),
      same: ready.length / (await sameTables(at, ready)),
    });
    await at.close();
  };
  await measure();
  const at = await openTestDatabase(engine, where);
  const began = performance.now();
  const usedBefore = process.cpuUsage();
  let searchFrom = 0;
  const options = (rejects: string) => ({
    actor: 'system:bench',
    rejectsPath: `${at.folder}/${rejects}`,
    onProgress: ({ phase }: { phase: string }) => {
      if (phase === 'search' && searchFrom === 0) searchFrom = performance.now();
    },
  });
  const accounts = await importFile(at.db, 'accounts', files.accounts, options('a.csv'));
  const total = (performance.now() - began) / 1000;
  const used = process.cpuUsage(usedBefore);
  const rowSeconds = (searchFrom - began) / 1000;
  const contracts = await importFile(at.db, 'contracts', files.contracts, options('c.csv'));
  const again = await importFile(at.db, 'accounts', files.accounts, options('b.csv'));
  if (!accounts.ok || !contracts.ok || !again.ok) throw new Error('an import was refused');
  await at.close();
  await measure();

  const mean = (of: 'wide' | 'same') => rates.reduce((sum, rate) => sum + rate[of], 0) / rates.length;
  const count = accounts.value.rows;
  const share = (rate: number) => `${(rate * 100).toFixed(0)} %`;
  const needed = engine === 'sqlite' ? 0.4 : 0.23;
  const ofSame = count / rowSeconds / mean('same');
  const ofWide = count / rowSeconds / mean('wide');
  const minutes = ((total / count) * 4e6) / 60;
  const limit = engine === 'sqlite' ? 'prepared inserts' : 'COPY';
  const rows: Judged[] = [
    {
      what: `10 read, check, fold, insert, of ${limit} into the same tables`,
      measured: share(ofSame),
      goal: `>= ${share(needed)}`,
      isMet: ofSame >= needed,
    },
    { what: `the same, of ${limit} into one wide table without keys`, measured: share(ofWide), goal: '', isMet: null },
    {
      what: '10 accounts with B-trees and dictionaries, scaled to 4 M',
      measured: `${ratio(minutes)} min`,
      goal: '<= 5 min',
      isMet: minutes <= 5,
    },
    {
      what: 'the same in processor time of this process, which others on the machine do not lengthen',
      measured: `${ratio((((used.user + used.system) / 1e6 / count) * 4e6) / 60)} min`,
      goal: '',
      isMet: null,
    },
    { what: 'of which dictionaries and B-trees', measured: share((total - rowSeconds) / total), goal: '', isMet: null },
    {
      what: 'contracts, rows/s beside accounts rows/s',
      measured: ratio(contracts.value.rows / contracts.value.seconds / (count / total)),
      goal: '',
      isMet: null,
    },
    {
      what: 'the same file again, time of the first',
      measured: ratio(again.value.seconds / total),
      goal: '',
      isMet: null,
    },
  ];
  const perSecond = (rate: number) => Math.round(rate).toLocaleString('en');
  console.log(
    `\n${limit}: same tables ${perSecond(mean('same'))} rows/s, wide table ${perSecond(mean('wide'))} rows/s; import ${perSecond(count / total)} rows/s`,
  );
  printTable('Import', rows);
};
