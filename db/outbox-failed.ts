// Mails of bills that reached nobody, for sending all of a time once more; `db/outbox.ts` has the mails themselves.
import type { Knex } from 'knex';
import { failedStates, type MailState } from '../main/rules/mail-state.ts';

export type FailedWindow = {
  /** When they ended; the second instant is not part of it. */
  readonly from: string;
  readonly until: string;
  readonly throughId: number;
};

/** The last mail of a bill to an address, where it failed. */
const failed = (tx: Knex, { from, until, throughId }: FailedWindow) =>
  tx('outbox as o')
    .where('o.kind', 'bill')
    .whereIn('o.state', failedStates)
    .where('o.ended_at', '>=', from)
    .where('o.ended_at', '<', until)
    .where('o.id', '<=', throughId)
    .whereNotExists(
      tx('outbox as later')
        .where('later.kind', 'bill')
        .whereRaw('later.bill_id = o.bill_id and later.mail_address_id = o.mail_address_id and later.id > o.id')
        .select(tx.raw('1')),
    );

/** Of those the ones that would not be held back at once: what the sender looks at again with each mail (rule 22). */
const ready = (tx: Knex, window: FailedWindow, oldestMonth: string) =>
  failed(tx, window)
    .join('mail_address as m', 'm.id', 'o.mail_address_id')
    .join('account as a', 'a.id', 'o.account_id')
    .join('bill as b', 'b.id', 'o.bill_id')
    .whereNull('m.removed_at')
    .whereNull('m.suppressed_at')
    .whereNotNull('m.confirmed_at')
    .where({ 'a.status': 'active', 'a.wants_notices': 1, 'b.state': 'fixed' })
    .where('b.billing_month', '>=', oldestMonth)
    .whereExists(
      tx('bill_line as l')
        .join('contract as k', 'k.id', 'l.contract_id')
        .whereRaw('l.bill_id = b.id')
        .where('k.is_mail_eligible', 1)
        .select(tx.raw('1')),
    );

/** Whoever sends them once more waits here until whoever began before has ended; SQLite has one writer anyway. */
export const hold = async (tx: Knex): Promise<void> => {
  if (tx.client.config.client === 'pg')
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', ['outbox-failed']);
};

export const lastId = async (tx: Knex): Promise<number> =>
  Number((await tx('outbox').max({ id: 'id' }).first())?.id ?? 0);

export const countByState = async (tx: Knex, window: FailedWindow): Promise<{ state: MailState; mails: number }[]> => {
  const rows: { state: MailState; mails: number | string }[] = await failed(tx, window)
    .groupBy('o.state')
    .orderBy('o.state')
    .select({ state: 'o.state' })
    .count({ mails: 'o.id' });
  return rows.map(({ state, mails }) => ({ state, mails: Number(mails) }));
};

export const countReady = async (
  tx: Knex,
  window: FailedWindow,
  oldestMonth: string,
): Promise<{ mails: number; accounts: number }> => {
  const row: { mails?: number | string; accounts?: number | string } | undefined = await ready(tx, window, oldestMonth)
    .count({ mails: 'o.id' })
    .countDistinct({ accounts: 'o.account_id' })
    .first();
  return { mails: Number(row?.mails ?? 0), accounts: Number(row?.accounts ?? 0) };
};

export type FailedMail = { id: number; accountId: number; mailAddressId: number; billId: number; address: string };

/** The next ones behind an id. */
export const nextReady = (
  tx: Knex,
  window: FailedWindow,
  oldestMonth: string,
  after: number,
  limit: number,
): Promise<FailedMail[]> =>
  ready(tx, window, oldestMonth).where('o.id', '>', after).orderBy('o.id').limit(limit).select({
    id: 'o.id',
    accountId: 'o.account_id',
    mailAddressId: 'o.mail_address_id',
    billId: 'o.bill_id',
    address: 'm.address',
  });
