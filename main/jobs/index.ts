import { batchPlanKind, batchPrintKind, batchTidyKind } from './batch-input.ts';
import { importJobKind } from './import-input.ts';
import type { JobKind } from './job.ts';
import { purgeJobKind } from './purge-input.ts';

/** A process works on one job: what only the others need is not loaded. */
const whenRun = (load: () => Promise<JobKind>): JobKind => ({
  run: async (job) => (await load()).run(job),
  tidy: async (job, end) => (await load()).tidy?.(job, end),
});

/** Every kind of long work, by the name under which its rows stand. */
export const jobKinds: Readonly<Record<string, JobKind>> = {
  [importJobKind]: whenRun(async () => (await import('./import.ts')).importJob),
  [batchPlanKind]: whenRun(async () => (await import('./batch-plan.ts')).batchPlanJob),
  [batchPrintKind]: whenRun(async () => (await import('./batch-print.ts')).batchPrintJob),
  [batchTidyKind]: whenRun(async () => (await import('./batch-tidy.ts')).batchTidyJob),
  [purgeJobKind]: whenRun(async () => (await import('./purge.ts')).purgeJob),
};
