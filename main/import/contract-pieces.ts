import * as register from '../../db/import-known.ts';
import type { ImportedContract, KnownContract, NewContract } from '../../db/import-rows.ts';
import * as imports from '../../db/imports.ts';
import { compareContract, readContract } from './contract-row.ts';
import { readDeskChanges, respectContractChanges, type Verdict } from './desk-changes.ts';
import { type FileKind, noCounts } from './pieces.ts';
import type { Reject } from './row-check.ts';

type Change = { readonly before: KnownContract; readonly row: ImportedContract; readonly fields: readonly string[] };
type Work = { readonly changes: readonly Change[]; readonly added: readonly NewContract[] };

export const contractFile: FileKind<ImportedContract, Work> = {
  key: ({ contractNo }) => ({ column: 'contract_no', digits: contractNo }),
  read: readContract,
  plan: async (tx, rows, memory) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const later: ImportedContract[] = [];
    const verdicts: Verdict[] = [];
    const changes: Change[] = [];
    const added: NewContract[] = [];
    const known = await register.knownContracts(
      tx,
      rows.map((row) => row.contractNo),
    );
    const holders = await register.holders(
      tx,
      rows.map((row) => row.customerNo),
    );
    const running = await register.runningContracts(
      tx,
      rows.map((row) => row.supplyPointNo),
    );
    for (const point of running.keys()) if (memory?.hasEnded(point)) running.delete(point);
    const made = await readDeskChanges(
      tx,
      [...known.values()].flatMap(({ accountId }) => accountId ?? []),
    );
    const refuse = (row: ImportedContract, column: string, code: Reject['code']): void => {
      rejects.push({ line: row.line, column, code });
      counts.rejected += 1;
    };
    /** Whether another contract runs at the supply point of one that would run there. */
    const isTaken = (row: ImportedContract): boolean => {
      if (row.endedOn !== null) return false;
      const there = running.get(row.supplyPointNo);
      if (there !== undefined) return there !== row.contractNo;
      return memory?.start(row.supplyPointNo) === false;
    };
    // Ends first, so that a supply point whose contract ended is free for the next one in the same piece.
    for (const row of [...rows].sort((a, b) => Number(a.endedOn === null) - Number(b.endedOn === null))) {
      const before = known.get(row.contractNo);
      const holder = holders.get(row.customerNo);
      if (!holder) refuse(row, 'customer_no', 'unknown-customer');
      else if (before && before.customerNo !== row.customerNo) refuse(row, 'customer_no', 'other-customer');
      else if (before && before.supplyPointNo !== row.supplyPointNo) refuse(row, 'supply_point', 'other-supply-point');
      else if (isTaken(row)) later.push(row);
      else {
        if (row.endedOn === null) running.set(row.supplyPointNo, row.contractNo);
        else if (running.get(row.supplyPointNo) === row.contractNo) {
          running.delete(row.supplyPointNo);
          memory?.end(row.supplyPointNo);
        }
        const own = before?.accountId ? made.get(before.accountId) : undefined;
        const respected = before && own ? respectContractChanges(row, before, own) : { row, verdicts: [] };
        verdicts.push(...respected.verdicts);
        if (respected.verdicts.some(({ says }) => says !== 'confirmed')) counts.pending += 1;
        const fields = before ? compareContract(before, respected.row) : [];
        if (!before) added.push({ row, customerId: holder.customerId, accountId: holder.accountId });
        else if (fields.length > 0) changes.push({ before, row: respected.row, fields });
        else counts.same += 1;
      }
    }
    counts.changed = changes.length;
    counts.newCount = added.length;
    return { counts, rejects, later, verdicts, work: { changes, added } };
  },
  write: async (tx, { changes, added }, { stamp }) => {
    for (const { before, row, fields } of changes) await imports.changeContract(tx, before, row, fields, stamp);
    if (added.length > 0) await imports.writerOf(tx).addContracts(added, stamp);
    return [];
  },
};
