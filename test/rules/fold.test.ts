import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FoldKind, fold } from '../../main/rules/fold.ts';
import { CORPORATE_SHORT, VARIANTS } from '../../main/rules/variants.ts';

const KINDS: FoldKind[] = ['name', 'address', 'number', 'mail', 'login', 'phone'];
const onlyKey = (texts: string[], kind: FoldKind) => [...new Set(texts.map((text) => fold(text, kind)))];
const pieces = [
  ...'大字三十百〇二九3８番号丁条線割町街軒のノヶガが丘室-ー－‐ 　山文カｶﾞﾊﾟ゛゜髙\u3099\ufe00',
  '番地',
  '丁目',
  '号室',
  '㈱',
  '(株)',
  '𠮷',
  'İ',
];
const written = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
);

describe('folding names', () => {
  it.each([
    ['髙橋　一郎', '高橋一郎'],
    ['渡邊\u{e0102} 花子', '渡辺花子'],
    ['𠮷野 眞理', '吉野真理'],
    ['ｻﾄｳ ﾀﾞｲｽｹ', 'サトウダイスケ'],
    ['さとう　だいすけ', 'サトウダイスケ'],
    ['しょうじ・ケーシー', 'シヨウジケシ'],
    ['ＡＢＣサービス', 'abcサビス'],
    ['カ゛ラス', 'ガラス'],
  ])('finds %s under %s', (text, key) => {
    expect(fold(text, 'name')).toBe(key);
  });

  it.each([
    ['the four ways to write Saito', ['斎藤', '齋藤', '斉藤', '齊藤']],
    ['the three ways to write Watanabe', ['渡辺', '渡邊', '渡邉']],
    ['every short and long form of a company', ['㈱雪印', '(株)雪印', '（株）雪印', '株式会社雪印', '株式會社　雪印']],
    ['kana in any width, script and length mark', ['オーノ', 'ｵｰﾉ', 'おーの', 'オノ', 'ォノ']],
  ])('hears one name in %s', (_, texts) => {
    expect(onlyKey(texts, 'name')).toHaveLength(1);
  });

  it('keeps ヴァ and バ apart, and kanji numerals in names', () => {
    expect(fold('ヴァン', 'name')).not.toBe(fold('バン', 'name'));
    expect(fold('三条 一二三', 'name')).toBe('三条一二三');
  });
});

describe('folding addresses', () => {
  it.each([
    ['円山西町三丁目８番２９号', '円山西町3-8-29'],
    ['北二十四条西十丁目1番2号', '北24条西10-1-2'],
    ['三番町2番地の5', '三番町2-5'],
    ['大字川上字東五番地', '川上東5'],
    ['十字街1-2', '十字街1-2'],
    ['緑が丘', '緑ケ丘'],
    ['つつじヶ丘', 'ツツジケ丘'],
    ['グランドマンション 305号室', 'グランドマンシヨン305'],
    ['コーポ２　３０５', 'コポ2-305'],
    ['百二十三番地', '123'],
  ])('reads %s as %s', (text, key) => {
    expect(fold(text, 'address')).toBe(key);
  });

  it('has one key for every way to write a block', () => {
    const ways = [
      '3丁目8番29号',
      '三丁目８番２９号',
      '３－８－２９',
      '3ー8ー29',
      '3-8-29',
      '3丁目8番地の29',
      '3の8の29',
      '3丁目 8-29',
    ];
    expect(onlyKey(ways, 'address')).toEqual(['3-8-29']);
  });

  it('takes a numbered quarter for a name, in kanji or in digits', () => {
    expect(onlyKey(['三番町', '3番町', '３番町'], 'address')).toEqual(['三番町']);
    expect(onlyKey(['二十四軒三条', '24軒3条'], 'address')).toEqual(['二十四軒3条']);
  });

  it('gives any block the same key in kanji and in digits', () => {
    const part = fc.integer({ min: 1, max: 99 });
    const kanji = (n: number) => {
      const digits = '〇一二三四五六七八九';
      const tens = Math.floor(n / 10);
      return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${n % 10 > 0 ? digits[n % 10] : ''}`;
    };
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        expect(fold(`${kanji(a)}丁目${kanji(b)}番${kanji(c)}号`, 'address')).toBe(`${a}-${b}-${c}`);
      }),
    );
  });
});

describe('folding numbers, mail addresses and login IDs', () => {
  it.each<[FoldKind, string, string]>([
    ['phone', '＋81 (0)90-1234-5678', '09012345678'],
    ['phone', '+81 11 123 4567', '0111234567'],
    ['number', '０１-００１２ ３４', '01001234'],
    ['mail', ' Sato@Gmail.COM ', 'sato@gmail.com'],
    ['mail', 'ＳＡＴＯ@x.jp', 'ＳＡＴＯ@x.jp'],
    ['login', '　Ｓａto_１ ', 'sato_1'],
    ['login', 'Ⅸ', 'Ⅸ'],
  ])('folds a %s %j to %j', (kind, text, key) => {
    expect(fold(text, kind)).toBe(key);
  });
});

it.each(KINDS)('never changes a folded %s by folding it again', (kind) => {
  fc.assert(
    fc.property(written, (text) => {
      const key = fold(text, kind);
      expect(fold(key, kind)).toBe(key);
    }),
    { numRuns: 2000 },
  );
});

it('maps every variant to one character that is no variant itself', () => {
  for (const [variant, kept] of VARIANTS) {
    expect([...variant, ...kept]).toHaveLength(2);
    expect(VARIANTS.has(kept), `${variant}${kept}`).toBe(false);
    expect(kept.normalize('NFKC')).toBe(kept);
    expect(fold(variant, 'name')).toBe(kept);
  }
});

it('knows every bracketed corporate form in full', () => {
  for (const [short, long] of Object.entries(CORPORATE_SHORT)) {
    expect(fold(`（${short}）あ`, 'name')).toBe(fold(`${long}あ`, 'name'));
  }
});
