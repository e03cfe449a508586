// Clears up after this process however it ends, SIGKILL included: a second small process holds the list of what this one
// must not leave behind and notices, by its closed stdin, that nobody is left to do it.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export type Kept = { process: number } | { folder: string };

let keeper: ChildProcess | undefined;

function tell(order: 'keep' | 'forget', kept: Kept) {
  if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) {
    keeper = spawn(process.execPath, [fileURLToPath(new URL('./keeper-process.ts', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'inherit'],
      // A session of its own: Ctrl-C reaches the whole group in the foreground and must not end the keeper first.
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '' },
      windowsHide: true,
    });
    keeper.unref();
    (keeper.stdin as Socket).unref();
    // The list is only for emergencies; losing the keeper must not fail a run.
    keeper.stdin?.on('error', () => {});
  }
  keeper.stdin?.write(`${JSON.stringify({ order, ...kept })}\n`);
}

/** From now on ends the process, or removes the folder, when this process is gone. */
export function keep(kept: Kept): void {
  tell('keep', kept);
}

/** To be called once it has been cleared up the ordinary way. */
export function forget(kept: Kept): void {
  tell('forget', kept);
}
