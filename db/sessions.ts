// Who is signed in, and the answers kept for requests that may be repeated.
import type { Knex } from 'knex';
import type { Role } from './staff.ts';

export type Session = {
  sessionId: number;
  staffId: number;
  login: string;
  name: string;
  role: Role;
  lastSeenAt: string;
  lockedAt: string | null;
  /** The account opened last: reading it again is no new opening. */
  openAccountId: number | null;
  accountOpenedAt: string | null;
  /** The same for a customer's own page. */
  openCustomerId: number | null;
  customerOpenedAt: string | null;
};

/** A client has one session: beginning another ends the one before. */
export const begin = async (
  tx: Knex,
  session: { staffId: number; tokenHash: string; host: string },
  now: string,
): Promise<number> => {
  const before = await tx('staff_session_token').where({ token_hash: session.tokenHash }).first('session_id');
  if (before) await end(tx, before.session_id, 'replaced', now);
  const [row] = await tx('staff_session')
    .insert({ staff_id: session.staffId, host: session.host, started_at: now, last_seen_at: now })
    .returning('id');
  await tx('staff_session_token').insert({ session_id: row.id, token_hash: session.tokenHash });
  return row.id;
};

export const end = async (tx: Knex, sessionId: number, reason: string, now: string): Promise<void> => {
  await tx('staff_session')
    .where({ id: sessionId })
    .whereNull('ended_at')
    .update({ ended_at: now, end_reason: reason });
  await tx('staff_session_token').where({ session_id: sessionId }).delete();
};

/** Of a database that was put in another's place, nobody goes on as if nothing had happened. @returns how many there were */
export const endAll = async (tx: Knex, reason: string, now: string): Promise<number> => {
  await tx('staff_session_token').delete();
  return tx('staff_session').whereNull('ended_at').update({ ended_at: now, end_reason: reason });
};

export const noteOpened = (tx: Knex, sessionId: number, accountId: number, now: string): Promise<number> =>
  tx('staff_session').where({ id: sessionId }).update({ open_account_id: accountId, account_opened_at: now });

export const noteCustomerOpened = (tx: Knex, sessionId: number, customerId: number, now: string): Promise<number> =>
  tx('staff_session').where({ id: sessionId }).update({ open_customer_id: customerId, customer_opened_at: now });

export const setLocked = (tx: Knex, sessionId: number, lockedAt: string | null): Promise<number> =>
  tx('staff_session').where({ id: sessionId }).update({ locked_at: lockedAt });

export const seen = (tx: Knex, sessionId: number, now: string): Promise<number> =>
  tx('staff_session').where({ id: sessionId }).where('last_seen_at', '<', now).update({ last_seen_at: now });

export type StoredAnswer = { call: string; inputSha256: string; output: string };

export const answerTo = async (tx: Knex, staffId: number, requestId: string): Promise<StoredAnswer | null> =>
  (await tx('request')
    .where({ staff_id: staffId, request_id: requestId })
    .first({ call: 'call', inputSha256: 'input_sha256', output: 'output' })) ?? null;

export const keepAnswer = async (
  tx: Knex,
  staffId: number,
  requestId: string,
  answer: StoredAnswer,
  now: string,
): Promise<void> => {
  await tx('request').insert({
    staff_id: staffId,
    request_id: requestId,
    call: answer.call,
    input_sha256: answer.inputSha256,
    output: answer.output,
    at: now,
  });
};

/** Forgets answers that are too old to be asked for again; a few at a time, so that no request waits for it. */
export const forgetAnswers = async (tx: Knex, before: string, limit = 20): Promise<number> => {
  const old = await tx('request').where('at', '<', before).orderBy('at').limit(limit).select('staff_id', 'request_id');
  for (const row of old) await tx('request').where(row).delete();
  return old.length;
};
