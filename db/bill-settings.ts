// What bills say of their sender beside its name and address, and from where their mail comes.
import type { Knex } from 'knex';
import { readKept, writeKept } from './print-settings.ts';

export type BillSender = {
  /** 適格請求書発行事業者の登録番号: T and 13 digits. */
  registrationNo: string;
  /** The domain that receivers have to let through (rule 20). */
  mailDomain: string;
};
const key = 'bill-sender';

export const billSenderOf = (tx: Knex) => readKept<BillSender>(tx, key);
export const setBillSender = (tx: Knex, value: BillSender, version: number, now: string): Promise<boolean> =>
  writeKept(tx, key, value, version, now);
