// One job in a process of its own, at low priority, so that calls and searches go on beside it. Where the database lies
// is told over the port: neither an argument nor the environment names it.
import { type DatabaseKey, openDatabase } from '../db/open.ts';
import type { Port } from './hosts/port-host.ts';
import { type JobDatabase, type JobStart, serveJob } from './hosts/serve-job.ts';
import { stepBack } from './jobs/low-priority.ts';

// Electron's utility processes have a parent port; under plain Node the parent process stands in for it.
const parent = (process as unknown as { parentPort?: Port }).parentPort;
const port: Port = parent ?? {
  // A parent that is gone hears nothing any more; without a listener of its own that would end this process in mid-piece.
  postMessage: (message) => process.connected && process.send?.(message, undefined, undefined, () => {}),
  on: (_event, listener) => process.on('message', listener),
};

const keyOf = (key: JobStart['key']): DatabaseKey | null =>
  key && 'raw' in key ? { raw: Buffer.from(key.raw, 'base64') } : key;

const open = async ({ url, key, databaseKind, clock }: JobStart): Promise<JobDatabase> => {
  // Tests share their machine with others, behind whom they would wait for minutes.
  if (databaseKind !== 'test') await stepBack();
  let told: string | null = null;
  // Statements of a job may last for minutes.
  const db = await openDatabase(url, () => told ?? new Date().toISOString(), { patience: 0, key: keyOf(key) });
  if (db.kind === 'test') told = clock;
  return { db, close: () => db.close() };
};

const stop = serveJob(port, { open, ended: () => process.exit(0) });
// A parent that was killed cannot ask.
if (!parent) process.once('disconnect', stop);
