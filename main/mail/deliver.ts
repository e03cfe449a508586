// Sends what is due in the outbox, together with however many others: each row is taken under a lease in one
// transaction, sent outside any, and its end written only by whoever still holds it. That the server took a mail is noted
// while the next ones are under way, so that a kill loses nothing, and sends a second time, with the same Message-ID, at
// most four for each connection. Ends are written down by and by, many at once.
import { randomBytes } from 'node:crypto';
import { databaseNow } from '../../db/clock.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { noteTaken, type Taken } from '../../db/outbox-taken.ts';
import { addMinutes, type Instant } from '../rules/calendar.ts';
import type { Attempt } from '../rules/mail-state.ts';
import type { Carrier } from './carrier.ts';
import { gathered } from './gathered.ts';
import { type Ended, type MailCounts, settleGroup } from './settle.ts';
import type { MailSetup } from './setup.ts';
import { outboxTopic } from './topic.ts';
import { type WrittenMail, writeMails } from './write-mail.ts';

/** Longer than a piece can take: a mail is begun only in its first half, and ends well before the other is over. */
const leaseMinutes = 10;
const beginMilliseconds = (leaseMinutes / 2) * 60_000;
const pieceMails = 100;
/** Notes that a connection may have under way while it sends the next mail: a database that is far away answers later. */
const notesBehind = 3;
/** Notes that are written together: a connection goes on with the next mail meanwhile. */
const noteMilliseconds = 4;
/** Ends that are written down together, and how long the first of them waits for the others; a person looks on. */
const groupMails = 50;
const groupMilliseconds = 200;
/**
 * As many failures in a row that were nobody's in particular, or noes for good, whatever they spoke of: the server is
 * out, or will not have us, and every further mail would fail.
 */
const failuresInRow = 10;

export type Delivery = {
  readonly db: Database;
  readonly carrier: Carrier;
  readonly setup: MailSetup;
  readonly actor: string;
  /** Aborted: nothing more is begun, and what is under way ends. */
  readonly signal: AbortSignal;
  readonly changed: (topics: readonly string[]) => void;
  /** Told what the sender is doing; a fault suite kills it there. */
  readonly note?: (phase: 'claimed' | 'sending' | 'answered' | 'taken' | 'settled') => void;
};
/** `stopped`: the server, or our way to it, failed for all; the rest waits. */
export type DeliveryReport = {
  readonly counts: MailCounts;
  readonly stopped: Extract<Attempt, { reason: string }>['reason'] | null;
};

/** On Linux the clock for spans stands still while the machine sleeps; the wall's may be set back. */
type Moment = { readonly span: number; readonly wall: number };
const moment = (): Moment => ({ span: performance.now(), wall: Date.now() });
const millisecondsSince = (then: Moment): number => {
  const now = moment();
  return Math.max(now.span - then.span, now.wall - then.wall);
};

type Held = {
  readonly row: outbox.Claimed;
  readonly owner: string;
  readonly taken: Moment;
  readonly mail: WrittenMail;
};

export const deliverDue = async (delivery: Delivery): Promise<DeliveryReport> => {
  const { db, carrier, setup, actor, signal, changed, note } = delivery;
  // A look that finds nothing writes nothing.
  if (!(await outbox.isAnyDue(db.read, await databaseNow(db.read)))) return { counts: {}, stopped: null };
  // Not more than go out in a minute: the rest is for others, and for what is more urgent.
  const piece = Math.min(pieceMails, Math.max(carrier.connections, setup.sending.perMinute ?? pieceMails));
  const counts: MailCounts = {};
  const waiting: Held[] = [];
  const ended: Ended[] = [];
  let stopped: DeliveryReport['stopped'] = null;
  let failures = 0;
  let isDry = false;
  let broken: { error: unknown } | null = null;
  const breakOff = (error: unknown): void => {
    broken ??= { error };
  };

  const claim = async (): Promise<void> => {
    const owner = randomBytes(8).toString('hex');
    const taken = moment();
    const { rows, now } = await db.write.transaction(async (tx): Promise<{ rows: outbox.Claimed[]; now: Instant }> => {
      const at = await databaseNow(tx);
      const taking = { owner, leaseUntil: addMinutes(at, leaseMinutes), limit: piece };
      return { rows: await outbox.claim(tx, taking, at), now: at };
    });
    isDry = rows.length < piece;
    if (rows.length === 0) return;
    note?.('claimed');
    const unsent = rows.filter((row) => {
      if (row.taken) ended.push({ row, owner, attempt: { isAccepted: true, ...row.taken } });
      return row.taken === null;
    });
    for (const { row, written } of await writeMails(db.write, setup, unsent, now))
      if ('mail' in written) waiting.push({ row, owner, taken, mail: written.mail });
      else ended.push({ row, owner, kept: written.kept });
    settleSoon();
  };

  let settling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const settle = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    settling ??= settleEnded()
      .catch(breakOff)
      .finally(() => {
        settling = null;
        settleSoon();
      });
    return settling;
  };
  const settleSoon = (): void => {
    if (ended.length >= groupMails) settle();
    else if (ended.length > 0) timer ??= setTimeout(settle, groupMilliseconds);
  };
  const settleEnded = async (): Promise<void> => {
    const done = await settleGroup({ db, actor, policy: setup.policy }, ended.splice(0));
    note?.('settled');
    for (const [name, count] of Object.entries(done.counts) as [keyof MailCounts, number][])
      counts[name] = (counts[name] ?? 0) + count;
    changed([outboxTopic, ...done.accountIds.map((id) => `account:${id}`)]);
  };

  let claiming: Promise<void> | null = null;
  const isOver = (): boolean => stopped !== null || broken !== null || signal.aborted;
  const isFresh = ({ taken }: Held): boolean => millisecondsSince(taken) < beginMilliseconds;
  const next = async (): Promise<Held | null> => {
    for (;;) {
      if (isOver()) return null;
      // The next piece is fetched while this one is still being sent.
      if (waiting.length <= piece / 2 && !isDry)
        claiming ??= claim()
          .catch(breakOff)
          .finally(() => {
            claiming = null;
          });
      const held = waiting.shift();
      if (!held) {
        if (claiming === null) return null;
        await claiming;
        continue;
      }
      if (isFresh(held)) await carrier.turn(signal);
      if (isOver()) {
        waiting.unshift(held);
        return null;
      }
      if (isFresh(held)) return held;
      await outbox.release(db.write, held.owner, [held.row.id]);
    }
  };

  const noteSoon = gathered((taken: readonly Taken[]) => noteTaken(db.write, taken), noteMilliseconds);
  const work = async (): Promise<void> => {
    const notes: Promise<void>[] = [];
    for (let held = await next(); held !== null; held = await next()) {
      const { row, owner, mail } = held;
      note?.('sending');
      const attempt = await carrier.carry(mail);
      note?.('answered');
      if (notes.length >= notesBehind) await notes.shift();
      const isOfOne = attempt.isAccepted || (attempt.isOfRecipient && (attempt.code ?? 0) < 500);
      failures = isOfOne ? 0 : failures + 1;
      const isOut =
        !attempt.isAccepted &&
        (['no-connection', 'tls', 'sign-in'].includes(attempt.reason) || failures >= failuresInRow);
      if (isOut) stopped = attempt.reason;
      const end = (): void => {
        ended.push({ row, owner, attempt });
        settleSoon();
      };
      if (!attempt.isAccepted) end();
      // Only then is its end written: two that hold rows of each other would wait for ever.
      else
        notes.push(
          noteSoon({ id: row.id, owner, code: attempt.code, status: attempt.status })
            .then(() => {
              note?.('taken');
              end();
            })
            .catch(breakOff),
        );
    }
    await Promise.all(notes);
  };

  await Promise.all(Array.from({ length: carrier.connections }, () => work().catch(breakOff)));
  await claiming;
  const isBroken = (): { error: unknown } | null => broken;
  while ((settling !== null || ended.length > 0) && !isBroken()) await settle();
  clearTimeout(timer);
  const fault = isBroken();
  // Out of reach: leases end by themselves.
  if (fault) throw fault.error;
  for (const [owner, held] of Map.groupBy(waiting.splice(0), (one) => one.owner))
    await outbox.release(
      db.write,
      owner,
      held.map(({ row }) => row.id),
    );
  return { counts, stopped };
};
