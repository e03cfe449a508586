import * as cardRequests from '../../db/card-requests.ts';
import * as customers from '../../db/customers.ts';
import { holdNamed } from '../../db/import-holds.ts';
import * as register from '../../db/import-known.ts';
import type { ImportedAccount, KnownAccount } from '../../db/import-rows.ts';
import * as imports from '../../db/imports.ts';
import { purgedAmong } from '../../db/purge.ts';
import { postingsOf } from '../../db/search-keys.ts';
import { addPostings } from '../../db/search-postings.ts';
import { compareAccount, readAccount } from './account-row.ts';
import { readCustomerChanges, respectAccountChanges, type Verdict } from './desk-changes.ts';
import { type FileKind, noCounts } from './pieces.ts';
import type { Reject } from './row-check.ts';

type Change = { readonly before: KnownAccount; readonly row: ImportedAccount; readonly fields: readonly string[] };
type Work = {
  readonly changes: readonly Change[];
  /** `before`: the customer is known and has no account yet. */
  readonly added: readonly { readonly row: ImportedAccount; readonly before: KnownAccount | null }[];
};

/** Nobody logs in to an account that is withdrawn already. */
const isOpen = ({ status }: ImportedAccount): boolean => status === 'active';

export const accountFile: FileKind<ImportedAccount, Work> = {
  key: ({ customerNo }) => ({ column: 'customer_no', digits: customerNo }),
  read: readAccount,
  hold: async (tx, rows, isIntoNothing) => {
    // No agent changes who is not there yet.
    if (isIntoNothing) return;
    await holdNamed(
      tx,
      rows.map((row) => row.customerNo),
    );
  },
  plan: async (tx, rows, memory) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const verdicts: Verdict[] = [];
    const changes: Change[] = [];
    const added: { row: ImportedAccount; before: KnownAccount | null }[] = [];
    const known = await register.knownAccounts(
      tx,
      rows.map((row) => row.customerNo),
    );
    const unknown = rows.filter((row) => !known.get(row.customerNo)?.account).map((row) => row.loginKey);
    const taken = unknown.length > 0 ? await register.takenLogins(tx, unknown) : new Set();
    const purged = await purgedAmong(
      tx,
      rows.filter((row) => !known.has(row.customerNo)).map((row) => row.customerNo),
    );
    const made = await readCustomerChanges(
      tx,
      [...known.values()].flatMap(({ account, customerId }) => (account ? customerId : [])),
    );
    for (const read of rows) {
      const before = known.get(read.customerNo) ?? null;
      if (before?.account) {
        const own = made.get(before.customerId);
        const respected = own ? respectAccountChanges(read, before, own) : { row: read, verdicts: [] };
        verdicts.push(...respected.verdicts);
        if (respected.verdicts.some(({ says }) => says !== 'confirmed')) counts.pending += 1;
        const { fields, isKept } = compareAccount(before, respected.row);
        if (isKept) counts.kept += 1;
        if (fields.length > 0) changes.push({ before, row: respected.row, fields });
        else counts.same += 1;
      } else if (purged.has(read.customerNo)) {
        rejects.push({ line: read.line, column: 'customer_no', code: 'purged-customer' });
        counts.rejected += 1;
      } else if (taken.has(read.loginKey) || memory?.takeLogin(read.loginKey) === false) {
        rejects.push({ line: read.line, column: 'login_id', code: 'login-taken' });
        counts.rejected += 1;
      } else {
        taken.add(read.loginKey);
        added.push({ row: read, before });
      }
    }
    counts.changed = changes.length;
    counts.newCount = added.length;
    const opened = added.filter(({ row }) => isOpen(row)).length;
    return { counts, rejects, later: [], verdicts, opened, work: { changes, added } };
  },
  write: async (tx, { changes, added }, { stamp, postings, requestsPostcards }) => {
    await customers.hold(
      tx,
      [...changes, ...added].flatMap(({ before }) => before?.customerId ?? []),
    );
    for (const { before, row, fields } of changes)
      await imports.changeAccount(tx, before, row, fields, stamp, postings === 'written');
    for (const { before, row } of added) if (before) await imports.changeCustomer(tx, before, row);
    if (added.length === 0) return [];
    const ready = added.map(({ row, before }) => ({
      row,
      keys: imports.keysOfRow(row),
      customerId: before?.customerId ?? null,
    }));
    const written = await imports.writerOf(tx).addAccounts(ready, stamp);
    if (requestsPostcards) {
      const opened = written.filter(({ row }) => isOpen(row)).map(({ accountId }) => accountId);
      await cardRequests.addForNew(tx, opened, stamp);
    }
    const searched = written.map(({ accountId, keys }) => postingsOf(accountId, keys));
    if (postings === 'gathered') return searched;
    await addPostings(tx, searched);
    return [];
  },
};
