import { databaseNow } from '../../db/clock.ts';
import { lastMaking } from '../../db/demo.ts';
import type { Database } from '../../db/open.ts';
import * as staff from '../../db/staff.ts';
import type { Effects } from '../command.ts';
import { done, type Prepared, type Run, refuse } from '../command.ts';
import type { Parsed } from '../contract/index.ts';
import { isOldDemo } from '../demo/demo.ts';
import { demoPassword, demoStaff } from '../demo/staff.ts';
import { codeHash, makeCode } from '../one-time-code.ts';
import { hashPassword, refusePassword } from '../passwords.ts';
import { addHours } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { isSessionLocked } from '../rules/idle-lock.ts';
import { isStaffLoginAllowed } from '../rules/login-id.ts';

const codeHours = 24;

/**
 * A new set-up code, for the host to print: it keeps the first visitor of the page from making themselves admin.
 * @returns 16 signs in groups of four, or null where there is staff already
 */
export const makeSetUpCode = async (db: Database, effects: Effects): Promise<string | null> => {
  if (await staff.exists(db.read)) return null;
  const code = makeCode(effects);
  const now = await databaseNow(db.read);
  await db.write.transaction((tx) => staff.addSetUpCode(tx, codeHash(code), now, addHours(now, codeHours)));
  return code;
};

export const deskStatus: Run<'desk.status'> = async ({ db, tx, now, today, session, policy }) => {
  const isLocked = session && isSessionLocked(session, now, policy);
  const made = db.kind === 'demo' ? await lastMaking(tx) : null;
  return done({
    now,
    database: {
      kind: db.kind,
      engine: db.engine,
      label: db.label,
      isPlain: db.kind === 'real' && db.engine === 'sqlite' && !db.isEncrypted,
    },
    needsSetUp: !(await staff.exists(tx)),
    needsSecondAdmin: (await staff.countActiveAdmins(tx)) < 2,
    session: session ? (isLocked ? ('locked' as const) : ('open' as const)) : ('none' as const),
    me: session ? { staffId: session.staffId, login: session.login, name: session.name, role: session.role } : null,
    idleLockMinutes: policy.idleLockMinutes,
    demo: made && { madeOn: made.madeOn, isOld: isOldDemo(made.madeOn, today) },
    // Known passwords work in a database of kind demo and nowhere else.
    demoStaff: db.kind === 'demo' ? demoStaff.map((person) => ({ ...person, password: demoPassword })) : [],
  });
};

type NewAdmin = Parsed<'desk.setUp'>['admins'][number] & { readonly passwordHash: string };

export const setUpDesk: Prepared<'desk.setUp', NewAdmin[] | null> = {
  prepare: async ({ db }, { admins }) => {
    if (await staff.exists(db.read)) return null;
    return Promise.all(
      admins.map(async (admin) => ({ ...admin, passwordHash: await hashPassword(admin.password, db.kind) })),
    );
  },
  run: async ({ tx, now }, { code }, admins) => {
    if (admins === null || (await staff.exists(tx))) return refuse('already-set-up');
    if (!(await staff.spendSetUpCode(tx, codeHash(code), now))) return refuse('wrong-code');
    const staffIds: number[] = [];
    for (const { login, name, password, passwordHash } of admins) {
      const loginKey = fold(login, 'login');
      if (!isStaffLoginAllowed(loginKey)) return refuse('login-format', { login });
      const reason = refusePassword(password, login);
      if (reason) return refuse('weak-password', { login, reason });
      if (await staff.byLoginKey(tx, loginKey)) return refuse('login-taken', { login });
      staffIds.push(await staff.add(tx, { login, loginKey, name, role: 'admin', passwordHash }, now));
    }
    return done({ staffIds }, { staff: staffIds });
  },
};
