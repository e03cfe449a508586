/** The breakdown of a bill, contract by contract. */
import type { BillPaperLine } from './bill.ts';
import { yenText } from './bill-text.ts';
import { black, filled, fillInk, line, rectangle, stroked } from './operators.ts';
import type { Pen } from './pen.ts';

const left = 15;
const right = 195;
export const rowHeight = 14;
export const rowsPerPage = 17;
const soft = 0.75;
const pale = 0.94;

/** Right edges of the columns of amounts. */
const columns = [
  { title: '使用量 kWh', right: 98 },
  { title: '基本料金', right: 112 },
  { title: '電力量料金', right: 129 },
  { title: '燃料費調整額', right: 146 },
  { title: '再エネ賦課金', right: 163 },
  { title: 'その他', right: 173 },
  { title: '金額（税込）円', right: 194 },
] as const;

const slashed = (on: string): string => on.replaceAll('-', '/');

export const tableHead = (pen: Pen, top: number): string =>
  [
    filled(pale, rectangle(left, top, right - left, 8)),
    fillInk(black),
    pen.write('ご契約・ご使用場所・ご使用期間', { x: left + 1, baseline: top + 5.2, points: 7 }),
    ...columns.map(({ title, right: x }) => pen.writeRight(title, { x, baseline: top + 5.2, points: 6 })),
  ].join('\n');

export const tableRow = (pen: Pen, row: BillPaperLine, top: number): string => {
  const amounts = [
    row.usageKwh,
    row.basicYen,
    row.energyYen,
    row.fuelYen,
    row.renewableYen,
    row.otherYen,
    row.amountYen,
  ];
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
