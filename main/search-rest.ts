// A search is audited when it rests (rule 33): once no newer one came for some seconds, or when an account is opened.
import type { Database } from '../db/open.ts';
import type { Session } from '../db/sessions.ts';
import { inAuditedTransaction } from './audit.ts';
import type { Client, Found } from './command.ts';
import { staffActor } from './rules/actor.ts';
import type { Policy } from './rules/policy.ts';

export type Later = (milliseconds: number, work: () => void) => { cancel: () => void };
export const systemLater: Later = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return { cancel: () => clearTimeout(timer) };
};

/** @returns what the door calls when a search was answered and before an account is opened */
export const watchSearches = (db: Database, later: Later, report: (error: unknown, call: string) => string) => {
  const resting = new Map<string, { session: Session; found: Found; cancel: () => void }>();

  const settle = async (client: Pick<Client, 'tokenHash'>): Promise<void> => {
    const last = resting.get(client.tokenHash);
    if (!last) return;
    resting.delete(client.tokenHash);
    last.cancel();
    const { session, found } = last;
    await inAuditedTransaction(
      db,
      { chainOf: session.sessionId, actor: staffActor(session.staffId), call: 'account.search' },
      async () => ({ value: null, body: { keys: found.keys, hits: found.hits } }),
    );
  };

  const searched = (client: Client, session: Session, found: Found, { searchRestSeconds }: Policy): void => {
    resting.get(client.tokenHash)?.cancel();
    if (found.keys.length === 0) {
      resting.delete(client.tokenHash);
      return;
    }
    // Where the audit cannot be written, search still works; the log keeps that it could not.
    const { cancel } = later(
      searchRestSeconds * 1000,
      () => void settle(client).catch((error) => report(error, 'account.search')),
    );
    resting.set(client.tokenHash, { session, found, cancel });
  };

  /** The console closes: no newer search will come, so what is resting is settled now. */
  const stop = async (): Promise<void> => {
    for (const tokenHash of [...resting.keys()])
      await settle({ tokenHash }).catch((error) => report(error, 'account.search'));
  };
  return { searched, settle, stop };
};
