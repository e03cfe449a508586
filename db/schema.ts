// How far a database's schema is, and how it is brought to this program's.
import type { Knex } from 'knex';
import type { DatabaseKind } from './database.ts';
import { DatabaseError, faultOf } from './fault.ts';
import { migrationSource, migrations } from './migrations/index.ts';

export type Info = { kind: DatabaseKind; made_on: string };

export const schemaSteps = async (db: Knex): Promise<string[]> =>
  (await db('knex_migrations').select('name').orderBy('id')).map((row: { name: string }) => row.name);

/** @returns the steps that were run */
export const migrate = async (db: Knex): Promise<string[]> => {
  const [, steps] = (await db.migrate.latest({ migrationSource: migrationSource() })) as [number, string[]];
  return steps;
};

/** Throws `newer` or `older`; unknown steps mean that a later program has been here. */
export const checkSteps = (steps: readonly string[]): 'current' | 'older' => {
  const known = migrations.map((migration) => migration.name);
  if (steps.some((name) => !known.includes(name)))
    throw new DatabaseError('newer', 'the database was made by a newer version of this program');
  return steps.length < known.length ? 'older' : 'current';
};

export const asFault = (error: unknown): never => {
  if (error instanceof DatabaseError) throw error;
  const fault = faultOf(error);
  if (fault) throw new DatabaseError(fault, (error as Error).message, { cause: error });
  throw error;
};

export const writeInfo = async (
  db: Knex,
  kind: DatabaseKind,
  madeAt: string,
  madeOn: string,
  seed?: number,
): Promise<void> => {
  await db('database_info').insert({ id: 1, kind, made_at: madeAt, made_on: madeOn, seed: seed ?? null });
};
