// What became of mails, as it is read: by the bill, by the account, and what persons had sent again.
import type { Knex } from 'knex';
import type { MailReason, MailState } from '../main/rules/mail-state.ts';

export type BillMail = {
  readonly mailAddressId: number;
  readonly state: MailState;
  readonly reason: MailReason | null;
  readonly code: number | null;
  readonly at: string;
};

/** Mails that told of a bill at addresses that the account still has, the last one last. */
export const ofBill = (tx: Knex, accountId: number, billId: number): Promise<BillMail[]> =>
  tx('outbox as o')
    .join('mail_address as m', 'm.id', 'o.mail_address_id')
    .where({ 'o.account_id': accountId, 'o.bill_id': billId, 'o.kind': 'bill' })
    .whereNull('m.removed_at')
    .orderBy('o.id')
    .select({
      mailAddressId: 'o.mail_address_id',
      state: 'o.state',
      reason: 'o.reason',
      code: 'o.answer_code',
      at: 'o.created_at',
    });

export type SentMail = BillMail & {
  readonly id: number;
  readonly kind: string;
  readonly billId: number | null;
  readonly address: string;
  readonly isRemoved: boolean;
  readonly status: string | null;
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly acceptedAt: string | null;
  readonly endedAt: string | null;
  /** Staff; null: sent by itself. */
  readonly resentBy: number | null;
  readonly resendOf: number | null;
};

/** Every mail of an account, or of one of its bills: each recipient with what became of it, newest first. */
export const history = async (
  tx: Knex,
  accountId: number,
  { billId = null, before = null, limit }: { billId?: number | null; before?: number | null; limit: number },
): Promise<SentMail[]> => {
  const query = tx('outbox as o')
    .join('mail_address as m', 'm.id', 'o.mail_address_id')
    .where('o.account_id', accountId);
  if (billId !== null) query.where('o.bill_id', billId);
  if (before !== null) query.where('o.id', '<', before);
  const rows: (Omit<SentMail, 'isRemoved' | 'nextAt'> & { removedAt: string | null; dueAt: string })[] = await query
    .orderBy('o.id', 'desc')
    .limit(limit)
    .select({
      id: 'o.id',
      kind: 'o.kind',
      billId: 'o.bill_id',
      mailAddressId: 'o.mail_address_id',
      address: 'm.address',
      removedAt: 'm.removed_at',
      state: 'o.state',
      reason: 'o.reason',
      code: 'o.answer_code',
      status: 'o.answer_status',
      attempts: 'o.attempts',
      at: 'o.created_at',
      dueAt: 'o.due_at',
      acceptedAt: 'o.accepted_at',
      endedAt: 'o.ended_at',
      resentBy: 'o.resent_by',
      resendOf: 'o.resend_of',
    });
  return rows.map(({ removedAt, dueAt, ...row }) => ({
    ...row,
    isRemoved: removedAt !== null,
    nextAt: row.state === 'waiting' || row.state === 'deferred' ? dueAt : null,
  }));
};

/** What persons had sent since an instant, the last one last. */
export const resentSince = (tx: Knex, accountId: number, since: string): Promise<{ billId: number; at: string }[]> =>
  tx('outbox')
    .where({ account_id: accountId, kind: 'bill' })
    .whereNotNull('resent_by')
    .where('created_at', '>=', since)
    .orderBy('id')
    .select({ billId: 'bill_id', at: 'created_at' });

/** The last mail of each of these bills to each address. */
export const lastOf = (
  tx: Knex,
  accountId: number,
  billIds: readonly number[],
): Promise<{ id: number; billId: number; mailAddressId: number }[]> =>
  tx('outbox')
    .where({ account_id: accountId, kind: 'bill' })
    .whereIn('bill_id', billIds)
    .groupBy('bill_id', 'mail_address_id')
    .select({ billId: 'bill_id', mailAddressId: 'mail_address_id' })
    .max({ id: 'id' });
