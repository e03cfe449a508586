// Mail of bills sent once more by a person on the telephone, the question to confirm an address, and what became of each.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import * as outbox from '../../db/outbox.ts';
import * as outboxHistory from '../../db/outbox-history.ts';
import * as staff from '../../db/staff.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { messageIds } from '../mail/message-id.ts';
import { addHours, tokyoDate, tokyoInstant } from '../rules/calendar.ts';
import { maskMail } from '../rules/phone.ts';
import type { Policy } from '../rules/policy.ts';
import { type BillOff, isToday, oldestMonth, whyNotAccount, whyNotAddress, whyNotBill } from '../rules/resend.ts';
import { levelNeeded, refuseAct } from '../rules/verification.ts';
import { guideOf } from './bill-mail.ts';

type Judged = { readonly bill: bills.Bill; readonly contracts: number; readonly reason: BillOff | null };

const judgeBills = async (tx: Knex, found: readonly bills.Bill[], today: string, policy: Policy): Promise<Judged[]> => {
  const ids = found.map(({ id }) => id);
  const linesOf = Map.groupBy(await bills.linesOf(tx, ids), ({ billId }) => billId);
  const calendar = await calendarOf(tx);
  return found.map((bill) => {
    const lines = linesOf.get(bill.id) ?? [];
    const readings = lines.map(({ readOn }) => readOn);
    const visibleBy = guideOf('bill', readings, calendar, policy);
    const facts = {
      isCancelled: bill.state === 'cancelled',
      billingMonth: bill.billingMonth,
      isOut: visibleBy !== null && visibleBy <= today,
      isMailEligible: lines.some(({ isMailEligible }) => isMailEligible),
    };
    const contracts = new Set(lines.map(({ contractId }) => contractId)).size;
    return { bill, contracts, reason: whyNotBill(facts, today, policy) };
  });
};

/** Of each bill the last time today at which a person had it sent. */
const sentToday = async ({ tx, now, today }: SignedIn, accountId: number): Promise<Map<number, string>> => {
  const since = tokyoInstant(tokyoDate(now), 0);
  const sent = await outboxHistory.resentSince(tx, accountId, since);
  return new Map(sent.filter(({ at }) => isToday(at, today)).map(({ billId, at }) => [billId, at]));
};

export const lookAtResend: Run<'resend.look'> = async (ctx, { accountId, billId, limit }) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const filter = { contractId: null, fromMonth: oldestMonth(today, policy), throughMonth: null };
  const page = await bills.page(tx, account, filter, null, limit + 1);
  const shown = page.slice(0, limit);
  const asked =
    billId === null || shown.some(({ id }) => id === billId) ? [] : [await bills.onAccount(tx, account, billId)];
  if (asked.includes(null)) return refuse('no-such-bill');
  const judged = await judgeBills(tx, [...asked.filter((bill) => bill !== null), ...shown], today, policy);
  const sentAt = await sentToday(ctx, accountId);
  const contact = await contacts.openOf(tx, session.staffId);
  const reason =
    whyNotAccount(account) ?? refuseAct(contact, account, levelNeeded.resend, session.role, now, policy)?.error ?? null;
  return done({
    bills: judged.map(({ bill, contracts, reason }) => ({
      billId: bill.id,
      billNo: bill.billNo,
      billingMonth: bill.billingMonth,
      contracts,
      reason,
      sentTodayAt: sentAt.get(bill.id) ?? null,
    })),
    hasMore: page.length > limit,
    addresses: (await accounts.mailAddressesOf(tx, accountId)).map((mail) => ({
      mailId: mail.id,
      masked: maskMail(mail.address),
      reason: whyNotAddress(mail),
    })),
    can: { isAllowed: reason === null, reason },
  });
};

/** The account and the open contact, once the caller has proven enough to have mail sent. */
export const verified = async (ctx: SignedIn, accountId: number) => {
  const { tx, now, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const contact = await contacts.holdOpenOf(tx, session.staffId);
  const judged = refuseAct(contact, account, levelNeeded.resend, session.role, now, policy);
  if (judged) return judged;
  if (contact) await contacts.touch(tx, contact.id, contact.factsFrom, now);
  return { ok: true as const, account, contactId: contact?.id ?? null };
};

/** The rows that an agent chose of those an account has, or null where one is not among them. */
const chosenOf = <Row extends { id: number }>(rows: readonly Row[], ids: readonly number[]): Row[] | null => {
  const chosen = rows.filter(({ id }) => ids.includes(id));
  return chosen.length === new Set(ids).size ? chosen : null;
};

export const resendBills: Run<'resend.send'> = async (ctx, { accountId, billIds, mailIds, isAgain }) => {
  const { tx, now, today, policy, session, actor } = ctx;
  const found = await verified(ctx, accountId);
  if (!found.ok) return found;
  const { account, contactId } = found;
  const accountOff = whyNotAccount(account);
  if (accountOff) return refuse('account-gets-no-mail', { reason: accountOff });
  const chosen = chosenOf(await bills.someOnAccount(tx, account, billIds), billIds);
  if (!chosen) return refuse('no-such-bill');
  const addresses = chosenOf(await accounts.mailAddressesOf(tx, accountId), mailIds);
  if (!addresses) return refuse('no-such-address');
  for (const { bill, reason } of await judgeBills(tx, chosen, today, policy))
    if (reason) return refuse('bill-not-sendable', { billingMonth: bill.billingMonth, reason });
  for (const mail of addresses) {
    const reason = whyNotAddress(mail);
    if (reason) return refuse('address-not-sendable', { masked: maskMail(mail.address), reason });
  }
  const before = await sentToday(ctx, accountId);
  const at = chosen.map(({ id }) => before.get(id)).find((one) => one !== undefined);
  if (at !== undefined && !isAgain) return refuse('sent-today', { at });

  const last = await outboxHistory.lastOf(tx, accountId, billIds);
  const nextId = await messageIds(tx, ctx.effects);
  for (const bill of chosen)
    for (const mail of addresses) {
      const resendOf = last.find((one) => one.billId === bill.id && one.mailAddressId === mail.id)?.id ?? null;
      const one = { messageId: nextId(), accountId, mailAddressId: mail.id, billId: bill.id, debitId: null };
      const sent = { ...one, kind: 'bill' as const, isBulk: false, resentBy: session.staffId, resendOf };
      await outbox.addBillMail(tx, sent, now);
    }
  const counts = { bills: chosen.length, addresses: addresses.length, mails: chosen.length * addresses.length };
  await events.add(tx, { accountId, kind: 'bills-resent', actor, contactId, facts: counts }, now);
  ctx.touch(`account:${accountId}`);
  ctx.touch('outbox');
  return done(counts, {
    account: accountId,
    customer: account.customerId,
    contact: contactId,
    bills: chosen.map(({ id }) => id),
    addresses: addresses.map(({ id }) => id),
    mails: counts.mails,
    again: at !== undefined,
  });
};

export const resendConfirmation: Run<'resend.confirmation'> = async (ctx, { accountId, mailId }) => {
  const { tx, now, actor } = ctx;
  const found = await verified(ctx, accountId);
  if (!found.ok) return found;
  const { account, contactId } = found;
  const mail = (await accounts.mailAddressesOf(tx, accountId)).find(({ id }) => id === mailId);
  if (!mail) return refuse('no-such-address');
  const reason = whyNotAddress(mail);
  if (reason === null) return refuse('already-confirmed');
  if (reason === 'undeliverable') return refuse('address-not-sendable', { masked: maskMail(mail.address), reason });
  await mailAddresses.askAgain(tx, mail.id, now);
  const nextId = await messageIds(tx, ctx.effects);
  const question = { messageId: nextId(), kind: 'confirm-address', accountId, mailAddressId: mailId };
  await outbox.add(tx, { ...question, lapsesAt: addHours(now, ctx.policy.confirmAddressHours) }, now);
  await events.add(tx, { accountId, kind: 'confirmation-resent', actor, contactId }, now);
  ctx.touch(`account:${accountId}`);
  ctx.touch('outbox');
  const audit = { account: accountId, customer: account.customerId, contact: contactId, mail: mail.id };
  return done({ mails: 1 }, audit);
};

export const mailHistory: Run<'resend.history'> = async ({ tx }, { accountId, billId, before, limit }) => {
  if (!(await accounts.byId(tx, accountId))) return refuse('no-such-account');
  const rows = await outboxHistory.history(tx, accountId, { billId, before, limit: limit + 1 });
  const names = await staff.names(
    tx,
    rows.flatMap(({ resentBy }) => resentBy ?? []),
  );
  return done({
    mails: rows.slice(0, limit).map((row) => ({
      outboxId: row.id,
      kind: row.kind,
      billId: row.billId,
      masked: maskMail(row.address),
      isRemoved: row.isRemoved,
      state: row.state,
      reason: row.reason,
      code: row.code,
      status: row.status,
      attempts: row.attempts,
      at: row.at,
      nextAt: row.nextAt,
      acceptedAt: row.acceptedAt,
      endedAt: row.endedAt,
      sentBy: row.resentBy === null ? null : (names.get(row.resentBy) ?? ''),
    })),
    hasMore: rows.length > limit,
  });
};
