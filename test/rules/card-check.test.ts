import { describe, expect, it } from 'vitest';
import { openTypeface } from '../../main/print/typeface.ts';
import { type CardFacts, checkCard, type DropOut, namedLines } from '../../main/rules/card-check.ts';
import { fitText } from '../../main/rules/card-fit.ts';

const typeface = openTypeface();
const facts: CardFacts = {
  postcode: '2630023',
  confirmedPostcode: null,
  address: '千葉県千葉市稲毛区緑町3丁目30-8 郵便ビル403号',
  careOf: [],
  name: '佐藤 花子',
  person: null,
  kind: 'person',
  hasApplicationPhone: true,
};
const ofLargeUser = { postcode: '1008792', address: '東京都千代田区霞が関1-3-2' };
const dropOuts = (more: Partial<CardFacts>): readonly DropOut[] => {
  const check = checkCard({ ...facts, ...more }, 74, typeface);
  return check.ok ? [] : check.dropOuts;
};
const outside = (code: 'character' | 'variation-selector' | 'gaiji', character: string, codePoint: string) => [
  { code, field: 'name', character, codePoint },
];

describe('a card is never printed wrong', () => {
  it.each([
    ['髙橋 一郎', []],
    ['山﨑 花子', []],
    ['𠮷田 太郎', []],
    ['ｻﾄｳ ﾊﾅｺ', []],
    ['か\u3099', []],
    ['辻\u{e0100} 太郎', outside('variation-selector', '辻\u{e0100}', 'U+E0100')],
    ['神\ufe00 太郎', outside('variation-selector', '神\ufe00', 'U+FE00')],
    ['\ue000田 太郎', outside('gaiji', '\ue000', 'U+E000')],
    ['\u{f0000}田 太郎', outside('gaiji', '\u{f0000}', 'U+F0000')],
    ['😀 太郎', outside('character', '😀', 'U+1F600')],
    ['𪚥 太郎', outside('character', '𪚥', 'U+2A6A5')],
    ['田\u202e中', outside('character', '\u202e', 'U+202E')],
    ['田\u0000中', outside('character', '\u0000', 'U+0000')],
    ['田\ud842中', outside('character', '\ud842', 'U+D842')],
  ])('%j drops out with %j', (name, expected) => {
    expect(dropOuts({ name })).toEqual(expected);
  });

  it.each<[string, Partial<CardFacts>, readonly object[]]>([
    ['no postcode', { postcode: null }, [{ code: 'postcode-missing' }]],
    ['an unfinished postcode', { postcode: '26300' }, [{ code: 'postcode-missing' }]],
    ['an unknown postcode', { postcode: '9999999' }, [{ code: 'postcode-unknown', postcode: '9999999' }]],
    [
      'a large user’s postcode of another city',
      { postcode: '0608588' },
      [{ code: 'postcode-address', postcode: '0608588' }],
    ],
    [
      'a large user’s postcode that nobody has confirmed',
      { ...ofLargeUser, confirmedPostcode: null },
      [{ code: 'postcode-unconfirmed', postcode: '1008792' }],
    ],
    [
      'a large user’s postcode where another one was confirmed',
      { ...ofLargeUser, confirmedPostcode: '1008791' },
      [{ code: 'postcode-unconfirmed', postcode: '1008792' }],
    ],
    ['a postcode of another city', { postcode: '0640804' }, [{ code: 'postcode-address', postcode: '0640804' }]],
    ['no application phone', { hasApplicationPhone: false }, [{ code: 'phone-missing' }]],
    ['no name', { name: ' ' }, [{ code: 'name-missing' }]],
    ['a name without end', { name: 'あ'.repeat(90) }, [{ code: 'too-long', field: 'name' }]],
    [
      'an address without end',
      { address: `千葉県千葉市稲毛区緑町3丁目30-8 ${'郵便'.repeat(60)}` },
      [{ code: 'too-long', field: 'address' }],
    ],
    ['departments without end', { careOf: ['部'.repeat(60)] }, [{ code: 'too-long', field: 'care-of' }]],
    [
      'gaiji in several fields',
      { address: '千葉市稲毛区緑町3\ue001', careOf: ['\ue002様方'], person: '\ue003' },
      [
        { code: 'gaiji', field: 'address', character: '\ue001', codePoint: 'U+E001' },
        { code: 'gaiji', field: 'care-of', character: '\ue002', codePoint: 'U+E002' },
        { code: 'gaiji', field: 'person', character: '\ue003', codePoint: 'U+E003' },
      ],
    ],
    [
      'several reasons at once',
      { postcode: null, hasApplicationPhone: false },
      [{ code: 'postcode-missing' }, { code: 'phone-missing' }],
    ],
  ])('with %s', (_, more, expected) => {
    expect(dropOuts(more)).toEqual(expected);
  });

  it('without an address', () => {
    expect(dropOuts({ address: '' })).toContainEqual({ code: 'address-missing' });
  });
});

describe('no barcode is no reason to drop out', () => {
  it.each([
    ['0600000', '札幌市中央区見本町1-1', 'representative-postcode'],
    [ofLargeUser.postcode, ofLargeUser.address, 'large-user-postcode'],
    ['2630023', '千葉市稲毛区みほん1-1', 'town-unknown'],
  ])('%s %s: %s', (postcode, address, fault) => {
    const check = checkCard({ ...facts, postcode, confirmedPostcode: postcode, address }, 74, typeface);
    expect(check.ok && check.face.barcode).toEqual({ fault });
  });

  it('and a line break that somebody asked for changes no barcode', () => {
    const plain = checkCard(facts, 74, typeface);
    const broken = checkCard({ ...facts, address: facts.address.replace(' ', '\n') }, 74, typeface);
    expect(broken.ok && broken.face.barcode).toEqual(plain.ok && plain.face.barcode);
    expect(broken.ok && broken.face.address.lines).toEqual(['千葉県千葉市稲毛区緑町3丁目30-8', '郵便ビル403号']);
  });
});

describe('whom a card is for', () => {
  it.each<[string, string | null, CardFacts['kind'], string]>([
    ['佐藤 花子', null, 'person', '佐藤 花子\u3000様'],
    ['佐藤 花子', null, 'unknown', '佐藤 花子\u3000様'],
    ['佐藤商店', null, 'sole-trader', '佐藤商店\u3000様'],
    ['あかり商事株式会社', null, 'organisation', 'あかり商事株式会社\u3000御中'],
    ['あかり商事株式会社', '佐藤 花子', 'organisation', 'あかり商事株式会社\n佐藤 花子\u3000様'],
    ['円山マンション管理組合', null, 'unknown', '円山マンション管理組合\u3000御中'],
    ['円山町内会', null, 'person', '円山町内会\u3000御中'],
    ['円山町内会', '佐藤 花子', 'unknown', '円山町内会\n佐藤 花子\u3000様'],
    ['佐藤 花子 様', null, 'person', '佐藤 花子\u3000様'],
    ['あかり商事御中', '佐藤様', 'organisation', 'あかり商事\n佐藤\u3000様'],
    ['管理組合太郎', null, 'person', '管理組合太郎\u3000様'],
  ])('%s, %s, %s', (name, person, kind, lines) => {
    expect(namedLines({ name, person, kind })).toBe(lines);
  });
});

describe('text is wrapped, then smaller, else it does not fit', () => {
  // A letter as wide as its points are high.
  const measure = (text: string, points: number) => [...text].length * points;
  it.each<[string, readonly [number, number][], number, readonly string[] | null, number]>([
    ['あいうえお', [[10, 1]], 50, ['あいうえお'], 10],
    ['あいうえお', [[10, 2]], 30, ['あいう', 'えお'], 10],
    [
      'あいうえお',
      [
        [10, 1],
        [6, 1],
      ],
      30,
      ['あいうえお'],
      6,
    ],
    [
      'あいうえお',
      [
        [10, 1],
        [8, 1],
      ],
      30,
      null,
      0,
    ],
    ['緑町30-8', [[10, 2]], 50, ['緑町', '30-8'], 10],
    ['緑町 郵便ビル', [[10, 2]], 50, ['緑町 郵便', 'ビル'], 10],
    ['緑町一丁目 郵便ビル', [[10, 2]], 80, ['緑町一丁目', '郵便ビル'], 10],
    ['郵便センター', [[10, 2]], 50, ['郵便セン', 'ター'], 10],
    ['1234567', [[10, 2]], 50, null, 0],
    ['あ\nい', [[10, 1]], 50, null, 0],
  ])('%s', (text, steps, width, lines, points) => {
    const fitted = fitText(
      text,
      steps.map(([size, most]) => ({ points: size, lines: most })),
      width,
      measure,
    );
    expect(fitted).toEqual(lines === null ? null : { lines, points });
  });
});
