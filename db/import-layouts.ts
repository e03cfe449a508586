// How the columns of a file with a certain header were understood last.
import type { Knex } from 'knex';
import type { ImportKind } from './import-runs.ts';

/** @returns JSON as it was kept */
export const find = async (tx: Knex, kind: ImportKind, headerSha256: string): Promise<string | null> =>
  (await tx('import_layout').where({ kind, header_sha256: headerSha256 }).first('columns'))?.columns ?? null;

export const keep = async (
  tx: Knex,
  layout: { kind: ImportKind; headerSha256: string; columns: string },
  now: string,
): Promise<void> => {
  await tx('import_layout')
    .insert({ kind: layout.kind, header_sha256: layout.headerSha256, columns: layout.columns, used_at: now })
    .onConflict(['kind', 'header_sha256'])
    .merge(['columns', 'used_at']);
};
