// Whether the next card of an account may go out, by what came back of those before.
import * as history from '../../db/card-history.ts';
import type { Context } from '../command.ts';
import { shownCardState } from '../rules/batch.ts';
import { judgeReturns, type ReturnState, type SentCard } from '../rules/card-return.ts';

/** More cards than anybody is sent. */
const enough = 200;

export const sentCards = (rows: readonly history.HistoryRow[], today: string): SentCard[] =>
  rows
    .filter(({ cardId }) => cardId !== null)
    .sort((one, other) => Number(other.cardId) - Number(one.cardId))
    .flatMap(({ cardState, credential, returnedOn, returnedAt, returnReason, batchMadeAt, generatedAt }) =>
      cardState === 'posted' || cardState === 'returned' || cardState === 'void'
        ? [
            {
              state: shownCardState({ state: cardState }, credential, today) as SentCard['state'],
              returnedOn,
              returnedAt,
              returnReason,
              gatheredAt: batchMadeAt ?? '',
              printedAt: generatedAt ?? '',
            },
          ]
        : [],
    );

/** @param approvedAt when a supervisor agreed to the card that is to go; null: nobody has */
export const returnStateOf = async (
  { tx, today, policy }: Pick<Context, 'tx' | 'today' | 'policy'>,
  accountId: number,
  approvedAt: string | null = null,
): Promise<ReturnState | null> => {
  const sent = sentCards(await history.historyOf(tx, accountId, enough), today);
  return sent.some(({ state }) => state === 'returned')
    ? judgeReturns(sent, { addressChangedAt: await history.addressChangedAt(tx, accountId), approvedAt }, policy)
    : null;
};
