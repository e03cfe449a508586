/** Why a file could not be imported to its end. `line` is where reading stopped, 0 where it never began. */
export const importFaults = [
  'no-such-file',
  'unreadable-file',
  'empty-file',
  /** It has a header and nothing below it. */
  'no-rows',
  /** A PDF, a workbook, something packed. */
  'not-csv',
  'bad-encoding',
  'row-too-long',
  'open-quote',
  'too-many-columns',
  'unknown-columns',
  'missing-columns',
  'duplicate-columns',
  'demo-database',
  'rejects-not-writable',
  'cancelled',
  /** Another console, first load or reindex has begun meanwhile and goes on with it. */
  'taken-over',
] as const;
export type ImportFault = (typeof importFaults)[number];
export type ImportRefusal = { readonly ok: false; readonly error: ImportFault; readonly detail: FaultFacts };
export type FaultFacts = { readonly line?: number; readonly columns?: readonly string[]; readonly what?: string };

/** Ends the reading of a file; caught where the import began. */
export class ImportStop extends Error {
  readonly fault: ImportFault;
  readonly facts: FaultFacts;
  constructor(fault: ImportFault, facts: FaultFacts = {}) {
    super(fault);
    this.name = 'ImportStop';
    this.fault = fault;
    this.facts = facts;
  }
}
