// Mail addresses on their way to being confirmed; `db/accounts.ts` reads them with their account.
import type { Knex } from 'knex';

export type Mail = { id: number; accountId: number; createdAt: string };
const columns = { id: 'm.id', accountId: 'm.account_id', createdAt: 'm.created_at' };

export const byId = async (tx: Knex, id: number): Promise<Mail | null> =>
  (await tx('mail_address as m').where('m.id', id).whereNull('m.removed_at').first(columns)) ?? null;

export const unconfirmed = async (tx: Knex, loginKey: string, addressKey: string): Promise<Mail | null> =>
  (await tx('mail_address as m')
    .join('account as a', 'a.id', 'm.account_id')
    .where({ 'a.login_key': loginKey, 'm.address_key': addressKey })
    .whereNull('m.removed_at')
    .whereNull('m.confirmed_at')
    .first(columns)) ?? null;

/** False: it was confirmed before. Mail goes there again, whatever came back from it. */
export const confirm = async (tx: Knex, id: number, now: string): Promise<boolean> =>
  (await tx('mail_address')
    .where({ id })
    .whereNull('confirmed_at')
    .update({ confirmed_at: now, suppressed_at: null, suppressed_reason: null })) === 1;

/**
 * Mail came back from it for good: it counts as confirmed no more, on whichever account it stands.
 * @param sentAt when that mail went out: whoever has confirmed the address since then has had mail there
 * @returns the accounts
 */
export const suppress = async (
  tx: Knex,
  id: number,
  { reason, sentAt }: { reason: string; sentAt: string },
  now: string,
): Promise<number[]> => {
  const key = tx('mail_address').where({ id }).select('address_key');
  const rows: { account_id: number }[] = await tx('mail_address')
    .where('address_key', key)
    .whereNull('removed_at')
    .whereNull('suppressed_at')
    .where((known) => known.whereNull('confirmed_at').orWhere('confirmed_at', '<=', sentAt))
    .update({ suppressed_at: now, suppressed_reason: reason, confirmed_at: null })
    .returning('account_id');
  return rows.map(({ account_id }) => account_id);
};

/**
 * Its owner is asked once more: the time to answer begins anew, and tokens of before are worth nothing.
 * @returns false where it is confirmed or gone
 */
export const askAgain = async (tx: Knex, id: number, now: string): Promise<boolean> =>
  (await tx('mail_address')
    .where({ id })
    .whereNull('removed_at')
    .whereNull('confirmed_at')
    .update({ created_at: now })) === 1;
