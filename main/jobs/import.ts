// An import, or its dry run, as a job. Its file lies with the uploads of the console that runs it.

import { importFile } from '../import/import.ts';
import { rejectsPathOf, removeUpload, uploadPathOf } from '../import/places.ts';
import type { ImportJobInput } from './import-input.ts';
import type { JobKind } from './job.ts';
import { Speedometer } from './speed.ts';

export const importJob: JobKind = {
  run: async ({ db, jobId, folder, actor, input, guard, report, signal }) => {
    const { kind, isDry, file, fileName, size, sha256, format, columns, requestsPostcards } = input as ImportJobInput;
    const speedometer = new Speedometer(size);
    const result = await importFile(db, kind, uploadPathOf(folder, file), {
      actor,
      rejectsPath: rejectsPathOf(folder, file, jobId),
      isDry,
      format,
      columns,
      requestsPostcards: requestsPostcards ?? false,
      fileName,
      sha256,
      jobId,
      guard,
      signal,
      onProgress: (progress) => {
        const speed = progress.phase === 'rows' ? speedometer.at(performance.now() / 1000, progress) : null;
        report(String(progress.rows), { ...progress, speed });
      },
    });
    if (result.ok) return { state: 'done', result: result.value };
    if (result.error === 'cancelled') return { state: 'cancelled', result: {} };
    return { state: 'failed', result: { fault: result.error, ...result.detail } };
  },
  // After a dry run the file is still to be imported, or read in another way.
  tidy: async ({ folder, input }, { state }) => {
    const { file, isDry } = input as ImportJobInput;
    if (!isDry || state === 'cancelled') await removeUpload(folder, file);
  },
};
