// Why cards that were asked for do not go out by themselves, whatever became known since they were asked for (rules 10 and 16).
import type { CardText } from '../../db/card-texts.ts';
import type { Context } from '../command.ts';
import { type CardHold, judgeHolds } from '../rules/card-hold.ts';
import { heldThrough } from '../rules/card-request.ts';
import { returnStatesOf } from './returned-cards.ts';

type Asked = Pick<CardText, 'accountId' | 'approvedAt' | 'unconfirmedAt' | 'hasReturned'>;

/**
 * By the account, since none has two open requests; few enough for one statement.
 * @returns accounts whose card waits for somebody: all others may go
 */
export const cardHoldsOf = async (
  ctx: Pick<Context, 'tx' | 'today' | 'policy'>,
  asked: readonly Asked[],
): Promise<ReadonlyMap<number, readonly CardHold[]>> => {
  // Most accounts have had no card back.
  const returned = await returnStatesOf(
    ctx,
    asked.filter(({ hasReturned }) => hasReturned),
  );
  const holds = asked.map(({ accountId, approvedAt, unconfirmedAt }) => {
    const since = approvedAt !== null && unconfirmedAt !== null && unconfirmedAt <= approvedAt ? null : unconfirmedAt;
    const through = heldThrough([since], ctx.today, ctx.policy);
    return [accountId, judgeHolds(returned.get(accountId) ?? null, through, ctx.policy)] as const;
  });
  return new Map(holds.filter(([, own]) => own.length > 0));
};
