// Whether the next card of an account may go out, by what came back of those before.
import * as history from '../../db/card-history.ts';
import type { Context } from '../command.ts';
import { shownCardState } from '../rules/batch.ts';
import { judgeReturns, type ReturnState, type SentCard } from '../rules/card-return.ts';

export const sentCards = (rows: readonly history.SentRow[], today: string): SentCard[] =>
  rows
    .toSorted((one, other) => other.cardId - one.cardId)
    .map(({ cardState, credential, returnedOn, returnedAt, returnReason, batchMadeAt, drawnAt }) => ({
      state: shownCardState({ state: cardState }, credential, today) as SentCard['state'],
      returnedOn,
      returnedAt,
      returnReason,
      gatheredAt: batchMadeAt,
      printedAt: drawnAt ?? '',
    }));

type Judging = Pick<Context, 'tx' | 'today' | 'policy'>;
/** `approvedAt`: when a supervisor agreed to the card that is to go; null: nobody has. */
type Asked = { readonly accountId: number; readonly approvedAt: string | null };

/** By the account, of those that have had a card back; few enough for one statement. */
export const returnStatesOf = async (
  { tx, today, policy }: Judging,
  asked: readonly Asked[],
): Promise<ReadonlyMap<number, ReturnState>> => {
  if (asked.length === 0) return new Map();
  const rows = await history.sentOf(
    tx,
    asked.map(({ accountId }) => accountId),
  );
  const sent = Map.groupBy(rows, ({ accountId }) => accountId);
  const states = asked.map(({ accountId, approvedAt }) => {
    const own = sent.get(accountId) ?? [];
    const since = { addressChangedAt: own[0]?.addressChangedAt ?? null, approvedAt };
    return [accountId, judgeReturns(sentCards(own, today), since, policy)] as const;
  });
  return new Map(states.flatMap(([accountId, state]) => (state ? [[accountId, state] as const] : [])));
};

/** For a card to which nobody has agreed yet. */
export const returnStateOf = async (judging: Judging, accountId: number): Promise<ReturnState | null> =>
  (await returnStatesOf(judging, [{ accountId, approvedAt: null }])).get(accountId) ?? null;
