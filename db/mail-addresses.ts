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

/** False: it was confirmed before. */
export const confirm = async (tx: Knex, id: number, now: string): Promise<boolean> =>
  (await tx('mail_address').where({ id }).whereNull('confirmed_at').update({ confirmed_at: now })) === 1;
