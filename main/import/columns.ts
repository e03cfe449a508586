// Which column of a file stands for which field.
import { type Columns, fieldsOf, guessColumns, type ImportedKind, missingFields } from '../rules/import-columns.ts';
import { ImportStop } from './fault.ts';

export type ReadColumns = {
  /** Field -> place. */
  readonly at: ReadonlyMap<string, number>;
  /** Fields in each row. */
  readonly width: number;
  /** Field -> what the file calls it. */
  readonly headings: ReadonlyMap<string, string>;
};

/** What a stranger's file calls its columns may be data; a few of them, cut short, are enough to recognise it. */
const some = (names: readonly string[]): string[] => names.slice(0, 5).map((name) => name.slice(0, 40));

/** Where nobody looks at a guess, each column must be known and each field found. */
const guessed = (kind: ImportedKind, header: readonly string[]): Columns => {
  const names = [...new Set(header)];
  const places = Object.values(guessColumns(kind, names));
  const unknown = names.filter((_, place) => !places.includes(place));
  if (unknown.length > 0) throw new ImportStop('unknown-columns', { line: 1, columns: some(unknown) });
  const repeated = header.filter((name, place) => header.indexOf(name) !== place);
  if (repeated.length > 0) throw new ImportStop('duplicate-columns', { line: 1, columns: some(repeated) });
  return guessColumns(kind, header);
};

/**
 * @param chosen by a person; else they are guessed
 * @throws ImportStop
 */
export const readColumns = (
  kind: ImportedKind,
  header: readonly string[],
  chosen: Columns | undefined,
): ReadColumns => {
  const names = header.map((name) => name.trim());
  const columns = chosen ?? guessed(kind, names);
  const missing = missingFields(kind, columns, names.length);
  if (missing.length > 0) throw new ImportStop('missing-columns', { line: 1, columns: missing });
  const fields = fieldsOf(kind).filter((field) => columns[field] !== undefined);
  // In a file without a header the first line is somebody's data, and headings are listed with every refused row.
  const known = Object.values(guessColumns(kind, names));
  const headingOf = (place: number): string => (known.includes(place) ? (names[place] ?? '') : `${place + 1}`);
  return {
    at: new Map(fields.map((field) => [field, columns[field] ?? 0])),
    width: names.length,
    headings: new Map(fields.map((field) => [field, headingOf(columns[field] ?? 0)])),
  };
};
