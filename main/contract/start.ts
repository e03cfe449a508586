// Which database this program has open: asked of the host itself, before and beside any database.
import { z } from 'zod';
import { date, line, nothing, plain, type Row, text } from './row.ts';

const name = line(60);
/** A recovery key, a passphrase or a password: handed on and forgotten. */
const secret = text.max(256);
const opened = z.strictObject({ label: z.string() });
/** A fault of the database, or what else a person can mend about a connection; each has its sentence. */
const cannotOpen = z.strictObject({ fault: z.string() });

const everyRow = {
  /** This host was started for one database and has no other. */
  'fixed-database': plain,
} as const;
const changing = {
  ...everyRow,
  /** Somebody works at a desk of this host and is still there; the database is not taken from under them. */
  'signed-in': plain,
  /** An import or a batch is under way. */
  'job-running': plain,
  'cannot-open': cannotOpen,
} as const;
const naming = { 'name-format': plain, 'name-taken': plain } as const;
const host = { kind: 'host', roles: 'anyone', isOpenWhileLocked: true } as const;

const tlsMode = z.enum(['verify-full', 'verify-ca', 'require', 'disable']);
const remote = z.strictObject({
  host: line(253),
  port: z.number().int().min(1).max(65_535),
  database: line(63),
  user: line(63),
  password: secret,
  tls: tlsMode,
  /** PEM of the authority that signed the server's certificate; null: the usual ones. Of use only where it is asked. */
  ca: text.max(20_000).nullable(),
});
const connecting = { ...changing, 'host-format': plain, 'certificate-format': plain } as const;

export const start = {
  'start.status': {
    ...host,
    input: nothing,
    output: z.strictObject({
      /** `choose`: nobody has chosen yet, and the demo is open meanwhile. */
      state: z.enum(['choose', 'failed', 'open']),
      /** What was chosen and cannot be opened. `asks`: what a person could give to open it. */
      failure: z
        .strictObject({ fault: z.string(), label: z.string(), asks: z.enum(['key', 'password']).nullable() })
        .nullable(),
      /** The local databases of the data folder; no other path can be named from a page. */
      locals: z.array(z.strictObject({ name: z.string(), isEncrypted: z.boolean() })),
      /** The system keeps keys and passwords for this program; else they are asked at each start. */
      remembersKeys: z.boolean(),
      remote: z
        .strictObject({
          host: z.string(),
          port: z.number(),
          database: z.string(),
          user: z.string(),
          tls: tlsMode,
          ca: z.string().nullable(),
        })
        .nullable(),
    }),
    refusals: everyRow,
  },
  /**
   * A page that nobody looks at gives up its stream and says so: it is not a closed one. Said once more as it goes.
   */
  'start.rest': {
    ...host,
    input: z.strictObject({ isResting: z.boolean() }),
    output: nothing,
    refusals: everyRow,
  },
  /** Draws a key for a new local database and shows it, so that it is on paper before anything depends on it. */
  'start.drawKey': {
    ...host,
    input: z.strictObject({ name }),
    output: z.strictObject({ name: z.string(), groups: z.array(z.string()), drawnOn: date }),
    refusals: { ...changing, ...naming },
  },
  'start.makeLocal': {
    ...host,
    /** `lastGroup`: typed back from the sheet of the drawn key; null: not encrypted, on purpose. */
    input: z.strictObject({ name, lastGroup: text.max(16).nullable() }),
    output: opened,
    refusals: { ...changing, ...naming, 'no-drawn-key': plain, 'wrong-group': plain },
  },
  'start.openLocal': {
    ...host,
    input: z.strictObject({ name, key: secret.nullable() }),
    output: opened,
    refusals: { ...changing, 'no-such-database': plain },
  },
  'start.openDemo': { ...host, input: nothing, output: opened, refusals: changing },
  /** Connects, looks and lets go again. */
  'start.testRemote': { ...host, input: remote, output: opened, refusals: connecting },
  'start.openRemote': { ...host, input: remote, output: opened, refusals: connecting },
  /** What was chosen once more, with what it asks for. */
  'start.retry': {
    ...host,
    input: z.strictObject({ secret: secret.nullable() }),
    output: opened,
    refusals: { ...changing, 'nothing-chosen': plain },
  },
} as const satisfies Record<string, Row>;
