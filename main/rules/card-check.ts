/** Can a card be printed as it stands (rule 17)? It is never printed wrong: it drops out with every reason at once. */
import { type Barcode, customerBarcode } from './barcode.ts';
import { type FitStep, type FittedText, fitText, type Measure } from './card-fit.ts';
import { needsConfirmation } from './postcode.ts';
import type { SplitFault } from './town-split.ts';

export type Typeface = { readonly canDraw: (codePoint: number) => boolean; readonly widthMm: Measure };

export type CustomerKind = 'person' | 'sole-trader' | 'organisation' | 'unknown';
export type CardFacts = {
  /** Seven digits. */
  readonly postcode: string | null;
  /** The large user's postcode that was confirmed. */
  readonly confirmedPostcode: string | null;
  /** The whole delivery address; a line feed is a line break that somebody asked for. */
  readonly address: string;
  /** 部署 or ○○様方, a line each. */
  readonly careOf: readonly string[];
  readonly name: string;
  /** Of an organisation: the person whom the card is for. */
  readonly person: string | null;
  readonly kind: CustomerKind;
  /** Without one nobody could log in with the card (rule 2). */
  readonly hasApplicationPhone: boolean;
};

export type CardField = 'address' | 'care-of' | 'name' | 'person';
export type DropOut =
  | { readonly code: 'postcode-missing' | 'phone-missing' | 'address-missing' | 'name-missing' }
  | { readonly code: 'postcode-unknown' | 'postcode-address' | 'postcode-unconfirmed'; readonly postcode: string }
  /** `character` in private use says nothing on a screen: `codePoint` (U+20BB7) names it. */
  | {
      readonly code: 'character' | 'variation-selector' | 'gaiji';
      readonly field: CardField;
      readonly character: string;
      readonly codePoint: string;
    }
  | { readonly code: 'too-long'; readonly field: CardField };

/** What stands on the address face. */
export type CardFace = {
  readonly postcode: string;
  readonly address: FittedText;
  readonly careOf: FittedText;
  readonly name: FittedText;
  /** 67 letters, or why there is none, which is no reason to drop out. */
  readonly barcode: { readonly bars: string } | { readonly fault: SplitFault };
};
export type CardCheck =
  | { readonly ok: true; readonly face: CardFace }
  | { readonly ok: false; readonly dropOuts: readonly DropOut[] };

const addressSteps: readonly FitStep[] = [
  { points: 12, lines: 3 },
  { points: 11, lines: 4 },
  { points: 9.5, lines: 5 },
];
const careOfSteps: readonly FitStep[] = [
  { points: 10.5, lines: 2 },
  { points: 9, lines: 2 },
];
const nameSteps: readonly FitStep[] = [
  { points: 16, lines: 1 },
  { points: 14, lines: 1 },
  { points: 12, lines: 2 },
  { points: 9.5, lines: 4 },
];

const BODY = /(管理組合|町内会)(法人)?$/u;
const HONORIFIC = /[ \u3000]*(様|さま|殿|御中)$/u;
const KANA_MARK = /[\u3041-\u30ff][\u3099\u309a]/g;
// What is drawn glyph by glyph cannot be joined, turned or hidden by its neighbours.
const JOINING = /[\p{M}\p{Cf}\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The lines of the name: 様 for people, 御中 for organisations and bodies, never both. */
export const namedLines = ({ name, person, kind }: Pick<CardFacts, 'name' | 'person' | 'kind'>): string => {
  const plain = name.trim().replace(HONORIFIC, '');
  const contact = person?.trim().replace(HONORIFIC, '') ?? '';
  if (contact !== '') return `${plain}\n${contact}\u3000様`;
  return `${plain}\u3000${kind === 'organisation' || BODY.test(plain) ? '御中' : '様'}`;
};

const characterFault = (character: string, { canDraw }: Typeface) => {
  const codePoint = character.codePointAt(0) ?? 0;
  if ((codePoint >= 0xe0100 && codePoint <= 0xe01ef) || (codePoint >= 0xfe00 && codePoint <= 0xfe0f))
    return 'variation-selector' as const;
  if (/\p{Co}/u.test(character)) return 'gaiji' as const;
  return !canDraw(codePoint) || JOINING.test(character) ? ('character' as const) : null;
};

const faultsIn = (field: CardField, text: string, typeface: Typeface): DropOut[] => {
  const found = new Map<string, DropOut>();
  let before = '';
  for (const character of text.replaceAll('\n', '')) {
    const code = characterFault(character, typeface);
    if (code) {
      const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
      // A selector alone cannot be seen: it is named with the character that it belongs to.
      const shown = code === 'variation-selector' ? before + character : character;
      found.set(shown, { code, field, character: shown, codePoint });
    }
    before = character;
  }
  return [...found.values()];
};

const barcodeOf = (barcode: Barcode | { readonly fault: SplitFault }): CardFace['barcode'] =>
  'fault' in barcode ? barcode : { bars: barcode.bars };

/** @param widthMm of the lines of address and name on the face */
export const checkCard = (facts: CardFacts, widthMm: number, typeface: Typeface): CardCheck => {
  const written = (text: string) => text.replace(KANA_MARK, (pair) => pair.normalize('NFC'));
  const [address, careOf, name] = [facts.address, facts.careOf.join('\n'), namedLines(facts)].map(written);
  const dropOuts: DropOut[] = [];
  const { postcode } = facts;
  const barcode = customerBarcode(postcode ?? '', (address ?? '').replaceAll('\n', ' '));
  if (!postcode || !/^\d{7}$/.test(postcode)) dropOuts.push({ code: 'postcode-missing' });
  else if ('fault' in barcode && (barcode.fault === 'postcode-unknown' || barcode.fault === 'postcode-address'))
    dropOuts.push({ code: barcode.fault, postcode });
  else if (needsConfirmation(postcode, facts.confirmedPostcode))
    dropOuts.push({ code: 'postcode-unconfirmed', postcode });
  if (!facts.hasApplicationPhone) dropOuts.push({ code: 'phone-missing' });
  if (facts.address.trim() === '') dropOuts.push({ code: 'address-missing' });
  if (facts.name.trim() === '') dropOuts.push({ code: 'name-missing' });
  dropOuts.push(
    ...faultsIn('address', address ?? '', typeface),
    ...faultsIn('care-of', careOf ?? '', typeface),
    ...faultsIn('name', written(facts.name), typeface),
    ...faultsIn('person', written(facts.person ?? ''), typeface),
  );
  const fitted = {
    address: fitText(address ?? '', addressSteps, widthMm, typeface.widthMm),
    careOf: fitText(careOf ?? '', careOfSteps, widthMm, typeface.widthMm),
    name: fitText(name ?? '', nameSteps, widthMm, typeface.widthMm),
  };
  if (!fitted.address) dropOuts.push({ code: 'too-long', field: 'address' });
  if (!fitted.careOf) dropOuts.push({ code: 'too-long', field: 'care-of' });
  if (!fitted.name) dropOuts.push({ code: 'too-long', field: 'name' });
  if (dropOuts.length > 0 || !postcode || !fitted.address || !fitted.careOf || !fitted.name)
    return { ok: false, dropOuts };
  const { address: addressText, careOf: careOfText, name: nameText } = fitted;
  return {
    ok: true,
    face: { postcode, address: addressText, careOf: careOfText, name: nameText, barcode: barcodeOf(barcode) },
  };
};
