// Why a card that was asked for does not go out by itself, whatever became known since it was asked for (rules 10 and 16).
import type { CardText } from '../../db/card-texts.ts';
import type { Context } from '../command.ts';
import { type CardHold, judgeHolds } from '../rules/card-hold.ts';
import { heldThrough } from '../rules/card-request.ts';
import { returnStateOf } from './returned-cards.ts';

type Asked = Pick<CardText, 'accountId' | 'approvedAt' | 'unconfirmedAt' | 'hasReturned'>;

/** None: it may go. */
export const cardHoldsOf = async (
  ctx: Pick<Context, 'tx' | 'today' | 'policy'>,
  { accountId, approvedAt, unconfirmedAt, hasReturned }: Asked,
): Promise<CardHold[]> => {
  const since = approvedAt !== null && unconfirmedAt !== null && unconfirmedAt <= approvedAt ? null : unconfirmedAt;
  return judgeHolds(
    // Most accounts have had no card back.
    hasReturned ? await returnStateOf(ctx, accountId, approvedAt) : null,
    heldThrough([since], ctx.today, ctx.policy),
    ctx.policy,
  );
};
