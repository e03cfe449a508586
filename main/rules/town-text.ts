/** Where a town area's name ends in an address, whoever wrote it and however: by comparison, never by pattern. */
import { foldCharacters } from './fold.ts';
import { toArabic } from './kanji-number.ts';

/** One folded character or numeral, and where it ends in the text as it was written (UTF-16 units). */
export type Piece = { readonly key: string; readonly end: number };

// A half-width kana and its sound mark are one character.
const WRITTEN = /[〇一二三四五六七八九十百千]+|[0-9０-９]+|[ｦ-ﾝ][ﾞﾟ]?|./gsu;
const KANJI_NUMERAL = /^[〇一二三四五六七八九十百千]+$/;
const KEYS = new Map<string, string>();

const keyOf = (written: string): string => {
  if (KANJI_NUMERAL.test(written)) return `#${toArabic(written)}`;
  const folded = foldCharacters(written, 'address').replace(/[\s-]/g, '');
  if (/^\d+$/.test(folded)) return `#${folded}`;
  // ヶ, ケ, が, ガ and カ stand for one another in place names.
  return folded === 'ガ' || folded === 'カ' ? 'ケ' : folded;
};

/** An address or a name of the master in folded pieces; blanks, dashes and selectors are left out. */
export const piecesOf = (text: string): Piece[] => {
  const pieces: Piece[] = [];
  for (const { 0: written, index } of text.matchAll(WRITTEN)) {
    let key = KEYS.get(written);
    if (key === undefined) {
      key = keyOf(written);
      if (written.length <= 2) KEYS.set(written, key);
    }
    if (key !== '') pieces.push({ key, end: index + written.length });
  }
  return pieces;
};

const sectionAt = (pieces: readonly Piece[], at: number): number => {
  if (pieces[at]?.key === '大' && pieces[at + 1]?.key === '字') return 2;
  return pieces[at]?.key === '字' ? 1 : 0;
};

/**
 * Matches a name at piece `from` of an address; 大字 and 字 may stand on either side or not.
 * @returns the piece after the name, or null where the address does not have it there
 */
export const nameEndsAt = (address: readonly Piece[], from: number, name: readonly Piece[]): number | null => {
  let at = from;
  let read = 0;
  while (read < name.length) {
    if (address[at]?.key === name[read]?.key) {
      at += 1;
      read += 1;
      continue;
    }
    const [skippedHere, skippedThere] = [sectionAt(address, at), sectionAt(name, read)];
    if (skippedHere === 0 && skippedThere === 0) return null;
    if (skippedHere > 0) at += skippedHere;
    else read += skippedThere;
  }
  return at;
};
