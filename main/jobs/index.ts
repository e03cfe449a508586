import { importJob } from './import.ts';
import type { JobKind } from './job.ts';

/** Every kind of long work, by the name under which its rows stand. */
export const jobKinds: Readonly<Record<string, JobKind>> = { import: importJob };
