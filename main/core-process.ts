// Core and database in a process of their own, so that the window stays responsive whatever they do.
import { faultOf } from '../db/fault.ts';
import { makeSetUpCode } from './commands/desk.ts';
import type { Core } from './core.ts';
import { systemEffects } from './effects.ts';
import { dataFolder } from './home.ts';
import { openLog } from './log.ts';
import { openDesk } from './open-desk.ts';
import { answerOnPort, type Port, unwrap } from './port-host.ts';
import { askForProcess } from './process-port.ts';

// Electron's utility processes have a parent port; under plain Node, as in tests, the parent process stands in for it.
const parent = (process as unknown as { parentPort?: Port }).parentPort;
const port: Port = parent ?? {
  postMessage: (message) => process.send?.(message),
  on: (_event, listener) => process.on('message', listener),
};

const note = (error: unknown): void => openLog(dataFolder())({ ref: 'core', call: 'core-process', error });
// It ends all the same, and the window's process starts it again; without this nobody would ever know why.
process.on('uncaughtExceptionMonitor', note);

const endWith = (core: Core): void => {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await core.close();
    process.exit(0);
  };
  port.on('message', (message) => {
    if (unwrap<{ kind?: string }>(message).kind === 'close') void end();
  });
  // A parent that was killed cannot ask.
  if (!parent) process.once('disconnect', () => void end());
};

try {
  const core = await openDesk(undefined, { startProcess: askForProcess(port) });
  answerOnPort(port, core);
  endWith(core);
  port.postMessage({ kind: 'ready', setUpCode: await makeSetUpCode(core.db, systemEffects) });
} catch (error) {
  const fault = faultOf(error);
  if (!fault) note(error);
  port.postMessage({ kind: 'failed', fault: fault ?? 'broken' });
}
