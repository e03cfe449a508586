// Legal holds on accounts: one at a time, set and lifted.
import type { Knex } from 'knex';

export type Hold = { id: number; accountId: number; setBy: number; setAt: string };
const columns = { id: 'id', accountId: 'account_id', setBy: 'set_by', setAt: 'set_at' };

/** The one that stands. */
export const standing = async (tx: Knex, accountId: number): Promise<Hold | null> =>
  (await tx('legal_hold').where({ account_id: accountId }).whereNull('lifted_at').first(columns)) ?? null;

/** False: one stands already. */
export const set = async (tx: Knex, accountId: number, staffId: number, now: string): Promise<boolean> =>
  (
    await tx('legal_hold')
      .insert({ account_id: accountId, set_by: staffId, set_at: now })
      .onConflict(tx.raw('(account_id) where lifted_at is null'))
      .ignore()
      .returning('id')
  ).length === 1;

/** False: none stood. */
export const lift = async (tx: Knex, accountId: number, staffId: number, now: string): Promise<boolean> =>
  (await tx('legal_hold')
    .where({ account_id: accountId })
    .whereNull('lifted_at')
    .update({ lifted_by: staffId, lifted_at: now })) === 1;
