// The terminal that a command is run at: this process's own, unless somebody else holds one (as tests do).
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable, Writable } from 'node:stream';

/** 0 done, 1 finding, 2 bad input, 3 database or something that broke. */
export type ExitCode = 0 | 1 | 2 | 3;

export type Terminal = {
  readonly stdin: Readable & { readonly isTTY?: boolean; ref?(): unknown; unref?(): unknown };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** One reader for all who read: each takes the lines that the one before has left. */
  lines: AsyncIterator<string> | null;
  exitCode: ExitCode;
};

/** Its stdin is opened when it is first asked for: most commands read nothing, and it may be closed. */
export const ownTerminal: Terminal = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  lines: null,
  exitCode: 0,
};

const held = new AsyncLocalStorage<Terminal>();

export const terminal = (): Terminal => held.getStore() ?? ownTerminal;

export const atTerminal = <Result>(at: Terminal, work: () => Result): Result => held.run(at, work);

/** What the program answers to whoever started it, once everything is closed. */
export const endWith = (code: ExitCode): void => {
  terminal().exitCode = code;
};
