// The core's own processes, forked for it here: a utility process cannot fork. Known by the numbers that the core gave.
import { join } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import type { ProcessQuestion, ProcessWord } from '../hosts/process-port.ts';
import type { ProcessEntry } from '../jobs/job-desk.ts';
import { childEnvironment } from '../jobs/node-process.ts';

/** The only programs that are started so, whatever the core asks for. */
const programs: Record<ProcessEntry, string> = { 'job-process': 'job-process.js' };

export type CoreChildren = {
  /** @returns whether the word was about processes */
  readonly hear: (word: { readonly kind?: string }) => boolean;
  /** The core is gone: its children let go of what they do, and end. */
  readonly leave: () => void;
};

/** @param say tells the core, as long as it lives */
export const keepChildren = (folder: string, say: (word: ProcessWord) => void): CoreChildren => {
  const children = new Map<number, UtilityProcess>();
  const start = (number: number, entry: ProcessEntry): void => {
    const child = utilityProcess.fork(join(folder, programs[entry]), [], {
      serviceName: 'Akari Desk job',
      env: childEnvironment(),
    });
    children.set(number, child);
    child.on('message', (message: unknown) => say({ kind: 'from-child', child: number, message }));
    child.once('exit', () => {
      children.delete(number);
      say({ kind: 'child-exit', child: number });
    });
  };
  return {
    hear: (word) => {
      const question = word as ProcessQuestion;
      if (question.kind === 'fork' && Object.hasOwn(programs, question.entry)) start(question.child, question.entry);
      else if (question.kind === 'to-child') children.get(question.child)?.postMessage(question.message);
      else if (question.kind === 'kill') children.get(question.child)?.kill();
      else return false;
      return true;
    },
    leave: () => {
      for (const child of children.values()) child.postMessage({ kind: 'stop' });
    },
  };
};
