/** Japan Post's customer barcode, by its postcode and barcode manual (郵便番号・バーコードマニュアル, pages p12, p17-p22). */
import { toArabic } from './kanji-number.ts';
import { type SplitFault, splitAtTown } from './town-split.ts';

/** Bars by character (p12): F long, A semi-long up, D semi-long down, T timing. */
const BARS = {
  '0': 'FTT',
  '1': 'FFT',
  '2': 'FDA',
  '3': 'DFA',
  '4': 'FAD',
  '5': 'FTF',
  '6': 'DAF',
  '7': 'AFD',
  '8': 'ADF',
  '9': 'TFF',
  '-': 'TFT',
  CC1: 'DAT',
  CC2: 'DTA',
  CC3: 'ADT',
  CC4: 'TDA',
  CC5: 'ATD',
  CC6: 'TAD',
  CC7: 'TTF',
  CC8: 'FFF',
} as const;
export type BarcodeCharacter = keyof typeof BARS;

/** In the order of their check values, 0 to 18 (p21). */
const CHARACTERS = Object.keys(BARS).sort((a, b) => checkValue(a) - checkValue(b)) as BarcodeCharacter[];
function checkValue(character: string): number {
  if (character === '-') return 10;
  return character.startsWith('CC') ? 10 + Number(character.slice(2)) : Number(character);
}

const START = 'FD';
const STOP = 'DF';
/** Of the address number (p12). */
const PLACES = 13;
const CHECK_MODULUS = 19;

export type Barcode = {
  /** Postcode and address number as people write them, cut where the barcode ends: 26300233-30-8-403. */
  readonly code: string;
  /** 7 of the postcode and 13 of the number. */
  readonly characters: readonly BarcodeCharacter[];
  readonly check: BarcodeCharacter;
  /** 67 letters. */
  readonly bars: string;
};

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const HYPHENS = /[\u2010-\u2015\u2212]/g;
// The counters before which a kanji numeral counts (p19, first addition).
const COUNTED = /[〇一二三四五六七八九十百千]+(?=丁目|丁|番地|番|号|地割|線|の|ノ)/g;

/** The address number in part B of an address, before it is cut: digits, hyphens and single letters (p19). */
export const addressNumber = (rest: string): string => {
  const plain = rest
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(HYPHENS, '-')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[&/・･.]/g, '')
    // Longer ones are no numbers of a house, and arithmetic would spoil them.
    .replace(COUNTED, (kanji) => (kanji.length <= 7 ? toArabic(kanji) : kanji));
  let taken = '';
  let isApart = false;
  for (let at = 0; at < plain.length; at++) {
    const sign = plain.charAt(at);
    const isLetter = /[A-Z]/.test(sign);
    const isSingle = isLetter && !/[A-Z]/.test(plain.charAt(at - 1)) && !/[A-Z]/.test(plain.charAt(at + 1));
    // 10F is the tenth floor and no letter (second addition).
    const isFloor = sign === 'F' && /\d/.test(plain.charAt(at - 1));
    if (!/[\d-]/.test(sign) && (!isSingle || isFloor)) {
      isApart = true;
      continue;
    }
    taken += (isApart ? '-' : '') + sign;
    isApart = false;
  }
  return (
    taken
      .replace(/-{2,}/g, '-')
      .replace(/^-/, '')
      // Third addition: hyphens beside a letter go, and the letters that meet stay.
      .replace(/-(?=[A-Z])|(?<=[A-Z])-/g, '')
  );
};

const charactersOf = (sign: string): BarcodeCharacter[] => {
  const letter = sign.charCodeAt(0) - 65;
  if (letter < 0) return [sign as BarcodeCharacter];
  return [`CC${Math.floor(letter / 10) + 1}`, String(letter % 10)] as BarcodeCharacter[];
};

/** Bars for a postcode of seven digits and an address number of digits, hyphens and capital letters. */
export const encodeBarcode = (postcode: string, number: string): Barcode => {
  const places: BarcodeCharacter[] = [];
  let code = postcode;
  for (const sign of number) {
    if (places.length >= PLACES) break;
    // A letter whose control code falls on the last place leaves the control code alone (p12, p20).
    places.push(...charactersOf(sign).slice(0, PLACES - places.length));
    code += sign;
  }
  while (places.length < PLACES) places.push('CC4');
  const characters = [...([...postcode] as BarcodeCharacter[]), ...places];
  const sum = characters.reduce((total, character) => total + checkValue(character), 0);
  const check = CHARACTERS[(CHECK_MODULUS - (sum % CHECK_MODULUS)) % CHECK_MODULUS] ?? '0';
  const bars = START + [...characters, check].map((character) => BARS[character]).join('') + STOP;
  return { code, characters, check, bars };
};

/** The barcode of a delivery address, or why it has none (`postcode` in seven digits). Never throws. */
export const customerBarcode = (postcode: string, address: string): Barcode | { readonly fault: SplitFault } => {
  const split = splitAtTown(postcode, address);
  return 'fault' in split ? split : encodeBarcode(postcode, addressNumber(split.rest));
};
