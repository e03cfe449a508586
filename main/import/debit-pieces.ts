import * as bills from '../../db/import-bills.ts';
import * as settings from '../../db/settings.ts';
import { type DebitResult, isDebitNews } from '../rules/bill-notice.ts';
import { daysBetween } from '../rules/calendar.ts';
import { policyOf } from '../rules/policy.ts';
import { readBillNo } from './bill-row.ts';
import { type FileKind, noCounts } from './pieces.ts';
import type { Reject } from './row-check.ts';

type ImportedDebit = {
  readonly line: number;
  readonly billNo: string;
  readonly debitedOn: string;
  readonly result: DebitResult;
};
type Work = {
  readonly added: readonly Omit<bills.NewDebit, 'isNews'>[];
  readonly changed: readonly { readonly id: number; readonly debitedOn: string; readonly result: DebitResult }[];
};

/** Before the first debit that anybody still asks for; five digits of days go on to the year 2163. */
const firstDay = '1990-01-01';

export const debitFile: FileKind<ImportedDebit, Work> = {
  // A bill may be debited again after it failed: bill and day together tell rows apart.
  key: ({ billNo, debitedOn }) => ({
    column: 'debited_on',
    digits: `${billNo}${String(daysBetween(firstDay, debitedOn)).padStart(5, '0')}`,
  }),
  read: (check) => {
    const debitedOn = check.date('debited_on');
    if (debitedOn !== '' && (debitedOn < firstDay || debitedOn >= '2160')) check.fault('debited_on', 'bad-date');
    return {
      line: check.line,
      billNo: readBillNo(check),
      debitedOn,
      result: check.oneOf('result', ['debited', 'failed'], 'bad-result'),
    };
  },
  hold: async () => {},
  plan: async (tx, rows) => {
    const counts = noCounts();
    const rejects: Reject[] = [];
    const known = await bills.knownBills(tx, [...new Set(rows.map(({ billNo }) => billNo))]);
    const debits = await bills.knownDebits(
      tx,
      [...known.values()].map(({ id }) => id),
    );
    const added: Work['added'][number][] = [];
    const changed: Work['changed'][number][] = [];
    for (const { line, billNo, debitedOn, result } of rows) {
      const bill = known.get(billNo);
      const debit = bill && debits.get(`${bill.id}/${debitedOn}`);
      if (!bill) {
        rejects.push({ line, column: 'bill_no', code: 'unknown-bill' });
        counts.rejected += 1;
      } else if (!debit) added.push({ billId: bill.id, debitedOn, result });
      else if (debit.result !== result) changed.push({ id: debit.id, debitedOn, result });
      else counts.same += 1;
    }
    counts.newCount = added.length;
    counts.changed = changed.length;
    return { counts, rejects, later: [], verdicts: [], work: { added, changed } };
  },
  write: async (tx, { added, changed }, { stamp }) => {
    const policy = policyOf(await settings.numbers(tx));
    const isNews = ({ debitedOn }: { readonly debitedOn: string }) => isDebitNews(debitedOn, stamp.today, policy);
    const news = added.map((debit) => ({ ...debit, isNews: isNews(debit) }));
    await bills.addDebits(tx, news, stamp.now);
    for (const debit of changed) await bills.changeDebit(tx, debit.id, debit.result, isNews(debit));
    return [];
  },
};
