// Initial passwords and their hashes, made ahead of the cards that they are for: hashing takes nearly all of a batch's
// time, and no core may wait while cards are read, staged or drawn.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { DatabaseKind } from '../../db/open.ts';
import { hashPassword } from '../passwords.ts';
import { drawPassword } from '../rules/password-draw.ts';

/** Nobody's yet. Whoever takes it zeroes it. */
export type HashedPassword = { readonly password: Uint8Array; readonly hash: string };
export type HashedAhead = {
  readonly take: () => Promise<HashedPassword>;
  /** Zeroes what nobody took, once its hashing is over. */
  readonly close: () => Promise<void>;
};

/** A third of a second of work for each core: as long as staging and drawing a piece of cards may take. */
const aheadForEachCore = 32;
/** Of these handed to the pool of threads; what is written to the disk meanwhile queues behind them. */
const handedForEachCore = 8;

const hashOne = async (kind: DatabaseKind): Promise<HashedPassword> => {
  const password = drawPassword((length) => randomBytes(length));
  return { password, hash: await hashPassword(password, kind, 'initial') };
};

/** @param wanted how many are taken at most */
export const hashAhead = (kind: DatabaseKind, wanted: number): HashedAhead => {
  const cores = availableParallelism();
  const lanes: Promise<unknown>[] = Array.from({ length: cores * handedForEachCore }, () => Promise.resolve());
  const made: Promise<HashedPassword>[] = [];
  let begun = 0;
  const fill = (): void => {
    for (; begun < wanted && made.length < cores * aheadForEachCore; begun++) {
      const lane = begun % lanes.length;
      const next = (lanes[lane] ?? Promise.resolve()).then(() => hashOne(kind));
      // Whoever takes it hears of a failure; until then nobody would.
      next.catch(() => {});
      lanes[lane] = next;
      made.push(next);
    }
  };
  fill();
  return {
    take: () => {
      const next = made.shift();
      if (!next) throw new Error(`no more than ${wanted} passwords were wanted`);
      fill();
      return next;
    },
    close: async () => {
      begun = wanted;
      for (const one of made.splice(0)) (await one.catch(() => null))?.password.fill(0);
    },
  };
};
