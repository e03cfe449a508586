// The staff as admins look after them: who is there, invitations, roles, taking a desk away.
import type { Knex } from 'knex';
import type { Role } from './staff.ts';

export type Person = {
  staffId: number;
  login: string;
  name: string;
  role: Role;
  isActive: boolean;
  version: number;
  hasPassword: boolean;
  inviteExpiresAt: string | null;
  lastSeenAt: string | null;
  openSessions: number;
};
type Row = Omit<Person, 'isActive' | 'hasPassword' | 'openSessions'> & {
  isActive: number;
  hasPassword: number | null;
  openSessions: number | string;
};

export const people = async (tx: Knex): Promise<Person[]> => {
  const rows: Row[] = await tx('staff as p')
    .leftJoin('staff_secret as s', 's.staff_id', 'p.id')
    .leftJoin('staff_invite as i', 'i.staff_id', 'p.id')
    .orderBy('p.id')
    .select({
      staffId: 'p.id',
      login: 'p.login',
      name: 'p.name',
      role: 'p.role',
      isActive: 'p.is_active',
      version: 'p.version',
      hasPassword: 's.staff_id',
      inviteExpiresAt: 'i.expires_at',
      lastSeenAt: tx('staff_session').whereRaw('staff_id = p.id').max('last_seen_at'),
      openSessions: tx('staff_session').whereRaw('staff_id = p.id and ended_at is null').count('*'),
    });
  return rows.map((row) => ({
    ...row,
    isActive: row.isActive === 1,
    hasPassword: row.hasPassword !== null,
    openSessions: Number(row.openSessions),
  }));
};

export const invite = async (
  tx: Knex,
  person: { login: string; loginKey: string; name: string; role: Role; setBy: number },
  now: string,
): Promise<number> => {
  const { login, loginKey, name, role, setBy } = person;
  const [row] = await tx('staff')
    .insert({ login, login_key: loginKey, name, role, created_at: now, set_by: setBy, set_at: now })
    .returning('id');
  return row.id;
};

/** One open invitation a person: a fresh code makes the one before worthless. */
export const setInvite = async (
  tx: Knex,
  code: { staffId: number; codeHash: string; madeBy: number; expiresAt: string },
  now: string,
): Promise<void> => {
  const row = { code_hash: code.codeHash, made_by: code.madeBy, made_at: now, expires_at: code.expiresAt };
  await tx('staff_invite')
    .insert({ staff_id: code.staffId, ...row })
    .onConflict('staff_id')
    .merge();
};

/**
 * Uses up an invitation, and notes whose it was: only a code that is used takes the place of who set the password before.
 * False where the code is wrong or too old.
 */
export const takeInvite = async (tx: Knex, staffId: number, codeHash: string, now: string): Promise<boolean> => {
  const invite = tx('staff_invite').where({ staff_id: staffId, code_hash: codeHash }).where('expires_at', '>', now);
  const found: { made_by: number } | undefined = await invite.clone().first('made_by');
  if (!found || (await invite.delete()) !== 1) return false;
  await tx('staff').where({ id: staffId }).update({ set_by: found.made_by, set_at: now });
  return true;
};

export const putPassword = async (tx: Knex, staffId: number, passwordHash: string, now: string): Promise<void> => {
  await tx('staff_secret')
    .insert({ staff_id: staffId, password_hash: passwordHash, changed_at: now })
    .onConflict('staff_id')
    .merge();
};

/** Keeps everybody else from the admins' rows until the transaction ends, so that who counts them counts alone. */
export const holdAdmins = (tx: Knex): Promise<unknown> =>
  tx('staff').where({ role: 'admin', is_active: 1 }).orderBy('id').forNoKeyUpdate().select('id');

/** False: somebody changed this person since. */
const change = async (tx: Knex, staffId: number, version: number, values: object): Promise<boolean> =>
  (await tx('staff')
    .where({ id: staffId, version })
    .update({ ...values, version: version + 1 })) === 1;

export const changeRole = (tx: Knex, staffId: number, role: Role, version: number): Promise<boolean> =>
  change(tx, staffId, version, { role });

export const setActive = (tx: Knex, staffId: number, isActive: boolean, version: number): Promise<boolean> =>
  change(tx, staffId, version, { is_active: isActive ? 1 : 0 });

/** Ends every open session of a person, but the one they are at. */
export const endSessions = async (
  tx: Knex,
  staffId: number,
  butNot: number | null,
  reason: string,
  now: string,
): Promise<number> => {
  const open: number[] = await tx('staff_session').where({ staff_id: staffId }).whereNull('ended_at').pluck('id');
  const ended = open.filter((id) => id !== butNot);
  await tx('staff_session').whereIn('id', ended).update({ ended_at: now, end_reason: reason });
  await tx('staff_session_token').whereIn('session_id', ended).delete();
  return ended.length;
};

export const versionOf = async (tx: Knex, staffId: number): Promise<number> =>
  (await tx('staff').where({ id: staffId }).first('version'))?.version ?? 0;
