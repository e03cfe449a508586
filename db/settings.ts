import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';

export const numbers = async (tx: Knex): Promise<Map<string, number>> => {
  const rows: { key: string; value: string }[] = await tx('setting').select('key', 'value');
  return new Map(rows.map(({ key, value }) => [key, Number(JSON.parse(value))]));
};

/** A random key of this database, made at its first use; every later caller gets the same. */
export const secret = async (tx: Knex, name: string): Promise<string> => {
  await tx('secret')
    .insert({ name, value: randomBytes(32).toString('hex') })
    .onConflict('name')
    .ignore();
  return (await tx('secret').where({ name }).first('value')).value;
};
