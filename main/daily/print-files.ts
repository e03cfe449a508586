// Rule 15: copies of print data go when they are due, however far their batch has come.
import type { Knex } from 'knex';
import * as batches from '../../db/batches.ts';
import * as jobs from '../../db/jobs.ts';
import { type BatchInput, batchTidyKind } from '../jobs/batch-input.ts';
import { leaseFrom } from '../jobs/job.ts';
import { addHours, type Instant } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import type { Chore } from './chore.ts';

export const printFilesDueBefore = (now: Instant, { printFileDays }: Policy): Instant =>
  addHours(now, -24 * printFileDays);

/** Batches whose tidying is not under way yet get a job for it. @returns the jobs */
export const tidyOldFiles = async (tx: Knex, before: Instant, now: Instant): Promise<number[]> => {
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
};

export const printFilesChore: Chore = {
  name: 'print-files',
  work: async ({ now, policy, piece, runJob }) => {
    const made: number[] = [];
    await piece(async (tx, at) => {
      made.push(...(await tidyOldFiles(tx, printFilesDueBefore(now, policy), at)));
      return { batches: made.length };
    });
    for (const jobId of made) runJob(jobId);
  },
};
