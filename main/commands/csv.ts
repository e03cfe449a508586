import Papa from 'papaparse';

// An amount below zero is a number; anything else that begins like a formula is not to be run.
const formulaLike = /^(?!-?\d+$)[=+\-@\t\r]/;

/**
 * CSV that Excel opens right: BOM, CRLF, and no cell that a spreadsheet would run as a formula.
 * @returns the whole file as text
 */
export const unparse = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\uFEFF${Papa.unparse({ fields: [...header], data: rows.map((row) => [...row]) }, { newline: '\r\n', escapeFormulae: formulaLike })}\r\n`;
