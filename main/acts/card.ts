import * as clocks from '../../db/account-clocks.ts';
import type { Account } from '../../db/accounts.ts';
import * as requests from '../../db/card-requests.ts';
import * as credentials from '../../db/credentials.ts';
import type { Context } from '../command.ts';
import { type CardCause, heldThrough, mayVoid, voidsPassword } from '../rules/card-request.ts';
import type { ReturnState } from '../rules/card-return.ts';
import { isOver } from '../rules/retention.ts';
import { levelNeeded } from '../rules/verification.ts';
import { type Act, proposed, refused } from './act.ts';
import { returnStateOf } from './returned-cards.ts';

const saidOf = ({ reason, returnedOn }: ReturnState) => ({ reason, returnedOn });

/** Rule 13: somebody else may know the password, while the card that brings another is still under way. */
const stopsUnderWay = async ({ tx }: Context, { id }: Account, { cause }: { cause: CardCause }): Promise<boolean> =>
  voidsPassword(cause, await credentials.currentOf(tx, id)) && (await requests.openOf(tx, id)) !== null;

/** Rule 11: the card goes to the address on file, so that asking for it needs no more than level 1. */
export const requestCard: Act<{ cause: CardCause }> = {
  level: levelNeeded.card,
  event: 'card-requested',
  notice: null,
  isBesideCards: true,
  held: async (ctx, account, content) => {
    // Nothing is sent that was not on its way already.
    if (await stopsUnderWay(ctx, account, content)) return null;
    const through = heldThrough(await requests.unconfirmedOf(ctx.tx, account.id), ctx.today, ctx.policy);
    if (through !== null) return refused('needs-approval', { heldThrough: through });
    const returned = await returnStateOf(ctx, account.id);
    if (returned?.needs !== 'approval') return null;
    return returned.isAddressChanged
      ? refused('returned-often', { returns: returned.returns })
      : refused('returned-address', { ...saidOf(returned), canAsk: true });
  },
  propose: async (ctx, account, { cause }) => {
    const { tx } = ctx;
    if (account.status === 'withdrawn') return refused('withdrawn');
    // Nobody could log in with it.
    if (isOver(await clocks.openThroughOf(tx, account.id), ctx.today)) return refused('clock-over');
    if (await stopsUnderWay(ctx, account, { cause })) return proposed({ field: 'card', before: '', after: cause });
    if (account.isDoNotPost) return refused('do-not-post');
    const returned = await returnStateOf(ctx, account.id);
    // Nobody's approval makes a wrong address right.
    if (returned?.needs === 'address') return refused('returned-address', { ...saidOf(returned), canAsk: false });
    const open = await requests.openOf(tx, account.id);
    if (open) return refused('card-under-way', { state: open.state, askedAt: open.askedAt });
    return proposed({ field: 'card', before: '', after: cause });
  },
  atOnce: async ({ tx }, account, { cause }) => {
    const credential = await credentials.currentOf(tx, account.id);
    if (!credential || !voidsPassword(cause, credential)) return {};
    await credentials.makeVoid(tx, credential.id);
    return { isPasswordVoid: true };
  },
  apply: async ({ tx, now, touch }, account, { cause }, { staffId, contactId, approvedBy }) => {
    touch('cards');
    const open = await requests.openOf(tx, account.id);
    // Its password is void by now, and what is under way brings the next one.
    const isStopped = open !== null && (await credentials.currentOf(tx, account.id)) === null;
    if (isStopped && mayVoid(cause) && (await requests.setCause(tx, open.id, cause))) return { cause };
    await requests.add(tx, { accountId: account.id, cause, askedBy: staffId, contactId, approvedBy }, now);
    return { cause };
  },
};
