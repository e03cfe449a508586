// Where uploaded files and lists of refused rows lie in the data folder, and for how long. Their owner alone may read them.
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Policy } from '../rules/policy.ts';

/** Names an upload; drawn at random, so that no page can name a file of its own choice. */
export const uploadName = /^[0-9a-f]{32}$/;
const uploadHours = 24;

const checked = (file: string): string => {
  if (!uploadName.test(file)) throw new Error('no upload has such a name');
  return file;
};
const uploads = (folder: string): string => join(folder, 'uploads');
const rejects = (folder: string): string => join(folder, 'rejects');
export const uploadPathOf = (folder: string, file: string): string => join(uploads(folder), checked(file));
/** The upload's name tells databases apart, whose jobs have the same numbers. */
export const rejectsPathOf = (folder: string, file: string, jobId: number): string =>
  join(rejects(folder), `${checked(file)}-${jobId}.csv`);

/** Of an import by the command line; a file of its own each time, as `at` is an instant. */
export const listedPathOf = (folder: string, kind: string, at: string): string =>
  join(rejects(folder), `${kind}-${at.replace(/[:.]/g, '-')}.csv`);

export const makePlaces = async (folder: string): Promise<void> => {
  for (const place of [uploads(folder), rejects(folder)]) await mkdir(place, { recursive: true, mode: 0o700 });
};

export const removeUpload = (folder: string, file: string): Promise<void> =>
  rm(uploadPathOf(folder, file), { force: true });

const sweepOne = async (place: string, hours: number, now: number): Promise<number> => {
  let removed = 0;
  for (const name of await readdir(place).catch(() => [])) {
    const path = join(place, name);
    const found = await stat(path).catch(() => null);
    if (!found || now - found.mtimeMs <= hours * 3_600_000) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
};

/**
 * @param now milliseconds, by the clock of the machine on which the files lie
 * @param rejectsFileDays rule 35
 * @returns how many went
 */
export const sweepPlaces = async (
  folder: string,
  now: number,
  { rejectsFileDays }: Pick<Policy, 'rejectsFileDays'>,
): Promise<number> =>
  (await sweepOne(uploads(folder), uploadHours, now)) + (await sweepOne(rejects(folder), rejectsFileDays * 24, now));
