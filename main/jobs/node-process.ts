// Starts a process of ours under plain Node.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { StartProcess } from './job-desk.ts';

/** A batch hashes on every core; of itself Node makes four threads. */
const poolThreads = String(Math.max(4, availableParallelism()));

/** An address may carry a password: what is asked on the port does not stand in a process list's environment as well. */
export const childEnvironment = (): NodeJS.ProcessEnv => {
  const { AKARI_DB: _database, NODE_OPTIONS: _options, ...environment } = process.env;
  return { UV_THREADPOOL_SIZE: poolThreads, ...environment };
};

export const forkProcess: StartProcess = (entry) => {
  const program = `../${entry}.ts`;
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [], {
    execArgv: [],
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    // To a process that has just ended nothing is said.
    postMessage: (message) => void (child.connected && child.send(message, () => {})),
    on: (event, listener) => child.on(event, listener),
    kill: () => child.kill('SIGKILL'),
  };
};
