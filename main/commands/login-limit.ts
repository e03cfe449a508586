// A login limit lifted for a verified caller (rule 9), once, and the customer told of it.
import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as outbox from '../../db/outbox.ts';
import * as staff from '../../db/staff.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { messageIds } from '../mail/message-id.ts';
import { addHours } from '../rules/calendar.ts';
import { refuseUnlock } from '../rules/lock.ts';
import { levelNeeded } from '../rules/verification.ts';
import { judgeAct } from './account.ts';

/** Tells the customer at every confirmed address that the limit was lifted; sent after the commit, or not at all. */
const queueNotices = async (ctx: SignedIn, accountId: number): Promise<number> => {
  const mails = (await accounts.mailAddressesOf(ctx.tx, accountId)).filter((mail) => mail.confirmedAt !== null);
  const lapsesAt = addHours(ctx.now, ctx.policy.unlockNoticeHours);
  const nextId = await messageIds(ctx.tx, ctx.effects);
  for (const { id } of mails) {
    const mail = { messageId: nextId(), kind: 'limit-lifted', accountId, mailAddressId: id, lapsesAt };
    await outbox.add(ctx.tx, mail, ctx.now);
  }
  return mails.length;
};

const liftedKind = 'limit-lifted';

/** Who lifted the limit before us, if that is why there is none any more. */
const whoWasFaster = async (ctx: SignedIn, accountId: number, limitedAt: string | null) => {
  const lifted = await events.last(ctx.tx, accountId, liftedKind);
  if (!lifted || (limitedAt && lifted.at < limitedAt)) return null;
  const names = await staff.actorNames(ctx.tx, [lifted.actor]);
  return refuse('already-lifted', { by: names.get(lifted.actor) ?? '', at: lifted.at });
};

export const unlockAccount: Run<'account.unlock'> = async (ctx, { accountId, reason, note }) => {
  const { tx, now, actor, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const refusal = await judgeAct(ctx, account, levelNeeded.unlock);
  if (refusal) return refusal;
  if (reason === 'other' && note === '') return refuse('note-needed');

  const credential = await credentials.currentOf(tx, accountId);
  const why = refuseUnlock({ status: account.status, credential }, now);
  if (why === 'not-limited')
    return (
      (await whoWasFaster(ctx, accountId, credential?.lastFailureAt ?? null)) ??
      refuse(why, { endedAt: credential?.lockedUntil ?? null })
    );
  if (why) return refuse(why);
  if (!credential || !(await credentials.clearLock(tx, credential.id, credential.version)))
    return (await whoWasFaster(ctx, accountId, null)) ?? refuse('not-limited', { endedAt: null });

  const noticesQueued = await queueNotices(ctx, accountId);
  const contact = await contacts.openOf(tx, session.staffId);
  const facts = { reason, lockedUntil: credential.lockedUntil, failures: credential.failures, noticesQueued };
  await events.add(tx, { accountId, kind: liftedKind, actor, contactId: contact?.id ?? null, facts, note }, now);
  if (contact) await contacts.touch(tx, contact.id, contact.factsFrom, now);
  ctx.touch(`account:${accountId}`);
  return done(
    { accountId, unlockedAt: now, noticesQueued },
    { account: accountId, customer: account.customerId, contact: contact?.id ?? null, reason, notices: noticesQueued },
  );
};
