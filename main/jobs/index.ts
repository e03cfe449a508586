import { batchPlanKind, batchPrintKind, batchTidyKind } from './batch-input.ts';
import { batchPlanJob } from './batch-plan.ts';
import { batchPrintJob } from './batch-print.ts';
import { batchTidyJob } from './batch-tidy.ts';
import { importJob } from './import.ts';
import { importJobKind } from './import-input.ts';
import type { JobKind } from './job.ts';
import { purgeJob } from './purge.ts';
import { purgeJobKind } from './purge-input.ts';

/** Every kind of long work, by the name under which its rows stand. */
export const jobKinds: Readonly<Record<string, JobKind>> = {
  [importJobKind]: importJob,
  [batchPlanKind]: batchPlanJob,
  [batchPrintKind]: batchPrintJob,
  [batchTidyKind]: batchTidyJob,
  [purgeJobKind]: purgeJob,
};
