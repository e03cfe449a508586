import { beforeAll, describe, expect, it } from 'vitest';
import { barSizes, customerBarsWidth, serialHeight, serialModule } from '../../main/print/bars.ts';
import { calibrationDocument } from '../../main/print/calibration.ts';
import { code128 } from '../../main/print/code-128.ts';
import { layouts } from '../../main/print/layout.ts';
import { proofDocument } from '../../main/print/proof.ts';
import { openSheets, type SheetOptions } from '../../main/print/sheet.ts';
import { passwordSigns } from '../../main/rules/password-draw.ts';
import { cardOf, dates, faceOf, knownPassword, longest, sender } from './cards.ts';
import {
  bytesOf,
  darkRuns,
  openPdf,
  type Picture,
  pictureOf,
  readBars,
  textOf,
  type Word,
  wordsOf,
} from './reading.ts';

const options: SheetOptions = {
  layout: layouts['v-fold'],
  sender,
  ...dates,
  passphrase: null,
  serialDigits: 12,
};
const printed = async (faces = [faceOf()], more: Partial<SheetOptions> = {}): Promise<Buffer> => {
  const sheets = openSheets({ ...options, ...more });
  const bytes = bytesOf(sheets.document);
  for (const [index, face] of faces.entries()) sheets.addCard(cardOf(index + 1, face));
  sheets.end();
  return bytes;
};
const pageOf = async (bytes: Buffer, number: number) => (await openPdf(bytes)).getPage(number);

describe('the sheet of a sealed card', () => {
  const face = faceOf();
  let outer: { words: Word[]; text: string; picture: Picture };
  let inner: { words: Word[]; text: string; picture: Picture };
  beforeAll(async () => {
    const bytes = await printed([face]);
    const read = async (number: number) => {
      const page = await pageOf(bytes, number);
      return { words: await wordsOf(page), text: await textOf(page), picture: await pictureOf(page) };
    };
    [outer, inner] = [await read(1), await read(2)];
  });
  const wordAt = (words: Word[], text: string): Word => {
    const found = words.find((word) => word.text.includes(text));
    if (!found) throw new Error(`${text} is not on the page`);
    return found;
  };

  it('is 200 x 148 mm with two pages', async () => {
    const document = await openPdf(await printed());
    expect(document.numPages).toBe(2);
    expect([outer.picture.width, outer.picture.height].map(Math.round)).toEqual([200, 148]);
    expect([inner.picture.width, inner.picture.height].map(Math.round)).toEqual([200, 148]);
  });

  it('has everything on its front that the post and the reader need, and nothing secret', () => {
    for (const words of [
      '郵便はがき',
      '料金後納',
      '札幌中央局',
      '転送不要',
      '親展',
      '千葉県千葉市稲毛区緑町3丁目30-8',
      '髙﨑𠮷子様',
      'あかり電力株式会社',
      '返還先：',
      'No.000000000001',
    ])
      expect(outer.text).toContain(words);
    expect(outer.text).not.toContain('bdfhm34789');
    expect(outer.text).not.toContain(knownPassword(1));
    expect(outer.text).toContain('ここからゆっくりはがしてください');
  });

  it('has login ID, password and all that first login needs inside, on the panel behind the outer back', () => {
    expect(inner.text).toContain('bdfhm34789');
    expect(inner.text).toContain(knownPassword(1));
    for (const words of [
      'お申し込み時の電話番号',
      '2026年12月27日（日）24時まで',
      '0120-000-000',
      'No.000000000001',
      'ここからゆっくりはがしてください',
    ])
      expect(inner.text).toContain(words);
    expect(inner.text).not.toContain('千葉市');
    const secret = inner.words.filter(({ baseline }) => baseline > 50 && baseline < 58);
    expect(Math.min(...secret.map(({ x }) => x))).toBeGreaterThan(110);
  });

  it('has no word behind the address but how it is opened', () => {
    const cover = inner.words.filter(({ x }) => x < 100).map(({ text }) => text.replace(/\s/g, ''));
    expect(cover.join('')).toBe('◀ここからゆっくりはがしてください');
  });

  it('prints the password in groups of 5, 5 and 4', () => {
    const signs = inner.words
      .filter(({ baseline, x }) => Math.abs(baseline - 55.4) < 0.2 && x > 100)
      .flatMap(({ text, x, width }) =>
        [...text.replace(/\s/g, '')].map((sign, index, all) => ({ sign, x: x + (width * index) / all.length })),
      );
    expect(signs.map(({ sign }) => sign).join('')).toBe(knownPassword(1));
    const gaps = signs.slice(1).map(({ x }, index) => x - (signs[index]?.x ?? 0));
    const widest = [...gaps].sort((a, b) => b - a).slice(0, 2);
    expect(gaps.flatMap((gap, index) => (widest.includes(gap) ? [index + 1] : []))).toEqual([5, 10]);
  });

  it('explains how each sign of the alphabet is read, whichever are in this password', () => {
    const aid = inner.text.slice(inner.text.indexOf('文字の読み方'), inner.text.indexOf('有効期限'));
    for (const sign of passwordSigns) expect(aid).toContain(sign);
    for (const reading of ['ディー', 'エイチ', 'キュー', 'さん', 'きゅう']) expect(aid).toContain(reading);
  });

  it('has bars that are read back from the printed page, clear on all sides, 10 mm from the edges', () => {
    const { bars, top } = readBars(outer.picture, 100, 50, 112);
    expect('bars' in face.barcode && face.barcode.bars).toBe(bars);
    const { long } = barSizes(9);
    const left = 100 + (100 - customerBarsWidth(9)) / 2;
    const right = left + customerBarsWidth(9);
    expect([left, right, top].map((mm) => Math.round(mm * 10) / 10)).toEqual(
      [114.1, 185.9, top].map((mm) => Math.round(mm * 10) / 10),
    );
    expect(left).toBeGreaterThanOrEqual(110);
    expect(right).toBeLessThanOrEqual(190);
    for (let clear = 0.1; clear <= 2; clear += 0.1) {
      expect(darkRuns(outer.picture, [left - 4, top - clear], right - left + 8, 'right')).toEqual([]);
      expect(darkRuns(outer.picture, [left - 4, top + long + clear], right - left + 8, 'right')).toEqual([]);
      expect(darkRuns(outer.picture, [left - clear, top - 2], long + 4, 'down')).toEqual([]);
      expect(darkRuns(outer.picture, [right + clear, top - 2], long + 4, 'down')).toEqual([]);
    }
    expect(wordAt(outer.words, '様').baseline).toBeLessThan(top - 2);
  });

  it('has bars and postcode frames of the size that the manual gives, in millimetres', () => {
    const { long, timing, pitch, width } = barSizes(9);
    expect([long, timing, pitch, width].map((mm) => mm.toFixed(2))).toEqual(['3.24', '1.08', '1.08', '0.54']);
    const { top } = readBars(outer.picture, 100, 50, 112);
    const runs = darkRuns(outer.picture, [114, top + long / 2], 72.5, 'right');
    expect(runs).toHaveLength(67);
    for (const run of runs) expect(run.length).toBeCloseTo(0.54, 1);
    expect((runs[66]?.from ?? 0) - (runs[0]?.from ?? 0)).toBeCloseTo(66 * 1.08, 1);
    // Inside a frame: white from its left edge, over 5.7 mm and 8 mm; vermilion just outside.
    const isRed = (x: number, y: number) => {
      const [red, green] = outer.picture.at(x, y);
      return red > 180 && green < 140;
    };
    for (const left of [44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3]) {
      const x = 100 + left;
      expect([isRed(x - 0.12, 13), isRed(x + 0.1, 13), isRed(x + 5.6, 13), isRed(x + 5.82, 13)]).toEqual([
        true,
        false,
        false,
        true,
      ]);
      expect([isRed(x + 1, 11.88), isRed(x + 1, 12.1), isRed(x + 1, 19.9), isRed(x + 1, 20.12)]).toEqual([
        true,
        false,
        false,
        true,
      ]);
    }
  });

  it('has the mark of prepaid postage, a square of 20 to 30 mm, within the top left 35 x 70 mm', () => {
    const lines = (from: readonly [number, number], length: number, direction: 'right' | 'down') =>
      darkRuns(outer.picture, from, length, direction).filter((run) => run.length < 0.6);
    // Above the office's name nothing but the square's own sides is crossed, and beside it nothing but its top and bottom.
    const sides = lines([100, 12], 44, 'right');
    const [top, , bottom] = lines([113, 9], 70, 'down');
    const [left, right] = [sides.at(0)?.from ?? 0, (sides.at(-1)?.from ?? 0) + (sides.at(-1)?.length ?? 0)];
    const [above, below] = [9 + (top?.from ?? 0), 9 + (bottom?.from ?? 0) + (bottom?.length ?? 0)];
    expect(sides).toHaveLength(2);
    for (const side of [right - left, below - above]) {
      expect(side).toBeGreaterThanOrEqual(20);
      expect(side).toBeLessThanOrEqual(30);
    }
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThanOrEqual(35);
    expect(below).toBeLessThanOrEqual(70);
  });

  it('carries its serial as a code that a camera reads, on front and inner face alike', () => {
    for (const picture of [outer.picture, inner.picture]) {
      const runs = darkRuns(picture, [140, 143 - serialHeight / 2], 55, 'right').filter(({ from }) => from > 20);
      const widths = runs.flatMap((run, index) => {
        const next = runs[index + 1];
        const bar = Math.round(run.length / serialModule);
        return next ? [bar, Math.round((next.from - run.from - run.length) / serialModule)] : [bar];
      });
      expect(widths.slice(-code128('000000000001').length)).toEqual(code128('000000000001'));
    }
  });

  it('lets no text touch an edge or the fold', () => {
    for (const { words } of [outer, inner])
      for (const { text, x, width } of words) {
        const onFace = x % 100;
        expect(onFace, text).toBeGreaterThanOrEqual(7);
        expect(onFace + width, text).toBeLessThanOrEqual(93);
      }
  });
});

describe('the code of a serial', () => {
  const all = Array.from({ length: 100 }, (_, pair) => code128(String(pair).padStart(2, '0')).slice(6, 12).join(''));

  it('has eleven modules a pair, bars of an even number, and no two alike, as the standard has', () => {
    for (const widths of all) {
      const modules = [...widths].map(Number);
      expect(modules.reduce((sum, width) => sum + width, 0)).toBe(11);
      expect(modules.reduce((sum, width, index) => sum + (index % 2 === 0 ? width : 0), 0) % 2).toBe(0);
    }
    expect(new Set(all).size).toBe(100);
  });

  it('begins, checks and ends as the standard has it', () => {
    // Start C, 12, 34, check (105 + 12 + 2 * 34) % 103 = 82, stop.
    expect(code128('1234').join('')).toBe('211232' + '112232' + '131123' + '121241' + '2331112');
    expect(() => code128('123')).toThrow(/even/);
  });
});

describe('the same cards', () => {
  it('give the same bytes on the same date, and others on another', async () => {
    const [one, two, other] = [await printed(), await printed(), await printed([faceOf()], { madeOn: '2026-11-24' })];
    expect(one.equals(two)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  it('move by tenths of a millimetre where the printer is off', async () => {
    const words = async (offset: { x: number; y: number }) =>
      wordsOf(await pageOf(await printed([faceOf()], { offsets: [offset] }), 1));
    const [plain, moved] = [await words({ x: 0, y: 0 }), await words({ x: 7, y: -4 })];
    expect((moved[0]?.x ?? 0) - (plain[0]?.x ?? 0)).toBeCloseTo(0.7, 2);
    expect((moved[0]?.baseline ?? 0) - (plain[0]?.baseline ?? 0)).toBeCloseTo(-0.4, 2);
  });
});

describe('a card', () => {
  it('whose every line is used keeps its barcode clear, on either layout', async () => {
    for (const layout of Object.values(layouts)) {
      const face = faceOf(longest, layout);
      expect([face.address, face.careOf, face.name].map(({ lines }) => lines.length)).toEqual([5, 2, 4]);
      const sheets = openSheets({ ...options, layout });
      const bytes = bytesOf(sheets.document);
      if (layout.name === 'single')
        sheets.addNotice({ serial: '000000000001', face, notice: ['変更を', '承り', 'ました。'] });
      else sheets.addCard(cardOf(1, face));
      sheets.end();
      const left = layout.sheet.width - 100;
      const picture = await pictureOf(await pageOf(await bytes, 1));
      const { bars, top } = readBars(picture, left, 60, 116);
      expect('bars' in face.barcode && face.barcode.bars).toBe(bars);
      for (let clear = 0.1; clear <= 2; clear += 0.1) {
        expect(darkRuns(picture, [left + 10, top - clear], 80, 'right')).toEqual([]);
        expect(darkRuns(picture, [left + 10, top + barSizes(9).long + clear], 80, 'right')).toEqual([]);
      }
    }
  });

  it('is never drawn with a box in place of what the font lacks', () => {
    const sheets = openSheets(options);
    sheets.document.resume();
    expect(() => sheets.addCard({ ...cardOf(1), loginId: '\ue000' })).toThrow(/U\+E000/);
    expect(() => openSheets({ ...options, sender: { ...sender, company: '😀' } })).toThrow(/U\+1F600/);
  });

  it('without a barcode has none, and says all else', async () => {
    const face = faceOf({ postcode: '0600000', address: '北海道札幌市中央区北三条西6丁目' });
    expect(face.barcode).toEqual({ fault: 'representative-postcode' });
    const picture = await pictureOf(await pageOf(await printed([face]), 1));
    expect(() => readBars(picture, 100, 50, 112)).toThrow('no barcode here');
  });

  it('forgets its password once its page is written', () => {
    const sheets = openSheets(options);
    sheets.document.resume();
    const card = cardOf(1);
    sheets.addCard(card);
    expect([...card.password]).toEqual(Array(14).fill(0));
  });

  it('with a sign that no password has is refused rather than drawn wrong', () => {
    const sheets = openSheets(options);
    for (const wrong of ['O0Il1DFbdfhmn3', 'DFHbdf3479DFHbd', 'DFHbdf3479']) {
      const card = { ...cardOf(1), password: Buffer.from(wrong) };
      expect(() => sheets.addCard(card)).toThrow(/no card can hold|too short/);
      expect(card.password.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('of one page carries a notice and nothing secret', async () => {
    const layout = layouts.single;
    const sheets = openSheets({ ...options, layout });
    const bytes = bytesOf(sheets.document);
    sheets.addNotice({ serial: '000000000009', face: faceOf({}, layout), notice: ['電話番号の変更を承りました。'] });
    sheets.end();
    const document = await openPdf(await bytes);
    expect(document.numPages).toBe(1);
    const picture = await pictureOf(await document.getPage(1));
    expect([picture.width, picture.height].map(Math.round)).toEqual([100, 148]);
    expect(await textOf(await document.getPage(1))).toContain('電話番号の変更を承りました。');
    expect(readBars(picture, 0, 48, 108).bars).toHaveLength(67);
  });
});

describe('files beside the cards', () => {
  it('a proof says 見本 on every page, for every layout', async () => {
    for (const layout of Object.values(layouts)) {
      const document = await openPdf(await bytesOf(proofDocument(layout, sender, dates)));
      expect(document.numPages).toBe(3 * layout.pages.length);
      for (let number = 1; number <= document.numPages; number++)
        expect(await textOf(await document.getPage(number))).toContain('見本');
    }
  });

  it('a calibration page has a ruler that a ruler agrees with, and the fold', async () => {
    const document = await openPdf(await bytesOf(calibrationDocument(layouts['v-fold'], dates.madeOn)));
    const picture = await pictureOf(await document.getPage(1));
    const tens = darkRuns(picture, [5, 3.5], 190, 'right').map(({ from, length }) => Math.round(5 + from + length / 2));
    expect(tens).toEqual(Array.from({ length: 19 }, (_, index) => (index + 1) * 10));
    const fold = darkRuns(picture, [95, 60.3], 10, 'right').concat(darkRuns(picture, [95, 61.2], 10, 'right'));
    expect(fold.some(({ from, length }) => Math.abs(from + length / 2 - 5) < 0.1)).toBe(true);
  });
});
