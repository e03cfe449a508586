// Temporary folders that go when this process goes, in memory where there is room.
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, keep } from './keeper.ts';

const enough = 4 * 1024 ** 3;

/** A TMPDIR that somebody chose is respected, so a folder of a worker lies in the folder of its run. */
function parent(): string {
  if (process.env.TMPDIR || process.platform !== 'linux') return tmpdir();
  try {
    // Creating a database or committing to SQLite takes up to ten times as long on a disk. Containers often give 64 MB.
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= enough && freemem() >= enough ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

export interface ScratchFolder {
  path: string;
  remove(): void;
}

/** `mayExecute`: programs can be started from it, which memory file systems often forbid. */
export function scratchFolder(prefix: string, options: { mayExecute?: boolean } = {}): ScratchFolder {
  const path = mkdtempSync(join(options.mayExecute ? tmpdir() : parent(), prefix));
  // Passable, not readable: PostgreSQL below it may have to run as another user.
  chmodSync(path, 0o711);
  keep({ folder: path });
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      forget({ folder: path });
    },
  };
}
