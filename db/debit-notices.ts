// Debits that a file brought while mails were to tell of them, until one does.
import type { Knex } from 'knex';
import type { DebitResult } from '../main/rules/bill-notice.ts';

export type UntoldDebit = {
  readonly id: number;
  readonly billId: number;
  readonly debitedOn: string;
  readonly result: DebitResult;
  readonly billState: 'fixed' | 'cancelled';
};

const untold = (tx: Knex, lastDay: string) =>
  tx('debit as d').where('d.is_untold', 1).where('d.debited_on', '<=', lastDay);

/** The oldest first; rows that another planner looks at are passed over. */
export const next = (tx: Knex, lastDay: string, limit: number): Promise<UntoldDebit[]> => {
  const query = untold(tx, lastDay)
    .join('bill as b', 'b.id', 'd.bill_id')
    .orderBy(['d.debited_on', 'd.id'])
    .limit(limit)
    .select({
      id: 'd.id',
      billId: 'd.bill_id',
      debitedOn: 'd.debited_on',
      result: 'd.result',
      billState: 'b.state',
    });
  return tx.client.config.client === 'pg' ? query.forUpdate('d').skipLocked() : query;
};

export const isAny = async (tx: Knex, lastDay: string): Promise<boolean> =>
  (await untold(tx, lastDay).first('d.id')) !== undefined;

export const close = async (tx: Knex, ids: readonly number[]): Promise<void> => {
  await tx('debit').whereIn('id', ids).update({ is_untold: 0 });
};
