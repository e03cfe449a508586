// Tells the accounts of a batch of a step that all its cards took at once, piece by piece: agents hardly wait (rule 16).
import { tellNext } from '../../db/card-events.ts';
import type { JobContext } from './job.ts';

const pieceCards = 250;

export const tellStep = async ({ db, guard }: JobContext, step: Parameters<typeof tellNext>[1]): Promise<void> => {
  for (;;) {
    const isMore = await db.write.transaction(async (tx) => {
      await guard(tx);
      return tellNext(tx, step, pieceCards);
    });
    if (!isMore) return;
  }
};
