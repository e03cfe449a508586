// Rule 15: copies of print data go when they are due, however far their batch has come, and however often it fails.
import type { Knex } from 'knex';
import * as batches from '../../db/batches.ts';
import * as jobs from '../../db/jobs.ts';
import { type BatchInput, batchTidyKind } from '../jobs/batch-input.ts';
import { leaseFrom, mostTakings } from '../jobs/job.ts';
import { addHours, type Instant } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import type { Chore } from './chore.ts';

export const printFilesDueBefore = (now: Instant, { printFileDays }: Policy): Instant =>
  addHours(now, -24 * printFileDays);

/** A folder that could not be removed is in somebody's use: tried again, but not at every look of every console. */
const hoursBetweenTries = 1;

/** @returns those that nobody is at, or is about to be: what failed, or was taken up in vain, rests for a while */
export const batchesToTidy = async (tx: Knex, before: Instant, now: Instant): Promise<number[]> => {
  const due = await batches.toTidy(tx, before);
  if (due.length === 0) return [];
  const lately = addHours(now, -hoursBetweenTries);
  const tried = await jobs.openOrFailedAfter(tx, batchTidyKind, lately);
  const isUnderWay = ({ state, fence, leaseUntil }: jobs.JobRow): boolean =>
    state === 'failed' || fence < mostTakings || leaseUntil > lately;
  const under = new Set(tried.filter(isUnderWay).map(({ input }) => (JSON.parse(input) as BatchInput).batchId));
  return due.flatMap(({ id }) => (under.has(id) ? [] : [id]));
};

/** They get a job each. @returns the jobs */
export const tidyOldFiles = async (tx: Knex, before: Instant, now: Instant): Promise<number[]> => {
  const made: number[] = [];
  for (const batchId of await batchesToTidy(tx, before, now)) {
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
