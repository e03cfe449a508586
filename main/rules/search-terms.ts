/** The rows of search that an account's name and addresses make (docs/search.md). */
import type { SplitAddress } from './address.ts';
import { fold } from './fold.ts';
import { CORPORATE_FORMS } from './variants.ts';

export interface NameTerms {
  /** The whole name folded: prefix look-ups. */
  nameKey: string;
  kanaKey: string;
  /** Distinct folded parts for the dictionary: look-ups from the middle. */
  terms: string[];
}

const distinct = (texts: string[]): string[] => [...new Set(texts.filter((text) => text !== ''))];

const withoutCorporateForm = (key: string): string => {
  let core = key;
  for (const form of CORPORATE_FORMS) {
    if (core.startsWith(form)) core = core.slice(form.length);
    if (core.endsWith(form)) core = core.slice(0, -form.length);
  }
  return core || key;
};

/**
 * Keys of a registered name and its kana. A person's parts are surname and given name in both scripts, cut at the
 * blank of the registered spelling (one part where it has none); an organisation's are the name and reading without
 * the corporate form.
 */
export const nameTerms = (name: string, kana: string, kind: 'person' | 'organisation'): NameTerms => {
  const nameKey = fold(name, 'name');
  const kanaKey = fold(kana, 'name');
  const terms =
    kind === 'organisation'
      ? [withoutCorporateForm(nameKey), withoutCorporateForm(kanaKey)]
      : [name, kana].flatMap((text) => text.split(/\s+/).map((part) => fold(part, 'name')));
  return { nameKey, kanaKey, terms: distinct(terms) };
};

export interface AddressTerms {
  /** Municipality (without prefecture and county), town, tail, building, room in one: prefix look-ups. */
  addressKey: string;
  /** Town text with its block number, building name with its room; `term` goes into the dictionary. */
  terms: { term: string; tail: string }[];
}

/** Keys of an address that `splitAddress` has read. */
export const addressTerms = (split: SplitAddress): AddressTerms => {
  const { municipality, town, tail, building, room } = split;
  // A town area may end in a digit (南13, of 南13号): the dash keeps it apart from the block.
  const join = /\d$/.test(town) && tail ? '-' : '';
  const roomJoin = /\d$/.test(building || tail) && room ? '-' : '';
  return {
    addressKey: `${municipality}${town}${join}${tail}${building}${roomJoin}${room}`,
    terms: [
      { term: town, tail },
      { term: building, tail: room },
    ].filter(({ term }) => term !== ''),
  };
};

/** Every suffix of a term by code point, itself first: a text in its middle is the beginning of one of them. */
export const suffixesOf = (term: string): string[] => {
  const characters = [...term];
  return characters.map((_, from) => characters.slice(from).join(''));
};
