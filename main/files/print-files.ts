// A batch's print files as commands may read them: by the names that the database knows.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as batches from '../../db/batches.ts';
import * as jobs from '../../db/jobs.ts';
import type { Database } from '../../db/open.ts';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { attemptName, attemptsIn, printFolder, printRoot, removeAttempt } from '../print/places.ts';

export type PrintFiles = {
  /** null: the file does not lie on this machine. */
  readonly read: (batch: Pick<batches.Batch, 'id' | 'filesAt'>, fileName: string) => Promise<Uint8Array | null>;
};

const known = /^akari-\d{5,}-[A-Za-z0-9.-]+$/;
const attemptPattern = /^\d+-\d+$/;

/** Where this database's print files lie in a data folder. */
export const printRootOf = async (db: Database, folder: string): Promise<string> =>
  printRoot(folder, await settings.secret(db.write, 'print-folder'));

export const openPrintFiles = (db: Database, folder: () => string): PrintFiles => ({
  read: async ({ id, filesAt }, fileName) => {
    if (!known.test(fileName) || filesAt === null || !attemptPattern.test(filesAt)) return null;
    // The command that asks may hold the only connection that writes; where there are files, the secret is there too.
    const secret = await settings.knownSecret(db.read, 'print-folder');
    if (secret === null) return null;
    const place = printFolder(printRoot(folder(), secret), id);
    return readFile(join(place, filesAt, fileName)).catch(() => null);
  },
});

/** The attempt at a batch that is not to be touched: the one that counts, or that is under way. */
const keptAttempt = async (db: Database, batch: batches.Batch | null): Promise<string | null> => {
  if (!batch || batch.state === 'undone' || batch.filesDeletedAt !== null) return null;
  if (batch.filesAt !== null) return batch.filesAt;
  const job = batch.jobId === null ? null : await jobs.byId(db.read, batch.jobId);
  return job && attemptName({ jobId: job.id, fence: job.fence });
};

/** Rule 15: the files that counted, gone here; whoever tidied their batch elsewhere had none of them to delete. */
const noteDeleted = (db: Database, { id, jobId }: batches.Batch, files: number): Promise<void> =>
  inAuditedTransaction(db, { chainOf: jobId ?? 0, actor: 'system:job', call: 'batch.filesDeleted' }, async () => ({
    value: undefined,
    body: { batch: id, files },
  }));

/**
 * Takes away what lies on this machine of attempts that came to nothing, or that are gone elsewhere already: the console
 * that undid, reconciled or overtook them may stand on another machine, where these files do not lie (rule 15).
 */
export const sweepPrintFiles = async (db: Database, folder: string): Promise<void> => {
  const root = await printRootOf(db, folder);
  // Listed first: a folder is made after its attempt has been written down, so that one that is missing here is new.
  for (const { batchId, attempt } of await attemptsIn(root)) {
    const batch = await batches.byId(db.read, batchId);
    if ((await keptAttempt(db, batch)) === attempt) continue;
    const files = await removeAttempt(root, batchId, attempt);
    if (files > 0 && batch?.filesAt === attempt) await noteDeleted(db, batch, files);
  }
};
