// Mails of which nobody can ask any more why they came or did not come.
import type { Knex } from 'knex';
import { isUnderWay, mailStates } from '../main/rules/mail-state.ts';

const endStates = mailStates.filter((state) => !isUnderWay(state));

/** @returns how many rows that ended before then went, of at most so many; one that a later one repeats goes after it */
export const removeEnded = async (tx: Knex, before: string, limit: number): Promise<number> => {
  const ids: number[] = [];
  // State by state: each is one range of the index, where all of them together would be a look at every mail there is.
  for (const state of endStates) {
    if (ids.length === limit) break;
    const ended: number[] = await tx('outbox as o')
      .where('o.state', state)
      .where('o.ended_at', '<', before)
      .whereNotExists(tx('outbox as r').whereRaw('r.resend_of = o.id').select(tx.raw('1')))
      .orderBy(['o.ended_at', 'o.id'])
      .limit(limit - ids.length)
      .pluck('o.id');
    ids.push(...ended);
  }
  if (ids.length === 0) return 0;
  await tx('demo_mail').whereIn('outbox_id', ids).delete();
  await tx('outbox').whereIn('id', ids).delete();
  return ids.length;
};
