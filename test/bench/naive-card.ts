// The same card as anybody would draw it with pdfkit at first: every word by text(), every bar a rectangle of its own.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { fixedBack } from '../../main/print/back-face.ts';
import { barSizes, customerBarsWidth, serialHeight, serialModule } from '../../main/print/bars.ts';
import type { CredentialCard, SenderText } from '../../main/print/card-text.ts';
import { code128 } from '../../main/print/code-128.ts';
import { fixedFront, ownFront } from '../../main/print/front-face.ts';
import { type Layout, layouts } from '../../main/print/layout.ts';
import { openPen, type Pen } from '../../main/print/pen.ts';
import { fixedCover, fixedSecret, ownSecret } from '../../main/print/secret-face.ts';
import { fontFile } from '../../main/print/typeface.ts';

const mm = 72 / 25.4;
type Word = { readonly text: string; readonly x: number; readonly baseline: number; readonly points: number };

/** What a face says, word by word, taken from the product's own faces: the same words at the same places. */
const recorded = (draw: (pen: Pen) => string): Word[] => {
  const words: Word[] = [];
  const pen = openPen(new PDFDocument({ autoFirstPage: false }));
  const write: Pen['write'] = (text, place) => {
    words.push({ text, ...place });
    return '';
  };
  draw({
    ...pen,
    write,
    writeWithin: write,
    writeCentred: (text, place) => write(text, { ...place, x: place.x - pen.width(text, place.points) / 2 }),
    writeRight: (text, place) => write(text, { ...place, x: place.x - pen.width(text, place.points) }),
  });
  return words;
};

export const drawNaively = async (
  cards: Iterable<CredentialCard>,
  path: string,
  sender: SenderText,
  dates: { readonly validThrough: string },
): Promise<void> => {
  const layout: Layout = layouts['v-fold'];
  const document = new PDFDocument({ autoFirstPage: false });
  const file = document.pipe(createWriteStream(path));
  document.registerFont('jp', fontFile());
  const fixed = {
    front: recorded((pen) => fixedFront(pen, layout, sender)),
    back: recorded((pen) => fixedBack(pen, layout, sender)),
    cover: recorded((pen) => fixedCover(pen, layout)),
    secret: recorded((pen) => fixedSecret(pen, layout, sender, dates.validThrough, '000000000000')),
  };
  const say = (words: readonly Word[], left: number) => {
    for (const { text, x, baseline, points } of words) {
      if (text === '') continue;
      const width = Math.max(90 - x, 20) * mm;
      document.fontSize(points).text(text, (left + x) * mm, baseline * mm - points, { width, height: points * 2 });
    }
  };
  const bars = (left: number, states: string, top: number) => {
    const { long, timing, pitch, width } = barSizes(9);
    [...states].forEach((state, index) => {
      const y = state === 'F' || state === 'A' ? top : top + (long - timing) / 2;
      const height = state === 'F' ? long : state === 'T' ? timing : (long + timing) / 2;
      document.rect((left + index * pitch) * mm, y * mm, width * mm, height * mm).fill('black');
    });
  };
  const serial = (digits: string, left: number) => {
    let x = left + 62;
    code128(digits).forEach((modules, index) => {
      const width = modules * serialModule;
      if (index % 2 === 0) document.rect(x * mm, 138 * mm, width * mm, serialHeight * mm).fill('black');
      x += width;
    });
  };
  // Tint of straight lines only: less than the product's, so that the comparison is not about decoration.
  const tint = (left: number) => {
    for (let y = 6; y < 142; y += 4) document.moveTo((left + 4) * mm, y * mm).lineTo((left + 96) * mm, y * mm);
    document.lineWidth(0.4).stroke('#bbbbbb');
  };
  for (const card of cards) {
    const size: [number, number] = [200 * mm, 148 * mm];
    document.addPage({ size, margin: 0 }).font('jp');
    say(fixed.back, 0);
    say(fixed.front, 100);
    say(
      recordedOwn((pen) => ownFront(pen, layout, card.face, card.serial, [])),
      100,
    );
    if ('bars' in card.face.barcode) bars(100 + (100 - customerBarsWidth(9)) / 2, card.face.barcode.bars, 104);
    serial(card.serial, 100);
    document.addPage({ size, margin: 0 }).font('jp');
    tint(0);
    tint(100);
    say(fixed.cover, 0);
    say(fixed.secret, 100);
    say(
      recordedOwn((pen) => ownSecret(pen, card)),
      100,
    );
    const password = Buffer.from(card.password).toString('latin1');
    document
      .fontSize(17)
      .text(`${password.slice(0, 5)} ${password.slice(5, 10)} ${password.slice(10)}`, 112 * mm, 50 * mm, {
        width: 80 * mm,
      });
    serial(card.serial, 100);
  }
  document.end();
  await finished(file);
};

// Measuring widths is the product's own work and not the naive one's: a pen that only notes.
const noting = (words: Word[]): Pen => {
  const write: Pen['write'] = (text, place) => {
    words.push({ text, ...place });
    return '';
  };
  return {
    fontId: 'F1',
    fontRef: null,
    width: () => 0,
    pointsWithin: (_text, points) => points,
    write,
    writeWithin: write,
    writeCentred: write,
    writeRight: write,
    outlineTurned: () => '',
    encode: () => ({ hex: '', ems: 0 }),
  };
};
const recordedOwn = (draw: (pen: Pen) => string): Word[] => {
  const words: Word[] = [];
  draw(noting(words));
  return words;
};
