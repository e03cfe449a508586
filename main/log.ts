// The log of what was not expected. It stays on this machine, and what stands in it carries no customer data.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { ScreenFault } from './screen-fault.ts';

/**
 * An error's kind and place. Its message may quote a row, so of a database's error only the code is kept.
 */
const safely = (error: unknown): Record<string, unknown> => {
  if (error instanceof ScreenFault) return error.facts;
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const place = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12);
  // JSON.parse quotes what it could not read.
  const message = error instanceof SyntaxError ? '' : error.message.slice(0, 300);
  return { kind: error.name, ...(code ? { code } : { message }), place };
};

type Log = (entry: { ref: string; call: string; error: unknown }) => void;
/** Writes an unexpected error and gives the reference under which it stands there: the one that people read out. */
export type Report = (error: unknown, call: string) => string;

export const reportTo =
  (log: Log | undefined): Report =>
  (error, call) => {
    const ref = randomBytes(4).toString('hex');
    try {
      log?.({ ref, call, error });
    } catch {
      // A log that cannot be written must not take the answer with it.
    }
    return ref;
  };

/** @param folder the data folder; rows are JSON, one a line, in `akari.log` */
export const openLog = (folder: string): Log => {
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: join(folder, 'akari.log'), mkdir: true, mode: 0o600, sync: true }),
  );
  return ({ ref, call, error }) => log.error({ ref, call, ...safely(error) });
};
