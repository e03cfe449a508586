import { z } from 'zod';
import { password, staffIdentity } from './desk.ts';
import { everyRole, id, instant, line, nothing, plain, type Row, roles, writeInput } from './row.ts';

const attempt = {
  'wrong-password': plain,
  'sign-in-limited': z.strictObject({ until: instant }),
};

export const staff = {
  'staff.signIn': {
    kind: 'write',
    roles: 'anyone',
    input: z.strictObject({ login: line(64), password }),
    output: z.strictObject({ me: staffIdentity }),
    refusals: attempt,
    secretInput: ['login', 'password'],
    isOpenWhileLocked: true,
  },
  /** Locks the session without ending it: the screen stays as it is. */
  'staff.lock': {
    kind: 'write',
    roles: everyRole,
    input: nothing,
    output: z.strictObject({ lockedAt: instant }),
    refusals: {},
    isOpenWhileLocked: true,
  },
  'staff.unlock': {
    kind: 'write',
    roles: everyRole,
    input: z.strictObject({ password }),
    output: z.strictObject({ me: staffIdentity }),
    refusals: attempt,
    secretInput: ['password'],
    isOpenWhileLocked: true,
  },
  'staff.signOut': {
    kind: 'write',
    roles: everyRole,
    input: nothing,
    output: z.strictObject({ endedAt: instant }),
    refusals: { 'contact-open': z.strictObject({ contactId: z.number() }) },
    isOpenWhileLocked: true,
  },
  'staff.list': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      now: instant,
      people: z.array(
        z.strictObject({
          staffId: z.number(),
          login: z.string(),
          name: z.string(),
          role: z.enum(roles),
          isActive: z.boolean(),
          /** Invited, and not here yet. */
          inviteExpiresAt: instant.nullable(),
          lastSeenAt: instant.nullable(),
          openSessions: z.number().int(),
          version: z.number().int(),
          /** One of the last two admins: neither role nor place can be taken away. */
          isIndispensable: z.boolean(),
        }),
      ),
    }),
    refusals: {},
  },
  'staff.invite': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ login: line(64), name: line(100), role: z.enum(roles) }),
    output: z.strictObject({ staffId: z.number() }),
    refusals: {
      'login-format': z.strictObject({ login: z.string() }),
      'login-taken': z.strictObject({ login: z.string() }),
    },
    secretInput: ['login', 'name'],
  },
  /** A fresh one-time code for somebody invited, or who has forgotten their password; shown once, kept as a hash. */
  'staff.showInvite': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({ staffId: id }),
    output: z.strictObject({ code: z.string(), expiresAt: instant }),
    refusals: { 'no-such-staff': plain, 'own-account': plain, inactive: plain },
  },
  'staff.acceptInvite': {
    kind: 'write',
    roles: 'anyone',
    input: z.strictObject({ login: line(64), code: z.string().min(1).max(64), password }),
    output: z.strictObject({ staffId: z.number() }),
    refusals: {
      'wrong-code': plain,
      'weak-password': z.strictObject({
        login: z.string(),
        reason: z.enum(['short', 'long', 'login', 'common', 'same']),
      }),
    },
    secretInput: ['login', 'code', 'password'],
  },
  'staff.changeRole': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ staffId: id, role: z.enum(roles), version: z.number().int() }),
    output: z.strictObject({ staffId: z.number() }),
    refusals: { 'no-such-staff': plain, 'last-admins': plain, 'changed-meanwhile': plain, 'same-value': plain },
  },
  /** Takes the desk away at once: open sessions end. */
  'staff.setActive': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ staffId: id, isActive: z.boolean(), version: z.number().int() }),
    output: z.strictObject({ staffId: z.number(), endedSessions: z.number().int() }),
    refusals: { 'no-such-staff': plain, 'last-admins': plain, 'changed-meanwhile': plain, 'same-value': plain },
  },
  'staff.changePassword': {
    kind: 'write',
    roles: everyRole,
    input: z.strictObject({ old: password, next: password }),
    output: z.strictObject({ changedAt: instant }),
    refusals: {
      ...attempt,
      'weak-password': z.strictObject({
        login: z.string(),
        reason: z.enum(['short', 'long', 'login', 'common', 'same']),
      }),
    },
    secretInput: ['old', 'next'],
  },
} as const satisfies Record<string, Row>;
