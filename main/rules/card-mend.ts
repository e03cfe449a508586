// Mending a card that dropped out, without its customer on the telephone (rule 7): a postcode, a line break, the form of a
// character. Whatever would be another person or another place is a change, which a verified caller asks for.
import { type FoldKind, fold } from './fold.ts';
import { checkPostcode, type PostcodeFault } from './postcode.ts';

export type MendableText = {
  readonly name: string;
  readonly postcode: string;
  readonly line: string;
  readonly building: string;
  readonly department: string;
  readonly careOf: string;
};
export type MendRefusal = { readonly error: 'other-name' | 'other-address' | 'other-care-of' } | PostcodeFault;

const mostBreaks = 4;
const NUMBER = /[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]/;

/** The ways to read a text whose line feeds may stand for a blank or for nothing; a number is never joined by one. */
const readings = (text: string): string[] => {
  const [first = '', ...rest] = text.split('\n').map((part) => part.trim());
  if (rest.length > mostBreaks) return [];
  return rest.reduce<string[]>(
    (all, part) =>
      all.flatMap((before) =>
        NUMBER.test(before.at(-1) ?? '') && NUMBER.test(part.at(0) ?? '')
          ? [`${before} ${part}`]
          : [`${before} ${part}`, before + part],
      ),
    [first],
  );
};

/** A character that cannot be drawn and has no other form may be replaced by exactly one: what, only a person can tell. */
const isAlike = (
  registered: string,
  mended: string,
  kind: FoldKind,
  canDraw: (codePoint: number) => boolean,
): boolean => {
  const isOpen = (character: string) =>
    !canDraw(character.codePointAt(0) ?? 0) && fold(character, kind) === character && registered.includes(character);
  const theirs = [...fold(mended, kind)];
  const ours = [...fold(registered, kind)];
  return (
    ours.length === theirs.length && ours.every((character, index) => character === theirs[index] || isOpen(character))
  );
};

/**
 * Null: the mended text is still the same person at the same place.
 * @param isConfirmed whether the mended postcode was confirmed as a large user's
 */
export const refuseMend = (
  registered: MendableText,
  mended: MendableText,
  isConfirmed: boolean,
  canDraw: (codePoint: number) => boolean,
): MendRefusal | null => {
  const isSame = (ours: string, theirs: string, kind: FoldKind) =>
    readings(theirs).some((reading) => isAlike(ours, reading, kind, canDraw));
  if (!isSame(registered.name, mended.name, 'name')) return { error: 'other-name' };
  if (!isSame(registered.department, mended.department, 'name')) return { error: 'other-care-of' };
  if (!isSame(registered.careOf, mended.careOf, 'name')) return { error: 'other-care-of' };
  const [ours, theirs] = [registered, mended].map(({ line, building }) => [line, building].filter(Boolean).join('\n'));
  if (!isSame((ours ?? '').replaceAll('\n', ' '), theirs ?? '', 'address')) return { error: 'other-address' };
  if (mended.postcode === registered.postcode) return null;
  const checked = checkPostcode(mended.postcode, mended.line.replaceAll('\n', ''), isConfirmed);
  return 'error' in checked ? checked : null;
};
