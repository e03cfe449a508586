// Files of bills and debits for tests: one line for one contract.
import { writeFileSync } from 'node:fs';
import { fieldsOf } from '../../main/rules/import-columns.ts';
import { accountFields, contractFields, csvLine } from '../customer-files.ts';
import type { TestDatabase } from '../databases.ts';
import { done, fileOf, inFolder } from './importing.ts';

export const [first, second] = [accountFields(0), accountFields(1)];
const running = { status: 'active', ended_on: '', started_on: '2020-04-01' };
export const firstContract = { ...contractFields(0), ...running };
export const otherContract = { ...contractFields(20), customer_no: first.customer_no, ...running };
export const strangersContract = { ...contractFields(1), ...running };

/** Two customers, the first with two contracts. */
export const addCustomers = async (at: TestDatabase): Promise<void> => {
  await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
  await done(at, 'contracts', fileOf(at, 'contracts', [firstContract, otherContract, strangersContract]));
};

/** One contract's part of a bill over two: 8,000 and 4,000 yen. */
export const billRow = (more: Record<string, string> = {}): Record<string, string> => ({
  bill_no: '7000000001',
  customer_no: first.customer_no,
  billing_month: '2026-10',
  bill_state: 'fixed',
  issued_on: '2026-10-20',
  due_on: '2026-11-09',
  payment: 'debit',
  bill_yen: '12000',
  standard_yen: '12000',
  standard_tax_yen: '1090',
  reduced_yen: '0',
  reduced_tax_yen: '0',
  line_no: '1',
  contract_no: firstContract.contract_no,
  used_from: '2026-09-16',
  used_through: '2026-10-15',
  read_on: '2026-10-16',
  usage_kwh: '210',
  basic_yen: '1264',
  energy_yen: '6000',
  fuel_yen: '-150',
  renewable_yen: '941',
  other_yen: '-55',
  line_yen: '8000',
  tax_percent: '10',
  ...more,
});
export const otherPart = (more: Record<string, string> = {}): Record<string, string> =>
  billRow({
    line_no: '2',
    contract_no: otherContract.contract_no,
    usage_kwh: '90',
    energy_yen: '2000',
    fuel_yen: '0',
    renewable_yen: '736',
    other_yen: '0',
    line_yen: '4000',
    ...more,
  });

export const billFileOf = (at: TestDatabase, rows: Record<string, string>[]): string => {
  const path = inFolder(at, 'bills.csv');
  writeFileSync(path, [fieldsOf('bills').join(','), ...rows.map(csvLine), ''].join('\n'));
  return path;
};
export const debitFileOf = (at: TestDatabase, rows: [billNo: string, on: string, result: string][]): string => {
  const path = inFolder(at, 'debits.csv');
  writeFileSync(path, ['請求番号,口座振替日,振替結果', ...rows.map((row) => row.join(',')), ''].join('\n'));
  return path;
};
