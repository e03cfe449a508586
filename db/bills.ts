// Bills as they are read: the ones of an account are those of its customer in which a contract stands that it holds now.
import type { Knex } from 'knex';
import type { DebitResult } from '../main/rules/bill-notice.ts';
import type { CalendarDate } from '../main/rules/calendar.ts';
import type { BillHead, BillLine } from './import-bills.ts';

export type Bill = BillHead & {
  readonly id: number;
  readonly customerId: number;
  readonly correctedAt: string | null;
};
const billColumns = {
  id: 'b.id',
  billNo: 'b.bill_no',
  customerId: 'b.customer_id',
  billingMonth: 'b.billing_month',
  state: 'b.state',
  issuedOn: 'b.issued_on',
  dueOn: 'b.due_on',
  payment: 'b.payment',
  amountYen: 'b.amount_yen',
  standardYen: 'b.standard_yen',
  standardTaxYen: 'b.standard_tax_yen',
  reducedYen: 'b.reduced_yen',
  reducedTaxYen: 'b.reduced_tax_yen',
  correctedAt: 'b.corrected_at',
};

export type BillFilter = {
  readonly contractId: number | null;
  /** `YYYY-MM`, both included. */
  readonly fromMonth: string | null;
  readonly throughMonth: string | null;
};
const noFilter: BillFilter = { contractId: null, fromMonth: null, throughMonth: null };
export type BillCursor = { readonly billingMonth: string; readonly billId: number };
type Holder = { readonly id: number; readonly customerId: number };

const ofAccount = (tx: Knex, account: Holder, { contractId, fromMonth, throughMonth }: BillFilter) => {
  const held = tx('bill_line as l')
    .join('account_contract as h', 'h.contract_id', 'l.contract_id')
    .where('h.account_id', account.id)
    // What was used while the account held a contract that has left it since.
    .where((held) => held.whereNull('h.to_on').orWhereRaw('l.used_from <= h.to_on'))
    .whereRaw('l.bill_id = b.id');
  if (contractId !== null) held.where('l.contract_id', contractId);
  const bills = tx('bill as b').where('b.customer_id', account.customerId).whereExists(held.select('l.id'));
  if (fromMonth !== null) bills.where('b.billing_month', '>=', fromMonth);
  if (throughMonth !== null) bills.where('b.billing_month', '<=', throughMonth);
  return bills;
};

/** The newest first. */
export const page = async (
  tx: Knex,
  account: Holder,
  filter: BillFilter,
  before: BillCursor | null,
  limit: number,
): Promise<Bill[]> => {
  const bills = ofAccount(tx, account, filter);
  if (before)
    bills.where((earlier) =>
      earlier
        .where('b.billing_month', '<', before.billingMonth)
        .orWhere((same) => same.where('b.billing_month', before.billingMonth).where('b.id', '<', before.billId)),
    );
  return bills
    .orderBy([
      { column: 'b.billing_month', order: 'desc' },
      { column: 'b.id', order: 'desc' },
    ])
    .limit(limit)
    .select(billColumns);
};

/** Null where the account has no such bill. */
export const onAccount = async (tx: Knex, account: Holder, billId: number): Promise<Bill | null> =>
  (await ofAccount(tx, account, noFilter).where('b.id', billId).first(billColumns)) ?? null;

/** Those of these that the account has. */
export const someOnAccount = (tx: Knex, account: Holder, billIds: readonly number[]): Promise<Bill[]> =>
  ofAccount(tx, account, noFilter).whereIn('b.id', billIds).orderBy('b.id').select(billColumns);

export const byId = async (tx: Knex, billId: number): Promise<Bill | null> =>
  (await tx('bill as b').where('b.id', billId).first(billColumns)) ?? null;

/** What the customer was asked to pay since a day; a bill of nothing tells nobody apart. */
export const amountsSince = (tx: Knex, customerId: number, since: CalendarDate): Promise<number[]> =>
  tx('bill')
    .where({ customer_id: customerId, state: 'fixed' })
    .where('issued_on', '>=', since)
    .where('amount_yen', '>', 0)
    .orderBy('id')
    .pluck('amount_yen');

export type Line = BillLine & {
  readonly billId: number;
  readonly contractId: number;
  readonly contractNo: string;
  readonly supplyPointNo: string;
  readonly plan: string;
  readonly place: string;
  readonly isMailEligible: boolean;
};

export const linesOf = async (tx: Knex, billIds: readonly number[]): Promise<Line[]> => {
  const rows: (Omit<Line, 'isMailEligible' | 'place'> & {
    isMailEligible: number;
    supplyLine: string;
    supplyBuilding: string;
  })[] = await tx('bill_line as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .whereIn('l.bill_id', billIds)
    .orderBy(['l.bill_id', 'l.line_no'])
    .select({
      billId: 'l.bill_id',
      lineNo: 'l.line_no',
      contractId: 'l.contract_id',
      contractNo: 'k.contract_no',
      supplyPointNo: 'k.supply_point_no',
      plan: 'k.plan',
      supplyLine: 'k.supply_line',
      supplyBuilding: 'k.supply_building',
      isMailEligible: 'k.is_mail_eligible',
      usedFrom: 'l.used_from',
      usedThrough: 'l.used_through',
      readOn: 'l.read_on',
      usageKwh: 'l.usage_kwh',
      basicYen: 'l.basic_yen',
      energyYen: 'l.energy_yen',
      fuelYen: 'l.fuel_yen',
      renewableYen: 'l.renewable_yen',
      otherYen: 'l.other_yen',
      amountYen: 'l.amount_yen',
      taxPercent: 'l.tax_percent',
    });
  return rows.map(({ supplyLine, supplyBuilding, ...row }) => ({
    ...row,
    place: [supplyLine, supplyBuilding].filter(Boolean).join('　'),
    isMailEligible: row.isMailEligible === 1,
  }));
};

export type Debit = { readonly billId: number; readonly debitedOn: string; readonly result: DebitResult };
export const debitsOf = (tx: Knex, billIds: readonly number[]): Promise<Debit[]> =>
  tx('debit')
    .whereIn('bill_id', billIds)
    .orderBy(['bill_id', 'debited_on'])
    .select({ billId: 'bill_id', debitedOn: 'debited_on', result: 'result' });

export type ContractDates = {
  readonly contractId: number;
  /** The last reading in any bill in which the contract stands (rule 23: of several contracts the last counts). */
  readonly readOn: string;
  /** Of its first bill. */
  readonly firstIssuedOn: string;
  readonly debitedOn: string | null;
};

/** Of the contracts that an account holds, those with a bill. */
export const contractDates = async (tx: Knex, account: Holder): Promise<ContractDates[]> => {
  const bills = tx('account_contract as h')
    .join('bill_line as l', 'l.contract_id', 'h.contract_id')
    .join('bill as b', 'b.id', 'l.bill_id')
    .where({ 'h.account_id': account.id, 'b.customer_id': account.customerId, 'b.state': 'fixed' })
    .whereNull('h.to_on')
    .groupBy('l.contract_id');
  const read: Omit<ContractDates, 'debitedOn'>[] = await bills
    .clone()
    .join('bill_line as w', 'w.bill_id', 'l.bill_id')
    .select({ contractId: 'l.contract_id' })
    .max({ readOn: 'w.read_on' })
    .min({ firstIssuedOn: 'b.issued_on' });
  const debited: { contractId: number; debitedOn: string }[] = await bills
    .clone()
    .join('debit as d', 'd.bill_id', 'l.bill_id')
    .where('d.result', 'debited')
    .select({ contractId: 'l.contract_id' })
    .max({ debitedOn: 'd.debited_on' });
  const debitOf = new Map(debited.map(({ contractId, debitedOn }) => [contractId, debitedOn]));
  return read.map((dates) => ({ ...dates, debitedOn: debitOf.get(dates.contractId) ?? null }));
};

/** Month -> kWh of these contracts under this customer, in bills that stand. */
export const usageOf = async (
  tx: Knex,
  customerId: number,
  contractIds: readonly number[],
  fromMonth: string,
  throughMonth: string,
): Promise<Map<string, number>> => {
  const rows: { month: string; kwh: number | string }[] = await tx('bill_line as l')
    .join('bill as b', 'b.id', 'l.bill_id')
    .where({ 'b.customer_id': customerId, 'b.state': 'fixed' })
    .whereIn('l.contract_id', contractIds)
    .whereBetween('b.billing_month', [fromMonth, throughMonth])
    .groupBy('b.billing_month')
    .select({ month: 'b.billing_month' })
    .sum({ kwh: 'l.usage_kwh' });
  return new Map(rows.map(({ month, kwh }) => [month, Number(kwh)]));
};

/** Whether one of the accounts that hold a contract of the bill, or held it then, is protected (rule 10). */
export const isProtected = async (tx: Knex, billId: number): Promise<boolean> =>
  (await tx('bill_line as l')
    .join('account_contract as h', 'h.contract_id', 'l.contract_id')
    .join('account as a', 'a.id', 'h.account_id')
    .where({ 'l.bill_id': billId, 'a.is_protected': 1 })
    .where((held) => held.whereNull('h.to_on').orWhereRaw('l.used_from <= h.to_on'))
    .first('a.id')) !== undefined;
