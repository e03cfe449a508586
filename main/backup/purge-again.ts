// After a restore by the server's own tools: nobody who was purged since the backup stays back.
import type { Database } from '../../db/open.ts';
import { madeAtOf, type PurgeRegister, replay } from '../../db/purge-register.ts';
import { endAll } from '../../db/sessions.ts';
import { inAuditedTransaction } from '../audit.ts';

export type PurgedAgain = {
  /** Accounts that were in the backup and had been purged since. */
  readonly purgedAgain: number;
  /** Sessions that were open when the backup was made, and are not any more. */
  readonly sessionsEnded: number;
};

/** @returns null where the list is of another database: its ids mean other people */
export const purgeAgain = async (db: Database, register: PurgeRegister, actor: string): Promise<PurgedAgain | null> => {
  if (register.madeAt !== (await madeAtOf(db.read))) return null;
  return inAuditedTransaction(db, { chainOf: 0, actor, call: 'backup.restored' }, async (tx, now) => {
    const value = {
      purgedAgain: await replay(tx, register.accounts),
      sessionsEnded: await endAll(tx, 'restored', now),
    };
    return { value, body: { sessions: value.sessionsEnded, purgedAgain: value.purgedAgain } };
  });
};
