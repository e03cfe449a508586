import * as events from '../../db/events.ts';
import * as holds from '../../db/holds.ts';
import * as data from '../../db/registered-data.ts';
import { holdAccount } from '../acts/hold-account.ts';
import { done, type Run, refuse } from '../command.ts';

/** The reason stands on the timeline alone, where a purge finds it once the hold is gone. */
export const setHold: Run<'account.setHold'> = async (ctx, { accountId, isHeld, reason }) => {
  const { tx, now, session, actor } = ctx;
  const account = await holdAccount(ctx, accountId);
  if (!account) return refuse('no-such-account');
  const change = isHeld ? holds.set : holds.lift;
  if (!(await change(tx, accountId, session.staffId, now))) return refuse('same-value');
  await events.add(tx, { accountId, kind: isHeld ? 'hold-set' : 'hold-lifted', actor, note: reason }, now);
  await data.bumpVersionBesideCards(tx, accountId);
  ctx.touch(`account:${accountId}`);
  ctx.touch('purges');
  return done({ accountId, isHeld }, { account: accountId, customer: account.customerId, held: isHeld });
};
