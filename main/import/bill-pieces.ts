import * as bills from '../../db/import-bills.ts';
import * as register from '../../db/import-known.ts';
import { purgedAmong } from '../../db/purge.ts';
import { heldDuring } from '../rules/holders.ts';
import { type ImportedBillLine, readBillLine } from './bill-row.ts';
import { type FileKind, noCounts } from './pieces.ts';
import type { Reject, RowCheck } from './row-check.ts';
import { SeenNumbers } from './seen.ts';

type Line = { readonly billNo: string; readonly contractId: number; readonly line: bills.BillLine };
type Work = {
  readonly added: readonly { readonly head: bills.BillHead; readonly customerId: number }[];
  readonly changed: readonly { readonly id: number; readonly head: bills.BillHead }[];
  /** Of bills that were there. */
  readonly billIds: ReadonlyMap<string, number>;
  readonly addedLines: readonly Line[];
  readonly changedLines: readonly (Line & { readonly id: number })[];
};

/**
 * What is the whole bill's stands in each of its rows: it must be the same, and the rows stand together, so that the same
 * file read twice cannot say two things of one bill.
 */
const readTogether = () => {
  const seen = new SeenNumbers();
  let last = { billNo: '', whole: '' };
  return (check: RowCheck): ImportedBillLine => {
    const row = readBillLine(check);
    const { billNo } = row.head;
    if (check.rejects.length > 0) return row;
    const whole = JSON.stringify([row.customerNo, row.head]);
    if (billNo === last.billNo) {
      if (whole !== last.whole) check.fault('bill_no', 'bill-differs');
    } else if (seen.add(billNo)) last = { billNo, whole };
    else check.fault('bill_no', 'bill-split');
    return row;
  };
};

type Judged =
  | { readonly customerId: number; readonly contractId: number }
  | { readonly column: string; readonly code: Reject['code'] };

/** Of one file: it remembers which bills it has brought. */
export const billFile = (): FileKind<ImportedBillLine, Work> => ({
  key: ({ head, part }) => ({ column: 'line_no', digits: `${head.billNo}${String(part.lineNo).padStart(3, '0')}` }),
  read: readTogether(),
  // What it reads of customers and contracts it does not change; bills and their lines are its own.
  hold: async () => {},
  plan: async (tx, rows) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const known = await bills.knownBills(tx, [...new Set(rows.map(({ head }) => head.billNo))]);
    const lines = await bills.knownLines(
      tx,
      [...known.values()].map(({ id }) => id),
    );
    const holders = await register.holders(tx, [...new Set(rows.map(({ customerNo }) => customerNo))]);
    const purged = await purgedAmong(
      tx,
      rows.map(({ customerNo }) => customerNo).filter((customerNo) => !holders.has(customerNo)),
    );
    const contracts = await register.knownContracts(tx, [...new Set(rows.map(({ contractNo }) => contractNo))]);
    const handedOver = [...contracts.values()].flatMap(({ id, heldSince }) => (heldSince === null ? [] : id));
    const earlier = await register.earlierHolders(tx, handedOver);
    const added = new Map<string, Work['added'][number]>();
    const changed = new Map<string, Work['changed'][number]>();
    const addedLines: Line[] = [];
    const changedLines: (Line & { id: number })[] = [];
    const judge = (row: ImportedBillLine): Judged => {
      const holder = holders.get(row.customerNo);
      const bill = known.get(row.head.billNo);
      const contract = contracts.get(row.contractNo);
      if (!holder)
        return { column: 'customer_no', code: purged.has(row.customerNo) ? 'purged-customer' : 'unknown-customer' };
      if (bill && bill.customerNo !== row.customerNo) return { column: 'bill_no', code: 'bill-of-other-customer' };
      if (!contract) return { column: 'contract_no', code: 'unknown-contract' };
      // The last bill of who held it before comes when it is another one's already (rule 29).
      return heldDuring(row.customerNo, row.part, contract, earlier.get(contract.id) ?? [])
        ? { customerId: holder.customerId, contractId: contract.id }
        : { column: 'contract_no', code: 'other-customer' };
    };
    for (const row of rows) {
      const judged = judge(row);
      if ('code' in judged) {
        rejects.push({ line: row.line, ...judged });
        counts.rejected += 1;
        continue;
      }
      const { customerId, contractId } = judged;
      const { head, part } = row;
      const { billNo } = head;
      const bill = known.get(billNo);
      const isHeadNews = bill !== undefined && !changed.has(billNo) && !bill.isSame(head);
      if (isHeadNews) changed.set(billNo, { id: bill.id, head });
      else if (!bill && !added.has(billNo)) added.set(billNo, { head, customerId });
      const line = bill && lines.get(`${bill.id}/${part.lineNo}`);
      if (!line) {
        addedLines.push({ billNo, contractId, line: part });
        counts.newCount += 1;
      } else if (!line.isSame(part, contractId)) {
        changedLines.push({ billNo, contractId, line: part, id: line.id });
        counts.changed += 1;
      } else if (isHeadNews) counts.changed += 1;
      else counts.same += 1;
    }
    const billIds = new Map([...known].map(([billNo, { id }]) => [billNo, id]));
    const work = { added: [...added.values()], changed: [...changed.values()], billIds, addedLines, changedLines };
    return { counts, rejects, later: [], verdicts: [], work };
  },
  write: async (tx, { added, changed, billIds, addedLines, changedLines }, { stamp }) => {
    const made = await bills.addBills(tx, added, stamp.now);
    const idOf = (billNo: string): number => {
      const id = billIds.get(billNo) ?? made.get(billNo);
      if (id === undefined) throw new Error('a line of a bill that is neither known nor new');
      return id;
    };
    for (const { id, head } of changed) await bills.changeBill(tx, id, head, stamp.now);
    await bills.addLines(
      tx,
      addedLines.map(({ billNo, contractId, line }) => ({ billId: idOf(billNo), contractId, line })),
    );
    for (const { id, billNo, contractId, line } of changedLines)
      await bills.changeLine(tx, id, { billId: idOf(billNo), contractId, line }, stamp.now);
    return [];
  },
});
