import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { municipalitiesStartingWith, placeOf, postcodeOf, splitAddress } from '../../main/rules/address.ts';
import { addressTerms, nameTerms, suffixesOf } from '../../main/rules/search-terms.ts';

const HOME = {
  prefecture: '北海道',
  municipality: '札幌市中央区',
  municipalityCode: '01101',
  town: '円山西町',
  tail: '3-8-29',
  building: 'グランドマンシヨン',
  room: '305',
};

describe('reading an address', () => {
  it.each([
    ['北海道札幌市中央区円山西町3丁目8番29号', 'グランドマンション 305号室'],
    ['札幌市中央区円山西町三丁目８－２９', 'グランドマンション３０５'],
    ['札幌市中央区大字円山西町３－８－２９　グランドマンション３０５号室', ''],
    ['〒064-0944 北海道　札幌市　中央区　円山西町 3-8-29', 'ｸﾞﾗﾝﾄﾞﾏﾝｼｮﾝ 305'],
    ['中央区円山西町3-8の29', 'グランドマンション-305'],
    ['札幌市円山西町3ー8ー29', 'グランドマンション305号室'],
  ])('finds the same home in %s %s', (text, building) => {
    expect(splitAddress(text, building)).toEqual(HOME);
  });

  it.each([
    ['北海道河東郡音更町木野3番地5', '音更町', '01631', '木野', '3-5'],
    ['音更町字木野3-5', '音更町', '01631', '木野', '3-5'],
    ['札幌市北区北二十四条西十丁目1番2号', '札幌市北区', '01102', '北24条西', '10-1-2'],
    ['札幌市北区北24条西10-1-2', '札幌市北区', '01102', '北24条西', '10-1-2'],
    ['奈良県五條市本町1丁目1番1号', '5条市', '29207', '本町', '1-1-1'],
    ['東京都千代田区3番町2', '千代田区', '13101', '三番町', '2'],
    ['釧路郡釧路町桂木1-2', '釧路町', '01661', '桂木', '1-2'],
  ])('reads %s by the master', (text, municipality, municipalityCode, town, tail) => {
    expect(splitAddress(text)).toMatchObject({ municipality, municipalityCode, town, tail });
  });

  it('tells municipalities of one name apart by prefecture, postcode or town', () => {
    expect(splitAddress('広島県府中市府中町1').municipalityCode).toBe('34208');
    expect(splitAddress('府中市1-1', '', '726-0003').municipalityCode).toBe('34208');
    expect(splitAddress('府中市宮町1-1').municipalityCode).toBe('13206');
  });

  it('leaves the code open where the master knows no such place', () => {
    const split = splitAddress('どこか遠い村5-6');
    expect(split).toMatchObject({ municipality: '', municipalityCode: null, tail: '5-6' });
  });

  it('survives whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, building) => {
        expect(() => splitAddress(text, building, text)).not.toThrow();
        expect(() => placeOf(text)).not.toThrow();
      }),
    );
  });

  it.each([
    ['〒０６０－００４２', '0600042'],
    ['0600042', '0600042'],
    ['060-0042 札幌市', '0600042'],
    ['090-1234-5678', null],
    ['札幌市', null],
  ])('takes %s for the postcode %s', (text, postcode) => {
    expect(postcodeOf(text)).toBe(postcode);
  });
});

describe('naming a place in few words', () => {
  it('finds the city and its ten wards for 札幌, written or spoken', () => {
    const codes = municipalitiesStartingWith('札幌').map(({ code }) => code);
    expect(codes).toHaveLength(11);
    expect(codes[0]).toBe('01100');
    expect(municipalitiesStartingWith('サツポロ').map(({ code }) => code)).toEqual(codes);
    expect(municipalitiesStartingWith('北海道札幌').map(({ code }) => code)).toEqual(codes);
  });

  it('needs no county', () => {
    expect(municipalitiesStartingWith('音更')).toMatchObject([{ code: '01631', name: '河東郡音更町' }]);
    expect(municipalitiesStartingWith('')).toEqual([]);
  });

  it('knows the cities over the wards by their own codes', () => {
    const codes = ['横浜市', '川崎市', '浜松市', '大阪市', '堺市', '福岡市'].map(
      (city) => municipalitiesStartingWith(city)[0]?.code,
    );
    expect(codes).toEqual(['14100', '14130', '22130', '27100', '27140', '40130']);
  });

  it.each([
    ['札幌円山', 11, '円山', ''],
    ['北海道音更町木野3', 1, '木野', '3'],
    ['円山西町3-8', 0, '円山西町', '3-8'],
  ])('parts %s into municipalities, town and block', (text, count, term, tail) => {
    const place = placeOf(text);
    expect(place.municipalityCodes).toHaveLength(count);
    expect(place).toMatchObject({ term, tail });
  });
});

describe('making the rows of search', () => {
  it('joins an address to the key that a folded query begins', () => {
    expect(addressTerms(HOME)).toEqual({
      addressKey: '札幌市中央区円山西町3-8-29グランドマンシヨン305',
      terms: [
        { term: '円山西町', tail: '3-8-29' },
        { term: 'グランドマンシヨン', tail: '305' },
      ],
    });
  });

  it('parts a person at the blank and frees a company of its form', () => {
    expect(nameTerms('髙橋　一郎', 'ﾀｶﾊｼ ｲﾁﾛｳ', 'person')).toEqual({
      nameKey: '高橋一郎',
      kanaKey: 'タカハシイチロウ',
      terms: ['高橋', '一郎', 'タカハシ', 'イチロウ'],
    });
    expect(nameTerms('㈱北海建設', 'カブシキガイシャ ホッカイ', 'organisation').terms).toEqual([
      '北海建設',
      'ホツカイ',
    ]);
  });

  it('cuts suffixes between characters, never inside one', () => {
    expect(suffixesOf('𩸽田')).toEqual(['𩸽田', '田']);
    expect(suffixesOf('')).toEqual([]);
  });
});
