// What must be taken out of a batch before it is posted, because its customer's account is no longer as the card says.
import * as batches from '../../db/batches.ts';
import { addOfCards } from '../../db/card-events.ts';
import * as cards from '../../db/cards.ts';
import * as drawn from '../../db/drawn-cards.ts';
import { type Context, done, type Run, refuse } from '../command.ts';
import type { Output } from '../contract/index.ts';
import { atTheHouse } from '../rules/batch-permissions.ts';
import { moveOn } from './batch-posting.ts';

/** All of them are pulled at once, so that nobody has to read further. */
const shownCards = 100;

/** By batch; one of which nothing is to be pulled is left out. */
export const toPullOf = async (
  { tx }: Pick<Context, 'tx'>,
  found: readonly Pick<batches.Batch, 'id' | 'state'>[],
): Promise<ReadonlyMap<number, drawn.CardToPull[]>> => {
  const open = found.filter(({ state }) => atTheHouse.includes(state)).map(({ id }) => id);
  return Map.groupBy(await drawn.toPull(tx, open), ({ batchId }) => batchId);
};

export const shownToPull = (found: readonly drawn.CardToPull[]): Output<'batch.open'>['toPull'] => ({
  count: found.length,
  cards: found.slice(0, shownCards).map(({ serial, part, reasons }) => ({ serial, part, reasons })),
});

export const pullAllCards: Run<'batch.pullAll'> = async (ctx, { batchId, requestTo, reason }) => {
  const { tx, now, actor } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (!atTheHouse.includes(batch.state)) return refuse('batch-moved-on', { state: batch.state });
  const found = await drawn.toPull(tx, [batchId]);
  if (found.length === 0) return refuse('nothing-to-pull');
  if (!(await cards.pull(tx, found, requestTo, now))) return refuse('card-moved-on');
  if (!(await moveOn(ctx, batch))) return refuse('batch-moved-on', { state: batch.state });
  const step = { kind: 'card-pulled', batchId, actor, at: now, note: reason } as const;
  await addOfCards(
    tx,
    step,
    found.map(({ id }) => id),
  );
  ctx.touch('batches');
  ctx.touch('cards');
  for (const { accountId } of found) ctx.touch(`account:${accountId}`);
  return done({ batchId, pulled: found.length }, { batch: batchId, cards: found.length, to: requestTo });
};
