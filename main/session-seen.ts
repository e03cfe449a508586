// When a session was last seen, which its idle lock goes by: written now and then, not with each call.
import { faultOf } from '../db/fault.ts';
import type { Database } from '../db/open.ts';
import * as sessions from '../db/sessions.ts';
import { addMinutes, type Instant } from './rules/calendar.ts';

const everyMinutes = 1 / 3;

/** @returns what the door calls with each call of a session that is not locked */
export const watchSeen = (db: Database) => {
  /** Where another program holds the file, only one call in a while waits for it. */
  const tried = new Map<number, Instant>();
  return async ({ sessionId, lastSeenAt }: sessions.Session, now: Instant): Promise<void> => {
    if (now < addMinutes(lastSeenAt, everyMinutes)) return;
    for (const [id, at] of tried) if (now < at || now >= addMinutes(at, everyMinutes)) tried.delete(id);
    if (tried.has(sessionId)) return;
    tried.set(sessionId, now);
    try {
      await sessions.seen(db.write, sessionId, now);
    } catch (error) {
      // Where nothing can be written, reading goes on (rule 33); whatever has to write says so itself.
      if (!faultOf(error)) throw error;
    }
  };
};
