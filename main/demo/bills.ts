// Thirteen months of bills for the demo's named people: drawn from nothing but the contract's place and the month.
import type { Knex } from 'knex';
import { setBillSender } from '../../db/bill-settings.ts';
import {
  addBills,
  addDebits,
  addLines,
  type BillHead,
  type BillLine,
  changeBill,
  type NewDebit,
} from '../../db/import-bills.ts';
import { setMailSending } from '../../db/mail-settings.ts';
import { setSender } from '../../db/print-settings.ts';
import { addDays, type CalendarDate, type Instant, tokyoDate } from '../rules/calendar.ts';

/** Contracts that are billed together; one for most people. */
export type BilledTogether = {
  readonly customerId: number;
  readonly isOrganisation: boolean;
  readonly contracts: readonly {
    readonly contractId: number;
    readonly startedOn: CalendarDate;
    readonly endedOn: CalendarDate | null;
  }[];
};

const months = 13;
/** Hokkaido heats: by month from January. */
const seasons = [1.55, 1.5, 1.3, 1.05, 0.85, 0.75, 0.8, 0.85, 0.8, 0.9, 1.1, 1.4] as const;
const fuelRates = [-1.2, -0.8, 0.4, 1.1, 1.9, 0.7] as const;

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
/** Every month has the day: none is later than the 28th. */
const monthsBefore = (on: CalendarDate, count: number): CalendarDate => {
  const month = Number(on.slice(0, 4)) * 12 + Number(on.slice(5, 7)) - 1 - count;
  return `${pad(Math.floor(month / 12), 4)}-${pad((month % 12) + 1, 2)}-${pad(Math.min(28, Number(on.slice(8))), 2)}`;
};

const lineOf = (lineNo: number, usedFrom: CalendarDate, readOn: CalendarDate, size: number, draw: number): BillLine => {
  const month = Number(readOn.slice(5, 7)) - 1;
  const days = Math.max(1, Math.round((Date.parse(readOn) - Date.parse(usedFrom)) / 86_400_000));
  const usageKwh = Math.round(((size * (seasons[month] ?? 1) * (90 + (draw % 21))) / 100) * Math.min(1, days / 30));
  const basicYen = size > 1000 ? 11_286 : 1264;
  const energyYen = Math.floor(usageKwh * 35.69);
  const fuelYen = Math.round(usageKwh * (fuelRates[month % fuelRates.length] ?? 0));
  const renewableYen = Math.floor(usageKwh * 3.98);
  const otherYen = draw % 3 === 0 ? -55 : 0;
  const amountYen = basicYen + energyYen + fuelYen + renewableYen + otherYen;
  const part = { lineNo, usedFrom, usedThrough: addDays(readOn, -1), readOn, usageKwh, taxPercent: 10 };
  return { ...part, basicYen, energyYen, fuelYen, renewableYen, otherYen, amountYen };
};

/** Of the second group the bill of three months ago, and of the month before last. */
const cancelled = { place: 1, back: 3 };
const corrected = { place: 1, back: 2 };
const isOneOf = (one: typeof cancelled, place: number, back: number): boolean =>
  place === one.place && back === one.back;
const payments = ['debit', 'debit', 'debit', 'slip', 'debit', 'debit', 'card', 'slip'] as const;

type Made = { back: number; head: BillHead; customerId: number; lines: { contractId: number; line: BillLine }[] };

const billsOf = (group: BilledTogether, place: number, today: CalendarDate): Made[] => {
  const made: Made[] = [];
  const isOver = group.contracts.every(({ endedOn }) => endedOn !== null);
  const lastEnd = group.contracts.reduce((last, { endedOn }) => (endedOn && endedOn > last ? endedOn : last), '');
  // The first of them was read three days ago: its bill cannot be seen yet.
  const latest = isOver ? lastEnd : addDays(today, -3 - ((place * 7) % 27));
  for (let back = 0; back < months; back += 1) {
    const readOn = back === 0 ? latest : monthsBefore(latest, back);
    const from = monthsBefore(latest, back + 1);
    const lines = group.contracts.flatMap(({ contractId, startedOn, endedOn }, index) => {
      const usedFrom = from < startedOn ? startedOn : from;
      if (usedFrom >= readOn || (endedOn !== null && endedOn < readOn)) return [];
      const size = (group.isOrganisation ? 1800 : 260) + ((place * 37 + index * 53) % 140);
      return [{ contractId, line: lineOf(index + 1, usedFrom, readOn, size, place * 3 + index * 5 + back) }];
    });
    if (lines.length === 0) continue;
    const amountYen = lines.reduce((sum, { line }) => sum + line.amountYen, 0);
    const issuedOn = addDays(readOn, 2);
    made.push({
      back,
      customerId: group.customerId,
      lines,
      head: {
        billNo: `7${pad(place, 6)}${pad(months - back, 3)}`,
        billingMonth: readOn.slice(0, 7),
        state: isOneOf(cancelled, place, back) ? 'cancelled' : 'fixed',
        issuedOn,
        dueOn: addDays(issuedOn, 20),
        payment: payments[place % payments.length] ?? 'debit',
        amountYen,
        standardYen: amountYen,
        standardTaxYen: Math.floor((amountYen * 10) / 110),
        reducedYen: 0,
        reducedTaxYen: 0,
      },
    });
  }
  return made;
};

/** A debit is tried on the due date; one of each fifth group's failed and went through ten days later. */
const debitsOf = ({ head }: Made, billId: number, place: number, today: CalendarDate): NewDebit[] => {
  if (head.state === 'cancelled' || head.payment !== 'debit' || head.dueOn > today) return [];
  if (place % 5 !== 1 || !head.billNo.endsWith('2'))
    return [{ billId, debitedOn: head.dueOn, result: 'debited', isNews: false }];
  const again = addDays(head.dueOn, 10);
  return [
    { billId, debitedOn: head.dueOn, result: 'failed', isNews: false },
    ...(again > today ? [] : [{ billId, debitedOn: again, result: 'debited' as const, isNews: false }]),
  ];
};

export const addDemoBills = async (
  tx: Knex,
  groups: readonly BilledTogether[],
  { today, moment }: { readonly today: CalendarDate; readonly moment: Instant },
): Promise<void> => {
  const made = groups.flatMap((group, place) => billsOf(group, place, today).map((bill) => ({ ...bill, place })));
  const ids = await addBills(tx, made, moment);
  const idOf = ({ billNo }: BillHead): number => ids.get(billNo) ?? 0;
  await addLines(
    tx,
    made.flatMap(({ head, lines }) => lines.map((line) => ({ ...line, billId: idOf(head) }))),
  );
  for (const { head, place, back } of made)
    if (isOneOf(corrected, place, back)) await changeBill(tx, idOf(head), head, moment);
  await addDebits(
    tx,
    made.flatMap((bill) => debitsOf(bill, idOf(bill.head), bill.place, today)),
    moment,
  );
};

/** Who sends bills and cards: an invented company whose number passes its own check and is nobody's. */
export const setDemoSenders = async (tx: Knex, moment: Instant): Promise<void> => {
  const sender = {
    company: 'あかり電力株式会社',
    postcode: '0600042',
    address: '北海道札幌市中央区大通西1丁目1-1 あかりビル',
    postOffice: '札幌中央局',
    returnTo: null,
    service: 'あかりでんきWebサービス',
    serviceAddress: 'https://web.akari.example.jp/',
    helpPhone: '0120-000-000',
    helpHours: '9時～17時 土日祝日を除く',
  };
  await setSender(tx, { sender, offsets: [] }, 0, moment);
  await setBillSender(tx, { registrationNo: 'T6430001000000', mailDomain: 'csmail.example.jp' }, 0, moment);
  // Without a server: a demo's mail ends in its own mailbox.
  const sending = {
    server: null,
    senderName: 'あかり電力株式会社',
    senderLocal: 'info',
    billUrl: 'https://web.akari.example.jp/bills',
    confirmUrl: 'https://web.akari.example.jp/confirm',
    connections: 5,
    perMinute: null,
    noticesFrom: tokyoDate(moment),
  };
  await setMailSending(tx, sending, 0, moment);
};
