// The process of a job that dies, finds its disk full or loses its database, at a given instant: before the k-th statement
// or step on a file of a phase. Started in the place of the real one, which it then is.
// `node cut-off-job.ts LOG STAGE kill|full|lost PHASE K`
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import knex from 'knex';

const [log = '', began = 'planning', end = 'kill', wanted = '', nth = '0'] = process.argv.slice(2);
const seen: Record<string, number> = {};
let stage = began;

const note = (text: string): void => {
  const file = openSync(log, 'a');
  writeSync(file, `${text}\n`);
  fsyncSync(file);
  closeSync(file);
};
process.on('exit', () => note(JSON.stringify({ seen })));

// What PostgreSQL is spoken to through: without them the next statement finds nobody.
const sockets: Socket[] = [];
subscribe('net.client.socket', (message) => sockets.push((message as { socket: Socket }).socket));

/** @returns whether this is the instant at which the disk is full */
const instant = (phase: string): boolean => {
  seen[phase] = (seen[phase] ?? 0) + 1;
  if (phase !== wanted || seen[phase] !== Number(nth)) return false;
  note(JSON.stringify({ cut: phase }));
  if (end === 'kill') process.kill(process.pid, 'SIGKILL');
  if (end === 'lost') for (const socket of sockets) socket.destroy();
  return end === 'full';
};

const hear = (sql: string): void => {
  if (stage !== 'planning') {
    if (/insert into .credential./.test(sql)) stage = 'staging';
    if (/insert into .batch_part./.test(sql)) stage = 'last';
  }
  instant(stage);
  if (stage === 'last' && /^commit/i.test(sql)) stage = 'after';
};
// Every connection of this process tells of its statements; those of a transaction once more through its parent.
const { Client } = knex as unknown as { Client: { prototype: EventEmitter & { transacting?: boolean } } };
Client.prototype.emit = function (this: EventEmitter & { transacting?: boolean }, name: string | symbol, ...args) {
  if (name === 'query' && !this.transacting) hear((args[0] as { sql: string }).sql);
  return EventEmitter.prototype.emit.call(this, name, ...args);
};

const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
const { open, rename } = fs;
fs.open = async (path, flags, mode) => {
  const handle = await open(path, flags, mode);
  const [write, sync] = [handle.write.bind(handle), handle.sync.bind(handle)];
  const isFile = String(path).endsWith('.unfinished');
  handle.write = ((...args: Parameters<typeof write>) =>
    instant('drawing') ? Promise.reject(full()) : write(...args)) as typeof handle.write;
  handle.sync = () => {
    instant(isFile ? 'sync' : 'sync-folder');
    return sync();
  };
  return handle;
};
fs.rename = (from, to) => {
  instant('rename');
  return rename(from, to);
};
syncBuiltinESMExports();

await import('../../main/job-process.ts');
