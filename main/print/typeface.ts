/** The one font that cards are drawn with: which characters it has, and how wide they are. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
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
const fontName = 'NotoSansJP_400Regular.ttf';
/** Beside the built program that is a packed app's: the same file that its screens use, which is there once. */
const builtFont = fileURLToPath(new URL(`../renderer/assets/${fontName}`, import.meta.url));

/** @throws where neither the built font nor the package with it is there */
export const fontFile = (): Buffer => {
  file ??= readFileSync(
    existsSync(builtFont)
      ? builtFont
      : createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-jp/400Regular/${fontName}`),
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
