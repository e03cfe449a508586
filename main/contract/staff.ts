import { z } from 'zod';
import { password, staffIdentity } from './desk.ts';
import { everyRole, instant, line, nothing, plain, type Row } from './row.ts';

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
} as const satisfies Record<string, Row>;
