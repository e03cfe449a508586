import * as accounts from '../../db/accounts.ts';
import * as batchCards from '../../db/batch-cards.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as history from '../../db/card-history.ts';
import * as requests from '../../db/card-requests.ts';
import * as contacts from '../../db/contacts.ts';
import * as credentials from '../../db/credentials.ts';
import { drawnOf } from '../../db/drawn-cards.ts';
import * as events from '../../db/events.ts';
import * as staff from '../../db/staff.ts';
import { holdAccount } from '../acts/hold-account.ts';
import { returnStateOf } from '../acts/returned-cards.ts';
import { type Context, done, type Run, refuse } from '../command.ts';
import { cardArrival } from '../rules/arrival.ts';
import { addDays, daysBetween, tokyoDate, tokyoInstant } from '../rules/calendar.ts';
import { cardCauses, heldThrough, isSoonAfter, voidsPassword } from '../rules/card-request.ts';
import { isIsland } from '../rules/islands.ts';
import { levelNeeded, refuseAct } from '../rules/verification.ts';
import { shownStateOf } from './card-history.ts';
import { notedFaults } from './card-mend.ts';

const pageSize = 200;
const lookedBack = 20;

export const cardOutlook: Run<'card.outlook'> = async (ctx, { accountId }) => {
  const { tx, today, policy } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const open = await requests.openOf(tx, accountId);
  const drawn = open && (await drawnOf(tx, accountId));
  const rows = await history.historyOf(tx, accountId, lookedBack);
  const credential = await credentials.currentOf(tx, accountId);
  const arrival = cardArrival(today, isIsland(account.municipalityCode), await calendarOf(tx), policy);
  const last = rows.find(({ requestId, requestState }) => requestId !== open?.id && requestState !== 'cancelled');
  const isEarlier = last && isSoonAfter(last.askedAt, today, policy);
  return done({
    open: open && {
      requestId: open.id,
      cause: open.cause,
      state: open.state,
      askedAt: open.askedAt,
      canCancel: open.state !== 'in-batch' || (await batchCards.unprintedOf(tx, open)) !== null,
      isDrawn: drawn !== null,
      isToPull: drawn?.isToPull === true,
    },
    earlier: isEarlier
      ? {
          cause: last.cause,
          state: shownStateOf(last, today),
          askedAt: last.askedAt,
          postedOn: last.postedOn,
          returnedOn: last.returnedOn,
          returnReason: last.returnReason,
        }
      : null,
    returned: await returnStateOf(ctx, accountId),
    heldThrough: heldThrough(await requests.unconfirmedOf(tx, accountId), today, policy),
    arrival: 'error' in arrival ? null : arrival,
    voidingCauses: cardCauses.filter((cause) => voidsPassword(cause, credential)),
  });
};

/** Rule 12: until the batch is generated. False: it is being printed, or somebody was faster. */
const takeBack = async (tx: Context['tx'], open: requests.CardRequest, now: string): Promise<boolean> => {
  if (open.state !== 'in-batch') return requests.cancel(tx, open, now);
  const card = await batchCards.unprintedOf(tx, open);
  if (card) await batchCards.leaveOut(tx, [card], 'cancelled', now);
  return card !== null;
};

export const cancelCard: Run<'card.cancel'> = async (ctx, { accountId, note }) => {
  const { tx, now, policy, session, actor } = ctx;
  const account = await holdAccount(ctx, accountId);
  if (!account) return refuse('no-such-account');
  const contact = await contacts.holdOpenOf(tx, session.staffId);
  const judged = refuseAct(contact, account, levelNeeded.card, session.role, now, policy);
  if (judged) return judged;
  const open = await requests.openOf(tx, accountId);
  if (!open) return refuse('no-open-request');
  if (!(await takeBack(tx, open, now))) return refuse('card-in-batch');
  const facts = { cause: open.cause };
  await events.add(
    tx,
    { accountId, kind: 'card-cancelled', actor, contactId: contact?.id ?? null, facts, note: note || null },
    now,
  );
  if (contact) await contacts.touch(tx, contact.id, contact.factsFrom, now);
  ctx.touch(`account:${accountId}`);
  ctx.touch('cards');
  return done(
    { accountId },
    { account: accountId, customer: account.customerId, contact: contact?.id ?? null, request: open.id },
  );
};

export const listCards: Run<'card.list'> = async ({ tx, today, session }, { state, minDays }) => {
  const before = minDays === 0 ? null : tokyoInstant(addDays(today, 1 - minDays), 0);
  const rows = await requests.list(tx, { state, before }, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.map(({ askedBy }) => askedBy ?? 0),
  );
  return done({
    counts: await requests.counts(tx),
    requests: rows.slice(0, pageSize).map((row) => ({
      requestId: row.id,
      accountId: row.accountId,
      customerName: row.customerName,
      customerNo: row.customerNo,
      cause: row.cause,
      state: row.state,
      askedAt: row.askedAt,
      askedBy: names.get(row.askedBy ?? 0) ?? null,
      ageDays: daysBetween(tokyoDate(row.askedAt), today),
      dropCode: row.dropCode,
      faults: row.state === 'dropped-out' ? notedFaults(row) : [],
      canMend: row.state === 'dropped-out' && session.role !== 'agent',
    })),
    hasMore: rows.length > pageSize,
  });
};
