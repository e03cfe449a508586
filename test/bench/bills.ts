// A bill's paper beside a postcard, each as a file of its own with its font, as one of them is asked for at a time.
import { pdfOf } from '../../main/commands/bill-paper.ts';
import type { BillPaper } from '../../main/print/bill.ts';
import { layouts } from '../../main/print/layout.ts';
import { openSheets } from '../../main/print/sheet.ts';
import { cardOf, dates, faceOf, sender } from '../print/cards.ts';
import { bytesOf } from '../print/reading.ts';
import { printTable, ratio, takeTurns } from './ratios.ts';

const amountYen = 8000;
const lineOf = (place: number): BillPaper['lines'][number] => ({
  contractNo: String(5_000_000_000 + place),
  supplyPointNo: `01-0000-0000-0000-0000-${String(place).padStart(4, '0')}`,
  plan: '従量電灯B',
  place: `北海道札幌市白石区東札幌一条${(place % 9) + 1}丁目${place + 1}-1`,
  usedFrom: '2026-10-11',
  usedThrough: '2026-11-10',
  readOn: '2026-11-11',
  usageKwh: 210,
  basicYen: 1264,
  energyYen: 6000,
  fuelYen: -100,
  renewableYen: 836,
  otherYen: 0,
  amountYen,
  taxPercent: 10,
});
const paperOf = (contracts: number): BillPaper => ({
  issuer: { ...sender, registrationNo: 'T6430001000000' },
  addressee: '株式会社ほくれいストア　御中',
  customerNo: '1000211494',
  billNo: '7000025001',
  billingMonth: '2026-11',
  isCancelled: false,
  issuedOn: '2026-11-13',
  dueOn: '2026-12-03',
  payment: '口座振替',
  isByDebit: true,
  reissuedOn: '2026-11-27',
  amountYen: contracts * amountYen,
  rates: [{ percent: 10, amountYen: contracts * amountYen, taxYen: Math.floor((contracts * amountYen * 10) / 110) }],
  untaxedYen: 0,
  lines: Array.from({ length: contracts }, (_, place) => lineOf(place)),
  usage: Array.from({ length: 13 }, (_, back) => ({
    month: `202${back < 2 ? 5 : 6}-${String(((back + 10) % 12) + 1).padStart(2, '0')}`,
    kwh: contracts * (180 + back * 5),
  })),
});

const card = async (round: number): Promise<void> => {
  const sheets = openSheets({ layout: layouts['v-fold'], sender, ...dates, passphrase: null, serialDigits: 12 });
  const bytes = bytesOf(sheets.document);
  sheets.addCard(cardOf(round + 1, face));
  sheets.end();
  await bytes;
};
const face = faceOf();
const bill = (contracts: number) => {
  const paper = paperOf(contracts);
  return async (): Promise<void> => {
    const made = await pdfOf(paper);
    if (!made.ok) throw new Error(`${made.character} cannot be drawn`);
  };
};

export const benchBills = async (): Promise<void> => {
  const kinds = [1, 40] as const;
  const nameOf = (contracts: number): string => `a bill of ${contracts}`;
  const subjects = [{ name: 'card', run: card }, ...kinds.map((n) => ({ name: nameOf(n), run: bill(n) }))];
  const timings = await takeTurns(subjects, 100);
  const inMs = (microseconds: number): string => `${ratio(microseconds / 1000)} ms`;
  const yardstick = timings.get('card');
  if (!yardstick) throw new Error('nothing was measured');
  printTable(
    'one file at a time, best of three, p95 of 100',
    kinds.map((contracts) => {
      const timing = timings.get(nameOf(contracts)) ?? yardstick;
      const found = `${ratio(timing.p95 / yardstick.p95)} x (${inMs(timing.p95)} to ${inMs(yardstick.p95)})`;
      return { what: `${nameOf(contracts)} contracts, of a postcard`, measured: found, goal: '', isMet: null };
    }),
  );
};
