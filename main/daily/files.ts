// Rule 35: files that people handed over, and lists of what was refused of them, do not lie about for longer than needed.

import { sweepPrintFiles } from '../files/print-files.ts';
import { sweepPlaces } from '../import/places.ts';
import type { Chore } from './chore.ts';

/** Of this machine alone; every console that is left running looks after its own. */
export const filesChore: Chore = {
  name: 'files',
  work: async ({ db, folder, policy, piece }) => {
    const removed = await sweepPlaces(folder, Date.now(), policy);
    await sweepPrintFiles(db, folder);
    await piece(async () => ({ removed }));
  },
};
