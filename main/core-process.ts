// Core and database in a process of their own, so that the window stays responsive whatever they do.

import { DatabaseError } from '../db/fault.ts';
import { makeSetUpCode } from './commands/desk.ts';
import { systemEffects } from './core.ts';
import { openDesk } from './open-desk.ts';
import { answerOnPort, type Port } from './port-host.ts';

// Electron's utility processes have a parent port; under plain Node, as in tests, the parent process stands in for it.
const parent = (process as unknown as { parentPort?: Port }).parentPort;
const port: Port = parent ?? {
  postMessage: (message) => process.send?.(message),
  on: (_event, listener) => process.on('message', listener),
};

try {
  const core = await openDesk(undefined);
  answerOnPort(port, core);
  port.postMessage({ kind: 'ready', setUpCode: await makeSetUpCode(core.db, systemEffects) });
} catch (error) {
  port.postMessage({ kind: 'failed', fault: error instanceof DatabaseError ? error.fault : 'broken' });
}
