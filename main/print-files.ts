// A batch's print files as commands may read them: by the names that the database knows.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printFolder } from './print/places.ts';

export type PrintFiles = {
  /** null: the file does not lie on this machine. */
  readonly read: (batchId: number, fileName: string) => Promise<Uint8Array | null>;
};

const known = /^akari-\d{5,}-[A-Za-z0-9.-]+$/;

export const openPrintFiles = (folder: () => string): PrintFiles => ({
  read: async (batchId, fileName) => {
    if (!known.test(fileName)) return null;
    return readFile(join(printFolder(folder(), batchId), fileName)).catch(() => null);
  },
});
