/** The address face: what the post reads, and nothing secret. Horizontal writing throughout. */
import type { CardFace } from '../rules/card-check.ts';
import { customerBars, customerBarsWidth, serialBars, serialHeight, serialModule } from './bars.ts';
import { hyphenated, type SenderText } from './card-text.ts';
import { code128Modules } from './code-128.ts';
import { barcodeClearance, barcodePoints, type Layout, paidMark, postcodeBoxes } from './layout.ts';
import { black, fillInk, line, rectangle, stroked, vermilion } from './operators.ts';
import { ascent, lineHeight, type Pen } from './pen.ts';

const postcodeFrames = (): string => {
  const { lefts, top, width, height, heavyLine, lightLine } = postcodeBoxes;
  // Measured inside the line (p05, note 1), so the line's middle lies half its thickness outside.
  const frame = (left: number, thickness: number) =>
    rectangle(left - thickness / 2, top - thickness / 2, width + thickness, height + thickness);
  const hyphenFrom = (lefts[2] + width + heavyLine + lefts[3] - lightLine) / 2 - 0.35;
  return [
    stroked(vermilion, heavyLine, ...lefts.slice(0, 3).map((left) => frame(left, heavyLine))),
    stroked(vermilion, lightLine, ...lefts.slice(3).map((left) => frame(left, lightLine))),
    stroked(vermilion, heavyLine, line(hyphenFrom, top + height / 2, hyphenFrom + 0.7, top + height / 2)),
  ].join('\n');
};

const paidPostage = (pen: Pen, { postOffice }: SenderText): string => {
  const { x, y, size } = paidMark;
  const middle = x + size / 2;
  const officePoints = pen.pointsWithin(postOffice, 9, size - 3);
  return [
    stroked(black, 0.3, rectangle(x, y, size, size), line(x, y + 8, x + size, y + 8)),
    pen.writeCentred(postOffice, { x: middle, baseline: y + 5.4, points: officePoints }),
    pen.writeCentred('料金後納', { x: middle, baseline: y + 13.6, points: 12 }, 0.4),
    pen.writeCentred('郵便', { x: middle, baseline: y + 19.2, points: 12 }, 0.4),
  ].join('\n');
};

const boxed = (pen: Pen, text: string, x: number, y: number): string =>
  [
    stroked(black, 0.35, rectangle(x, y, 19, 6)),
    pen.writeCentred(text, { x: x + 9.5, baseline: y + 4.25, points: 10 }, 0.6),
  ].join('\n');

const senderLines = (sender: SenderText): string[] => [
  `〒${hyphenated(sender.postcode)}　${sender.address}`,
  sender.returnTo === null ? '返還先：上記の差出人' : `返還先：${sender.returnTo}`,
];

/** What every card's front has alike: drawn once a file. */
export const fixedFront = (pen: Pen, layout: Layout, sender: SenderText): string => {
  const { x, y, width, height } = layout.front.sender;
  const [address = '', returning = ''] = senderLines(sender);
  const help = `お問い合わせ　${sender.helpPhone}（${sender.helpHours}）`;
  return [
    pen.writeCentred('郵便はがき', { x: layout.face.width / 2, baseline: 7.6, points: 9 }, 1.4),
    postcodeFrames(),
    paidPostage(pen, sender),
    boxed(pen, '転送不要', x, 38.6),
    boxed(pen, '親展', x + 21, 38.6),
    stroked(0.45, 0.2, line(x, y, x + width, y)),
    pen.write('差出人', { x, baseline: y + 4.4, points: 7 }),
    pen.writeWithin(sender.company, { x: x + 11, baseline: y + 4.6, points: 9.5 }, width - 11),
    pen.writeWithin(address, { x: x + 11, baseline: y + 8.7, points: 7.5 }, width - 11),
    pen.writeWithin(returning, { x: x + 11, baseline: y + 12.2, points: 7 }, width - 11),
    ...(height > 20 ? [pen.writeWithin(help, { x: x + 11, baseline: y + 15.7, points: 7 }, width - 11)] : []),
  ].join('\n');
};

/** Width of the serial's code in mm, without the clear space. */
export const serialWidth = (serial: string): number => code128Modules(serial) * serialModule;

/** The serial as text beside its code; `right` and `bottom` of the code. */
export const serialMark = (pen: Pen, serial: string, right: number, bottom: number): string => {
  const left = right - serialWidth(serial);
  return [
    serialBars(serial, left, bottom - serialHeight),
    pen.writeRight(`No. ${serial}`, { x: left - 3.5, baseline: bottom - 1.4, points: 8 }),
  ].join('\n');
};

/** Where the serial's code ends on a face. */
export const serialCorner = { right: 88, bottom: 143 } as const;

/** What is this card's own. */
export const ownFront = (
  pen: Pen,
  layout: Layout,
  face: CardFace,
  serial: string,
  notice: readonly string[],
): string => {
  const { address, barcodeLowest, notice: noticePlace } = layout.front;
  const operators: string[] = [];
  const { lefts, top, width, height } = postcodeBoxes;
  lefts.forEach((left, index) => {
    const digit = face.postcode.charAt(index);
    operators.push(pen.writeCentred(digit, { x: left + width / 2, baseline: top + height / 2 + 2.2, points: 17 }));
  });
  let y: number = address.y;
  const block = (lines: readonly string[], points: number, indent: number) => {
    for (const text of lines) {
      operators.push(pen.write(text, { x: address.x + indent, baseline: y + ascent(points), points }));
      y += lineHeight(points);
    }
  };
  block(face.address.lines, face.address.points, 0);
  if (face.careOf.lines.length > 0) y += 0.8;
  block(face.careOf.lines, face.careOf.points, 0);
  y += 2.4;
  block(face.name.lines, face.name.points, 0);
  if ('bars' in face.barcode) {
    const barcodeY = Math.min(y + barcodeClearance + 0.8, barcodeLowest);
    const left = (layout.face.width - customerBarsWidth(barcodePoints)) / 2;
    operators.push(customerBars(face.barcode.bars, left, barcodeY, barcodePoints));
  }
  notice.slice(0, noticePlace.lines).forEach((text, index) => {
    const baseline = noticePlace.y + 2.6 + index * 4.2;
    operators.push(pen.writeWithin(text, { x: address.x, baseline, points: 8.5 }, address.width));
  });
  return [fillInk(black), ...operators, serialMark(pen, serial, serialCorner.right, serialCorner.bottom)].join('\n');
};
