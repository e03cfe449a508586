// What was purged, as it outlives a restore: internal ids of one database and all its backups, and nothing else.
import type { Knex } from 'knex';
import { erase } from './purge.ts';

export type PurgeRegister = {
  /** When the database was made: ids of another one mean other people. */
  readonly madeAt: string;
  readonly accounts: readonly number[];
};

export const madeAtOf = async (tx: Knex): Promise<string> => (await tx('database_info').first('made_at')).made_at;

export const registerOf = async (tx: Knex): Promise<PurgeRegister> => ({
  madeAt: await madeAtOf(tx),
  accounts: await tx('purged_account').orderBy('account_id').pluck('account_id'),
});

const atOnce = 20;

/** Purges over again whoever a backup would bring back. @returns how many accounts that was */
export const replay = async (tx: Knex, accounts: readonly number[]): Promise<number> => {
  let all = 0;
  for (let from = 0; from < accounts.length; from += atOnce) {
    const back: number[] = await tx('account')
      .whereIn('id', accounts.slice(from, from + atOnce))
      .pluck('id');
    if (back.length > 0) all += (await erase(tx, back, null)).accounts;
  }
  return all;
};
