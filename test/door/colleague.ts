import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AnyReply } from '../../main/dispatch.ts';
import type { AttemptResult } from '../../main/portal.ts';

export type Colleague = {
  readonly call: (name: string, input: unknown) => Promise<AnyReply>;
  readonly guess: (login: string, guesses: readonly string[]) => Promise<AttemptResult[]>;
  /** Busy until an instant; what was ordered behind it begins then. */
  readonly waitUntil: (instant: number) => Promise<unknown>;
  readonly leave: () => Promise<void>;
};

/** A console in another process, at which nobody has signed in yet. */
export const openColleague = async (database: { url: string }, now: string): Promise<Colleague> => {
  const path = fileURLToPath(new URL('./colleague-process.ts', import.meta.url));
  const child: ChildProcess = fork(path, [database.url, now], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (reply: unknown) => void>();
  let last = 0;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('message', ({ id, reply }: { id: number; reply: unknown }) => waiting.get(id)?.(reply));
  await Promise.race([
    new Promise((resolve) => waiting.set(0, resolve)),
    gone.then(() => Promise.reject(new Error('the other console did not start'))),
  ]);
  const order = (what: object): Promise<unknown> => {
    last += 1;
    const id = last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    child.send({ id, ...what });
    return answered;
  };
  return {
    call: (call, input) => order({ call, input }) as Promise<AnyReply>,
    guess: (login, guesses) => order({ login, guesses }) as Promise<AttemptResult[]>,
    waitUntil: (waitUntil) => order({ waitUntil }),
    leave: async () => {
      child.disconnect();
      await gone;
    },
  };
};
