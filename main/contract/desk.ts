import { z } from 'zod';
import { date, instant, line, nothing, plain, type Row, roles } from './row.ts';

export const staffIdentity = z.strictObject({
  staffId: z.number(),
  login: z.string(),
  name: z.string(),
  role: z.enum(roles),
});
export const password = z.string().min(1).max(128);

/** Names of our own program: no message, value or address has such a shape. */
const component = z.string().regex(/^[A-Za-z_$][\w$.]{0,39}$/);
const place = z.string().regex(/^[\w.-]{1,40}\.m?[jt]sx?:\d{1,7}:\d{1,7}$/);

export const desk = {
  /** What a console shows before anybody has signed in. */
  'desk.status': {
    kind: 'read',
    roles: 'anyone',
    input: nothing,
    output: z.strictObject({
      now: instant,
      database: z.strictObject({
        kind: z.enum(['demo', 'test', 'real']),
        engine: z.enum(['sqlite', 'postgres']),
        label: z.string(),
        /** Real customers in a file that is not encrypted: chosen on purpose, and shown for as long as it is so. */
        isPlain: z.boolean(),
      }),
      needsSetUp: z.boolean(),
      /** Fewer than two admins: nobody could release what the other makes, so batches stay closed. */
      needsSecondAdmin: z.boolean(),
      session: z.enum(['none', 'locked', 'open']),
      me: staffIdentity.nullable(),
      idleLockMinutes: z.number().int(),
      /** Only of a demo: the Tokyo date its dates are relative to, and whether that is a day that has passed. */
      demo: z.strictObject({ madeOn: date, isOld: z.boolean() }).nullable(),
      demoStaff: z.array(
        z.strictObject({ login: z.string(), name: z.string(), role: z.enum(roles), password: z.string() }),
      ),
    }),
    refusals: {},
    isOpenWhileLocked: true,
  },
  /** A fault of a screen goes into the log of its host: what kind, in which of its parts, where in the program; 2 kB at most. */
  'desk.noteFault': {
    kind: 'host',
    roles: 'anyone',
    input: z.strictObject({
      name: z.string().regex(/^[A-Za-z]\w{0,39}$/),
      /** `page` and `part` stand broken on the screen; the others happened beside it. */
      caught: z.enum(['page', 'part', 'event', 'promise']),
      /** Innermost first. */
      components: z.array(component).max(20),
      places: z.array(place).max(12),
    }),
    /** null: this desk has told of enough in this hour. */
    output: z.strictObject({ ref: z.string().nullable() }),
    refusals: {},
    isOpenWhileLocked: true,
  },
  /** Makes a demo anew, with the dates of today; whoever works in it is signed out. */
  'desk.renewDemo': {
    kind: 'write',
    roles: 'anyone',
    input: nothing,
    output: z.strictObject({ madeOn: date, accounts: z.number().int() }),
    refusals: { 'not-a-demo': plain, 'demo-is-fresh': plain },
  },
  /** The first admin, and at will the second person who releases what the first one makes. */
  'desk.setUp': {
    kind: 'write',
    roles: 'anyone',
    input: z.strictObject({
      code: z.string().min(1).max(64),
      admins: z
        .array(z.strictObject({ login: line(64), name: line(100), password }))
        .min(1)
        .max(2),
    }),
    output: z.strictObject({ staffIds: z.array(z.number()) }),
    refusals: {
      'already-set-up': plain,
      'wrong-code': plain,
      'login-format': z.strictObject({ login: z.string() }),
      'login-taken': z.strictObject({ login: z.string() }),
      'weak-password': z.strictObject({
        login: z.string(),
        reason: z.enum(['short', 'long', 'login', 'common', 'same']),
      }),
    },
    secretInput: ['code', 'admins'],
  },
} as const satisfies Record<string, Row>;
