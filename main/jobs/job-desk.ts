// The core's side of jobs: a process for each, started by the host, told what to do and asked to stop when the core closes.
import { randomBytes } from 'node:crypto';
import type { Database, DatabaseKind } from '../../db/open.ts';
import type { AskJob, JobAnswer, JobQuestion } from './job.ts';

export type JobOrder =
  | {
      readonly kind: 'start';
      readonly url: string;
      /** Of an encrypted database; a raw one as Base64, since ports of plain Node carry JSON. */
      readonly key: { readonly raw: string } | { readonly passphrase: string } | null;
      /** Of the database. */
      readonly databaseKind: DatabaseKind;
      readonly jobId: number;
      readonly owner: string;
      readonly folder: string;
      /** Stands still in tests; honoured only in a database of kind `test`. */
      readonly clock: string | null;
    }
  | { readonly kind: 'ask'; readonly id: number; readonly question: JobQuestion }
  | { readonly kind: 'stop' };
export type JobWord =
  | { readonly kind: 'ready' | 'changed' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: JobAnswer };

/** A process that a host started: Node's own, or one that Electron's main process forked for the core. */
export type ChildPort = {
  readonly postMessage: (message: object) => void;
  readonly on: (event: 'message' | 'exit', listener: (message: unknown) => void) => unknown;
  readonly kill: () => void;
};
export type ProcessEntry = 'job-process';
export type StartProcess = (entry: ProcessEntry) => ChildPort;

export type JobDesk = {
  /** A job on which a process of this console works already, however slowly, is left to it. */
  readonly run: (jobId: number) => void;
  /** Asks the process that works on a job. @returns null where none of this console does, or it ended instead of answering */
  readonly ask: AskJob;
  /** Resolves when every job that was begun here has ended. */
  readonly idle: () => Promise<void>;
  readonly isWorking: () => boolean;
  /** Resolves when every process has let go of its job. */
  readonly close: () => Promise<void>;
};
type Options = {
  readonly db: Database;
  readonly startProcess: StartProcess;
  readonly folder: () => string;
  readonly clock: () => string | null;
  /** There is something new to be read of jobs. */
  readonly changed: (isOver: boolean) => void;
};

const patienceMilliseconds = 5000;

export const openJobs = ({ db, startProcess, folder, clock, changed }: Options): JobDesk => {
  const owner = randomBytes(8).toString('hex');
  const running = new Map<ChildPort, Promise<void>>();
  const atWork = new Map<number, ChildPort>();
  const asked = new Map<number, (answer: JobAnswer | null) => void>();
  let lastQuestion = 0;
  return {
    run: (jobId) => {
      if (atWork.has(jobId)) return;
      const child = startProcess('job-process');
      atWork.set(jobId, child);
      const ended = new Promise<void>((resolve) => {
        child.on('exit', () => {
          running.delete(child);
          atWork.delete(jobId);
          changed(true);
          resolve();
        });
      });
      running.set(child, ended);
      child.on('message', (message) => {
        const word = message as JobWord;
        if (word.kind === 'changed') changed(false);
        else if (word.kind === 'answer') asked.get(word.id)?.(word.answer);
        else
          child.postMessage({
            kind: 'start',
            url: db.url,
            key: db.key && 'raw' in db.key ? { raw: Buffer.from(db.key.raw).toString('base64') } : db.key,
            databaseKind: db.kind,
            jobId,
            owner,
            folder: folder(),
            clock: clock(),
          } satisfies JobOrder);
      });
    },
    ask: (jobId, question) => {
      const child = atWork.get(jobId);
      if (!child) return Promise.resolve(null);
      lastQuestion += 1;
      const id = lastQuestion;
      const answered = new Promise<JobAnswer | null>((resolve) => {
        asked.set(id, resolve);
        child.on('exit', () => resolve(null));
      });
      child.postMessage({ kind: 'ask', id, question } satisfies JobOrder);
      return answered.finally(() => asked.delete(id));
    },
    isWorking: () => running.size > 0,
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
    close: async () => {
      const left = [...running];
      for (const [child] of left) child.postMessage({ kind: 'stop' } satisfies JobOrder);
      const patience = setTimeout(() => {
        for (const [child] of left) child.kill();
      }, patienceMilliseconds);
      await Promise.all(left.map(([, ended]) => ended));
      clearTimeout(patience);
    },
  };
};
