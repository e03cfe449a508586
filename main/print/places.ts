// Where a batch's print files lie in the data folder: their owner alone may read them, and they go when it is reconciled.
// `print/DATABASE/BATCH/ATTEMPT/`: two databases of one folder both have a batch 1; and whoever wakes up long after
// somebody else has taken over writes into a folder that nobody looks at.
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './durable-file.ts';

export const batchName = (batchId: number): string => `akari-${String(batchId).padStart(5, '0')}`;
export const passphraseFile = (batchId: number): string => `${batchName(batchId)}-passphrase.age`;

/** @param secret of the database; its digest names the folder */
export const printRoot = (folder: string, secret: string): string =>
  join(folder, 'print', createHash('sha256').update(`print-folder ${secret}`).digest('hex').slice(0, 12));
export const printFolder = (root: string, batchId: number): string => join(root, batchName(batchId));

/** A taking of a job: its fence goes up with each. */
export type Attempt = { readonly jobId: number; readonly fence: number };
export const attemptName = ({ jobId, fence }: Attempt): string => `${jobId}-${fence}`;

/** Empty and there, also after a power cut: every folder above it is synced. */
export const makeAttemptFolder = async (root: string, batchId: number, attempt: string): Promise<string> => {
  const place = join(printFolder(root, batchId), attempt);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true, mode: 0o700 });
  let above = dirname(place);
  for (let level = 0; level < 4; level += 1) {
    await syncFolder(above);
    above = dirname(above);
  }
  return place;
};

/** @returns how many files were there */
const removeFolder = async (place: string): Promise<number> => {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => []);
  await rm(place, { recursive: true, force: true });
  return entries.filter((entry) => entry.isFile()).length;
};
export const removeAttempt = (root: string, batchId: number, attempt: string): Promise<number> =>
  removeFolder(join(printFolder(root, batchId), attempt));
export const removePrintFolder = (root: string, batchId: number): Promise<number> =>
  removeFolder(printFolder(root, batchId));

/** Every attempt that lies here, of whatever batch. */
export const attemptsIn = async (root: string): Promise<{ batchId: number; attempt: string }[]> => {
  const found: { batchId: number; attempt: string }[] = [];
  for (const name of await readdir(root).catch(() => [])) {
    const batchId = Number(/^akari-(\d{5,15})$/.exec(name)?.[1] ?? 0);
    if (batchId === 0) continue;
    for (const attempt of await readdir(join(root, name)).catch(() => [])) found.push({ batchId, attempt });
  }
  return found;
};
