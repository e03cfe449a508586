// Mails of which nobody can ask any more why they came or did not come.
import type { Knex } from 'knex';

/** @returns how many rows that ended before then went, of at most so many; one that a later one repeats goes after it */
export const removeEnded = async (tx: Knex, before: string, limit: number): Promise<number> => {
  const ids: number[] = await tx('outbox as o')
    .whereNotIn('o.state', ['waiting', 'sending', 'deferred'])
    .where('o.ended_at', '<', before)
    .whereNotExists(tx('outbox as r').whereRaw('r.resend_of = o.id').select(tx.raw('1')))
    .orderBy('o.id')
    .limit(limit)
    .pluck('o.id');
  await tx('demo_mail').whereIn('outbox_id', ids).delete();
  await tx('outbox').whereIn('id', ids).delete();
  return ids.length;
};
