// What encryption costs: the same customers in a plain and in an encrypted file, both asked in turns.
import { join } from 'node:path';
import { createSqlite, type Database, openDatabase } from '../../db/open.ts';
import { lookUp } from '../../db/search.ts';
import * as by from '../../db/search-look-ups.ts';
import { withStatements } from '../../db/statements.ts';
import { importFile } from '../../main/import/import.ts';
import type { TestDatabase } from '../databases.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { byIds, type Drawn, drawn, page, randomPages, rounds, surname } from './look-ups.ts';
import { type Judged, printTable, ratio, type Subject, type Timing, takeTurns } from './ratios.ts';
import type { BenchOptions } from './run.ts';

const key = { raw: Buffer.alloc(32, 1) };
type Side = { readonly db: Database; readonly seconds: number };

const fill = async (folder: string, isEncrypted: boolean, files: BenchOptions['files']): Promise<Side> => {
  const url = `sqlite:${join(folder, isEncrypted ? 'encrypted.sqlite' : 'plain.sqlite')}`;
  await createSqlite(url, { kind: 'test', madeOn: '2026-11-23', key: isEncrypted ? key : null });
  const db = await openDatabase(url, undefined, { key });
  const began = performance.now();
  for (const kind of ['accounts', 'contracts'] as const) {
    const options = { actor: 'system:bench', rejectsPath: `${files[kind]}.rejects.csv` };
    const result = await importFile(db, kind, files[kind], options);
    if (!result.ok) throw new Error(result.error);
  }
  return { db, seconds: (performance.now() - began) / 1000 };
};

/** Each kind of look-up on both sides; a cold one begins with a connection that has read nothing yet. */
const subjectsOf = (
  name: string,
  { url, read }: Database,
  rows: readonly Drawn[],
  ids: readonly (readonly number[])[],
) => {
  const found = (make: (row: Drawn) => by.Limited) => (round: number) => {
    const row = rows[round];
    return withStatements(read, async (statements) => row && lookUp(statements, make(row), page));
  };
  const pages = (from: Database['read'], round: number) =>
    withStatements(from, (statements) => statements.all(byIds('sqlite'), [ids[round] ?? []]));
  const subjects: Subject[] = [
    { name: `${name} login ID`, run: found((row) => by.byColumn('login_key', row.login_key)) },
    { name: `${name} phone`, run: found((row) => by.byContactPhone({ key: row.digits, isWhole: true })) },
    { name: `${name} name, its beginning`, run: found((row) => by.byColumn('name_key', surname(row))) },
    { name: `${name} name, a part`, run: found((row) => by.byNamePart(row.name_key.slice(1, 3))) },
    { name: `${name} fifty accounts by key`, run: (round) => pages(read, round) },
  ];
  const cold: Subject = {
    name: `${name} opened, then fifty accounts by key`,
    run: async (round) => {
      const db = await openDatabase(url, undefined, { key });
      await pages(db.read, round);
      await db.close();
    },
  };
  return { subjects, cold };
};

export const benchEncryption = async ({ engine, files }: BenchOptions): Promise<void> => {
  // A remote database is encrypted by whoever keeps its disk.
  if (engine === 'postgres') return;
  const scratch = scratchFolder('akari-bench-cipher-');
  const plain = await fill(scratch.path, false, files);
  const encrypted = await fill(scratch.path, true, files);
  const rows = await drawn({ db: plain.db } as TestDatabase);
  const ids = await randomPages({ db: plain.db } as TestDatabase);
  const sides = [subjectsOf('plain', plain.db, rows, ids), subjectsOf('encrypted', encrypted.db, rows, ids)];
  const warm = await takeTurns(
    sides.flatMap(({ subjects }) => subjects),
    rounds,
  );
  const cold = await takeTurns(
    sides.map((side) => side.cold),
    50,
  );
  const judged = (times: Map<string, Timing>, name: string): Judged => {
    const [before, after] = [times.get(`plain ${name}`), times.get(`encrypted ${name}`)];
    if (!before || !after) throw new Error(`${name} was not measured`);
    const measured = `${ratio(after.p50 / before.p50)} x plain; p99 ${(after.p99 / 1000).toFixed(2)} ms`;
    return { what: name, measured, goal: '', isMet: null };
  };
  const names = (times: Map<string, Timing>) =>
    [...times.keys()].flatMap((name) => (name.startsWith('plain ') ? [name.slice('plain '.length)] : []));
  printTable('Encrypted beside plain', [
    { what: 'import', measured: `${ratio(encrypted.seconds / plain.seconds)} x plain`, goal: '', isMet: null },
    ...names(warm).map((name) => judged(warm, name)),
    ...names(cold).map((name) => judged(cold, name)),
  ]);
  await plain.db.close();
  await encrypted.db.close();
  scratch.remove();
};
