// Bills, their lines and debits as files of the customer system bring them: what is known of them, and writing many.
import type { Knex } from 'knex';
import type { DebitResult } from '../main/rules/bill-notice.ts';
import { fromList } from './import-known.ts';
import { withStatements } from './statements.ts';

/** What is the whole bill's. All amounts in yen with tax; `standard` is taxed at 10 %, `reduced` at 8 %. */
export type BillHead = {
  readonly billNo: string;
  /** `YYYY-MM`. */
  readonly billingMonth: string;
  readonly state: 'fixed' | 'cancelled';
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly payment: 'debit' | 'card' | 'slip';
  readonly amountYen: number;
  readonly standardYen: number;
  /** Of which tax. */
  readonly standardTaxYen: number;
  readonly reducedYen: number;
  readonly reducedTaxYen: number;
};
/** One contract's part. */
export type BillLine = {
  readonly lineNo: number;
  readonly usedFrom: string;
  readonly usedThrough: string;
  readonly readOn: string;
  readonly usageKwh: number;
  readonly basicYen: number;
  readonly energyYen: number;
  /** 燃料費調整額; below zero where fuel was cheap. */
  readonly fuelYen: number;
  /** 再エネ賦課金. */
  readonly renewableYen: number;
  readonly otherYen: number;
  readonly amountYen: number;
  readonly taxPercent: number;
};

const headColumns = (head: BillHead) => ({
  billing_month: head.billingMonth,
  state: head.state,
  issued_on: head.issuedOn,
  due_on: head.dueOn,
  payment: head.payment,
  amount_yen: head.amountYen,
  standard_yen: head.standardYen,
  standard_tax_yen: head.standardTaxYen,
  reduced_yen: head.reducedYen,
  reduced_tax_yen: head.reducedTaxYen,
});
const lineColumns = (line: BillLine, contractId: number) => ({
  contract_id: contractId,
  used_from: line.usedFrom,
  used_through: line.usedThrough,
  read_on: line.readOn,
  usage_kwh: line.usageKwh,
  basic_yen: line.basicYen,
  energy_yen: line.energyYen,
  fuel_yen: line.fuelYen,
  renewable_yen: line.renewableYen,
  other_yen: line.otherYen,
  amount_yen: line.amountYen,
  tax_percent: line.taxPercent,
});

type Columns = Readonly<Record<string, unknown>>;
const isSame = (row: Columns, columns: Columns): boolean =>
  Object.entries(columns).every(([name, value]) => row[name] === value);

export type KnownBill = {
  readonly id: number;
  readonly customerNo: string;
  readonly isSame: (head: BillHead) => boolean;
};
type BillRow = Columns & { readonly id: number; readonly bill_no: string; readonly customer_no: string };

export const knownBills = (tx: Knex, billNos: readonly string[]): Promise<Map<string, KnownBill>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<BillRow>(
      `select b.*, c.customer_no from ${fromList(statements, 'text', 'bill b on b.bill_no = m.value')}
       join customer c on c.id = b.customer_id`,
      [billNos],
    );
    return new Map(
      rows.map((row) => [
        row.bill_no,
        { id: row.id, customerNo: row.customer_no, isSame: (head) => isSame(row, headColumns(head)) },
      ]),
    );
  });

export type KnownLine = { readonly id: number; readonly isSame: (line: BillLine, contractId: number) => boolean };
type LineRow = Columns & { readonly id: number; readonly bill_id: number; readonly line_no: number };

/** By bill and number: `7/1`. */
export const knownLines = (tx: Knex, billIds: readonly number[]): Promise<Map<string, KnownLine>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<LineRow>(
      `select l.* from ${fromList(statements, 'bigint', 'bill_line l on l.bill_id = m.value')}`,
      [billIds],
    );
    return new Map(
      rows.map((row) => [
        `${row.bill_id}/${row.line_no}`,
        { id: row.id, isSame: (line, contractId) => isSame(row, lineColumns(line, contractId)) },
      ]),
    );
  });

export type KnownDebit = { readonly id: number; readonly result: DebitResult };

/** By bill and day: `7/2026-11-24`. */
export const knownDebits = (tx: Knex, billIds: readonly number[]): Promise<Map<string, KnownDebit>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<KnownDebit & { bill_id: number; debited_on: string }>(
      `select d.* from ${fromList(statements, 'bigint', 'debit d on d.bill_id = m.value')}`,
      [billIds],
    );
    return new Map(rows.map(({ id, result, bill_id, debited_on }) => [`${bill_id}/${debited_on}`, { id, result }]));
  });

/** Rows of one statement; SQLite takes no more than 500. */
const together = 200;
const insertAll = async (tx: Knex, table: string, rows: readonly Columns[]): Promise<void> => {
  for (let from = 0; from < rows.length; from += together) await tx(table).insert(rows.slice(from, from + together));
};

/** @returns bill number -> id */
export const addBills = async (
  tx: Knex,
  bills: readonly { head: BillHead; customerId: number }[],
  now: string,
): Promise<Map<string, number>> => {
  const ids = new Map<string, number>();
  for (let from = 0; from < bills.length; from += together) {
    const rows = bills.slice(from, from + together).map(({ head, customerId }) => ({
      bill_no: head.billNo,
      customer_id: customerId,
      ...headColumns(head),
      created_at: now,
    }));
    const made: { id: number; bill_no: string }[] = await tx('bill').insert(rows).returning(['id', 'bill_no']);
    for (const { id, bill_no } of made) ids.set(bill_no, id);
  }
  return ids;
};

/** What was billed before is told by the audit's counts only; that it was corrected, the bill says. */
export const changeBill = async (tx: Knex, id: number, head: BillHead, now: string): Promise<void> => {
  await tx('bill')
    .where({ id })
    .update({ ...headColumns(head), corrected_at: now, version: tx.raw('version + 1') });
};

export type NewLine = { readonly billId: number; readonly contractId: number; readonly line: BillLine };
export const addLines = (tx: Knex, lines: readonly NewLine[]): Promise<void> =>
  insertAll(
    tx,
    'bill_line',
    lines.map(({ billId, contractId, line }) => ({
      bill_id: billId,
      line_no: line.lineNo,
      ...lineColumns(line, contractId),
    })),
  );

export const changeLine = async (
  tx: Knex,
  id: number,
  { billId, contractId, line }: NewLine,
  now: string,
): Promise<void> => {
  await tx('bill_line')
    .where({ id })
    .update({ ...lineColumns(line, contractId), version: tx.raw('version + 1') });
  await tx('bill').where({ id: billId }).update({ corrected_at: now });
};

export type NewDebit = {
  readonly billId: number;
  readonly debitedOn: string;
  readonly result: DebitResult;
  /** A mail will tell of it. */
  readonly isNews: boolean;
};
export const addDebits = (tx: Knex, debits: readonly NewDebit[], now: string): Promise<void> =>
  insertAll(
    tx,
    'debit',
    debits.map(({ billId, debitedOn, result, isNews }) => ({
      bill_id: billId,
      debited_on: debitedOn,
      result,
      is_untold: isNews ? 1 : 0,
      created_at: now,
    })),
  );

export const changeDebit = async (tx: Knex, id: number, result: DebitResult, isNews: boolean): Promise<void> => {
  await tx('debit')
    .where({ id })
    .update({ result, is_untold: isNews ? 1 : 0, version: tx.raw('version + 1') });
};
