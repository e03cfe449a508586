// Bills of a customer for tests at the door.
import type { Knex } from 'knex';
import { setBillSender } from '../../db/bill-settings.ts';
import { addBills, addDebits, addLines, type BillHead, type BillLine } from '../../db/import-bills.ts';
import { setSender } from '../../db/print-settings.ts';
import { sender } from '../print/cards.ts';
import type { TestCustomer } from '../setup/customer.ts';
import { noon } from '../setup/desk.ts';

export const registrationNo = 'T6430001000000';
export const setSenders = async (tx: Knex): Promise<void> => {
  await setSender(tx, { sender, offsets: [] }, 0, noon);
  await setBillSender(tx, { registrationNo, mailDomain: 'mail.akari.example.jp' }, 0, noon);
};

export const head: BillHead = {
  billNo: '7000000001',
  billingMonth: '2026-10',
  state: 'fixed',
  issuedOn: '2026-10-20',
  dueOn: '2026-11-09',
  payment: 'debit',
  amountYen: 8000,
  standardYen: 8000,
  standardTaxYen: 727,
  reducedYen: 0,
  reducedTaxYen: 0,
};
export const line: BillLine = {
  lineNo: 1,
  usedFrom: '2026-09-16',
  usedThrough: '2026-10-15',
  readOn: '2026-10-16',
  usageKwh: 210,
  basicYen: 1264,
  energyYen: 6000,
  fuelYen: -150,
  renewableYen: 941,
  otherYen: -55,
  amountYen: 8000,
  taxPercent: 10,
};

export type More = {
  head?: Partial<BillHead>;
  line?: Partial<BillLine>;
  debits?: [on: string, 'debited' | 'failed'][];
};
/** @returns the bill's id */
export const addBill = async (tx: Knex, customer: TestCustomer, more: More = {}): Promise<number> => {
  const whole = { ...head, ...more.head };
  const ids = await addBills(tx, [{ head: whole, customerId: customer.customerId }], noon);
  const billId = ids.get(whole.billNo) ?? 0;
  await addLines(tx, [{ billId, contractId: customer.contractId, line: { ...line, ...more.line } }]);
  const debits = (more.debits ?? []).map(([debitedOn, result]) => ({ billId, debitedOn, result, isNews: false }));
  await addDebits(tx, debits, noon);
  return billId;
};
