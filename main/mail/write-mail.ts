// From a claimed row to a mail that can be handed to a server, or to the reason why it is not.
import type { Knex } from 'knex';
import {
  billsOf,
  debitsOf,
  type MailBill,
  type MailDebit,
  type MailRecipient,
  recipientsOf,
} from '../../db/mail-facts.ts';
import type { Claimed } from '../../db/outbox.ts';
import { confirmationToken } from '../portal/confirmation.ts';
import { addDays, addHours, type CalendarDate, type Instant, tokyoDate, tokyoText } from '../rules/calendar.ts';
import { clockNoticeKind, decideSending, type Sending } from '../rules/mail-sending.ts';
import { fillText, type MailText, type MailValues, textKindOf } from '../rules/mail-text.ts';
import { returnPath } from './return-path.ts';
import type { MailSetup } from './setup.ts';

export type WrittenMail = {
  readonly id: number;
  readonly accountId: number;
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly returnPath: string;
  readonly text: MailText;
};
export type Written = { readonly mail: WrittenMail } | { readonly kept: Extract<Sending, { isSent: false }> };

const momentText = (at: Instant): string => {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(tokyoText(at)) ?? [];
  return `${Number(year)}年${Number(month)}月${Number(day)}日 ${hour}時${minute}分`;
};
const dateText = (on: CalendarDate): string => {
  const [year, month, day] = on.split('-').map(Number);
  return `${year}年${month}月${day}日`;
};
const monthText = (month: string): string => `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
const grouped = new Intl.NumberFormat('ja-JP');

const companyValues = ({ company }: MailSetup): MailValues => ({
  会社名: company.company,
  サービス名: company.service,
  サービスのURL: company.serviceAddress,
  お問い合わせ電話: company.helpPhone,
  受付時間: company.helpHours,
});

/** Null: it tells of no bill, or of no debit. */
type Told = { readonly bill: MailBill | null; readonly debit: MailDebit | null };

const valuesOf = async (
  tx: Knex,
  setup: MailSetup,
  row: Claimed,
  to: MailRecipient,
  { bill, debit }: Told,
): Promise<MailValues> => {
  const values = { ...companyValues(setup), お名前: to.name, 手続き日時: momentText(row.createdAt) };
  if (row.kind === 'confirm-address') {
    const token = await confirmationToken(tx, { id: to.mailAddressId, createdAt: to.createdAt });
    const until = momentText(addHours(to.createdAt, setup.policy.confirmAddressHours));
    return { ...values, 確認のURL: `${setup.sending.confirmUrl}#${token}`, 有効期限: until };
  }
  // It lapses when the last day is over.
  if (row.kind === clockNoticeKind && row.lapsesAt !== null)
    return { ...values, ログインできる最終日: dateText(addDays(tokyoDate(row.lapsesAt), -1)) };
  if (!bill) return values;
  return {
    ...values,
    ご請求年月: monthText(bill.billingMonth),
    お支払期限: dateText(bill.dueOn),
    ご請求のURL: setup.sending.billUrl,
    ご請求金額: `${grouped.format(bill.amountYen)}円`,
    ご使用量: `${grouped.format(bill.usageKwh)}kWh`,
    検針日: dateText(bill.readOn),
    ...(debit && { 口座振替日: dateText(debit.debitedOn) }),
  };
};

const kept = (reason: 'unsafe' | 'address-removed'): Written => ({
  kept: { isSent: false, state: 'suppressed', reason },
});

const writeOne = async (
  tx: Knex,
  setup: MailSetup,
  row: Claimed,
  to: MailRecipient,
  told: Told,
  now: Instant,
): Promise<Written> => {
  const sending = decideSending(row, to, { bill: told.bill, debitResult: told.debit?.result ?? null }, now);
  if (!sending.isSent) return { kept: sending };
  // A protected customer's mailbox may be read by others: no amount goes there, whatever was wished for.
  const kind = textKindOf(row.kind, to.wantsAmounts && !to.isProtected);
  const text = fillText(setup.texts[kind], await valuesOf(tx, setup, row, to, told));
  if (!text) return kept('unsafe');
  return {
    mail: {
      id: row.id,
      accountId: row.accountId,
      messageId: row.messageId,
      createdAt: row.createdAt,
      from: { name: setup.sending.senderName, address: `${setup.sending.senderLocal}@${setup.domain}` },
      to: to.address,
      returnPath: returnPath(setup.secret, row.id, setup.domain),
      text,
    },
  };
};

/** Each row with its mail, or with what keeps it back. */
export const writeMails = async (
  tx: Knex,
  setup: MailSetup,
  rows: readonly Claimed[],
  now: Instant,
): Promise<{ row: Claimed; written: Written }[]> => {
  const recipients = await recipientsOf(
    tx,
    rows.map(({ mailAddressId }) => mailAddressId),
  );
  const idsOf = (of: 'billId' | 'debitId'): number[] => rows.flatMap((row) => row[of] ?? []);
  const [billIds, debitIds] = [idsOf('billId'), idsOf('debitId')];
  const bills = billIds.length === 0 ? new Map<number, MailBill>() : await billsOf(tx, billIds);
  const debits = debitIds.length === 0 ? new Map<number, MailDebit>() : await debitsOf(tx, debitIds);
  const written: { row: Claimed; written: Written }[] = [];
  for (const row of rows) {
    const to = recipients.get(row.mailAddressId);
    const told = { bill: bills.get(row.billId ?? 0) ?? null, debit: debits.get(row.debitId ?? 0) ?? null };
    written.push({ row, written: to ? await writeOne(tx, setup, row, to, told, now) : kept('address-removed') });
  }
  return written;
};
