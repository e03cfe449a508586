// The steps of a batch on the timelines of its accounts (rule 16): written many at a time, one statement for all of them.
import type { Knex } from 'knex';

export type BatchStep =
  | 'card-gathered'
  | 'card-released'
  | 'card-generated'
  | 'card-printed'
  | 'card-left-out'
  | 'card-pulled'
  | 'card-undone';
export type Step = {
  readonly kind: BatchStep;
  readonly batchId: number;
  readonly actor: string;
  readonly at: string;
  /** Why, where a person did it. */
  readonly note?: string;
};

/** SQLite takes no longer list at once. */
const pieceCards = 500;

const add = async (tx: Knex, { kind, batchId, actor, at, note }: Step, cards: Knex.QueryBuilder): Promise<void> => {
  const said = [at, kind, actor, JSON.stringify({ batch: batchId }), note ?? null];
  await tx(tx.raw('account_event (account_id, at, kind, actor, facts, note)')).insert(
    cards.where({ batch_id: batchId }).select('account_id', ...said.map((value) => tx.raw('?', [value]))),
  );
};

/** Of these requests, those that have a card in the batch. */
export const addOfRequests = (tx: Knex, step: Step, requestIds: readonly number[]): Promise<void> =>
  add(tx, step, tx('card').whereIn('request_id', requestIds).whereNot('state', 'dropped-out'));

/** Of cards of the batch that are taken out of it together. */
export const addOfCards = async (tx: Knex, step: Step, cardIds: readonly number[]): Promise<void> => {
  for (let from = 0; from < cardIds.length; from += pieceCards)
    await add(tx, step, tx('card').whereIn('id', cardIds.slice(from, from + pieceCards)));
};

/** Of a part's cards, those that were not pulled. */
export const addOfPart = (tx: Knex, step: Step, part: number): Promise<void> =>
  add(tx, step, tx('card').where({ part, state: 'generated' }));

const toldColumns = { 'card-released': 'released_told', 'card-generated': 'generated_told' } as const;

/** The next cards of a batch whose accounts have not been told yet; false once all have. */
export const tellNext = async (
  tx: Knex,
  step: Step & { readonly kind: keyof typeof toldColumns },
  limit: number,
): Promise<boolean> => {
  const column = toldColumns[step.kind];
  const { told } = await tx('batch').where({ id: step.batchId }).first({ told: column });
  const untold = () => {
    const cards = tx('card').where('request_id', '>', told);
    return step.kind === 'card-released' ? cards.where({ state: 'planned' }) : cards.whereNotNull('part');
  };
  const requests: number[] = await untold()
    .where({ batch_id: step.batchId })
    .orderBy('request_id')
    .limit(limit)
    .pluck('request_id');
  const last = requests.at(-1);
  if (last === undefined) return false;
  await add(tx, step, untold().where('request_id', '<=', last));
  await tx('batch')
    .where({ id: step.batchId })
    .update({ [column]: last });
  return true;
};
