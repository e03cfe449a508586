// Work that nobody holds any more is found and taken up again: what a killed console left, and files that are due to go.
import * as batches from '../db/batches.ts';
import { databaseNow } from '../db/clock.ts';
import * as jobs from '../db/jobs.ts';
import type { Database } from '../db/open.ts';
import * as settings from '../db/settings.ts';
import { type BatchInput, batchTidyKind, resumedKinds } from './jobs/batch-input.ts';
import { leaseFrom } from './jobs/job.ts';
import { sweepPrintFiles } from './print-files.ts';
import { addHours } from './rules/calendar.ts';
import { policyOf } from './rules/policy.ts';

/** A job that ends its process each time is left to a person after so many takings. */
const mostTakings = 10;

/** Rule 15: copies of print data go when they are due, however far their batch has come. @returns jobs to be run */
const tidyOldFiles = async (db: Database, now: string): Promise<number[]> => {
  const { printFileDays } = policyOf(await settings.numbers(db.read));
  const before = addHours(now, -24 * printFileDays);
  if ((await batches.withFilesFrom(db.read, before)).length === 0) return [];
  return db.write.transaction(async (tx) => {
    const under = new Set(
      (await jobs.open(tx, batchTidyKind)).map(({ input }) => (JSON.parse(input) as BatchInput).batchId),
    );
    const made: number[] = [];
    for (const { id: batchId } of await batches.withFilesFrom(tx, before)) {
      if (under.has(batchId)) continue;
      const input = JSON.stringify({ batchId } satisfies BatchInput);
      made.push(await jobs.add(tx, { kind: batchTidyKind, input, madeBy: null, leaseUntil: leaseFrom(now) }, now));
    }
    return made;
  });
};

/** @param run has a process of this console work on a job; who loses the race for it does nothing */
export const lookAfterJobs = async (db: Database, folder: string, run: (jobId: number) => void): Promise<void> => {
  const now = await databaseNow(db.read);
  for (const { id } of await jobs.left(db.read, { kinds: resumedKinds, fenceBelow: mostTakings }, now)) run(id);
  for (const jobId of await tidyOldFiles(db, now)) run(jobId);
  await sweepPrintFiles(db, folder);
};
