// Jobs in the process of a test: each is spared the second that a process of its own takes to start.
import { EventEmitter } from 'node:events';
import type { Database } from '../../db/open.ts';
import { serveJob } from '../../main/hosts/serve-job.ts';
import type { StartProcess } from '../../main/jobs/job-desk.ts';

/**
 * On the console's own connections: two writers of one SQLite database in one thread would wait for each other with both
 * feet on the ground.
 */
export const jobsHere =
  (db: () => Database): StartProcess =>
  () => {
    const [orders, words] = [new EventEmitter(), new EventEmitter()];
    const told = (to: EventEmitter, message: unknown) => void setImmediate(() => to.emit('message', message));
    const port = {
      postMessage: (message: unknown) => told(words, message),
      on: (event: 'message', listener: (message: unknown) => void) => orders.on(event, listener),
    };
    serveJob(port, {
      open: async () => ({ db: db(), close: async () => {} }),
      ended: () => void setImmediate(() => words.emit('exit')),
    });
    return {
      postMessage: (message) => told(orders, message),
      on: (event, listener) => words.on(event, listener),
      kill: () => {
        throw new Error('a job of this process cannot be killed');
      },
    };
  };
