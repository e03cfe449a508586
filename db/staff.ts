import type { Knex } from 'knex';
import { staffActor, staffIdOf } from '../main/rules/actor.ts';

export type Role = 'agent' | 'supervisor' | 'admin' | 'auditor';
export type Staff = {
  id: number;
  login: string;
  name: string;
  role: Role;
  isActive: boolean;
  failures: number;
  lockedUntil: string | null;
  lockAttempt: string | null;
};
type Row = Omit<Staff, 'isActive' | 'lockedUntil' | 'lockAttempt'> & {
  is_active: number;
  locked_until: string | null;
  lock_attempt: string | null;
};

const columns = ['id', 'login', 'name', 'role', 'is_active', 'failures', 'locked_until', 'lock_attempt'];
const fromRow = ({ is_active, locked_until, lock_attempt, ...row }: Row): Staff => ({
  ...row,
  isActive: is_active === 1,
  lockedUntil: locked_until,
  lockAttempt: lock_attempt,
});

export const byId = async (tx: Knex, id: number): Promise<Staff | null> => {
  const row = await tx('staff').where({ id }).first(columns);
  return row ? fromRow(row) : null;
};

export const byLoginKey = async (tx: Knex, loginKey: string): Promise<Staff | null> => {
  const row = await tx('staff').where({ login_key: loginKey }).first(columns);
  return row ? fromRow(row) : null;
};

export const nameOf = async (tx: Knex, id: number): Promise<string> => (await byId(tx, id))?.name ?? '';

/** Names by id, for a page of rows. */
export const names = async (tx: Knex, ids: readonly number[]): Promise<Map<number, string>> => {
  const rows: { id: number; name: string }[] = await tx('staff')
    .whereIn('id', [...new Set(ids)])
    .select('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** The same by who is said to have done something; those who are nobody of the staff are left out. */
export const actorNames = async (tx: Knex, actors: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const found = await names(
    tx,
    actors.flatMap((actor) => staffIdOf(actor) ?? []),
  );
  return new Map([...found].map(([id, name]) => [staffActor(id), name]));
};

/** Who could sign in as an admin now; an invitation that nobody has accepted yet is no admin. */
export const countActiveAdmins = async (tx: Knex): Promise<number> =>
  Number(
    (
      await tx('staff as p')
        .join('staff_secret as s', 's.staff_id', 'p.id')
        .where({ 'p.role': 'admin', 'p.is_active': 1 })
        .count({ n: '*' })
        .first()
    )?.n ?? 0,
  );

export const exists = async (tx: Knex): Promise<boolean> => (await tx('staff').first('id')) !== undefined;

export const add = async (
  tx: Knex,
  person: { login: string; loginKey: string; name: string; role: Role; passwordHash: string },
  now: string,
): Promise<number> => {
  const { login, loginKey, name, role } = person;
  const [row] = await tx('staff').insert({ login, login_key: loginKey, name, role, created_at: now }).returning('id');
  await tx('staff_secret').insert({ staff_id: row.id, password_hash: person.passwordHash, changed_at: now });
  return row.id;
};

export const passwordHash = async (tx: Knex, staffId: number): Promise<string | null> =>
  (await tx('staff_secret').where({ staff_id: staffId }).first('password_hash'))?.password_hash ?? null;

export const setPasswordHash = (tx: Knex, staffId: number, hash: string, now: string): Promise<number> =>
  tx('staff_secret').where({ staff_id: staffId }).update({ password_hash: hash, changed_at: now });

/** Writes nothing new, and keeps everybody else from this person's row until the transaction ends. */
export const hold = (tx: Knex, id: number): Promise<number> =>
  tx('staff')
    .where({ id })
    .update({ failures: tx.raw('failures') });

export const setAttempts = (
  tx: Knex,
  id: number,
  state: { failures: number; lockedUntil: string | null; lockAttempt: string | null },
): Promise<number> =>
  tx('staff').where({ id }).update({
    failures: state.failures,
    locked_until: state.lockedUntil,
    lock_attempt: state.lockAttempt,
  });

export const addSetUpCode = async (tx: Knex, codeHash: string, now: string, expiresAt: string): Promise<void> => {
  await tx('set_up_code').whereNull('used_at').update({ used_at: now });
  await tx('set_up_code').insert({ code_hash: codeHash, made_at: now, expires_at: expiresAt });
};

/** Marks a code used; false where no such code is open. */
export const spendSetUpCode = async (tx: Knex, codeHash: string, now: string): Promise<boolean> =>
  (await tx('set_up_code')
    .where({ code_hash: codeHash })
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now })) === 1;

/** Who showed the code by which each person last set a password, and when; nobody of whom it is not known. */
export const setUps = (tx: Knex): Promise<{ staffId: number; setBy: number; setAt: string }[]> =>
  tx('staff').whereNotNull('set_by').select({ staffId: 'id', setBy: 'set_by', setAt: 'set_at' });
