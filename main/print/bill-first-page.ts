/** The first page of a bill: from whom to whom, how much, the tax of each rate, and thirteen months of usage. */
import type { BillPaper } from './bill.ts';
import { dateText, monthText, yenText } from './bill-text.ts';
import { black, filled, fillInk, type Ink, line, rectangle, stroked } from './operators.ts';
import type { Pen } from './pen.ts';

const left = 15;
const right = 195;
const grey: Ink = 0.4;
const soft: Ink = 0.75;
const pale: Ink = 0.94;
const deep: Ink = [0.1, 0.32, 0.52];
const mid: Ink = [0.6, 0.72, 0.82];

const head = (pen: Pen, paper: BillPaper): string => {
  const { issuer } = paper;
  const write = (text: string, x: number, baseline: number, points: number, room = 84) =>
    pen.writeWithin(text, { x, baseline, points }, room);
  const mark = paper.isCancelled ? '取消済' : '再発行';
  return [
    write('電気料金等ご請求書', left, 25, 17, 110),
    stroked(0.25, 0.35, rectangle(167, 16.5, 28, 11)),
    fillInk(black),
    pen.writeCentred(mark, { x: 181, baseline: 22, points: 11 }),
    pen.writeCentred(dateText(paper.reissuedOn), { x: 181, baseline: 26, points: 6.5 }),
    write(paper.addressee, left, 42, 14, 92),
    stroked(black, 0.2, line(left, 44.5, left + 92, 44.5)),
    fillInk(black),
    write(`お客さま番号　${paper.customerNo}`, left, 51, 8.5),
    write(`請求番号　　　${paper.billNo}`, left, 56, 8.5),
    write(`請求確定日　　${dateText(paper.issuedOn)}`, left, 61, 8.5),
    write(issuer.company, 118, 41, 11, 77),
    write(`〒${issuer.postcode.slice(0, 3)}-${issuer.postcode.slice(3)}`, 118, 46.5, 8, 77),
    write(issuer.address, 118, 50.5, 8, 77),
    write(`電話 ${issuer.helpPhone}（${issuer.helpHours}）`, 118, 54.5, 8, 77),
    write(`登録番号 ${issuer.registrationNo}`, 118, 60.5, 9.5, 77),
  ].join('\n');
};

const total = (pen: Pen, paper: BillPaper): string =>
  [
    filled(pale, rectangle(left, 69, right - left, 22)),
    fillInk(black),
    pen.write(`${monthText(paper.billingMonth)}分　ご請求金額（税込）`, { x: left + 5, baseline: 76.5, points: 9.5 }),
    pen.write(`${yenText(paper.amountYen)} 円`, { x: left + 5, baseline: 86.5, points: 21 }),
    pen.write('お支払方法', { x: 118, baseline: 78, points: 8.5 }),
    pen.writeRight(paper.payment, { x: right - 5, baseline: 78, points: 9.5 }),
    pen.write(paper.isByDebit ? '口座振替日' : 'お支払期限日', { x: 118, baseline: 85.5, points: 8.5 }),
    pen.writeRight(dateText(paper.dueOn), { x: right - 5, baseline: 85.5, points: 9.5 }),
  ].join('\n');

type Row = readonly [text: string, amount: string];
const table = (pen: Pen, title: string, rows: readonly Row[], x: number, top: number, width: number): string => {
  const parts = [
    pen.write(title, { x, baseline: top, points: 10 }),
    stroked(black, 0.25, line(x, top + 2, x + width, top + 2)),
  ];
  rows.forEach(([text, amount], index) => {
    const baseline = top + 8 + index * 6.5;
    parts.push(
      fillInk(black),
      pen.write(text, { x: x + 1, baseline, points: 8.5 }),
      pen.writeRight(amount, { x: x + width - 1, baseline, points: 9 }),
      stroked(soft, 0.1, line(x, baseline + 2.2, x + width, baseline + 2.2)),
    );
  });
  return [...parts, fillInk(black)].join('\n');
};

const sums = (pen: Pen, { lines, amountYen, rates, untaxedYen }: BillPaper): string => {
  const sum = (of: 'basicYen' | 'energyYen' | 'fuelYen' | 'renewableYen' | 'otherYen'): string =>
    `${yenText(lines.reduce((all, one) => all + one[of], 0))} 円`;
  const kwh = lines.reduce((all, one) => all + one.usageKwh, 0);
  const parts: Row[] = [
    ['ご使用量', `${yenText(kwh)} kWh`],
    ['基本料金', sum('basicYen')],
    ['電力量料金', sum('energyYen')],
    ['燃料費調整額', sum('fuelYen')],
    ['再生可能エネルギー発電促進賦課金', sum('renewableYen')],
    ['その他（割引等）', sum('otherYen')],
    ['合計（税込）', `${yenText(amountYen)} 円`],
  ];
  const taxes: Row[] = rates.flatMap(({ percent, amountYen: taxed, taxYen }): Row[] => [
    [`${percent}%対象（税込）`, `${yenText(taxed)} 円`],
    [`　うち消費税額（${percent}%）`, `${yenText(taxYen)} 円`],
  ]);
  if (untaxedYen !== 0) taxes.push(['不課税', `${yenText(untaxedYen)} 円`]);
  const count: Row = ['ご契約数', `${new Set(lines.map(({ contractNo }) => contractNo)).size} 契約`];
  return [
    table(pen, '料金の内訳', parts, left, 103, 96),
    table(pen, '税率ごとの合計', [...taxes, count], 118, 103, 77),
  ].join('\n');
};

const chart = (pen: Pen, { usage }: BillPaper): string => {
  const [top, height, bottom] = [176, 56, 238];
  const most = Math.max(1, ...usage.map(({ kwh }) => kwh ?? 0));
  const step = (right - left) / usage.length;
  const parts = [
    pen.write('ご使用量の推移（kWh）', { x: left, baseline: 169, points: 10 }),
    stroked(grey, 0.2, line(left, bottom, right, bottom)),
  ];
  usage.forEach(({ month, kwh }, index) => {
    const middle = left + step * (index + 0.5);
    const tall = ((kwh ?? 0) / most) * (height - 4);
    const isNow = index === usage.length - 1;
    if (kwh !== null && tall > 0) parts.push(filled(isNow ? deep : mid, rectangle(middle - 4, bottom - tall, 8, tall)));
    parts.push(
      fillInk(black),
      pen.writeCentred(kwh === null ? '－' : yenText(kwh), {
        x: middle,
        baseline: Math.max(top, bottom - tall) - 1.5,
        points: pen.pointsWithin(yenText(kwh ?? 0), 7.5, step - 1),
      }),
      pen.writeCentred(`${Number(month.slice(5))}月`, { x: middle, baseline: bottom + 4.5, points: 7.5 }),
    );
    if (index === 0 || month.endsWith('-01'))
      parts.push(pen.writeCentred(month.slice(0, 4), { x: middle, baseline: bottom + 8.5, points: 6.5 }));
  });
  return parts.join('\n');
};

const notes = (pen: Pen, { dueOn, isByDebit }: BillPaper): string =>
  [
    '本書は、すでに発行したご請求書と同じ内容を再発行したものです。二重にお支払いにならないようご注意ください。',
    '金額はすべて消費税等相当額を含みます。ご契約ごとの内訳は次のページ以降をご覧ください。',
    ...(isByDebit ? [`原則として ${dateText(dueOn)} にご指定の口座から振り替えます。`] : []),
  ]
    .map((text, index) => pen.write(text, { x: left, baseline: 256 + index * 4.8, points: 7.5 }))
    .join('\n');

export const drawFirst = (pen: Pen, paper: BillPaper): string =>
  [head(pen, paper), total(pen, paper), sums(pen, paper), chart(pen, paper), notes(pen, paper)].join('\n');
