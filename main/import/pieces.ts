// What one piece of a file does in its transaction, by kind of file.
import type { Knex } from 'knex';
import * as register from '../../db/import-known.ts';
import type { ImportedAccount, ImportedContract, ImportStamp, NewAccount, NewContract } from '../../db/import-rows.ts';
import * as imports from '../../db/imports.ts';
import { postingsOf } from '../../db/search-keys.ts';
import { addPostings, type Postings } from '../../db/search-postings.ts';
import { accountColumns, compareAccount, readAccount } from './account-row.ts';
import { compareContract, contractColumns, readContract } from './contract-row.ts';
import { readDeskChanges, respectAccountChanges, respectContractChanges } from './desk-changes.ts';
import type { Reject, RowCheck } from './row-check.ts';

export type Counts = { newCount: number; changed: number; same: number; kept: number; rejected: number };
export type PieceResult<Row> = {
  readonly counts: Counts;
  readonly rejects: readonly Reject[];
  /** To be tried again once the whole file has been read: a later row may make room for them. */
  readonly later: readonly Row[];
  readonly gathered: readonly Postings[];
};
export type PieceFacts = {
  readonly stamp: ImportStamp;
  /** Search rows go into the dictionaries with each piece, or are gathered until the whole file is in. */
  readonly postings: 'written' | 'gathered';
};
export type FileKind<Row> = {
  readonly columns: readonly string[];
  /** The column that tells rows apart. */
  readonly key: (row: Row) => { readonly column: string; readonly digits: string };
  readonly read: (check: RowCheck) => Row;
  readonly write: (tx: Knex, rows: readonly Row[], facts: PieceFacts) => Promise<PieceResult<Row>>;
};

export const noCounts = (): Counts => ({ newCount: 0, changed: 0, same: 0, kept: 0, rejected: 0 });

export const accountFile: FileKind<ImportedAccount> = {
  columns: accountColumns,
  key: ({ customerNo }) => ({ column: 'customer_no', digits: customerNo }),
  read: readAccount,
  write: async (tx, rows, { stamp, postings }) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const added: NewAccount[] = [];
    const known = await register.knownAccounts(
      tx,
      rows.map((row) => row.customerNo),
    );
    const unknown = rows.filter((row) => !known.get(row.customerNo)?.account);
    const taken =
      unknown.length > 0
        ? await register.takenLogins(
            tx,
            unknown.map((row) => row.loginKey),
          )
        : new Set();
    const changes = await readDeskChanges(
      tx,
      [...known.values()].flatMap(({ account }) => account?.id ?? []),
    );
    for (const read of rows) {
      const before = known.get(read.customerNo);
      const own = before?.account ? changes.get(before.account.id) : undefined;
      const row = before && own ? await respectAccountChanges(tx, read, before, own, stamp) : read;
      if (before?.account) {
        const { fields, isKept } = compareAccount(before, row);
        if (isKept) counts.kept += 1;
        if (fields.length === 0) counts.same += 1;
        else {
          await imports.changeAccount(tx, before, row, fields, stamp, postings === 'written');
          counts.changed += 1;
        }
      } else if (taken.has(row.loginKey)) {
        rejects.push({ line: row.line, column: 'login_id', code: 'login-taken' });
        counts.rejected += 1;
      } else {
        taken.add(row.loginKey);
        if (before) await imports.changeCustomer(tx, before, row);
        added.push({ row, keys: imports.keysOfRow(row), customerId: before?.customerId ?? null });
      }
    }
    const ids = added.length > 0 ? await imports.writerOf(tx).addAccounts(added, stamp) : [];
    const searched = added.map(({ keys }, index) => postingsOf(ids[index] ?? 0, keys));
    if (postings === 'written' && searched.length > 0) await addPostings(tx, searched);
    counts.newCount = added.length;
    return { counts, rejects, later: [], gathered: postings === 'gathered' ? searched : [] };
  },
};

export const contractFile: FileKind<ImportedContract> = {
  columns: contractColumns,
  key: ({ contractNo }) => ({ column: 'contract_no', digits: contractNo }),
  read: readContract,
  write: async (tx, rows, { stamp }) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const later: ImportedContract[] = [];
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
    const changes = await readDeskChanges(
      tx,
      [...known.values()].flatMap(({ accountId }) => accountId ?? []),
    );
    const refuse = (row: ImportedContract, column: string, code: Reject['code']): void => {
      rejects.push({ line: row.line, column, code });
      counts.rejected += 1;
    };
    // Ends first, so that a supply point whose contract ended is free for the next one in the same piece.
    for (const row of [...rows].sort((a, b) => Number(a.endedOn === null) - Number(b.endedOn === null))) {
      const before = known.get(row.contractNo);
      const holder = holders.get(row.customerNo);
      if (!holder) refuse(row, 'customer_no', 'unknown-customer');
      else if (before && before.customerNo !== row.customerNo) refuse(row, 'customer_no', 'other-customer');
      else if (before && before.supplyPointNo !== row.supplyPointNo) refuse(row, 'supply_point', 'other-supply-point');
      else if (row.endedOn === null && (running.get(row.supplyPointNo) ?? row.contractNo) !== row.contractNo)
        later.push(row);
      else {
        if (row.endedOn === null) running.set(row.supplyPointNo, row.contractNo);
        else if (running.get(row.supplyPointNo) === row.contractNo) running.delete(row.supplyPointNo);
        const own = before?.accountId ? changes.get(before.accountId) : undefined;
        const kept = before && own ? await respectContractChanges(tx, row, before, own, stamp) : row;
        const fields = before ? compareContract(before, kept) : [];
        if (!before) added.push({ row, customerId: holder.customerId, accountId: holder.accountId });
        else if (fields.length > 0) await imports.changeContract(tx, before, kept, fields, stamp);
        counts[before ? (fields.length > 0 ? 'changed' : 'same') : 'newCount'] += 1;
      }
    }
    if (added.length > 0) await imports.writerOf(tx).addContracts(added, stamp);
    return { counts, rejects, later, gathered: [] };
  },
};
