// One job in a process of its own, at low priority, so that calls and searches go on beside it. Where the database lies
// is told over the port: neither an argument nor the environment names it.
import { randomBytes } from 'node:crypto';
import { type DatabaseKey, openDatabase } from '../db/open.ts';
import { type Port, unwrap } from './hosts/port-host.ts';
import { jobKinds } from './jobs/index.ts';
import type { JobContext } from './jobs/job.ts';
import type { JobOrder, JobWord } from './jobs/job-desk.ts';
import { stepBack } from './jobs/low-priority.ts';
import { runJob } from './jobs/run-job.ts';
import { openLog } from './log.ts';

// Electron's utility processes have a parent port; under plain Node the parent process stands in for it.
const parent = (process as unknown as { parentPort?: Port }).parentPort;
const port: Port = parent ?? {
  // A parent that is gone hears nothing any more; without a listener of its own that would end this process in mid-piece.
  postMessage: (message) => process.connected && process.send?.(message, undefined, undefined, () => {}),
  on: (_event, listener) => process.on('message', listener),
};
type Start = Extract<JobOrder, { kind: 'start' }>;
const say = (word: JobWord): void => port.postMessage(word);
const stop = new AbortController();
let answering: Parameters<JobContext['answer']>[0] = null;

const keyOf = (key: Start['key']): DatabaseKey | null =>
  key && 'raw' in key ? { raw: Buffer.from(key.raw, 'base64') } : key;

const work = async ({ url, key, databaseKind, jobId, owner, folder, clock }: Start): Promise<void> => {
  const note = (error: unknown): string => {
    const ref = randomBytes(4).toString('hex');
    openLog(folder)({ ref, call: 'job', error });
    return ref;
  };
  let told: string | null = null;
  try {
    // Tests share their machine with others, behind whom they would wait for minutes.
    if (databaseKind !== 'test') await stepBack();
    // Statements of a job may last for minutes.
    const db = await openDatabase(url, () => told ?? new Date().toISOString(), {
      patience: 0,
      key: keyOf(key),
    });
    if (db.kind === 'test') told = clock;
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
      await db.close();
    }
  } catch (error) {
    note(error);
  }
  process.exit(0);
};

port.on('message', (message) => {
  const order = unwrap<JobOrder>(message);
  if (order.kind === 'start') void work(order);
  else if (order.kind === 'stop') stop.abort('stop');
  else if (order.kind === 'ask')
    say({ kind: 'answer', id: order.id, answer: answering?.(order.question) ?? { kind: 'not-waiting' } });
});
// A parent that was killed cannot ask.
if (!parent) process.once('disconnect', () => stop.abort('stop'));
say({ kind: 'ready' });
