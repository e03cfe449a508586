// Mail to be sent after the transaction that caused it: one row a recipient, its Message-ID made with it.
import type { Knex } from 'knex';
import type { BillMailKind } from '../main/rules/bill-notice.ts';
import { isUnderWay, type MailReason, type MailState, mailStates } from '../main/rules/mail-state.ts';

export type NewMail = {
  messageId: string;
  kind: string;
  accountId: number;
  mailAddressId: number;
  lapsesAt: string | null;
  /** Many at once stand behind what one person waits for. */
  isBulk?: boolean;
  /** Not before; else at once. */
  dueAt?: string;
};

const rowOf = (mail: NewMail, now: string) => ({
  message_id: mail.messageId,
  kind: mail.kind,
  account_id: mail.accountId,
  mail_address_id: mail.mailAddressId,
  state: 'waiting',
  created_at: now,
  due_at: mail.dueAt ?? now,
  lapses_at: mail.lapsesAt,
  is_bulk: mail.isBulk ? 1 : 0,
});

export const add = async (tx: Knex, mail: NewMail, now: string): Promise<void> => {
  await tx('outbox').insert(rowOf(mail, now));
};

/** As the index `outbox_notice` has it. */
const noticeIndex =
  '(bill_id, mail_address_id, kind, coalesce(debit_id, 0)) where bill_id is not null and resent_by is null';

export type NewBillMail = {
  messageId: string;
  kind: BillMailKind;
  /** Of which a mail of the kinds `debited` and `debit-failed` tells. */
  debitId: number | null;
  accountId: number;
  mailAddressId: number;
  billId: number;
  isBulk: boolean;
  /** Who sends it again, and which mail; null: it goes by itself. */
  resentBy: number | null;
  resendOf: number | null;
};

const billRowOf = (mail: NewBillMail, now: string) => {
  const { resentBy, resendOf, billId, debitId, ...common } = mail;
  return {
    ...rowOf({ ...common, lapsesAt: null }, now),
    bill_id: billId,
    debit_id: debitId,
    resent_by: resentBy,
    resend_of: resendOf,
  };
};

/** @returns the row's id; null where the same of this bill went to this address before */
export const addBillMail = async (tx: Knex, mail: NewBillMail, now: string): Promise<number | null> => {
  const insert = tx('outbox').insert(billRowOf(mail, now));
  if (mail.resentBy === null) insert.onConflict(tx.raw(noticeIndex)).ignore();
  const [row] = await insert.returning('id');
  return row?.id ?? null;
};

const mailsAtOnce = 100;
/** Many that go by themselves. @returns how many of them are new */
export const addNotices = async (tx: Knex, mails: readonly NewBillMail[], now: string): Promise<number> => {
  let added = 0;
  for (let from = 0; from < mails.length; from += mailsAtOnce) {
    const rows = mails.slice(from, from + mailsAtOnce).map((mail) => billRowOf(mail, now));
    added += (await tx('outbox').insert(rows).onConflict(tx.raw(noticeIndex)).ignore().returning('id')).length;
  }
  return added;
};

export type Claimed = {
  id: number;
  messageId: string;
  kind: string;
  accountId: number;
  mailAddressId: number;
  billId: number | null;
  debitId: number | null;
  createdAt: string;
  lapsesAt: string | null;
  /** This one included. */
  attempts: number;
  /** The first no that was not for good; null: nobody has said one. */
  deferredSince: string | null;
  /** What the server answered to a sender that was gone before it wrote so down: there is nothing to send any more. */
  taken: { code: number | null; status: string | null } | null;
};
const claimedColumns = {
  id: 'id',
  messageId: 'message_id',
  kind: 'kind',
  accountId: 'account_id',
  mailAddressId: 'mail_address_id',
  billId: 'bill_id',
  debitId: 'debit_id',
  createdAt: 'created_at',
  lapsesAt: 'lapses_at',
  attempts: 'attempts',
  deferredSince: 'deferred_since',
  acceptedAt: 'accepted_at',
  code: 'answer_code',
  status: 'answer_status',
};

/** Due ones of one kind, as they stand in the index `outbox_due`: one range of it, however many are due later. */
const due = (tx: Knex, isBulk: 0 | 1, now: string) =>
  tx('outbox')
    .whereRaw(`state in ('waiting', 'sending', 'deferred')`)
    .where('is_bulk', isBulk)
    .where('due_at', '<=', now);

/**
 * Takes what is due, and what a sender that is gone has left, under a lease. Rows that another sender is taking at this
 * moment are passed over. @param owner a name of its own for each taking: what it took can be told from all else
 */
export const claim = async (
  tx: Knex,
  { owner, leaseUntil, limit }: { owner: string; leaseUntil: string; limit: number },
  now: string,
): Promise<Claimed[]> => {
  const taking = (isBulk: 0 | 1, most: number) => {
    const next = due(tx, isBulk, now).orderBy(['due_at', 'id']).limit(most).select('id');
    if (tx.client.config.client === 'pg') next.forUpdate().skipLocked();
    return tx('outbox')
      .whereIn('id', next)
      .update({
        state: 'sending',
        owner,
        due_at: leaseUntil,
        attempts: tx.raw('case when accepted_at is null then attempts + 1 else attempts end'),
      })
      .returning(Object.values(claimedColumns));
  };
  const rows = await taking(0, limit);
  if (rows.length < limit) rows.push(...(await taking(1, limit - rows.length)));
  return rows
    .map((row) => ({
      id: row.id,
      messageId: row.message_id,
      kind: row.kind,
      accountId: row.account_id,
      mailAddressId: row.mail_address_id,
      billId: row.bill_id,
      debitId: row.debit_id,
      createdAt: row.created_at,
      lapsesAt: row.lapses_at,
      attempts: row.attempts,
      deferredSince: row.deferred_since,
      taken: row.accepted_at === null ? null : { code: row.answer_code, status: row.answer_status },
    }))
    .sort((a, b) => a.id - b.id);
};

export type Settled = {
  state: MailState;
  reason: MailReason | null;
  code: number | null;
  status: string | null;
  /** Null: it has ended. */
  dueAt: string | null;
};

/**
 * The same end for several of one owner's rows.
 * @returns those that were still the owner's: of the others the lease had ended, and somebody else holds them now
 */
export const settle = async (
  tx: Knex,
  { owner, ids }: { owner: string; ids: readonly number[] },
  to: Settled,
  now: string,
): Promise<number[]> => {
  const rows: { id: number }[] = await tx('outbox')
    .whereIn('id', ids)
    .where({ owner, state: 'sending' })
    .update({
      state: to.state,
      reason: to.reason,
      answer_code: to.code,
      answer_status: to.status,
      owner: null,
      ...(to.dueAt === null ? { ended_at: now } : { due_at: to.dueAt }),
      ...(to.state === 'deferred' ? { deferred_since: tx.raw('coalesce(deferred_since, ?)', now) } : {}),
      ...(to.state === 'accepted' ? { accepted_at: tx.raw('coalesce(accepted_at, ?)', now) } : {}),
    })
    .returning('id');
  return rows.map(({ id }) => id);
};

/** Gives back what was claimed and not begun: as if it had not been taken, before all that was caused later. */
export const release = (tx: Knex, owner: string, ids: readonly number[]): Promise<number> =>
  tx('outbox')
    .whereIn('id', ids)
    .where({ owner, state: 'sending' })
    .update({ state: 'waiting', owner: null, due_at: tx.ref('created_at'), attempts: tx.raw('attempts - 1') });

/** Whether a sender would find anything. */
export const isAnyDue = async (tx: Knex, now: string): Promise<boolean> =>
  (await due(tx, 0, now).first('id')) !== undefined || (await due(tx, 1, now).first('id')) !== undefined;

export type BouncedRow = {
  readonly id: number;
  readonly kind: string;
  readonly accountId: number;
  readonly mailAddressId: number;
  /** When a server took it, or else when it was caused. */
  readonly sentAt: string;
};

/** The mail that came back, by what it bore. */
export const bouncedRow = async (
  tx: Knex,
  by: { readonly id: number } | { readonly messageId: string },
): Promise<BouncedRow | null> =>
  (await tx('outbox')
    .where('id' in by ? { id: by.id } : { message_id: by.messageId })
    .first({
      id: 'id',
      kind: 'kind',
      accountId: 'account_id',
      mailAddressId: 'mail_address_id',
      sentAt: tx.raw('coalesce(accepted_at, created_at)'),
    })) ?? null;

/** False: that it came back was known, or it never left. */
export const bounce = async (
  tx: Knex,
  id: number,
  answer: { readonly code: number | null; readonly status: string | null },
  now: string,
): Promise<boolean> =>
  (await tx('outbox')
    .where({ id })
    // One whose answer was lost is still tried, and has arrived all the same.
    .whereIn('state', ['accepted', 'sending', 'deferred'])
    .update({
      state: 'bounced',
      reason: 'answered',
      answer_code: answer.code,
      answer_status: answer.status,
      owner: null,
      ended_at: now,
    })) === 1;

export type Standing = {
  counts: Record<string, number>;
  readonly oldestWaitingAt: string | null;
  readonly nextTryAt: string | null;
  deferred: { reason: string | null; code: number | null; status: string | null; mails: number }[];
};
const underWay = mailStates.filter(isUnderWay);
const endStates = mailStates.filter((state) => !isUnderWay(state));
const reasonLimit = 20;

/** How the outbox stands; of what has ended only since `endedFrom`. */
export const standing = async (tx: Knex, endedFrom: string): Promise<Standing> => {
  type Counted = { state: string; mails: number | string }[];
  const counted = (mails: Knex.QueryBuilder): Promise<Counted> =>
    mails.groupBy('state').select('state').count({ mails: '*' });
  // Asked in one, the two would be a look at every mail that ever was.
  const open = await counted(tx('outbox').whereIn('state', underWay));
  const ended = await counted(tx('outbox').whereIn('state', endStates).where('ended_at', '>=', endedFrom));
  const rows = [...open, ...ended];
  const waiting = await tx('outbox').where('state', 'waiting').min({ at: 'created_at' }).first();
  const next = await tx('outbox').where('state', 'deferred').min({ at: 'due_at' }).first();
  const deferred: { reason: string | null; code: number | null; status: string | null; mails: number | string }[] =
    await tx('outbox')
      .where('state', 'deferred')
      .groupBy('reason', 'answer_code', 'answer_status')
      .orderBy('mails', 'desc')
      .limit(reasonLimit)
      .select({ reason: 'reason', code: 'answer_code', status: 'answer_status' })
      .count({ mails: '*' });
  return {
    counts: Object.fromEntries(rows.map(({ state, mails }) => [state, Number(mails)])),
    oldestWaitingAt: waiting?.at ?? null,
    nextTryAt: next?.at ?? null,
    deferred: deferred.map((row) => ({ ...row, mails: Number(row.mails) })),
  };
};

/** What was deferred is due now. @returns how many */
export const retryNow = (tx: Knex, now: string): Promise<number> =>
  tx('outbox').where('state', 'deferred').where('due_at', '>', now).update({ due_at: now });
