/** The outer back: a notice that anybody may read, and how the card is opened. */
import type { SenderText } from './card-text.ts';
import type { Layout } from './layout.ts';
import { black, fillInk, label, line, stroked } from './operators.ts';
import type { Pen } from './pen.ts';

export const fixedBack = (pen: Pen, layout: Layout, sender: SenderText): string => {
  const middle = layout.face.width / 2;
  const room = layout.face.width - 20;
  const help = `${sender.helpPhone}（${sender.helpHours}）`;
  return [
    fillInk(black),
    pen.writeCentred('大切なお知らせです', { x: middle, baseline: 34, points: 16 }, 0.6),
    pen.writeCentred('必ず中をご確認ください', { x: middle, baseline: 42.5, points: 11 }, 0.4),
    stroked(0.45, 0.25, line(middle - 30, 48.5, middle + 30, 48.5)),
    ...[
      'このはがきは圧着はがきです。',
      '左の端からゆっくりはがして、中をご覧ください。',
      'ぬれているときは、乾いてからはがしてください。',
      '',
      'あて名にお心当たりのないときや、',
      'はがれた跡のあるときは、開かずにご連絡ください。',
    ].map((text, index) => pen.writeCentred(text, { x: middle, baseline: 57 + index * 5.8, points: 9 })),
    pen.writeCentred(sender.company, { x: middle, baseline: 101, points: pen.pointsWithin(sender.company, 10, room) }),
    pen.writeCentred(help, { x: middle, baseline: 107, points: pen.pointsWithin(help, 9, room) }),
    label(8, 128.5, 62, 9, 0.35, 0.25),
    fillInk(black),
    pen.write('◀ ここからゆっくりはがしてください', { x: 10.5, baseline: 134.4, points: 9 }),
  ].join('\n');
};
