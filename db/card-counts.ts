// How the cards of a batch stand, in numbers.
import type { Knex } from 'knex';
import type { CardState, PrintResult } from './cards.ts';

export type StateCounts = Partial<Record<CardState, number>>;
/** How a part's cards stand against what the print house has reported; `open`: neither printed nor pulled. */
export type PartCounts = { part: number; cards: number; pulled: number; printed: number; open: number };
type Standing = { part: number | null; state: CardState; result: PrintResult | null; n: number };

/** In the order of an index that holds all of it: a hundred thousand cards are counted while agents hardly wait. */
const standing = async (tx: Knex, batchId: number): Promise<Standing[]> => {
  const rows: Standing[] = await tx('card')
    .where({ batch_id: batchId })
    .groupBy('part', 'state', 'print_result')
    .orderBy('part')
    .select({ part: 'part', state: 'state', result: 'print_result' })
    .count({ n: '*' });
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
};

const partsIn = (rows: readonly Standing[]): PartCounts[] => {
  const parts = new Map<number, PartCounts>();
  for (const { part, state, result, n } of rows) {
    if (part === null) continue;
    const before = parts.get(part) ?? { part, cards: 0, pulled: 0, printed: 0, open: 0 };
    const as = state === 'pulled' ? 'pulled' : result === 'printed' || result === 'rerun' ? 'printed' : 'open';
    parts.set(part, { ...before, cards: before.cards + n, [as]: before[as] + n });
  }
  return [...parts.values()];
};

/** @returns a batch's cards by their state, and its parts */
export const countsOf = async (tx: Knex, batchId: number): Promise<{ states: StateCounts; parts: PartCounts[] }> => {
  const rows = await standing(tx, batchId);
  const states: StateCounts = {};
  for (const { state, n } of rows) states[state] = (states[state] ?? 0) + n;
  return { states, parts: partsIn(rows) };
};

export const partCounts = async (tx: Knex, batchId: number): Promise<PartCounts[]> =>
  partsIn(await standing(tx, batchId));

/** What the print house is to take out of a batch. */
export const pulledSerials = (tx: Knex, batchId: number): Promise<string[]> =>
  tx('card').where({ batch_id: batchId, state: 'pulled' }).orderBy('serial').pluck('serial');

/** How many cards of a batch that is being generated have their place in a part; by the index alone. */
export const drawnCount = async (tx: Knex, batchId: number): Promise<number> => {
  const row = await tx('card').where({ batch_id: batchId }).whereNotNull('part').count({ n: '*' }).first();
  return Number(row?.n ?? 0);
};
