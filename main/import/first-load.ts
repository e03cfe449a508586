// Whether a file is the register's first, in which case it is loaded at full speed: people do not work yet with what is
// not there. A small trial before it does not end that time, nor does a load that was cancelled.
import type { Knex } from 'knex';
import * as runs from '../../db/import-runs.ts';

/** Only a file of at least this part of its size, gone in whole, makes the next one a daily one. */
const trialShare = 1 / 10;
/** No row of an account is shorter. */
const leastAccountBytes = 50;

export type FirstLoad = {
  readonly isEmpty: boolean;
  readonly isFirst: boolean;
  /** Search goes down until its end: not for a file that cannot hold everybody who is there. */
  readonly isSearchToBuild: boolean;
};

/** @param isBuilding a load was cut off, and goes on as one */
export const firstLoad = async (
  tx: Knex,
  { kind, byteCount, isBuilding }: { kind: runs.ImportKind; byteCount: number; isBuilding: boolean },
): Promise<FirstLoad> => {
  const lastId = await runs.lastId(tx, kind);
  const isEmpty = lastId === 0;
  const isFirst = isEmpty || !(await runs.hasGoneIn(tx, kind, Math.ceil(byteCount * trialShare)));
  const mayHoldAll = byteCount >= lastId * leastAccountBytes;
  return { isEmpty, isFirst, isSearchToBuild: kind === 'accounts' && (isBuilding || (isFirst && mayHoldAll)) };
};
