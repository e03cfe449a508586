// Work that nobody holds any more is found and taken up again: what a killed console left, and files that are due to go.
import { databaseNow } from '../../db/clock.ts';
import * as jobs from '../../db/jobs.ts';
import type { Database } from '../../db/open.ts';
import * as settings from '../../db/settings.ts';
import { batchesToTidy, printFilesDueBefore, tidyOldFiles } from '../daily/print-files.ts';
import { sweepPrintFiles } from '../files/print-files.ts';
import { policyOf } from '../rules/policy.ts';
import { resumedKinds } from './batch-input.ts';
import { mostTakings } from './job.ts';
import { purgeJobKind } from './purge-input.ts';

/** @returns jobs to be run */
const dueFiles = async (db: Database, now: string): Promise<number[]> => {
  const before = printFilesDueBefore(now, policyOf(await settings.numbers(db.read)));
  // Looked for again and again: only where something is due does anybody have to write.
  if ((await batchesToTidy(db.read, before, now)).length === 0) return [];
  return db.write.transaction((tx) => tidyOldFiles(tx, before, now));
};

/** @param run has a process of this console work on a job; who loses the race for it does nothing */
export const lookAfterJobs = async (db: Database, folder: string, run: (jobId: number) => void): Promise<void> => {
  const now = await databaseNow(db.read);
  for (const { id } of await jobs.left(
    db.read,
    { kinds: [...resumedKinds, purgeJobKind], fenceBelow: mostTakings },
    now,
  ))
    run(id);
  for (const jobId of await dueFiles(db, now)) run(jobId);
  await sweepPrintFiles(db, folder);
};
