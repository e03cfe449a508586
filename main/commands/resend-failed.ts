// All mails of bills that failed in some days, counted and sent once more piece by piece: each piece is a write of its own.
import * as events from '../../db/events.ts';
import * as outbox from '../../db/outbox.ts';
import * as failedMails from '../../db/outbox-failed.ts';
import { done, type Run, refuse } from '../command.ts';
import { messageIds } from '../mail/message-id.ts';
import { addDays, tokyoInstant } from '../rules/calendar.ts';
import { checkMailAddress } from '../rules/mail-address.ts';
import { oldestMonth } from '../rules/resend.ts';

const pieceMails = 200;
type Days = { readonly fromOn: string; readonly throughOn: string };
const windowOf = ({ fromOn, throughOn }: Days, throughId: number): failedMails.FailedWindow => ({
  from: tokyoInstant(fromOn, 0),
  until: tokyoInstant(addDays(throughOn, 1), 0),
  throughId,
});

export const countFailed: Run<'resend.failed'> = async ({ tx, today, policy }, days) => {
  if (days.fromOn > days.throughOn) return refuse('days-reversed');
  const throughId = await failedMails.lastId(tx);
  const window = windowOf(days, throughId);
  const { mails: ready, accounts } = await failedMails.countReady(tx, window, oldestMonth(today, policy));
  return done({ failed: await failedMails.countByState(tx, window), ready, accounts, throughId });
};

export const resendFailed: Run<'resend.all'> = async (ctx, { throughId, after, ...days }) => {
  const { tx, now, today, policy, session, effects, actor } = ctx;
  if (days.fromOn > days.throughOn) return refuse('days-reversed');
  const window = windowOf(days, throughId);
  // Two who begin at once would both find the same ones.
  await failedMails.hold(tx);
  const piece = await failedMails.nextReady(tx, window, oldestMonth(today, policy), after, pieceMails);
  const sent = piece.filter(({ address }) => checkMailAddress(address).deliverable);
  const nextId = await messageIds(tx, effects);
  for (const { id, accountId, mailAddressId, billId } of sent) {
    const mail = { messageId: nextId(), accountId, mailAddressId, billId, debitId: null, isBulk: true };
    const again = { ...mail, kind: 'bill' as const, resentBy: session.staffId, resendOf: id };
    await outbox.addBillMail(tx, again, now);
  }
  for (const [accountId, own] of Map.groupBy(sent, (mail) => mail.accountId)) {
    const facts = { bills: new Set(own.map(({ billId }) => billId)).size, mails: own.length };
    await events.add(tx, { accountId, kind: 'bills-resent', actor, facts }, now);
    ctx.touch(`account:${accountId}`);
  }
  ctx.touch('outbox');
  const next = piece.length < pieceMails ? null : (piece.at(-1)?.id ?? null);
  const audit = { from: days.fromOn, through: days.throughOn, after, mails: sent.length, last: next === null };
  return done({ mails: sent.length, after: next }, audit);
};
