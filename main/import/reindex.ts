// Makes the search keys of all accounts anew from their registered spellings: after folding has changed, or to finish
// what an import left undone when it was cut off.
import type { Knex } from 'knex';
import { appendRows, reserveIds } from '../../db/append.ts';
import { Dictionary } from '../../db/dictionary.ts';
import type { Database } from '../../db/open.ts';
import * as index from '../../db/search-index.ts';
import { accountsAfter, postingsOf, setKeys } from '../../db/search-keys.ts';
import { inAuditedTransaction } from '../audit.ts';
import { ImportStop } from './fault.ts';

export type ReindexProgress = { readonly rows: number; readonly phase: 'rows' | 'search' };
export type ReindexSummary = { accounts: number; rewritten: number; names: number; addresses: number; seconds: number };

const pageAccounts = 2000;
// Some 20 ms of inserting: whoever waits to write gets in between.
const pieceRows = 20_000;

/** Another reindex or import has begun since; that one will finish. */
export class TakenOver extends Error {
  constructor() {
    super('another rebuilding of the search keys has begun');
    this.name = 'TakenOver';
  }
}

/** Called first in each transaction, and throws where whoever works must not any more. */
type Guard = (tx: Knex) => Promise<void>;

const fenced = <T>(db: Database, fence: number, work: (tx: Knex) => Promise<T>, guard?: Guard): Promise<T> =>
  db.write.transaction(async (tx) => {
    await guard?.(tx);
    if (!(await index.holdFence(tx, fence))) throw new TakenOver();
    return work(tx);
  });

/** Reads every account; its columns are mended where they differ. */
export const gatherAll = async (
  db: Database,
  fence: number,
  onProgress?: (progress: ReindexProgress) => void,
  guard?: Guard,
) => {
  const dictionary = new Dictionary();
  let accounts = 0;
  let rewritten = 0;
  for (let after = 0; ; ) {
    const page = await accountsAfter(db.read, after, pageAccounts);
    const last = page.at(-1);
    if (!last) return { dictionary, accounts, rewritten };
    const stale = page.filter(({ isStale }) => isStale);
    if (stale.length > 0) await fenced(db, fence, (tx) => setKeys(tx, stale), guard);
    for (const { accountId, keys } of page) dictionary.add(postingsOf(accountId, keys));
    after = last.accountId;
    accounts += page.length;
    rewritten += stale.length;
    onProgress?.({ rows: accounts, phase: 'rows' });
  }
};

/** Writes the dictionaries and the indexes that are missing; search is whole afterwards. */
export const buildSearch = async (
  db: Database,
  fence: number,
  dictionary: Dictionary,
  onProgress?: (progress: ReindexProgress) => void,
  guard?: Guard,
): Promise<void> => {
  const inFence = <T>(work: (tx: Knex) => Promise<T>): Promise<T> => fenced(db, fence, work, guard);
  const counts = dictionary.termCounts;
  const firstIds = await inFence(async (tx) => ({
    names: await reserveIds(tx, 'name_term', counts.names),
    addresses: await reserveIds(tx, 'address_term', counts.addresses),
  }));
  let rows = 0;
  for (const { table, columns, rows: all } of dictionary.tables(firstIds)) {
    let piece: (readonly (string | number)[])[] = [];
    const flush = async () => {
      await inFence((tx) => appendRows(tx, table, columns, piece));
      rows += piece.length;
      piece = [];
      onProgress?.({ rows, phase: 'search' });
    };
    for (const row of all) {
      piece.push(row);
      if (piece.length === pieceRows) await flush();
    }
    if (piece.length > 0) await flush();
  }
  for (const statement of await index.missingParts(db.write)) await inFence((tx) => tx.raw(statement));
  await inFence(index.finishBuilding);
  await index.analyse(db.write);
};

export type ReindexOptions = {
  readonly onProgress?: ((progress: ReindexProgress) => void) | undefined;
  /** `system:NAME` or `staff:7` */
  readonly actor?: string;
  readonly guard?: Guard | undefined;
  /** Search is not whole afterwards, and the next one begins anew. */
  readonly signal?: AbortSignal | undefined;
};

/** @throws ImportStop `cancelled` */
export const reindex = async (
  db: Database,
  { onProgress, actor = 'system:reindex', guard, signal }: ReindexOptions = {},
): Promise<ReindexSummary> => {
  const began = performance.now();
  const by = { chainOf: 0, actor, call: 'search.reindex' };
  const tell = (progress: ReindexProgress): void => {
    if (signal?.aborted) throw new ImportStop('cancelled');
    onProgress?.(progress);
  };
  const { fence } = await inAuditedTransaction(db, by, async (tx) => {
    await guard?.(tx);
    return { value: await index.beginBuilding(tx, false), body: { state: 'started' } };
  });
  const make = async () => {
    const gathered = await gatherAll(db, fence, tell, guard);
    await buildSearch(db, fence, gathered.dictionary, tell, guard);
    return gathered;
  };
  const { dictionary, accounts, rewritten } = await make().catch(async (error) => {
    await index.letGo(db.write, fence).catch(() => {});
    throw error;
  });
  const { names, addresses } = dictionary.termCounts;
  const summary = { accounts, rewritten, names, addresses };
  await inAuditedTransaction(db, by, async (tx) => {
    await guard?.(tx);
    return { value: null, body: { state: 'done', ...summary } };
  });
  return { ...summary, seconds: Math.round(performance.now() - began) / 1000 };
};
