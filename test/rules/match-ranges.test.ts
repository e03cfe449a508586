import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRanges } from '../../main/rules/match-ranges.ts';

const marked = (registered: string, query: string, kind?: 'name' | 'address' | 'number' | 'login') =>
  matchRanges(registered, query, kind).map(([start, end]) => registered.slice(start, end));

describe('marking what was found', () => {
  it.each([
    ['髙橋　一郎', '高橋', ['髙橋']],
    ['髙橋　一郎', '高橋一', ['髙橋　一']],
    ['髙橋　一郎', '高橋 郎', ['髙橋', '郎']],
    ['ｻﾄｳ ﾀﾞｲｽｹ', 'だい', ['ﾀﾞｲ']],
    ['渡邊\u{e0102}一', '渡辺', ['渡邊\u{e0102}']],
    ['㈱北海建設', '株式会社北海', ['㈱北海']],
    ['（株）北海建設', '式会', ['（株）']],
    ['髙橋　一郎', 'たかはし', []],
    ['髙橋　一郎', '', []],
    ['ササ', 'さ', ['ササ']],
  ])('marks in %s for %s: %j', (registered, query, parts) => {
    expect(marked(registered, query)).toEqual(parts);
  });

  it('marks addresses and numbers in the spelling on file', () => {
    expect(marked('円山西町三丁目８番２９号', '3-8-29', 'address')).toEqual(['三丁目８番２９']);
    expect(marked('090-1234-5678', '９０１２', 'number')).toEqual(['90-12']);
    expect(marked('Sato@Gmail.com', 'sato', 'login')).toEqual(['Sato']);
  });

  it('gives ordered ranges inside the text, apart from one another', () => {
    const text = fc.string({ unit: fc.constantFrom(...'髙高橋ｶﾞガ(株)㈱ー 　三丁目8番-\u3099', '𠮷'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.constantFrom('name', 'address', 'number', 'login'), (registered, query, kind) => {
        let before = -1;
        for (const [start, end] of matchRanges(registered, query, kind)) {
          expect(start).toBeGreaterThan(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(registered.length);
          before = end;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
