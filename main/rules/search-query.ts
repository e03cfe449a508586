/** What an agent typed into the one search field, recognised and folded; the store makes range queries of it. */
import { type Place, placeOf } from './address.ts';
import { fold } from './fold.ts';
import { looksLikePhone } from './phone.ts';

export type SearchKind =
  | 'supply-point'
  | 'customer-no'
  | 'phone'
  | 'mail'
  | 'login'
  | 'name'
  | 'address'
  | 'name-and-place';

/** A key to look up: equal to `key` where `isWhole`, else every entry that begins with it. */
export interface KeyQuery {
  key: string;
  isWhole: boolean;
}

export interface NameQuery {
  /** The words joined: beginning of name_key, and of kana_key where `isKana`; also any part of a dictionary term. */
  key: string;
  /** The words apart, as terms of the dictionary. */
  parts: string[];
  isKana: boolean;
}

/** One reading of several words: a name (its beginning) of somebody at a place. */
export interface NameAndPlace {
  name: NameQuery;
  place: Place;
}

export interface SearchPlan {
  /** Below one kanji or kana, or two ASCII characters: nothing is looked up. */
  tooShort: boolean;
  /** What to look up, in this order, until the page is full; the keys of each stand in its field below. */
  kinds: SearchKind[];
  /** 22 digits or their beginning. */
  supplyPoint?: KeyQuery;
  /** 10 digits or their beginning. */
  customerNo?: KeyQuery;
  /** 10 or 11 digits from 0, or their beginning. */
  phone?: KeyQuery;
  mail?: KeyQuery;
  login?: KeyQuery;
  name?: NameQuery;
  place?: Place;
  /** Readings, the likelier first. */
  nameAndPlace?: NameAndPlace[];
}

const DIGIT_WORD = /^[\d+()\-.\u2010-\u2015\u2212\u30fc/]+$/;
const ASCII_WORD = /^[!-~]+$/;
const KANA_KEY = /^[\u30a1-\u30ff]+$/;

type Fields = Omit<SearchPlan, 'tooShort' | 'kinds'>;

const nothing = (tooShort: boolean): SearchPlan => ({ tooShort, kinds: [] });
const beginning = (key: string): KeyQuery => ({ key, isWhole: false });

const numberPlan = (digits: string, isOneWord: boolean): SearchPlan => {
  if (digits.length < 2) return nothing(true);
  if (digits.length > 22) return nothing(false);
  if (digits.length === 22) {
    return { tooShort: false, kinds: ['supply-point'], supplyPoint: { key: digits, isWhole: true } };
  }
  const fields: Fields = {};
  const kinds: SearchKind[] = [];
  if (digits.length <= 10) {
    kinds.push('customer-no');
    fields.customerNo = { key: digits, isWhole: digits.length === 10 };
  }
  // Whole numbers only: what is masked could be spelled out digit by digit. Ten digits from 090 lack the last one.
  if (looksLikePhone(digits) && !/^0[5789]0\d{7}$/.test(digits)) {
    kinds.push('phone');
    fields.phone = { key: digits, isWhole: true };
  }
  kinds.push('supply-point');
  fields.supplyPoint = beginning(digits);
  if (isOneWord) {
    kinds.push('login');
    fields.login = beginning(digits);
  }
  return { tooShort: false, kinds, ...fields };
};

const nameOf = (words: readonly string[]): NameQuery => {
  const parts = words.map((word) => fold(word, 'name')).filter((part) => part !== '');
  const key = fold(words.join(''), 'name');
  return { key, parts, isKana: KANA_KEY.test(key) };
};

const asciiPlan = (word: string): SearchPlan => {
  if (word.length < 2) return nothing(true);
  const key = fold(word, 'login');
  if (word.includes('@')) {
    // Whole addresses only, as with phones.
    const isWhole = /^[^@]+@[^@]+\.[^@.]{2,}$/.test(key);
    return isWhole ? { tooShort: false, kinds: ['mail'], mail: { key, isWhole } } : nothing(true);
  }
  const kinds: SearchKind[] = ['login', 'name'];
  return { tooShort: false, kinds, login: beginning(key), name: nameOf([word]) };
};

type Likeness = 'place' | 'maybe-place' | 'no-place';

/** By the master: 中村 and 町田 are names that look like places, so an ending alone is never enough. */
const likenessOf = (word: string): Likeness => {
  const folded = fold(word, 'address');
  const { municipalityCodes, isNamed } = placeOf(word);
  if (isNamed || /\d/.test(folded)) return 'place';
  return municipalityCodes.length > 0 || /.[市区町村条]$/.test(folded) ? 'maybe-place' : 'no-place';
};

/** Every cut of the words into a name and a place, the place first or last. */
const readingsOf = (words: readonly string[], likeness: readonly Likeness[]): NameAndPlace[] => {
  const readings: NameAndPlace[] = [];
  const read = (nameFrom: number, nameTo: number, placeFrom: number, placeTo: number): void => {
    const place = placeOf(words.slice(placeFrom, placeTo).join(' '));
    if (likeness.slice(nameFrom, nameTo).includes('place')) return;
    if (likeness.slice(placeFrom, placeTo).includes('no-place')) return;
    if (place.municipalityCodes.length === 0 && place.term === '') return;
    readings.push({ name: nameOf(words.slice(nameFrom, nameTo)), place });
  };
  for (let cut = 1; cut < words.length; cut++) {
    read(0, cut, cut, words.length);
    read(cut, words.length, 0, cut);
  }
  return readings;
};

const wordsPlan = (words: readonly string[]): SearchPlan => {
  const name = nameOf(words);
  if (name.key === '') return nothing(true);
  const place = placeOf(words.join(' '));
  const likeness = words.map(likenessOf);
  const isPlace = likeness.includes('place');
  if (words.length === 1)
    return { tooShort: false, kinds: isPlace ? ['address', 'name'] : ['name', 'address'], name, place };
  const nameAndPlace = readingsOf(words, likeness);
  const last = words.at(-1) ?? '';
  if (nameAndPlace.length === 0 && !isPlace) {
    // No word is known as a place, yet the last may be part of a town or building.
    nameAndPlace.push({ name: nameOf(words.slice(0, -1)), place: placeOf(last) });
  }
  const mixed: SearchKind = 'name-and-place';
  const kinds: SearchKind[] = isPlace ? ['address', mixed, 'name'] : ['name', mixed, 'address'];
  // With a sure place beside a word that is none, somebody at that place is the likeliest.
  if (isPlace && likeness.includes('no-place')) kinds.splice(0, 3, mixed, 'name', 'address');
  return {
    tooShort: false,
    kinds: kinds.filter((kind) => kind !== mixed || nameAndPlace.length > 0),
    name,
    place,
    nameAndPlace,
  };
};

/**
 * Recognises what was typed: digits in any grouping are a number, `@` makes a mail address, ASCII a login ID, all else
 * names and places. A number of ten digits or more beside words is looked up alone, since it names one customer.
 */
export const parseQuery = (text: string): SearchPlan => {
  // NFKC takes the IME's full-width digits, letters and blanks; folding proper is done per kind.
  const words = text.normalize('NFKC').split(/\s+/).filter(Boolean);
  if (words.length === 0) return nothing(true);
  if (words.every((word) => DIGIT_WORD.test(word))) {
    return numberPlan(fold(words.join(''), 'number'), words.length === 1 && /^\d+$/.test(words[0] ?? ''));
  }
  const mail = words.find((word) => word.includes('@'));
  if (mail) return asciiPlan(mail);
  const long = words.find((word) => DIGIT_WORD.test(word) && fold(word, 'number').length >= 10);
  if (long) return numberPlan(fold(long, 'number'), false);
  const [only] = words;
  if (words.length === 1 && only && ASCII_WORD.test(only)) return asciiPlan(only);
  return wordsPlan(words);
};
