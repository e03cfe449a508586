/** The one font that cards are drawn with: which characters it has, and how wide they are. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { Typeface } from '../rules/card-check.ts';

/** What pdfkit holds behind a document's font; it draws a box and says nothing where a glyph is missing. */
type EmbeddedFont = {
  readonly id: string;
  readonly font: {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string): { glyphs: { advanceWidth: number }[] };
  };
  encode(text: string): [hex: string[], positions: unknown[]];
  ref(): unknown;
};
export const embeddedFontOf = (document: PDFKit.PDFDocument): EmbeddedFont =>
  (document as unknown as { _font: EmbeddedFont })._font;

let file: Buffer | undefined;
/** @throws where the package with the font is not installed */
export const fontFile = (): Buffer => {
  file ??= readFileSync(
    createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf'),
  );
  return file;
};

const mmPerPoint = 25.4 / 72;
let typeface: Typeface | undefined;

/** For checking and fitting text before anything is drawn; opened once. */
export const openTypeface = (): Typeface => {
  if (typeface) return typeface;
  const document = new PDFDocument({ autoFirstPage: false }).font(fontFile());
  const { font } = embeddedFontOf(document);
  const advances = new Map<string, number>();
  const advanceOf = (character: string): number => {
    let advance = advances.get(character);
    if (advance === undefined) {
      advance = font.layout(character).glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) / font.unitsPerEm;
      advances.set(character, advance);
    }
    return advance;
  };
  typeface = {
    canDraw: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    widthMm: (text, points) => {
      let ems = 0;
      for (const character of text) ems += advanceOf(character);
      return ems * points * mmPerPoint;
    },
  };
  return typeface;
};
