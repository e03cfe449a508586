import type { importFaults } from '../contract/import.ts';

/** Why a file could not be imported to its end. */
export type ImportFault = Exclude<(typeof importFaults)[number], 'broken'>;
export type ImportRefusal = { readonly ok: false; readonly error: ImportFault; readonly detail: FaultFacts };
/** `line` is where reading stopped, 0 where it never began. */
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
