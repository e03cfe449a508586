// Cards that were asked for and would go to an address that has failed: held back where they can be, else told to be pulled.
import * as batchCards from '../../db/batch-cards.ts';
import * as history from '../../db/card-history.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as events from '../../db/events.ts';
import type { Context } from '../command.ts';
import { cardHoldsOf } from './card-holds.ts';

type HeldBack = {
  /** Requests that were taken out of the queue. */
  readonly count: number;
  /** By the account, serials of cards that are printed already and not posted: only pulling stops them. */
  readonly toPull: ReadonlyMap<number, string>;
};

/** @param accountIds few enough for one statement */
export const holdBack = async (
  ctx: Pick<Context, 'tx' | 'now' | 'today' | 'policy' | 'actor'>,
  accountIds: readonly number[],
): Promise<HeldBack> => {
  const { tx, now, actor } = ctx;
  const texts = await cardTexts.textsOfOpen(tx, accountIds);
  const holds = await cardHoldsOf(ctx, texts);
  const held = texts.flatMap(({ requestId, accountId }) => {
    const [hold] = holds.get(accountId) ?? [];
    return hold ? [{ requestId, accountId, hold }] : [];
  });
  if (held.length === 0) return { count: 0, toPull: new Map() };
  const printed = await history.generatedOf(
    tx,
    held.map(({ requestId }) => requestId),
  );
  const toPull = new Map<number, string>();
  for (const { requestId, accountId } of held) {
    const serial = printed.get(requestId);
    if (serial !== undefined) toPull.set(accountId, serial);
  }
  const dropped = new Set<number>();
  const unprinted = held.filter(({ requestId }) => !printed.has(requestId));
  for (const [code, alike] of Map.groupBy(unprinted, ({ hold }) => hold.code)) {
    const requestIds = alike.map(({ requestId }) => requestId);
    const reason = { code, detail: JSON.stringify([{ code }]) };
    for (const id of await batchCards.dropOut(tx, requestIds, reason, now)) dropped.add(id);
  }
  await batchCards.leaveOutDropped(tx, [...dropped]);
  const told = unprinted.filter(({ requestId }) => dropped.has(requestId));
  await events.addMany(
    tx,
    told.map(({ accountId, hold }) => ({ accountId, kind: 'card-dropped-out', actor, facts: { drop: hold.code } })),
    now,
  );
  return { count: dropped.size, toPull };
};
