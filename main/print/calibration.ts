/** A page for setting up a printer: rulers, folds and where the post measures. Held against a ruler, it gives the offset. */
import { barSizes, customerBarsWidth } from './bars.ts';
import { barcodeMargin, barcodePoints, type Layout, noOffset, type Offset, paidMark, postcodeBoxes } from './layout.ts';
import { black, fillInk, line, moved, rectangle, stroked } from './operators.ts';
import { openPen, type Pen } from './pen.ts';
import { addSheetPage, openDocument } from './sheet.ts';

const rulers = (pen: Pen, { sheet, folds }: Layout): string => {
  const ticks: string[] = [];
  const words: string[] = [];
  for (let mm = 0; mm <= sheet.width; mm++) {
    ticks.push(line(mm, 0, mm, mm % 10 === 0 ? 4 : mm % 5 === 0 ? 3 : 2));
    if (mm % 10 === 0 && mm > 0 && mm < sheet.width)
      words.push(pen.writeCentred(String(mm), { x: mm, baseline: 6.8, points: 6 }));
  }
  for (let mm = 0; mm <= sheet.height; mm++) {
    ticks.push(line(0, mm, mm % 10 === 0 ? 4 : mm % 5 === 0 ? 3 : 2, mm));
    if (mm % 10 === 0 && mm > 0 && mm < sheet.height)
      words.push(pen.write(String(mm), { x: 4.6, baseline: mm + 0.8, points: 6 }));
  }
  const foldLines = folds.map((fold) => line(fold, 8, fold, sheet.height));
  const dashed = `[3 2] 0 d\n${stroked(black, 0.15, ...foldLines)}\n[] 0 d`;
  return [stroked(black, 0.1, ...ticks), ...(folds.length > 0 ? [dashed] : []), fillInk(black), ...words].join('\n');
};

const measures = (pen: Pen, layout: Layout): string => {
  const { lefts, top, width, height } = postcodeBoxes;
  const { long } = barSizes(barcodePoints);
  const barcode = customerBarsWidth(barcodePoints);
  const inner = layout.face.width - 2 * barcodeMargin;
  const say = (text: string, x: number, baseline: number) => pen.write(text, { x, baseline, points: 6.5 });
  return [
    stroked(0.4, 0.1, rectangle(barcodeMargin, barcodeMargin, inner, layout.face.height - 2 * barcodeMargin)),
    stroked(black, 0.1, ...lefts.map((left) => rectangle(left, top, width, height))),
    stroked(black, 0.1, rectangle(paidMark.x, paidMark.y, paidMark.size, paidMark.size)),
    stroked(black, 0.1, rectangle((layout.face.width - barcode) / 2, layout.front.barcodeLowest, barcode, long)),
    say(`郵便番号枠　左 ${lefts[0]} mm　上 ${top} mm`, 44.3, 24),
    say(`後納 ${paidMark.size} mm`, paidMark.x + 2, paidMark.y + 13),
    say('カスタマバーコード（下限の位置）', (layout.face.width - barcode) / 2, layout.front.barcodeLowest - 1.4),
    say('端から10 mm', barcodeMargin + 2, layout.face.height - barcodeMargin - 2),
  ].join('\n');
};

/** One page for each page of the sheet. @returns the document, ended: a readable stream of the file */
export const calibrationDocument = (
  layout: Layout,
  madeOn: string,
  offsets: readonly Offset[] = [],
): PDFKit.PDFDocument => {
  const document = openDocument({ passphrase: null, madeOn });
  const pen = openPen(document);
  layout.pages.forEach((faces, index) => {
    const page = addSheetPage(document, layout, pen);
    const offset = offsets[index] ?? noOffset;
    const drawn = [
      rulers(pen, layout),
      ...faces.map(({ face, x }) =>
        moved(
          x,
          0,
          fillInk(black),
          pen.writeCentred(`${layout.name} 第${layout.version}版　${index + 1}ページ目　${face}`, {
            x: layout.face.width / 2,
            baseline: layout.face.height / 2,
            points: 9,
          }),
          pen.writeCentred(`補正　右 ${offset.x / 10} mm　下 ${offset.y / 10} mm`, {
            x: layout.face.width / 2,
            baseline: layout.face.height / 2 + 6,
            points: 8,
          }),
          ...(face === 'front' ? [measures(pen, layout)] : []),
        ),
      ),
    ];
    page.write(moved(layout.bleed + offset.x / 10, layout.bleed + offset.y / 10, ...drawn));
  });
  document.end();
  return document;
};
