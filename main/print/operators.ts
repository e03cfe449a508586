/** PDF operators in millimetres from the top left: pdfkit turns each page's axis downwards, and these rely on it. */

export const pointsPerMm = 72 / 25.4;
const number = (value: number): string => String(Math.round(value * 1000) / 1000);
const at = (mm: number): string => number(mm * pointsPerMm);

/** Grey or colour: one number, or three from 0 to 1. */
export type Ink = number | readonly [red: number, green: number, blue: number];
export const black: Ink = 0;
export const white: Ink = 1;
/** 朱色 or 金赤色, without black or blue (manual p05). */
export const vermilion: Ink = [0.92, 0.32, 0.16];

const inkOf = (ink: Ink, letter: 'g' | 'G'): string =>
  typeof ink === 'number' ? `${number(ink)} ${letter}` : `${ink.map(number).join(' ')} ${letter === 'g' ? 'rg' : 'RG'}`;

export const fillInk = (ink: Ink): string => inkOf(ink, 'g');
export const strokeInk = (ink: Ink, lineMm: number): string => `${inkOf(ink, 'G')} ${at(lineMm)} w`;

export const rectangle = (x: number, y: number, width: number, height: number): string =>
  `${at(x)} ${at(y)} ${at(width)} ${at(height)} re`;
export const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `${at(x1)} ${at(y1)} m ${at(x2)} ${at(y2)} l`;
export const filled = (ink: Ink, ...paths: string[]): string => [fillInk(ink), ...paths, 'f'].join('\n');
export const stroked = (ink: Ink, lineMm: number, ...paths: string[]): string =>
  [strokeInk(ink, lineMm), ...paths, 'S'].join('\n');
/** A white box with a line round it. */
export const label = (x: number, y: number, width: number, height: number, ink: Ink, lineMm: number): string =>
  [fillInk(white), strokeInk(ink, lineMm), rectangle(x, y, width, height), 'B'].join('\n');

/** Glyphs already encoded as hexadecimal; `baseline` in mm. `spacing` in mm between characters. */
export const glyphs = (fontId: string, points: number, x: number, baseline: number, hex: string, spacing = 0): string =>
  `BT /${fontId} ${number(points)} Tf ${at(spacing)} Tc 1 0 0 -1 ${at(x)} ${at(baseline)} Tm <${hex}> Tj ET`;

/** Outlines alone, turned: `degrees` anticlockwise; what lies under them stays readable. */
export const outlinedGlyphs = (
  fontId: string,
  points: number,
  x: number,
  baseline: number,
  hex: string,
  degrees: number,
): string => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const matrix = [cos, -sin, -sin, -cos].map(number).join(' ');
  return `BT /${fontId} ${number(points)} Tf 1 Tr 0 Tc ${matrix} ${at(x)} ${at(baseline)} Tm <${hex}> Tj 0 Tr ET`;
};

export const drawForm = (name: string): string => `/${name} Do`;
/** Begins a part of the page with a corner of its own; `closed` ends it. */
export const openedAt = (x: number, y: number): string => `q\n1 0 0 1 ${at(x)} ${at(y)} cm`;
export const closed = 'Q';
export const moved = (x: number, y: number, ...operators: string[]): string =>
  [openedAt(x, y), ...operators, closed].join('\n');
