import * as requests from '../../db/card-requests.ts';
import * as credentials from '../../db/credentials.ts';
import { type CardCause, heldThrough, voidsPassword } from '../rules/card-request.ts';
import { levelNeeded } from '../rules/verification.ts';
import { type Act, proposed, refused } from './act.ts';

/** Rule 11: the card goes to the address on file, so that asking for it needs no more than level 1. */
export const requestCard: Act<{ cause: CardCause }> = {
  level: levelNeeded.card,
  event: 'card-requested',
  notice: null,
  heldThrough: async ({ tx, today, policy }, account) =>
    heldThrough(await requests.unconfirmedOf(tx, account.id), today, policy),
  propose: async ({ tx }, account, { cause }) => {
    if (account.status === 'withdrawn') return refused('withdrawn');
    if (account.isDoNotPost) return refused('do-not-post');
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
    await requests.add(tx, { accountId: account.id, cause, askedBy: staffId, contactId, approvedBy }, now);
    touch('cards');
    return { cause };
  },
};
