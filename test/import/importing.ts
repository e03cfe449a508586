// What tests of imports do again and again with one database.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { search } from '../../db/search.ts';
import { type ImportKind, type ImportResult, type ImportSummary, importFile } from '../../main/import/import.ts';
import { parseQuery } from '../../main/rules/search-query.ts';
import { accountHeader, contractHeader, csvLine } from '../customer-files.ts';
import type { TestDatabase } from '../databases.ts';

export const inFolder = (at: TestDatabase, name: string): string => join(at.folder, name);

export const run = (at: TestDatabase, kind: ImportKind, path: string): Promise<ImportResult> =>
  importFile(at.db, kind, path, { actor: 'system:test', rejectsPath: inFolder(at, 'rejects.csv') });

export const done = async (at: TestDatabase, kind: ImportKind, path: string): Promise<ImportSummary> => {
  const result = await run(at, kind, path);
  if (!result.ok) throw new Error(`${result.error} ${JSON.stringify(result.detail)}`);
  return result.value;
};

export const fileOf = (at: TestDatabase, kind: ImportKind, rows: Record<string, string>[]): string => {
  const path = inFolder(at, 'file.csv');
  writeFileSync(path, [kind === 'accounts' ? accountHeader : contractHeader, ...rows.map(csvLine), ''].join('\n'));
  return path;
};

/** Line, column, position, code and effect of each refused row. */
export const rejectsOf = (at: TestDatabase): string[] =>
  readFileSync(inFolder(at, 'rejects.csv'), 'utf8')
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',').slice(0, 5).join(','));

export const namesFor = async (at: TestDatabase, text: string): Promise<string[]> =>
  (await search(at.db.read, parseQuery(text), 50)).hits.map((hit) => hit.name);
