import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../main/rules/search-query.ts';

describe('recognising what the agent typed', () => {
  it.each([
    ['0100123456789012345678', ['supply-point']],
    ['01 0012 3456 7890 1234 5678', ['supply-point']],
    ['01-0012-3456-7890-1234-5678', ['supply-point']],
    ['1000001234', ['customer-no', 'supply-point', 'login']],
    ['0111234567', ['customer-no', 'phone', 'supply-point', 'login']],
    ['090 1234 5678', ['phone', 'supply-point']],
    ['+81 90-1234-5678', ['phone', 'supply-point']],
    ['０９０１', ['customer-no', 'supply-point', 'login']],
    ['sato_1', ['login', 'name']],
    ['sato@gmail.com', ['mail']],
    ['佐藤', ['name', 'address']],
    ['さとう 札幌', ['name', 'name-and-place', 'address']],
    ['佐藤 札幌市', ['name-and-place', 'name', 'address']],
    ['円山西町3-8', ['address', 'name']],
    ['札幌市 円山西町 3-8', ['address', 'name']],
    ['中村 太郎', ['name', 'name-and-place', 'address']],
    ['佐藤 090-1234-5678', ['phone', 'supply-point']],
  ])('looks %s up as %j', (text, kinds) => {
    expect(parseQuery(text)).toMatchObject({ tooShort: false, kinds });
  });

  it.each(['', '　', 'a', '1', '-', '・', 'sato@', 'sato@gmail'])('waits for more than %j', (text) => {
    expect(parseQuery(text)).toEqual({ tooShort: true, kinds: [] });
  });

  it('starts at one kanji or kana', () => {
    expect(parseQuery('森').name).toEqual({ key: '森', parts: ['森'], isKana: false });
    expect(parseQuery('さ').name).toEqual({ key: 'サ', parts: ['サ'], isKana: true });
  });

  it('tells a whole number from its beginning', () => {
    expect(parseQuery('1000001234').customerNo).toEqual({ key: '1000001234', isWhole: true });
    expect(parseQuery('10000').customerNo).toEqual({ key: '10000', isWhole: false });
    expect(parseQuery('0111234567').phone).toEqual({ key: '0111234567', isWhole: true });
    expect(parseQuery('1'.repeat(23)).kinds).toEqual([]);
  });

  it('looks masked values up whole only, since they could be spelled out letter by letter', () => {
    expect(parseQuery('Ｓａｔｏ＠Gmail.com').mail).toEqual({ key: 'sato@gmail.com', isWhole: true });
    for (const part of ['s', 'sato', 'sato@', 'sato@g', 'sato@gmail', '@gmail.com'])
      expect(parseQuery(part).mail).toBeUndefined();
    for (const part of ['09', '0901', '090123456', '0901234567']) expect(parseQuery(part).phone).toBeUndefined();
  });

  it('reads surname and given name as one name', () => {
    expect(parseQuery('髙橋　一郎').name).toEqual({ key: '高橋一郎', parts: ['高橋', '一郎'], isKana: false });
  });

  it.each(['さとう 札幌', '札幌 さとう', 'さとう 健一 さっぽろ'])('hears a name and a place in %s', (text) => {
    const [reading] = parseQuery(text).nameAndPlace ?? [];
    expect(reading?.name.parts[0]).toBe('サトウ');
    expect(reading?.place.municipalityCodes).toHaveLength(11);
  });

  it('keeps both readings where a surname is also a city', () => {
    const readings = parseQuery('伊達 札幌').nameAndPlace?.map(({ name }) => name.key);
    expect(readings).toEqual(['伊達', '札幌']);
  });

  it('finds a number in any grouping', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 22, maxLength: 22 });
    fc.assert(
      fc.property(
        digits,
        fc.array(fc.integer({ min: 1, max: 21 })),
        fc.constantFrom(' ', '-', '　', ' - '),
        (number, cuts, gap) => {
          const grouped = [...number].map((digit, at) => (cuts.includes(at) ? gap + digit : digit)).join('');
          expect(parseQuery(grouped).supplyPoint).toEqual({ key: number, isWhole: true });
        },
      ),
    );
  });

  it('has keys for every kind it names, whatever was typed', () => {
    const fieldOf = {
      'supply-point': 'supplyPoint',
      'customer-no': 'customerNo',
      phone: 'phone',
      mail: 'mail',
      login: 'login',
      name: 'name',
      address: 'place',
      'name-and-place': 'nameAndPlace',
    } as const;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'佐さサ札幌市町3８a@-  　ー・') }), (text) => {
        const plan = parseQuery(text);
        for (const kind of plan.kinds) expect(plan[fieldOf[kind]]).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});
