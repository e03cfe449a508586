/** Writes text of one document by its embedded font, character by character; nothing in it grows with the cards. */
import { glyphs, outlinedGlyphs, pointsPerMm } from './operators.ts';
import { embeddedFontOf, fontFile } from './typeface.ts';

type Encoded = { readonly hex: string; readonly ems: number };
type Place = { readonly x: number; readonly baseline: number; readonly points: number };

export type Pen = {
  readonly fontId: string;
  /** The font's object in the document, for a form's or a page's resources. */
  readonly fontRef: unknown;
  /** In millimetres. */
  readonly width: (text: string, points: number, spacing?: number) => number;
  readonly write: (text: string, place: Place, spacing?: number) => string;
  /** The points at which a text is at most `room` mm wide: for words that somebody sets. */
  readonly pointsWithin: (text: string, points: number, room: number) => number;
  readonly writeWithin: (text: string, place: Place, room: number) => string;
  readonly writeCentred: (text: string, place: Place, spacing?: number) => string;
  readonly writeRight: (text: string, place: Place) => string;
  /** Outlines of letters, `degrees` anticlockwise. */
  readonly outlineTurned: (text: string, place: Place, degrees: number) => string;
  readonly encode: (character: string) => Encoded;
};

export const openPen = (document: PDFKit.PDFDocument): Pen => {
  document.font(fontFile());
  const font = embeddedFontOf(document);
  const known = new Map<string, Encoded>();
  const encode = (character: string): Encoded => {
    let encoded = known.get(character);
    if (!encoded) {
      // Customers' text was checked; a setting or a sentence of ours must not become a box on five thousand cards.
      const codePoint = character.codePointAt(0) ?? 0;
      if (!font.font.hasGlyphForCodePoint(codePoint))
        throw new Error(`the font has no U+${codePoint.toString(16).toUpperCase()}`);
      const { glyphs: drawn } = font.font.layout(character);
      const ems = drawn.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) / font.font.unitsPerEm;
      encoded = { hex: font.encode(character)[0].join(''), ems };
      known.set(character, encoded);
    }
    return encoded;
  };
  const hexOf = (text: string): string => {
    let hex = '';
    for (const character of text) hex += encode(character).hex;
    return hex;
  };
  const width = (text: string, points: number, spacing = 0): number => {
    let ems = 0;
    let count = 0;
    for (const character of text) {
      ems += encode(character).ems;
      count += 1;
    }
    return (ems * points) / pointsPerMm + Math.max(count - 1, 0) * spacing;
  };
  const write = (text: string, { x, baseline, points }: Place, spacing = 0): string =>
    glyphs(font.id, points, x, baseline, hexOf(text), spacing);
  const pointsWithin = (text: string, points: number, room: number): number =>
    Math.min(points, (points * room) / Math.max(width(text, points), 0.001));
  return {
    fontId: font.id,
    fontRef: font.ref(),
    width,
    write,
    pointsWithin,
    writeWithin: (text, place, room) => write(text, { ...place, points: pointsWithin(text, place.points, room) }),
    writeCentred: (text, { x, baseline, points }, spacing = 0) =>
      write(text, { x: x - width(text, points, spacing) / 2, baseline, points }, spacing),
    writeRight: (text, { x, baseline, points }) => write(text, { x: x - width(text, points), baseline, points }),
    outlineTurned: (text, { x, baseline, points }, degrees) =>
      outlinedGlyphs(font.id, points, x, baseline, hexOf(text), degrees),
    encode,
  };
};

/** The height of a line in mm: Japanese text stands well at one and a third of its size. */
export const lineHeight = (points: number): number => (points * 1.34) / pointsPerMm;
/** From a line's top to its baseline in mm. */
export const ascent = (points: number): number => (points * 1.02) / pointsPerMm;
