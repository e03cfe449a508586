/** One spelling for every spelling a person may write: the keys that search and comparison run on (docs/search.md). */
import { toArabic, toKanji } from './kanji-number.ts';
import { CORPORATE_SHORT, VARIANTS } from './variants.ts';

export type FoldKind = 'name' | 'address' | 'number' | 'mail' | 'login' | 'phone';

/** A rewriting that needs neighbours: every match of `pattern` (global) in folded characters becomes `to(match)`. */
export interface FoldRule {
  /** A character without which there is no match: looking for it is ten times cheaper than the pattern. */
  needs?: string;
  pattern: RegExp;
  to: (match: string) => string;
}

const LONG_VOWEL = 0x30fc;
const IS_BLANK = /[\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff\p{Cc}]/u;
const IS_MIDDLE_DOT = /[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65]/;
const IS_DASH = /[-\u00af\u02d7\u2010-\u2015\u2043\u207b\u2212\u2500\u2501\u301c\ufe58\ufe63\uff0d\uff5e\uff70~]/;
const IS_VARIATION_SELECTOR = /[\u180b-\u180d\ufe00-\ufe0f]/;
const SMALL_KANA = new Map(
  [
    ...'ァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケㇰクㇱシㇲスㇳトㇴヌㇵハㇶヒㇷフㇸヘㇹホㇺムㇻラㇼリㇽルㇾレㇿロ',
  ].map((kana, index, all) => [kana, index % 2 === 0 ? (all[index + 1] ?? kana) : kana]),
);

interface Table {
  /** Code unit -> code unit, 0 = dropped. */
  to: Uint16Array;
  /** 1 where NFKC neither changes the unit nor joins it with a neighbour, so that normalising may be left out. */
  isPlain: Uint8Array;
}

const foldedUnit = (unit: number, kind: 'name' | 'address'): number => {
  // NFKC would open a sound mark that stands alone into a blank and a mark, and カ゛ would stay two.
  if (unit === 0x309b || unit === 0x309c) return unit === 0x309b ? 0x3099 : 0x309a;
  if (unit >= 0xff01 && unit <= 0xff5e) return foldedUnit(unit - 0xfee0, kind);
  const character = String.fromCharCode(unit);
  if (unit === 0 || IS_VARIATION_SELECTOR.test(character) || IS_MIDDLE_DOT.test(character)) return 0;
  if (IS_BLANK.test(character)) return kind === 'name' ? 0 : 0x20;
  if (unit === LONG_VOWEL || IS_DASH.test(character)) return kind === 'name' ? 0 : 0x2d;
  const isHiragana = (unit >= 0x3041 && unit <= 0x3096) || unit === 0x309d || unit === 0x309e;
  const kana = String.fromCharCode(isHiragana ? unit + 0x60 : unit);
  const kept = SMALL_KANA.get(kana) ?? VARIANTS.get(kana) ?? kana.toLowerCase();
  return kept.length === 1 ? kept.charCodeAt(0) : unit;
};

const isPlainUnit = (unit: number): boolean =>
  unit < 0x80 ||
  (unit >= 0x3041 && unit <= 0x3096) ||
  (unit >= 0x30a1 && unit <= 0x30fe) ||
  (unit >= 0x31f0 && unit <= 0x31ff) ||
  (unit >= 0x3400 && unit <= 0x4dbf) ||
  (unit >= 0x4e00 && unit <= 0x9fff) ||
  (unit >= 0xff01 && unit <= 0xff5e) ||
  [0x2010, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x3000, 0x3005, 0x3007, 0x301c, 0xfa11].includes(unit);

const tables = new Map<string, Table>();
const tableOf = (kind: 'name' | 'address'): Table => {
  let table = tables.get(kind);
  if (!table) {
    table = { to: new Uint16Array(0x10000), isPlain: new Uint8Array(0x10000) };
    for (let unit = 0; unit < 0x10000; unit++) {
      table.to[unit] = foldedUnit(unit, kind);
      if (isPlainUnit(unit)) table.isPlain[unit] = 1;
    }
    tables.set(kind, table);
  }
  return table;
};

const isAstral = /[\ud800-\udfff]/;
const foldAstral = (text: string): string =>
  text.replace(/[\u{10000}-\u{10ffff}]/gu, (character) =>
    /[\u{e0100}-\u{e01ef}]/u.test(character) ? '' : (VARIANTS.get(character) ?? character.toLowerCase()),
  );

/** The characters of `text` folded one by one, before any rule that needs neighbours (see `foldRules`). */
export const foldCharacters = (text: string, kind: 'name' | 'address'): string => {
  const { to, isPlain } = tableOf(kind);
  let current = text;
  for (let isSettled = false; !isSettled; ) {
    let isAllPlain = true;
    let next = '';
    let start = 0;
    for (let at = 0; at < current.length; at++) {
      const unit = current.charCodeAt(at);
      if (isPlain[unit] === 0) isAllPlain = false;
      const kept = to[unit] ?? unit;
      if (kept === unit && unit !== 0) continue;
      next += current.slice(start, at);
      if (kept !== 0) next += String.fromCharCode(kept);
      start = at + 1;
    }
    next = start === 0 ? current : next + current.slice(start);
    if (isAllPlain) return next;
    // What was dropped may have stood between a kana and its sound mark, so fold until nothing moves.
    const normal = (isAstral.test(next) ? foldAstral(next) : next).normalize('NFKC');
    isSettled = normal === current;
    current = normal;
  }
  return current;
};

const KANJI = '\\u4e00-\\u9fff々';
// 三番町, 一番街, 八丁堀 are names: their numeral stays (or becomes) kanji, whoever wrote it.
const NAMED = '番(?=[町通街館丁割])|丁(?=[堀場畷])|軒';
const COUNTER = '丁目|番地|番(?![町通街館丁割])|号|地割|条|線|丁(?=[-\\dノ〇一二三四五六七八九十]|$)';
const to = (text: string) => () => text;

const ADDRESS_RULES: readonly FoldRule[] = [
  { needs: ' ', pattern: /(?<=\d) +(?=\d)/g, to: to('-') },
  { needs: ' ', pattern: / +/g, to: to('') },
  { pattern: new RegExp(`[〇一二三四五六七八九十百千]+(?=${COUNTER})`, 'g'), to: toArabic },
  { pattern: new RegExp(`\\d+(?=${NAMED})`, 'g'), to: toKanji },
  // 十字街, 文字, 万字, 阿字 and the like are names, not the 字 of a section.
  { needs: '字', pattern: new RegExp(`大字|(?<![十文万阿和分])字(?=[${KANJI}ァ-ヺ0-9a-z])`, 'g'), to: to('') },
  { pattern: new RegExp(`(?<=[${KANJI}])[ガカ](?=[${KANJI}])|ガ(?=丘)`, 'g'), to: to('ケ') },
  {
    pattern: /(?<=\d)(?:丁目|番地|番(?![町通街館丁割])|号室|号(?!線)|室$|丁(?=[-\dノ]|$))/g,
    to: to('-'),
  },
  { needs: 'ノ', pattern: /(?<=[\d-])ノ(?=\d)/g, to: to('-') },
  { pattern: /(?<![0-9a-z-])-+|-+(?![0-9a-z-])/g, to: to('') },
  { needs: '--', pattern: /--+/g, to: to('-') },
];
const NAME_RULES: readonly FoldRule[] = [
  { pattern: /\([株有合資名財社医学福宗独]\)/g, to: (form) => CORPORATE_SHORT[form.charAt(1)] ?? form },
];
const NEEDS_NAME_RULES = /\([株有合資名財社医学福宗独]\)/;
const NEEDS_ADDRESS_RULES = /[- 字号割軒番丁室]|\d[ノ条線]|[〇一二三四五六七八九十百千][条線]|[ガカ][\u4e00-\u9fff々]/;
// After one round only these can still move: a dash or a 字 that went has brought two neighbours together.
const STILL_MOVES = /[ 字号割軒番丁室]|\dノ|[〇一二三四五六七八九十百千][条線]|[ガカ][\u4e00-\u9fff々]/;

// Combining marks and vowel signs (and more: a wide range is quicker than \p{M}) may meet a new base character.
const JOINS_BACKWARDS = /[\u0300-\u1fff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ud800-\udfff]|[\ufb1e-\ufe2f]/;

/** The rules that follow `foldCharacters`, in order; repeated until nothing moves. */
export const foldRules = (kind: 'name' | 'address'): readonly FoldRule[] =>
  kind === 'name' ? NAME_RULES : ADDRESS_RULES;

const foldText = (text: string, kind: 'name' | 'address'): string => {
  let current = foldCharacters(text, kind);
  let mayMove = (kind === 'name' ? NEEDS_NAME_RULES : NEEDS_ADDRESS_RULES).test(current);
  while (mayMove) {
    const before = current;
    for (const { needs, pattern, to } of foldRules(kind)) {
      if (needs === undefined || current.includes(needs)) current = current.replace(pattern, to);
    }
    if (JOINS_BACKWARDS.test(current)) current = foldCharacters(current, kind);
    mayMove = kind === 'address' && current !== before && STILL_MOVES.test(current);
  }
  return current;
};

const foldNumber = (text: string): string => {
  const plain = text.normalize('NFKC').trim();
  const digits = plain.replace(/\D/g, '');
  if (!/^\+\s*81/.test(plain)) return digits;
  const national = digits.slice(2);
  return national.startsWith('0') ? national : `0${national}`;
};

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const halfWidthAscii = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

/**
 * The key of `text`; folding a key again changes nothing.
 * - name: one for any width, case, kana script, small kana, long vowel, blank, dash, dot, variant, corporate form.
 * - address: as name, and 三丁目８番２９号, 3-8-29 and 3丁目8-29 are `3-8-29`; 北三条西 is `北3条西`; 大字 and 字 go.
 * - number, phone: digits only, +81 becomes 0 (rule 2). mail: trimmed, ASCII lower case (rule 21).
 * - login: as mail, and full-width ASCII becomes half-width (rule 1).
 */
export const fold = (text: string, kind: FoldKind): string => {
  switch (kind) {
    case 'name':
    case 'address':
      return foldText(text, kind);
    case 'number':
    case 'phone':
      return foldNumber(text);
    case 'mail':
      return lowerAscii(text.trim());
    case 'login':
      return lowerAscii(halfWidthAscii(text).trim());
  }
};
