import { randomBytes } from 'node:crypto';
import { databaseNow } from '../../db/clock.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as sessions from '../../db/sessions.ts';
import * as staff from '../../db/staff.ts';
import * as unknownLogins from '../../db/unknown-logins.ts';
import { type Context, done, type Prepared, type Preparing, type Run, refuse } from '../command.ts';
import { hashPassword, inTurn, isWeak, verifyPassword } from '../passwords.ts';
import { addHours } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { isSessionLocked } from '../rules/idle-lock.ts';
import { countFailure, isLimited, staffCounting } from '../rules/lock.ts';

export type Attempt = {
  readonly person: staff.Staff | null;
  /** Names this attempt: a limit that it began itself does not stand against its own success. */
  readonly attempt: string;
  readonly isVerified: boolean;
  /** The hash made anew with today's parameters, where the stored one is weaker. */
  readonly betterHash: string | null;
  /** A login that nobody has is limited until then. */
  readonly unknownUntil: string | null;
};

/** The failure is counted before the password is compared, so that guesses made all at once are all counted. */
export const attemptSignIn = (ctx: Preparing, login: string, password: string): Promise<Attempt> =>
  inTurn(() => countAndVerify(ctx, fold(login, 'login'), password));

/** A login that nobody has runs into the same limit, so that five tries do not tell which ones exist. */
const countUnknown = ({ db, policy }: Preparing, loginKey: string): Promise<string | null> =>
  db.write.transaction(async (tx) => {
    const hmac = await unknownLogins.hmacOf(tx, 'staff', loginKey);
    const now = await databaseNow(tx);
    await unknownLogins.hold(tx, hmac, addHours(now, -24));
    const before = await unknownLogins.stateOf(tx, hmac);
    if (isLimited(before, now)) return before.lockedUntil;
    const { hasBegun, ...after } = countFailure(before, now, staffCounting(policy));
    await unknownLogins.record(tx, hmac, after, now);
    return hasBegun ? after.lockedUntil : null;
  });

const countAndVerify = async (ctx: Preparing, loginKey: string, password: string): Promise<Attempt> => {
  const { db, policy } = ctx;
  const person = await staff.byLoginKey(db.read, loginKey);
  const attempt = randomBytes(8).toString('hex');
  const unknownUntil = person ? null : await countUnknown(ctx, loginKey);
  const isOpen = await db.write.transaction(async (tx) => {
    if (!person) return false;
    // A write first: it takes SQLite's lock and PostgreSQL's row before the count is read.
    await staff.hold(tx, person.id);
    const found = await staff.byId(tx, person.id);
    const now = await databaseNow(tx);
    if (!found || isLimited(found, now)) return false;
    const { hasBegun, ...state } = countFailure(found, now, staffCounting(policy));
    await staff.setAttempts(tx, person.id, { ...state, lockAttempt: hasBegun ? attempt : null });
    return true;
  });
  const hash = isOpen && person?.isActive ? await staff.passwordHash(db.read, person.id) : null;
  const isVerified = await verifyPassword(hash, password, db.kind);
  const betterHash = isVerified && hash && isWeak(hash, db.kind) ? await hashPassword(password, db.kind) : null;
  return { person, attempt, isVerified, betterHash, unknownUntil };
};

/** Counts a verified attempt, unless the limit that stands now was begun by another one. */
export const settleSignIn = async ({ tx, now }: Context, tried: Attempt) => {
  const { person, attempt, isVerified, betterHash, unknownUntil } = tried;
  const found = person && (await staff.byId(tx, person.id));
  if (!found && unknownUntil)
    return { ...refuse('sign-in-limited', { until: unknownUntil }), audit: { staff: 'unknown' } };
  if (!found) return refuseSignIn('unknown');
  if (isLimited(found, now) && !(isVerified && found.lockAttempt === attempt))
    return { ...refuse('sign-in-limited', { until: found.lockedUntil ?? now }), audit: { staff: found.id } };
  if (!isVerified || !found.isActive) return refuseSignIn(found.id);
  await staff.setAttempts(tx, found.id, { failures: 0, lockedUntil: null, lockAttempt: null });
  if (betterHash) await staff.setPasswordHash(tx, found.id, betterHash, now);
  return { ok: true as const, person: found };
};

const refuseSignIn = (who: number | 'unknown') => ({ ...refuse('wrong-password'), audit: { staff: who } });

const identity = ({ id, login, name, role }: staff.Staff) => ({ staffId: id, login, name, role });

export const signIn: Prepared<'staff.signIn', Attempt> = {
  prepare: (ctx, { login, password }) => attemptSignIn(ctx, login, password),
  run: async (ctx, _input, attempt) => {
    const settled = await settleSignIn(ctx, attempt);
    if (!settled.ok) return settled;
    const session = { staffId: settled.person.id, tokenHash: ctx.client.tokenHash, host: ctx.client.host };
    const sessionId = await sessions.begin(ctx.tx, session, ctx.now);
    return done({ me: identity(settled.person) }, { staff: settled.person.id, session: sessionId });
  },
};

export const lockSession: Run<'staff.lock'> = async ({ tx, session, now }) => {
  await sessions.setLocked(tx, session.sessionId, session.lockedAt ?? now);
  return done({ lockedAt: session.lockedAt ?? now }, { session: session.sessionId });
};

export const unlockSession: Prepared<'staff.unlock', Attempt> = {
  prepare: (ctx, { password }) => attemptSignIn(ctx, ctx.session?.login ?? '', password),
  run: async (ctx, _input, attempt) => {
    const settled = await settleSignIn(ctx, attempt);
    if (!settled.ok) return settled;
    await sessions.setLocked(ctx.tx, ctx.session.sessionId, null);
    await sessions.seen(ctx.tx, ctx.session.sessionId, ctx.now);
    return done({ me: identity(settled.person) }, { session: ctx.session.sessionId });
  },
};

/** A contact whose person has gone: it ends without a category, and its account says so. */
export const lapseContact = async (ctx: Context, contact: contacts.Contact): Promise<void> => {
  await contacts.close(ctx.tx, contact.id, { outcome: 'lapsed', category: null }, ctx.now);
  const { accountId } = contact;
  if (accountId === null) return;
  await events.add(ctx.tx, { accountId, kind: 'contact-lapsed', actor: ctx.actor, contactId: contact.id }, ctx.now);
  ctx.touch(`account:${accountId}`);
};

export const signOut: Run<'staff.signOut'> = async (ctx) => {
  const { tx, session, now, policy } = ctx;
  const contact = await contacts.openOf(tx, session.staffId);
  if (contact && !isSessionLocked(session, now, policy)) return refuse('contact-open', { contactId: contact.id });
  // From a locked screen the person has left: the contact must not keep the desk from the next one.
  if (contact) await lapseContact(ctx, contact);
  await sessions.end(tx, session.sessionId, 'signed-out', now);
  const lapsed = contact ? { contact: contact.id, account: contact.accountId } : {};
  return done({ endedAt: now }, { session: session.sessionId, ...lapsed });
};
