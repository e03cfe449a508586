// What stands in mails, and who they go to, read for many at once.
import type { Knex } from 'knex';
import type { DebitResult } from '../main/rules/bill-notice.ts';
import type { Recipient } from '../main/rules/mail-sending.ts';

export type MailRecipient = Recipient & {
  readonly mailAddressId: number;
  readonly createdAt: string;
  readonly name: string;
  readonly wantsAmounts: boolean;
  readonly isProtected: boolean;
};

export const recipientsOf = async (
  tx: Knex,
  mailAddressIds: readonly number[],
): Promise<Map<number, MailRecipient>> => {
  const rows = await tx('mail_address as m')
    .join('account as a', 'a.id', 'm.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .leftJoin('account_clock as o', 'o.account_id', 'a.id')
    .whereIn('m.id', mailAddressIds)
    .select({
      mailAddressId: 'm.id',
      address: 'm.address',
      createdAt: 'm.created_at',
      confirmedAt: 'm.confirmed_at',
      removedAt: 'm.removed_at',
      suppressedAt: 'm.suppressed_at',
      status: 'a.status',
      wantsNotices: 'a.wants_notices',
      wantsAmounts: 'a.wants_amounts',
      isProtected: 'a.is_protected',
      name: 'c.name',
      openThrough: 'o.open_through',
    });
  return new Map(
    rows.map((row) => [
      row.mailAddressId,
      {
        ...row,
        wantsNotices: row.wantsNotices === 1,
        wantsAmounts: row.wantsAmounts === 1,
        isProtected: row.isProtected === 1,
      },
    ]),
  );
};

export type MailBill = {
  readonly state: 'fixed' | 'cancelled';
  readonly billingMonth: string;
  readonly dueOn: string;
  readonly amountYen: number;
  readonly usageKwh: number;
  /** The last of its lines. */
  readonly readOn: string;
  readonly isMailEligible: boolean;
};

export const billsOf = async (tx: Knex, billIds: readonly number[]): Promise<Map<number, MailBill>> => {
  const rows: (Omit<MailBill, 'isMailEligible'> & { id: number; eligible: number })[] = await tx('bill as b')
    .join('bill_line as l', 'l.bill_id', 'b.id')
    .join('contract as k', 'k.id', 'l.contract_id')
    .whereIn('b.id', billIds)
    .groupBy('b.id', 'b.state', 'b.billing_month', 'b.due_on', 'b.amount_yen')
    .select({
      id: 'b.id',
      state: 'b.state',
      billingMonth: 'b.billing_month',
      dueOn: 'b.due_on',
      amountYen: 'b.amount_yen',
    })
    .sum({ usageKwh: 'l.usage_kwh' })
    .max({ eligible: 'k.is_mail_eligible', readOn: 'l.read_on' });
  return new Map(
    rows.map(({ id, eligible, usageKwh, ...row }) => [
      id,
      { ...row, usageKwh: Number(usageKwh), isMailEligible: Number(eligible) === 1 },
    ]),
  );
};

export type MailDebit = { readonly debitedOn: string; readonly result: DebitResult };

export const debitsOf = async (tx: Knex, debitIds: readonly number[]): Promise<Map<number, MailDebit>> => {
  const rows: (MailDebit & { id: number })[] = await tx('debit')
    .whereIn('id', debitIds)
    .select({ id: 'id', debitedOn: 'debited_on', result: 'result' });
  return new Map(rows.map((row) => [row.id, row]));
};
