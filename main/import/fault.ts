/** Why a file could not be imported to its end. `line` is where reading stopped, 0 where it never began. */
export type ImportFault =
  | 'no-such-file'
  | 'unreadable-file'
  | 'empty-file'
  | 'not-utf8'
  | 'row-too-long'
  | 'open-quote'
  | 'unknown-columns'
  | 'missing-columns'
  | 'duplicate-columns'
  | 'demo-database'
  | 'rejects-not-writable'
  | 'cancelled'
  /** Another first load or reindex has begun meanwhile and finishes the search keys. */
  | 'taken-over';
export type ImportRefusal = { readonly ok: false; readonly error: ImportFault; readonly detail: FaultFacts };
export type FaultFacts = { readonly line?: number; readonly columns?: readonly string[] };

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
