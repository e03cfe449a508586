/** The breakdown of a bill, contract by contract. */
import type { BillPaperLine } from './bill.ts';
import { yenText } from './bill-text.ts';
import { black, filled, fillInk, line, rectangle, stroked } from './operators.ts';
import type { Pen } from './pen.ts';

const left = 15;
const right = 195;
export const rowHeight = 14;
/** Two lines of sums have their room beside them. */
export const rowsPerPage = 16;
export const sumHeight = 9;
const soft = 0.75;
const pale = 0.94;

/** Right edges of the columns of amounts, and how wide one of them may be, in mm. */
const columns = [
  { title: '使用量 kWh', right: 98, room: 17 },
  { title: '基本料金', right: 112, room: 13 },
  { title: '電力量料金', right: 129, room: 16 },
  { title: '燃料費調整額', right: 146, room: 16 },
  { title: '再エネ賦課金', right: 163, room: 16 },
  { title: 'その他', right: 173, room: 9.5 },
  { title: '金額（税込）円', right: 194, room: 20 },
] as const;

const slashed = (on: string): string => on.replaceAll('-', '/');

export const tableHead = (pen: Pen, top: number): string =>
  [
    filled(pale, rectangle(left, top, right - left, 8)),
    fillInk(black),
    pen.write('ご契約・ご使用場所・ご使用期間', { x: left + 1, baseline: top + 5.2, points: 7 }),
    ...columns.map(({ title, right: x }) => pen.writeRight(title, { x, baseline: top + 5.2, points: 6 })),
  ].join('\n');

const amountsOf = (row: BillPaperLine): number[] => [
  row.usageKwh,
  row.basicYen,
  row.energyYen,
  row.fuelYen,
  row.renewableYen,
  row.otherYen,
  row.amountYen,
];

/** The sums of rows, as carried from page to page or at the end. */
export const sumRow = (pen: Pen, title: string, rows: readonly BillPaperLine[], top: number): string => {
  const sums = rows.map(amountsOf).reduce((all, one) => all.map((sum, index) => sum + (one[index] ?? 0)));
  return [
    pen.write(title, { x: left + 1, baseline: top + 5, points: 8 }),
    ...sums.map((sum, index) => {
      const { right: x, room } = columns[index] ?? { right, room: 20 };
      const text = yenText(sum);
      return pen.writeRight(text, { x, baseline: top + 5, points: pen.pointsWithin(text, index === 6 ? 8 : 7, room) });
    }),
    stroked(black, 0.2, line(left, top + sumHeight - 2, right, top + sumHeight - 2)),
    fillInk(black),
  ].join('\n');
};

export const tableRow = (pen: Pen, row: BillPaperLine, top: number): string => {
  const amounts = amountsOf(row);
  const words = (text: string, baseline: number, points: number) =>
    pen.writeWithin(text, { x: left + 1, baseline: top + baseline, points }, 66);
  const period = `${slashed(row.usedFrom)}～${slashed(row.usedThrough)}　検針日 ${slashed(row.readOn)}`;
  return [
    words(`${row.contractNo}　${row.plan}　${row.supplyPointNo}`, 3, 7),
    ...(row.place === '' ? [] : [words(row.place, 6.8, 7)]),
    words(period, 10.6, 6.5),
    ...amounts.map((amount, index) => {
      const x = columns[index]?.right ?? right;
      return pen.writeRight(yenText(amount), { x, baseline: top + 3, points: index === 6 ? 8 : 7 });
    }),
    pen.writeRight(row.taxPercent === 0 ? '不課税' : `税率 ${row.taxPercent}%`, {
      x: 194,
      baseline: top + 7,
      points: 6.5,
    }),
    stroked(soft, 0.1, line(left, top + rowHeight - 2, right, top + rowHeight - 2)),
    fillInk(black),
  ].join('\n');
};
