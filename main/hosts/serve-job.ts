// One job at the other end of a port: told which it is, asked while it works, and stopped when the console closes.
import { randomBytes } from 'node:crypto';
import type { Database } from '../../db/open.ts';
import { jobKinds } from '../jobs/index.ts';
import type { JobContext } from '../jobs/job.ts';
import type { JobOrder, JobWord } from '../jobs/job-desk.ts';
import { runJob } from '../jobs/run-job.ts';
import { openLog } from '../log.ts';
import { type Port, unwrap } from './port-host.ts';

export type JobStart = Extract<JobOrder, { kind: 'start' }>;
export type JobDatabase = { readonly db: Database; readonly close: () => Promise<void> };
export type Serving = {
  readonly open: (start: JobStart) => Promise<JobDatabase>;
  /** Nothing of the job is at work any more. */
  readonly ended: () => void;
};

/** @returns lets go of the job, as when the console closes */
export const serveJob = (port: Port, { open, ended }: Serving): (() => void) => {
  const say = (word: JobWord): void => port.postMessage(word);
  const stop = new AbortController();
  let answering: Parameters<JobContext['answer']>[0] = null;

  const work = async (start: JobStart): Promise<void> => {
    const { jobId, owner, folder } = start;
    const note = (error: unknown): string => {
      const ref = randomBytes(4).toString('hex');
      openLog(folder)({ ref, call: 'job', error });
      return ref;
    };
    try {
      const { db, close } = await open(start);
      try {
        await runJob(db, {
          jobId,
          owner,
          folder,
          kinds: jobKinds,
          stop: stop.signal,
          answer: (how) => {
            answering = how;
          },
          changed: () => say({ kind: 'changed' }),
          note,
        });
      } finally {
        await close();
      }
    } catch (error) {
      note(error);
    }
    ended();
  };

  port.on('message', (message) => {
    const order = unwrap<JobOrder>(message);
    if (order.kind === 'start') void work(order);
    else if (order.kind === 'stop') stop.abort('stop');
    else if (order.kind === 'ask')
      say({ kind: 'answer', id: order.id, answer: answering?.(order.question) ?? { kind: 'not-waiting' } });
  });
  say({ kind: 'ready' });
  return () => stop.abort('stop');
};
