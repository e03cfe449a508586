// Core and database in a process of their own, so that the window stays responsive whatever they do.
import { faultOf } from '../db/fault.ts';
import { answerOnPort, type Port, unwrap } from './hosts/port-host.ts';
import { keysOverPort } from './hosts/port-keys.ts';
import { askForProcess } from './hosts/process-port.ts';
import { openLog } from './log.ts';
import { type Held, openHolder } from './opening/holder.ts';
import { dataFolder } from './opening/home.ts';

// Electron's utility processes have a parent port; under plain Node, as in tests, the parent process stands in for it.
const parent = (process as unknown as { parentPort?: Port }).parentPort;
const port: Port = parent ?? {
  postMessage: (message) => process.send?.(message),
  on: (_event, listener) => process.on('message', listener),
};

const note = (error: unknown): void => openLog(dataFolder())({ ref: 'core', call: 'core-process', error });
// It ends all the same, and the window's process starts it again; without this nobody would ever know why.
process.on('uncaughtExceptionMonitor', note);

const endWith = (core: Held): void => {
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
  // The first code goes with the word that a window may be opened; one of a database made later goes by itself.
  let setUpCode: string | null = null;
  let isReady = false;
  const core = await openHolder({
    folder: dataFolder(),
    option: undefined,
    keys: await keysOverPort(port),
    startProcess: askForProcess(port),
    showSetUpCode: (code) => {
      if (isReady) port.postMessage({ kind: 'set-up-code', setUpCode: code });
      else setUpCode = code;
    },
  });
  answerOnPort(port, core);
  endWith(core);
  isReady = true;
  port.postMessage({ kind: 'ready', setUpCode });
} catch (error) {
  const fault = faultOf(error);
  if (!fault) note(error);
  port.postMessage({ kind: 'failed', fault: fault ?? 'broken' });
}
