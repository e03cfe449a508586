import * as contacts from '../../db/contacts.ts';
import * as staff from '../../db/staff.ts';
import * as desk from '../../db/staff-desk.ts';
import { type Context, done, type Prepared, type Run, refuse } from '../command.ts';
import { callTakers } from '../contract/row.ts';
import { codeHash, makeCode } from '../one-time-code.ts';
import { hashPassword, inTurn, refusePassword, type WeakPassword } from '../passwords.ts';
import { addHours } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { isStaffLoginAllowed } from '../rules/login-id.ts';
import { type Attempt, attemptSignIn, lapseContact, settleSignIn } from './staff.ts';

/** Two admins at least: one makes, the other releases. */
const adminsNeeded = 2;

const isIndispensable = async (
  tx: Context['tx'],
  person: { role: string; isActive: boolean; hasPassword: boolean },
): Promise<boolean> =>
  person.role === 'admin' &&
  person.isActive &&
  person.hasPassword &&
  (await staff.countActiveAdmins(tx)) <= adminsNeeded;

export const listStaff: Run<'staff.list'> = async ({ tx, now }) => {
  const people = await desk.people(tx);
  const admins = await staff.countActiveAdmins(tx);
  return done({
    now,
    people: people.map(({ hasPassword, ...person }) => ({
      ...person,
      isIndispensable: person.role === 'admin' && person.isActive && hasPassword && admins <= adminsNeeded,
    })),
  });
};

export const inviteStaff: Run<'staff.invite'> = async ({ tx, now, session, touch }, { login, name, role }) => {
  const loginKey = fold(login, 'login');
  if (!isStaffLoginAllowed(loginKey)) return refuse('login-format', { login });
  if (await staff.byLoginKey(tx, loginKey)) return refuse('login-taken', { login });
  const staffId = await desk.invite(tx, { login, loginKey, name, role, setBy: session.staffId }, now);
  touch('staff');
  return done({ staffId }, { staff: staffId, role });
};

export const showInvite: Run<'staff.showInvite'> = async (
  { tx, now, session, policy, effects, touch },
  { staffId },
) => {
  if (staffId === session.staffId) return refuse('own-account');
  const person = await staff.byId(tx, staffId);
  if (!person) return refuse('no-such-staff');
  if (!person.isActive) return refuse('inactive');
  const code = makeCode(effects);
  const expiresAt = addHours(now, policy.inviteHours);
  await desk.setInvite(tx, { staffId, codeHash: codeHash(code), madeBy: session.staffId, expiresAt }, now);
  touch('staff');
  return done({ code, expiresAt }, { staff: staffId });
};

export const acceptInvite: Prepared<'staff.acceptInvite', string> = {
  prepare: ({ db }, { password }) => inTurn(() => hashPassword(password, db.kind)),
  run: async ({ tx, now }, { login, code, password }, passwordHash) => {
    const person = await staff.byLoginKey(tx, fold(login, 'login'));
    const reason = refusePassword(password, login);
    if (!person?.isActive) return { ...refuse('wrong-code'), audit: { staff: 'unknown' } };
    // The code first: a stranger is told nothing of the password they typed.
    if (!(await desk.takeInvite(tx, person.id, codeHash(code), now)))
      return { ...refuse('wrong-code'), audit: { staff: person.id } };
    if (reason) return refuse('weak-password', { login, reason });
    await desk.putPassword(tx, person.id, passwordHash, now);
    await staff.setAttempts(tx, person.id, { failures: 0, lockedUntil: null, lockAttempt: null });
    await desk.endSessions(tx, person.id, null, 'password-reset', now);
    return done({ staffId: person.id }, { staff: person.id });
  },
};

/** Whoever was changed by somebody else is looked at again first; two who take an admin away at once do so in turn. */
const refuseChange = async (tx: Context['tx'], staffId: number, version: number) => {
  await desk.holdAdmins(tx);
  const person = (await desk.people(tx)).find((one) => one.staffId === staffId);
  if (!person) return refuse('no-such-staff');
  if (person.version !== version) return refuse('changed-meanwhile');
  return { ok: true as const, person };
};

/** Ends the call of somebody who can take none any more. */
const endCallOf = async (ctx: Context, staffId: number): Promise<void> => {
  const contact = await contacts.openOf(ctx.tx, staffId);
  if (contact) await lapseContact(ctx, contact);
};

export const changeRole: Run<'staff.changeRole'> = async (ctx, { staffId, role, version }) => {
  const { tx, touch } = ctx;
  const found = await refuseChange(tx, staffId, version);
  if (!found.ok) return found;
  if (found.person.role === role) return refuse('same-value');
  if (await isIndispensable(tx, found.person)) return refuse('last-admins');
  if (!(await desk.changeRole(tx, staffId, role, version))) return refuse('changed-meanwhile');
  if (!callTakers.includes(role)) await endCallOf(ctx, staffId);
  touch('staff');
  return done({ staffId }, { staff: staffId, from: found.person.role, to: role });
};

export const setStaffActive: Run<'staff.setActive'> = async (ctx, { staffId, isActive, version }) => {
  const { tx, now, touch } = ctx;
  const found = await refuseChange(tx, staffId, version);
  if (!found.ok) return found;
  if (found.person.isActive === isActive) return refuse('same-value');
  if (!isActive && (await isIndispensable(tx, found.person))) return refuse('last-admins');
  if (!(await desk.setActive(tx, staffId, isActive, version))) return refuse('changed-meanwhile');
  const endedSessions = isActive ? 0 : await desk.endSessions(tx, staffId, null, 'deactivated', now);
  if (!isActive) await endCallOf(ctx, staffId);
  touch('staff');
  return done({ staffId, endedSessions }, { staff: staffId, active: isActive, sessions: endedSessions });
};

type WeakNext = { readonly weak: WeakPassword };
type Change = { readonly weak: null; readonly hash: string; readonly attempt: Attempt };

export const changePassword: Prepared<'staff.changePassword', WeakNext | Change> = {
  prepare: async (ctx, { old, next }) => {
    const login = ctx.session?.login ?? '';
    // What cannot become a password at all is no guess at the old one, and counts for none.
    const weak = old === next ? 'same' : refusePassword(next, login);
    if (weak) return { weak };
    const hash = await inTurn(() => hashPassword(next, ctx.db.kind));
    return { weak: null, hash, attempt: await attemptSignIn(ctx, login, old) };
  },
  run: async (ctx, _input, ready) => {
    const { staffId, login, sessionId } = ctx.session;
    if (ready.weak !== null) return refuse('weak-password', { login, reason: ready.weak });
    const settled = await settleSignIn(ctx, ready.attempt);
    if (!settled.ok) return settled;
    await desk.putPassword(ctx.tx, staffId, ready.hash, ctx.now);
    const sessions = await desk.endSessions(ctx.tx, staffId, sessionId, 'password-changed', ctx.now);
    return done({ changedAt: ctx.now }, { staff: staffId, sessions });
  },
};
