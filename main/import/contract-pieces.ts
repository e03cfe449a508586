import { holdWithContracts } from '../../db/import-holds.ts';
import * as register from '../../db/import-known.ts';
import type { ImportedContract, KnownContract, NewContract } from '../../db/import-rows.ts';
import * as imports from '../../db/imports.ts';
import { purgedAmong } from '../../db/purge.ts';
import { compareContract, readContract } from './contract-row.ts';
import { readDeskChanges, respectContractChanges, type Verdict } from './desk-changes.ts';
import { type FileKind, noCounts } from './pieces.ts';
import type { Reject } from './row-check.ts';

type Change = { readonly before: KnownContract; readonly row: ImportedContract; readonly fields: readonly string[] };
type Work = { readonly changes: readonly Change[]; readonly added: readonly NewContract[] };

/** Who comes back after the clock has ended gets an account of their own again (rule 29). */
const joiningOf = ({ accountId, closedThrough }: register.Holder, row: ImportedContract): number | null =>
  closedThrough !== null && row.startedOn > closedThrough ? null : accountId;

export const contractFile: FileKind<ImportedContract, Work> = {
  key: ({ contractNo }) => ({ column: 'contract_no', digits: contractNo }),
  read: readContract,
  hold: holdWithContracts,
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
    const purged = await purgedAmong(
      tx,
      rows.filter((row) => !holders.has(row.customerNo)).map((row) => row.customerNo),
    );
    const running = await register.runningContracts(
      tx,
      rows.map((row) => row.supplyPointNo),
    );
    for (const point of running.keys()) if (memory?.hasEnded(point)) running.delete(point);
    const begunHere = await register.provisionalContracts(
      tx,
      rows.filter(({ contractNo }) => !known.has(contractNo)),
    );
    const made = await readDeskChanges(
      tx,
      [...known.values(), ...begunHere.values()].flatMap(({ accountId }) => accountId ?? []),
    );
    const refuse = (row: ImportedContract, column: string, code: Reject['code']): void => {
      rejects.push({ line: row.line, column, code });
      counts.rejected += 1;
    };
    /** Whether another contract runs at the supply point of one that would run there. */
    const isTaken = (row: ImportedContract, before: KnownContract | undefined): boolean => {
      if (row.endedOn !== null) return false;
      const there = running.get(row.supplyPointNo);
      if (there !== undefined) return there !== row.contractNo && there !== before?.contractNo;
      return memory?.start(row.supplyPointNo) === false;
    };
    // Ends first, so that a supply point whose contract ended is free for the next one in the same piece.
    for (const read of [...rows].sort((a, b) => Number(a.endedOn === null) - Number(b.endedOn === null))) {
      const before = known.get(read.contractNo) ?? begunHere.get(`${read.supplyPointNo} ${read.customerNo}`);
      const own = before?.accountId ? made.get(before.accountId) : undefined;
      const named = holders.get(read.customerNo);
      const respected =
        before && own
          ? respectContractChanges(read, named?.customerId ?? null, before, own)
          : { row: read, verdicts: [] };
      const { row } = respected;
      verdicts.push(...respected.verdicts);
      // Who took it over at the desk is named by no row yet.
      const isTakenOver = row.customerNo !== read.customerNo;
      if (!named && !isTakenOver)
        refuse(row, 'customer_no', purged.has(row.customerNo) ? 'purged-customer' : 'unknown-customer');
      else if (before && before.customerNo !== row.customerNo) refuse(row, 'customer_no', 'other-customer');
      else if (before && before.supplyPointNo !== row.supplyPointNo) refuse(row, 'supply_point', 'other-supply-point');
      else if (isTaken(row, before)) later.push(row);
      else {
        if (row.endedOn === null) running.set(row.supplyPointNo, row.contractNo);
        else if (running.get(row.supplyPointNo) === row.contractNo) {
          running.delete(row.supplyPointNo);
          memory?.end(row.supplyPointNo);
        }
        if (respected.verdicts.some(({ says }) => says !== 'confirmed')) counts.pending += 1;
        const fields = before ? compareContract(before, row) : [];
        if (!before) {
          if (!named) throw new Error('what nobody took over at the desk is named by its row');
          added.push({ row, customerId: named.customerId, accountId: joiningOf(named, row) });
        } else if (fields.length > 0) changes.push({ before, row, fields });
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
