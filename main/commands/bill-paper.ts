// A bill with all that its paper and its breakdown say.
import type { Knex } from 'knex';
import * as billSettings from '../../db/bill-settings.ts';
import * as bills from '../../db/bills.ts';
import * as customers from '../../db/customers.ts';
import * as printSettings from '../../db/print-settings.ts';
import { toWindows31j } from '../files/windows-31j.ts';
import { type BillPaper, billDocument, undrawable } from '../print/bill.ts';
import { openTypeface } from '../print/typeface.ts';
import { groupedSupplyPoint, isWhole, monthsThrough } from '../rules/bill.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import { unparse } from './csv.ts';

export type BillEncoding = 'utf-8' | 'windows-31j';
const chartMonths = 13;
const payments = { debit: '口座振替', card: 'クレジットカード', slip: '振込用紙' } as const;

/** @returns the paper, or why there is none */
export const readPaper = async (
  tx: Knex,
  bill: bills.Bill,
  today: CalendarDate,
): Promise<
  { ok: true; paper: BillPaper; isProtected: boolean } | { ok: false; error: 'bill-incomplete' | 'bill-sender-missing' }
> => {
  const sender = (await printSettings.senderOf(tx))?.value.sender;
  const own = (await billSettings.billSenderOf(tx))?.value;
  if (!sender || !own) return { ok: false, error: 'bill-sender-missing' };
  const lines = await bills.linesOf(tx, [bill.id]);
  const customer = await customers.byId(tx, bill.customerId);
  if (!customer || !isWhole(bill.amountYen, lines)) return { ok: false, error: 'bill-incomplete' };
  const months = monthsThrough(bill.billingMonth, chartMonths);
  const contractIds = [...new Set(lines.map(({ contractId }) => contractId))];
  const used = await bills.usageOf(tx, bill.customerId, contractIds, months[0] ?? '', bill.billingMonth);
  const isProtected = await bills.isProtected(tx, bill.id);
  const { company, postcode, address, helpPhone, helpHours } = sender;
  const rates = [
    { percent: 10, amountYen: bill.standardYen, taxYen: bill.standardTaxYen },
    { percent: 8, amountYen: bill.reducedYen, taxYen: bill.reducedTaxYen },
  ];
  const isPerson = customer.kind === 'person' || customer.kind === 'sole-trader';
  const paper: BillPaper = {
    issuer: { company, postcode, address, helpPhone, helpHours, registrationNo: own.registrationNo },
    addressee: `${customer.name}　${isPerson ? '様' : '御中'}`,
    customerNo: customer.customerNo,
    billNo: bill.billNo,
    billingMonth: bill.billingMonth,
    isCancelled: bill.state === 'cancelled',
    issuedOn: bill.issuedOn,
    dueOn: bill.dueOn,
    payment: payments[bill.payment],
    isByDebit: bill.payment === 'debit',
    reissuedOn: today,
    amountYen: bill.amountYen,
    rates: rates.filter(({ percent, amountYen }) => percent === 10 || amountYen !== 0),
    untaxedYen: bill.amountYen - bill.standardYen - bill.reducedYen,
    lines: lines.map((line) => ({
      ...line,
      supplyPointNo: groupedSupplyPoint(line.supplyPointNo),
      // A paper travels further than a screen: no address of a protected customer on it.
      place: isProtected ? '' : line.place,
    })),
    usage: months.map((month) => ({ month, kwh: used.get(month) ?? null })),
  };
  return { ok: true, paper, isProtected };
};

const bytesOf = async (document: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
};

/** @returns the file's bytes, or the character that the font lacks */
export const pdfOf = async (
  paper: BillPaper,
): Promise<{ ok: true; bytes: Uint8Array } | { ok: false; character: string }> => {
  const character = undrawable(paper, openTypeface().canDraw);
  return character === null ? { ok: true, bytes: await bytesOf(billDocument(paper)) } : { ok: false, character };
};

const header = [
  '請求番号',
  '請求年月',
  'お客さま番号',
  'ご契約者名',
  '契約番号',
  '供給地点特定番号',
  'ご使用場所',
  'ご契約種別',
  '使用期間開始日',
  '使用期間終了日',
  '検針日',
  '使用量(kWh)',
  '基本料金',
  '電力量料金',
  '燃料費調整額',
  '再エネ賦課金',
  'その他',
  '金額(税込)',
  '税率(%)',
  '請求金額(税込)',
  '10%対象額(税込)',
  '10%消費税額',
  '8%対象額(税込)',
  '8%消費税額',
  '登録番号',
];

const rowsOf = (paper: BillPaper): string[][] => {
  const rate = (percent: number) => paper.rates.find((one) => one.percent === percent);
  const whole = [
    paper.amountYen,
    ...[10, 8].flatMap((percent) => [rate(percent)?.amountYen ?? 0, rate(percent)?.taxYen ?? 0]),
  ];
  return paper.lines.map((line) => [
    paper.billNo,
    paper.billingMonth,
    paper.customerNo,
    // Without the 様 of a letter.
    paper.addressee.slice(0, paper.addressee.lastIndexOf('　')),
    line.contractNo,
    line.supplyPointNo,
    line.place,
    line.plan,
    line.usedFrom,
    line.usedThrough,
    line.readOn,
    ...[line.usageKwh, line.basicYen, line.energyYen, line.fuelYen, line.renewableYen, line.otherYen].map(String),
    String(line.amountYen),
    String(line.taxPercent),
    ...whole.map(String),
    paper.issuer.registrationNo,
  ]);
};

/** @returns the file's bytes, or the characters that Windows-31J cannot hold (rule 32) */
export const csvOf = async (
  paper: BillPaper,
  encoding: BillEncoding,
): Promise<{ ok: true; bytes: Uint8Array } | { ok: false; characters: string[] }> => {
  const csv = unparse(header, rowsOf(paper));
  if (encoding === 'utf-8') return { ok: true, bytes: Buffer.from(csv, 'utf8') };
  return toWindows31j(csv.slice(1));
};
