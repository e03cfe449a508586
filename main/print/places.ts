// Where a batch's print files lie in the data folder: their owner alone may read them, and they go when it is reconciled.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const batchName = (batchId: number): string => `akari-${String(batchId).padStart(5, '0')}`;
export const printFolder = (folder: string, batchId: number): string => join(folder, 'print', batchName(batchId));
export const passphraseFile = (batchId: number): string => `${batchName(batchId)}-passphrase.age`;

/** Empty and there. */
export const makePrintFolder = async (folder: string, batchId: number): Promise<string> => {
  const place = printFolder(folder, batchId);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
};

/** @returns how many files were there */
export const removePrintFolder = async (folder: string, batchId: number): Promise<number> => {
  const place = printFolder(folder, batchId);
  const names = await readdir(place).catch(() => []);
  await rm(place, { recursive: true, force: true });
  return names.length;
};
