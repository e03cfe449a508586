/** Files that are whole once they have their name: written under another, synced, renamed, and the folder synced. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What is done to a file, in order; told before it is done, so that tests can cut it off anywhere. */
export type FileStep = 'open' | 'write' | 'sync' | 'rename' | 'sync-folder';
export type FileWatch = (step: FileStep, path: string) => void;

/** `sha256` in hexadecimal. */
export type WrittenFile = { readonly name: string; readonly bytes: number; readonly sha256: string };
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What has been put into a folder, or renamed there, is still there after a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  // Windows cannot open a folder; there the rename itself is journalled.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** pdfkit hands over a few bytes at a time. */
const bytesAtOnce = 256 * 1024;

const writeAll = async (handle: FileHandle, source: Chunks): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  const write = async () => {
    const whole = Buffer.concat(waiting);
    for (let from = 0; from < whole.length; ) from += (await handle.write(whole, from)).bytesWritten;
    hash.update(whole);
    bytes += whole.length;
    waiting = [];
    waitingBytes = 0;
  };
  for await (const chunk of source) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= bytesAtOnce) await write();
  }
  await write();
  return { bytes, sha256: hash.digest('hex') };
};

/**
 * Readable by its owner only. A file that has the name already is not overwritten.
 * @throws where the disk is full or the folder is not there; the unfinished file is taken away again
 */
export const writeDurably = async (path: string, source: Chunks, watch: FileWatch = () => {}): Promise<WrittenFile> => {
  const [folder, name] = [dirname(path), path.slice(dirname(path).length + 1)];
  const unfinished = join(folder, `.${name}.unfinished`);
  // That no two processes write one batch is the job's lease; this catches a name used twice.
  watch('open', path);
  await open(path, 'r').then(
    async (there) => {
      await there.close();
      throw Object.assign(new Error(`${name} is there already`), { code: 'EEXIST' });
    },
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    },
  );
  await rm(unfinished, { force: true });
  const handle = await open(unfinished, 'wx', 0o600);
  try {
    watch('write', path);
    const { bytes, sha256 } = await writeAll(handle, source);
    watch('sync', path);
    await handle.sync();
    await handle.close();
    watch('rename', path);
    await rename(unfinished, path);
    watch('sync-folder', path);
    await syncFolder(folder);
    return { name, bytes, sha256 };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
};
