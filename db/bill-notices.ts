// Bills that nobody has been told of yet, and to whom each is told.
import type { Knex } from 'knex';

export type UntoldBill = {
  readonly id: number;
  readonly state: 'fixed' | 'cancelled';
  readonly issuedOn: string;
  readonly amountYen: number;
};
const columns = { id: 'b.id', state: 'b.state', issuedOn: 'b.issued_on', amountYen: 'b.amount_yen' };

const untold = (tx: Knex) => tx('bill as b').whereNull('b.noticed_at');
const held = (tx: Knex, query: Knex.QueryBuilder) =>
  tx.client.config.client === 'pg' ? query.forUpdate().skipLocked() : query;

/** New ones first, then those whose day has come; rows that another planner looks at are passed over. */
export const next = async (tx: Knex, day: string, limit: number): Promise<UntoldBill[]> => {
  const fresh: UntoldBill[] = await held(
    tx,
    untold(tx).whereNull('b.notice_due_on').orderBy('b.id').limit(limit).select(columns),
  );
  if (fresh.length === limit) return fresh;
  const due: UntoldBill[] = await held(
    tx,
    untold(tx)
      .where('b.notice_due_on', '<=', day)
      .orderBy(['b.notice_due_on', 'b.id'])
      .limit(limit - fresh.length)
      .select(columns),
  );
  return [...fresh, ...due];
};

const lookedThrough = 1000;
/**
 * Of the next new ones those that came out too long ago, by a single statement: a first import brings millions of them.
 * @returns how many
 */
export const closeOld = (tx: Knex, issuedFrom: string, now: string): Promise<number> => {
  const fresh = untold(tx).whereNull('b.notice_due_on');
  const next = fresh.clone().orderBy('b.id').limit(lookedThrough).select('b.id');
  const old = fresh.where('b.id', '<=', tx.from(next.as('n')).max('n.id')).where('b.issued_on', '<', issuedFrom);
  return tx('bill')
    .whereIn('id', held(tx, old.select('b.id')))
    .update({ noticed_at: now });
};

export const isAny = async (tx: Knex, day: string): Promise<boolean> =>
  (await untold(tx).whereNull('b.notice_due_on').first('b.id')) !== undefined ||
  (await untold(tx).where('b.notice_due_on', '<=', day).first('b.id')) !== undefined;

export const putOff = async (tx: Knex, ids: readonly number[], on: string): Promise<void> => {
  await tx('bill').whereIn('id', ids).update({ notice_due_on: on });
};

export const close = async (tx: Knex, ids: readonly number[], now: string): Promise<void> => {
  await tx('bill').whereIn('id', ids).update({ noticed_at: now });
};

export type NoticeRecipient = { readonly billId: number; readonly accountId: number; readonly mailAddressId: number };

/**
 * Every confirmed address of each account that wishes for notices and held a contract while what the bill tells of was
 * used, where one of the bill's contracts is eligible: the last bill comes when the contract has left the account.
 */
export const recipientsOf = (tx: Knex, billIds: readonly number[]): Promise<NoticeRecipient[]> =>
  tx('bill_line as l')
    .join('bill as b', 'b.id', 'l.bill_id')
    .join('account_contract as h', 'h.contract_id', 'l.contract_id')
    .join('account as a', 'a.id', 'h.account_id')
    .join('mail_address as m', 'm.account_id', 'a.id')
    .whereIn('l.bill_id', billIds)
    .where((held) => held.whereNull('h.to_on').orWhereRaw('l.used_from <= h.to_on'))
    .whereRaw('a.customer_id = b.customer_id')
    .where({ 'a.status': 'active', 'a.wants_notices': 1 })
    .whereNull('m.removed_at')
    .whereNotNull('m.confirmed_at')
    .whereExists(
      tx('bill_line as e')
        .join('contract as k', 'k.id', 'e.contract_id')
        .whereRaw('e.bill_id = l.bill_id')
        .where('k.is_mail_eligible', 1)
        .select('e.id'),
    )
    .distinct({ billId: 'l.bill_id', accountId: 'a.id', mailAddressId: 'm.id' })
    .orderBy([{ column: 'l.bill_id' }, { column: 'm.id' }]);
