// Credentials of accounts; their hashes stand apart and are read by the portal's side only.
import type { Knex } from 'knex';

export type Factor = 'password' | 'phone';
export type Credential = {
  id: number;
  accountId: number;
  isInitial: boolean;
  issuedAt: string;
  postedAt: string | null;
  expiresOn: string | null;
  changedAt: string | null;
  failures: number;
  lastFailureAt: string | null;
  lastFailureFactor: Factor | null;
  lastSuccessAt: string | null;
  lockedUntil: string | null;
  lockAttempt: string | null;
  version: number;
};

const columns = {
  id: 'id',
  accountId: 'account_id',
  isInitial: 'is_initial',
  issuedAt: 'issued_at',
  postedAt: 'posted_at',
  expiresOn: 'expires_on',
  changedAt: 'changed_at',
  failures: 'failures',
  lastFailureAt: 'last_failure_at',
  lastFailureFactor: 'last_failure_factor',
  lastSuccessAt: 'last_success_at',
  lockedUntil: 'locked_until',
  lockAttempt: 'lock_attempt',
  version: 'version',
};

export const currentOf = async (tx: Knex, accountId: number): Promise<Credential | null> => {
  const row = await tx('credential').where({ account_id: accountId, state: 'current' }).first(columns);
  return row ? { ...row, isInitial: row.isInitial === 1 } : null;
};

/** A staged one is in no hands yet. */
/** On PostgreSQL, until the transaction ends; on SQLite the writer is ours alone. */
export const hold = async (tx: Knex, id: number): Promise<void> => {
  if (tx.client.config.client === 'pg') await tx('credential').where({ id }).forUpdate().first('id');
};

export const wasEverIssued = async (tx: Knex, accountId: number): Promise<boolean> =>
  (await tx('credential').where({ account_id: accountId }).whereNot('state', 'staged').first('id')) !== undefined;

export const add = async (
  tx: Knex,
  credential: {
    accountId: number;
    isInitial: boolean;
    issuedAt: string;
    postedAt: string | null;
    expiresOn: string | null;
    passwordHash: string;
  },
): Promise<number> => {
  const [row] = await tx('credential')
    .insert({
      account_id: credential.accountId,
      state: 'current',
      is_initial: credential.isInitial ? 1 : 0,
      issued_at: credential.issuedAt,
      posted_at: credential.postedAt,
      expires_on: credential.expiresOn,
    })
    .returning('id');
  await tx('credential_secret').insert({ credential_id: row.id, password_hash: credential.passwordHash });
  return row.id;
};

export const passwordHash = async (tx: Knex, credentialId: number): Promise<string | null> =>
  (await tx('credential_secret').where({ credential_id: credentialId }).first('password_hash'))?.password_hash ?? null;

const bumped = (tx: Knex, id: number) => tx('credential').where({ id }).increment('version', 1);

export const recordFailure = async (
  tx: Knex,
  id: number,
  state: { failures: number; lockedUntil: string | null; lockAttempt: string | null },
  now: string,
): Promise<void> => {
  await bumped(tx, id).update({
    failures: state.failures,
    locked_until: state.lockedUntil,
    lock_attempt: state.lockAttempt,
    last_failure_at: now,
    last_failure_factor: 'password',
  });
};

export const setFailureFactor = (tx: Knex, id: number, factor: Factor): Promise<number> =>
  tx('credential').where({ id }).update({ last_failure_factor: factor });

/** Puts count and limit back to what they were before an attempt that does not count. */
export const restoreAttempts = async (
  tx: Knex,
  id: number,
  state: {
    failures: number;
    lockedUntil: string | null;
    lastFailureAt: string | null;
    lastFailureFactor: Factor | null;
  },
): Promise<void> => {
  await bumped(tx, id).update({
    failures: state.failures,
    locked_until: state.lockedUntil,
    lock_attempt: null,
    last_failure_at: state.lastFailureAt,
    last_failure_factor: state.lastFailureFactor,
  });
};

/** The failure that was counted ahead of this success was none: what was on file of failures before it comes back. */
export const recordSuccess = async (
  tx: Knex,
  id: number,
  before: { lastFailureAt: string | null; lastFailureFactor: Factor | null },
  now: string,
): Promise<void> => {
  await bumped(tx, id).update({
    failures: 0,
    locked_until: null,
    lock_attempt: null,
    last_success_at: now,
    last_failure_at: before.lastFailureAt,
    last_failure_factor: before.lastFailureFactor,
  });
};

export const setPassword = async (tx: Knex, id: number, hash: string, now: string): Promise<void> => {
  await bumped(tx, id).update({ is_initial: 0, changed_at: now, expires_on: null });
  await tx('credential_secret').where({ credential_id: id }).update({ password_hash: hash });
};

/** Lifts the limit if nothing has happened to the credential since `version`; false: somebody was faster. */
export const clearLock = async (tx: Knex, id: number, version: number): Promise<boolean> =>
  (await tx('credential')
    .where({ id, version })
    .update({ failures: 0, locked_until: null, lock_attempt: null, version: version + 1 })) === 1;

const makeAllVoid = async (tx: Knex, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx('credential')
    .whereIn('id', ids)
    .update({ state: 'void', version: tx.raw('version + 1') });
  await tx('credential_secret').whereIn('credential_id', ids).delete();
};

/** Its password opens nothing any more, and its hash is gone. */
export const makeVoid = (tx: Knex, id: number): Promise<void> => makeAllVoid(tx, [id]);

/**
 * The initial passwords that stand on these cards, where nobody has put another in their place; few enough for one
 * statement. They are taken in the order of their ids, as everywhere.
 * @returns the cards whose password it has made void
 */
export const makeInitialsVoid = async (tx: Knex, cardIds: readonly number[]): Promise<ReadonlySet<number>> => {
  const rows: { cardId: number; id: number }[] = await tx('card as k')
    .join('credential as c', (on) => on.on('c.id', 'k.credential_id').on('c.account_id', 'k.account_id'))
    .whereIn('k.id', cardIds)
    .where({ 'c.state': 'current', 'c.is_initial': 1 })
    .orderBy('c.id')
    .forNoKeyUpdate('c')
    .select({ cardId: 'k.id', id: 'c.id' });
  await makeAllVoid(
    tx,
    rows.map(({ id }) => id),
  );
  return new Set(rows.map(({ cardId }) => cardId));
};
