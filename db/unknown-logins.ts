// Attempts on a login that nobody has are counted as if somebody had, so that no answer tells which logins exist.
import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import { secret } from './settings.ts';

/** Found again by a keyed hash: the table tells nobody what was typed. */
export const hmacOf = async (tx: Knex, scope: 'portal' | 'staff', loginKey: string): Promise<string> =>
  createHmac('sha256', await secret(tx, 'unknown-login'))
    .update(`${scope} ${loginKey}`)
    .digest('hex');

export type UnknownLogin = { failures: number; lockedUntil: string | null };

export const stateOf = async (tx: Knex, hmac: string): Promise<UnknownLogin> =>
  (await tx('unknown_login')
    .where({ login_hmac: hmac })
    .first({ failures: 'failures', lockedUntil: 'locked_until' })) ?? {
    failures: 0,
    lockedUntil: null,
  };

/** @returns how many that nobody tries any more were forgotten, of at most so many */
export const forgetOld = async (tx: Knex, before: string, limit: number): Promise<number> => {
  const old: string[] = await tx('unknown_login')
    .where('last_failure_at', '<', before)
    .limit(limit)
    .pluck('login_hmac');
  await tx('unknown_login').whereIn('login_hmac', old).delete();
  return old.length;
};

/** Keeps everybody else from this login until the transaction ends; forgets a few that nobody tries any more. */
export const hold = async (tx: Knex, hmac: string, forgetBefore: string): Promise<void> => {
  await forgetOld(tx, forgetBefore, 20);
  if (tx.client.config.client === 'pg') await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [hmac]);
};

export const record = async (tx: Knex, hmac: string, state: UnknownLogin, now: string): Promise<void> => {
  await tx('unknown_login')
    .insert({ login_hmac: hmac, failures: state.failures, locked_until: state.lockedUntil, last_failure_at: now })
    .onConflict('login_hmac')
    .merge();
};
