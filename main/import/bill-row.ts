// One row of a bills file: one contract's part of a bill, with what is the whole bill's. The customer system is master of
// all of it (rule 34).
import type { BillHead, BillLine } from '../../db/import-bills.ts';
import type { RowCheck } from './row-check.ts';

export type ImportedBillLine = {
  readonly line: number;
  readonly customerNo: string;
  readonly contractNo: string;
  readonly head: BillHead;
  readonly part: BillLine;
};

const aside = { min: -99_999_999_999, max: 99_999_999_999 } as const;
const amount = { min: 0, max: aside.max } as const;
const billNoPattern = /^\d{10}$/;
export const readBillNo = (check: RowCheck): string => check.matching('bill_no', billNoPattern, 'bad-bill-no');

const readHead = (check: RowCheck): BillHead => {
  const before = check.rejects.length;
  const head: BillHead = {
    billNo: readBillNo(check),
    billingMonth: check.matching('billing_month', /^\d{4}-(0[1-9]|1[0-2])$/, 'bad-month'),
    state: check.oneOf('bill_state', ['fixed', 'cancelled'], 'bad-status'),
    issuedOn: check.date('issued_on'),
    dueOn: check.date('due_on'),
    payment: check.oneOf('payment', ['debit', 'card', 'slip'], 'bad-payment'),
    amountYen: check.wholeNumber('bill_yen', amount),
    standardYen: check.wholeNumber('standard_yen', amount),
    standardTaxYen: check.wholeNumber('standard_tax_yen', amount),
    reducedYen: check.wholeNumber('reduced_yen', amount),
    reducedTaxYen: check.wholeNumber('reduced_tax_yen', amount),
  };
  // What bears no tax may stand beside them; more than the whole cannot.
  const isMoreThanAll = head.standardYen + head.reducedYen > head.amountYen;
  const isTaxTooMuch = head.standardTaxYen > head.standardYen || head.reducedTaxYen > head.reducedYen;
  // A number that could not be read adds up to nothing.
  if (check.rejects.length === before && (isMoreThanAll || isTaxTooMuch)) check.fault('bill_yen', 'amounts-disagree');
  return head;
};

const readPart = (check: RowCheck): BillLine => {
  const before = check.rejects.length;
  const part: BillLine = {
    lineNo: check.wholeNumber('line_no', { min: 1, max: 999 }),
    usedFrom: check.date('used_from'),
    usedThrough: check.date('used_through'),
    readOn: check.date('read_on'),
    usageKwh: check.wholeNumber('usage_kwh', amount),
    basicYen: check.wholeNumber('basic_yen', aside),
    energyYen: check.wholeNumber('energy_yen', aside),
    fuelYen: check.wholeNumber('fuel_yen', aside),
    renewableYen: check.wholeNumber('renewable_yen', aside),
    otherYen: check.wholeNumber('other_yen', aside),
    amountYen: check.wholeNumber('line_yen', aside),
    taxPercent: check.wholeNumber('tax_percent', { min: 0, max: 10 }, 'bad-rate'),
  };
  const { basicYen, energyYen, fuelYen, renewableYen, otherYen, amountYen, taxPercent } = part;
  if (![0, 8, 10].includes(taxPercent)) check.fault('tax_percent', 'bad-rate');
  if (part.usedThrough < part.usedFrom) check.fault('used_through', 'ends-before-start');
  const sum = basicYen + energyYen + fuelYen + renewableYen + otherYen;
  if (check.rejects.length === before && sum !== amountYen) check.fault('line_yen', 'amounts-disagree');
  return part;
};

export const readBillLine = (check: RowCheck): ImportedBillLine => ({
  line: check.line,
  customerNo: check.matching('customer_no', /^\d{10}$/, 'bad-customer-no'),
  contractNo: check.matching('contract_no', /^\d{10}$/, 'bad-contract-no'),
  head: readHead(check),
  part: readPart(check),
});
