// Long work stands behind calls and searches, and hashing behind everything.
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * To be awaited before this process has read a file or looked up a name: that makes the pool of threads in which it
 * hashes, and on Linux a priority is a thread's own, which the threads that it makes take over. So the pool becomes the
 * last of all, and this thread a little less so: a transaction of it that waits for its turn on the processor keeps
 * every agent's writes waiting. Elsewhere a priority is the whole process's.
 */
export const stepBack = async (): Promise<void> => {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    const makesPool = `require('node:os').setPriority(0, ${constants.priority.PRIORITY_LOW}); require('node:fs').stat('.', () => {})`;
    await once(new Worker(makesPool, { eval: true }), 'exit');
  } catch {
    // Where the system does not allow it, short transactions must do.
  }
};
