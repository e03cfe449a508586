/** The faces inside: login ID and password on tint, and what lies behind the address. */
import { loginIdLength } from '../rules/login-id.ts';
import { passwordGroups, passwordSigns } from '../rules/password-draw.ts';
import { type CredentialCard, japaneseDate, type SenderText } from './card-text.ts';
import { serialCorner, serialMark, serialWidth } from './front-face.ts';
import type { Layout } from './layout.ts';
import { black, filled, fillInk, glyphs, label, line, rectangle, stroked, white } from './operators.ts';
import type { Pen } from './pen.ts';
import { denseTint, lightTint } from './tint.ts';

const tintInk = 0.78;
const denseInk = 0.42;
const edge = 4;
const left = 10;
const right = 90;

const readings: Readonly<Record<string, string>> = {
  D: 'ディー',
  F: 'エフ',
  H: 'エイチ',
  J: 'ジェー',
  L: 'エル',
  M: 'エム',
  N: 'エヌ',
  Q: 'キュー',
  R: 'アール',
  T: 'ティー',
  B: 'ビー',
  '3': 'さん',
  '4': 'よん',
  '7': 'なな',
  '8': 'はち',
  '9': 'きゅう',
};
const kinds = [
  { title: '大文字', signs: /[A-Z]/ },
  { title: '小文字', signs: /[a-z]/ },
  { title: '数字', signs: /\d/ },
] as const;

/** The reading of every sign there is, not of those in this password: the face says nothing by what it leaves out. */
const readingAid = (pen: Pen, y: number): string => {
  const operators = [
    label(left, y, right - left, 31.5, 0.55, 0.2),
    fillInk(black),
    pen.write('文字の読み方（使われる文字は次の23種類だけです）', { x: left + 2.5, baseline: y + 4.6, points: 7.5 }),
  ];
  let top = y + 6.4;
  for (const { title, signs } of kinds) {
    operators.push(pen.write(title, { x: left + 2.5, baseline: top + 3.4, points: 7.5 }));
    [...passwordSigns]
      .filter((sign) => signs.test(sign))
      .forEach((sign, index) => {
        const x = left + 15 + (index % 5) * 13;
        const baseline = top + 3.5 + Math.floor(index / 5) * 4.7;
        operators.push(
          pen.write(sign, { x, baseline, points: 10.5 }),
          pen.write(readings[sign.toUpperCase()] ?? '', { x: x + 4.2, baseline, points: 6.5 }),
        );
      });
    top += [...passwordSigns].filter((sign) => signs.test(sign)).length > 5 ? 9.7 : 4.7;
  }
  return operators.join('\n');
};

/** Millimetres of the password's box: one cell a sign, a gap between groups. */
const cell = { width: 4.9, gap: 3.4, baseline: 55.4, points: 17 } as const;
const idCell = { width: 5.2, baseline: 37, points: 16 } as const;

const cellLefts = (): number[] => {
  const lefts: number[] = [];
  const count = passwordGroups.reduce((sum, group) => sum + group, 0);
  let x = (left + right) / 2 - (count * cell.width + (passwordGroups.length - 1) * cell.gap) / 2;
  for (const group of passwordGroups) {
    for (let sign = 0; sign < group; sign++, x += cell.width) lefts.push(x);
    x += cell.gap;
  }
  return lefts;
};

/**
 * Ready operators for every sign in every cell, as bytes: a password is drawn by choosing among them, so that no string
 * and no number is ever made of it.
 */
export const passwordCells = (pen: Pen): ReadonlyMap<number, Uint8Array>[] =>
  cellLefts().map(
    (x) =>
      new Map(
        [...passwordSigns].map((sign) => {
          const { hex } = pen.encode(sign);
          const glyphLeft = x + (cell.width - pen.width(sign, cell.points)) / 2;
          const operator = `${glyphs(pen.fontId, cell.points, glyphLeft, cell.baseline, hex)}\n`;
          return [sign.charCodeAt(0), new TextEncoder().encode(operator)] as const;
        }),
      ),
  );

/** What every card's inner face has alike; `validThrough` is one date for a whole batch. */
export const fixedSecret = (
  pen: Pen,
  layout: Layout,
  sender: SenderText,
  validThrough: string,
  serial: string,
): string => {
  const { width, height } = layout.face;
  const help = `${sender.helpPhone}（${sender.helpHours}）`;
  const say = (text: string, baseline: number, points = 8.5, x = left) =>
    pen.writeWithin(text, { x, baseline, points }, right - 2.5 - x);
  const codeLeft = serialCorner.right - serialWidth(serial) - 3;
  return [
    lightTint({ x: edge, y: edge, width: width - 2 * edge, height: height - 2 * edge }, tintInk),
    fillInk(black),
    filled(white, rectangle(left, 9, right - left, 15.6)),
    fillInk(black),
    say(sender.service, 14.4, 9, left + 2.5),
    say('ログインIDと初期パスワードのお知らせ', 21.6, 12, left + 2.5),
    stroked(0.25, 0.3, rectangle(left, 27.5, right - left, 13.2), rectangle(left, 42.7, right - left, 16.4)),
    say('ログインID', 35.2, 8.5, left + 2.5),
    say('初期パスワード（すき間は入力しません。大文字と小文字を区別します）', 46.8, 7, left + 2.5),
    readingAid(pen, 61.2),
    label(left, 94.8, right - left, 40.2, 0.55, 0.2),
    fillInk(black),
    say('初期パスワードの有効期限', 100, 8, left + 2.5),
    say(`${japaneseDate(validThrough)} 24時まで`, 105.2, 10.5, left + 2.5),
    stroked(0.6, 0.15, line(left + 2.5, 107.6, right - 2.5, 107.6)),
    say('初めてログインするときに入力していただくもの', 112, 8, left + 2.5),
    say('・上のログインIDと初期パスワード', 116.3, 8, left + 2.5),
    say('・お申し込み時の電話番号（このはがきには印刷していません）', 120.4, 8, left + 2.5),
    say('続けて、新しいパスワードに変更していただきます。', 124.5, 8, left + 2.5),
    stroked(0.6, 0.15, line(left + 2.5, 126.8, right - 2.5, 126.8)),
    say(`ログイン　${sender.serviceAddress}`, 130.2, 7.5, left + 2.5),
    say(`お困りのときは　${help}`, 133.7, 7.5, left + 2.5),
    filled(white, rectangle(codeLeft - 33, 137, serialCorner.right + 4 - codeLeft + 32, 7.2)),
  ].join('\n');
};

/** What lies behind the address: no word of any customer, and tint as dense as letters. */
export const fixedCover = (pen: Pen, layout: Layout): string => {
  const { width, height } = layout.face;
  return [
    denseTint({ x: edge, y: edge, width: width - 2 * edge, height: height - 2 * edge }, denseInk),
    label(8, 128.5, 62, 9, 0.35, 0.25),
    fillInk(black),
    pen.write('◀ ここからゆっくりはがしてください', { x: 10.5, baseline: 134.4, points: 9 }),
  ].join('\n');
};

/** This card's own: text first, then the password's cells, which are handed over as bytes. */
export const ownSecret = (pen: Pen, { loginId, serial }: Pick<CredentialCard, 'loginId' | 'serial'>): string => {
  const operators = [fillInk(black)];
  const start = right - 4 - loginIdLength * idCell.width;
  if (loginId.length <= loginIdLength)
    [...loginId].forEach((sign, index) => {
      const x = start + (index + 0.5) * idCell.width;
      operators.push(pen.writeCentred(sign, { x, baseline: idCell.baseline, points: idCell.points }));
    });
  else {
    // An ID that the customer chose may have up to 64 signs: smaller, then in two lines.
    const room = right - left - 26;
    const points = Math.max(8, Math.min(14, (14 * room) / pen.width(loginId, 14)));
    const half = Math.ceil(loginId.length / 2);
    const lines = pen.width(loginId, points) <= room ? [loginId] : [loginId.slice(0, half), loginId.slice(half)];
    lines.forEach((text, index) => {
      const baseline = idCell.baseline - 0.4 + (lines.length === 1 ? 0 : index * 4.4 - 2.6);
      const fitting = Math.min(points, (points * room) / pen.width(text, points));
      operators.push(pen.writeRight(text, { x: right - 3, baseline, points: fitting }));
    });
  }
  operators.push(serialMark(pen, serial, serialCorner.right, serialCorner.bottom));
  return operators.join('\n');
};
