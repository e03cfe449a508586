import Papa from 'papaparse';

/**
 * CSV that Excel opens right: BOM, CRLF, and no cell that a spreadsheet would run as a formula.
 * @returns the whole file as text
 */
export const unparse = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\uFEFF${Papa.unparse({ fields: [...header], data: rows.map((row) => [...row]) }, { newline: '\r\n', escapeFormulae: true })}\r\n`;
