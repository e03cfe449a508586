// Where no house's key is set, the passphrase of a batch's files is shown to whoever made the batch, once, and generation
// waits until they have typed its last group back (rule 15). It is in this process and on that screen, nowhere else.
import { setTimeout as pause } from 'node:timers/promises';
import * as batches from '../../db/batches.ts';
import { isLastGroup } from '../rules/passphrase.ts';
import type { JobContext } from './job.ts';

const lookMilliseconds = 200;

/** @returns false where nobody noted it within so many minutes. @throws where the job is cancelled or its console closes */
export const waitForNote = async (
  { db, signal, answer, report }: JobContext,
  { batchId, passphrase, cards, minutes }: { batchId: number; passphrase: string; cards: number; minutes: number },
): Promise<boolean> => {
  let isShown = false;
  let isTyped = false;
  answer((question) => {
    if (question.kind === 'check-group') {
      // Only who has seen it can have noted it.
      isTyped ||= isShown && isLastGroup(passphrase, question.typed);
      return { kind: isTyped ? 'right-group' : 'wrong-group' };
    }
    if (isShown) return { kind: 'shown-already' };
    isShown = true;
    return { kind: 'passphrase', passphrase };
  });
  try {
    report('0', { done: 0, all: cards, waitsFor: 'passphrase' });
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; ) {
      signal.throwIfAborted();
      // Who typed it is written down, with its audit entry, before anything is drawn.
      if (isTyped && (await batches.byId(db.read, batchId))?.passphraseNotedAt) return true;
      await pause(lookMilliseconds);
    }
    return false;
  } finally {
    answer(null);
    report('0', { done: 0, all: cards });
  }
};
