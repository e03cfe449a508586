import * as callBacks from '../../db/call-backs.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as staff from '../../db/staff.ts';
import { done, type Run, refuse } from '../command.ts';

const pageSize = 200;

export const listCallBacks: Run<'callBack.list'> = async ({ tx, now, session }, { state, isMine }) => {
  const filter = { isOpen: state === 'open', promisedBy: isMine ? session.staffId : null };
  const rows = await callBacks.list(tx, filter, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.map((row) => row.promisedBy),
  );
  return done({
    now,
    callBacks: rows.slice(0, pageSize).map((row) => ({
      callBackId: row.id,
      accountId: row.accountId,
      customerId: row.customerId,
      customerName: row.customerName,
      dueAt: row.dueAt,
      promisedAt: row.promisedAt,
      promisedBy: names.get(row.promisedBy) ?? '',
      state: row.state,
      note: row.note,
      attempts: row.attempts,
      lastTriedAt: row.lastTriedAt,
    })),
    hasMore: rows.length > pageSize,
  });
};

export const promiseCallBack: Run<'callBack.promise'> = async (ctx, { dueAt, note }) => {
  const { tx, now, session, actor } = ctx;
  const contact = await contacts.openOf(tx, session.staffId);
  if (!contact) return refuse('no-contact');
  if (dueAt <= now) return refuse('past-time');
  const { accountId } = contact;
  const promise = { contactId: contact.id, accountId, staffId: session.staffId, dueAt, note };
  const callBackId = await callBacks.add(tx, promise, now);
  if (accountId !== null) {
    await events.add(
      tx,
      { accountId, kind: 'call-back-promised', actor, contactId: contact.id, facts: { dueAt }, note },
      now,
    );
    ctx.touch(`account:${accountId}`);
  }
  ctx.touch('callBacks');
  return done(
    { callBackId },
    { callBack: callBackId, contact: contact.id, account: accountId, customer: contact.customerId },
  );
};

export const settleCallBack: Run<'callBack.settle'> = async (ctx, { callBackId, outcome, nextAt }) => {
  const { tx, now, session, actor } = ctx;
  const found = await callBacks.byId(tx, callBackId);
  if (!found) return refuse('no-such-call-back');
  const dueAt = outcome === 'not-reached' ? nextAt : null;
  if (outcome === 'not-reached' && dueAt === null) return refuse('next-time-needed');
  if (dueAt !== null && dueAt <= now) return refuse('past-time');
  const isDone =
    dueAt === null
      ? // What nobody will try again is kept under the state that it had before: not reached.
        await callBacks.settle(tx, callBackId, outcome === 'done' ? 'done' : 'not-reached', session.staffId, now)
      : await callBacks.postpone(tx, callBackId, dueAt, now);
  if (!isDone) {
    const settled = await callBacks.byId(tx, callBackId);
    return refuse('already-settled', {
      by: await staff.nameOf(tx, settled?.settledBy ?? 0),
      at: settled?.settledAt ?? now,
    });
  }
  const { accountId } = found;
  if (accountId !== null) {
    const facts = { outcome, ...(dueAt === null ? {} : { dueAt }) };
    await events.add(tx, { accountId, kind: 'call-back-settled', actor, facts }, now);
    ctx.touch(`account:${accountId}`);
  }
  ctx.touch('callBacks');
  return done({ callBackId, dueAt }, { callBack: callBackId, outcome, account: accountId });
};
