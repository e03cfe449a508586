// What an import is asked to do, as it stands with its job.
import type { Format } from '../import/format.ts';
import type { Columns, ImportedKind } from '../rules/import-columns.ts';

export const importJobKind = 'import';
/** Kept with the job; the console reads it back for its screen. */
export type ImportJobInput = {
  readonly kind: ImportedKind;
  readonly isDry: boolean;
  /** Names the upload. */
  readonly file: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly format: Format;
  readonly columns: Columns;
  /** Absent in a job of an earlier version. */
  readonly requestsPostcards?: boolean;
};
