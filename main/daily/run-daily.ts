// The daily run: every chore once each Tokyo day, however often it is started and by however many.
import type { Knex } from 'knex';
import { databaseNow } from '../../db/clock.ts';
import * as daily from '../../db/daily.ts';
import { faultOf } from '../../db/fault.ts';
import type { Database } from '../../db/open.ts';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { FenceLost, leaseFrom } from '../jobs/job.ts';
import { type CalendarDate, type Instant, tokyoDate } from '../rules/calendar.ts';
import { type Policy, policyOf } from '../rules/policy.ts';
import type { Chore, ChoreContext, Counts, Moment } from './chore.ts';

type Found = { readonly counts: Counts; readonly ids: readonly number[] };
export type ChoreReport = Found & {
  readonly chore: string;
  /** `already`: earlier today; `elsewhere`: somebody is at it; `failed`: tried again at the next start. */
  readonly state: 'done' | 'already' | 'elsewhere' | 'failed';
  /** The last day before today on which it was done. */
  readonly since: CalendarDate | null;
  /** Under which the error stands in the log. */
  readonly ref?: string;
};
export type DailyReport = { readonly day: CalendarDate; readonly chores: readonly ChoreReport[] };
export type DailyRun = {
  readonly chores: readonly Chore[];
  readonly folder: string;
  readonly actor: string;
  readonly runJob: (jobId: number) => void;
  readonly signal: AbortSignal;
  /** Writes an unexpected error to the log. @returns its reference */
  readonly note: (error: unknown) => string;
};

/** More would make a row that nobody reads; the count says how many there are. */
const idLimit = 500;
const nothing: Found = { counts: {}, ids: [] };
const foundOf = (text: string): Found => ({ ...nothing, ...JSON.parse(text) });

const sum = (a: Counts, b: Counts): Counts => {
  const all: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) all[name] = (all[name] ?? 0) + count;
  return all;
};

/** Keeps the lease, or throws where somebody else has taken over. */
const hold = async (tx: Knex, row: daily.DailyRow, now: Instant): Promise<Found> => {
  const found = await daily.hold(tx, row, leaseFrom(now));
  if (found === null) throw new FenceLost();
  return foundOf(found);
};

const perform = async (
  db: Database,
  run: DailyRun,
  chore: Chore,
  row: daily.DailyRow,
  moment: Moment,
): Promise<Found> => {
  const piece: ChoreContext['piece'] = (work) =>
    db.write.transaction(async (tx) => {
      const now = await databaseNow(tx);
      const before = await hold(tx, row, now);
      const counts = await work(tx, now);
      await daily.note(tx, row, JSON.stringify({ ...before, counts: sum(before.counts, counts) }));
      return counts;
    });
  const { folder, runJob, signal } = run;
  await chore.work?.({ ...moment, db, folder, piece, runJob, signal });
  const by = { chainOf: 0, actor: run.actor, call: `daily.${chore.name}` };
  return inAuditedTransaction(db, by, async (tx, now) => {
    const before = await hold(tx, row, now);
    const listed = (await chore.list?.(tx, moment)) ?? nothing;
    const value = { counts: sum(before.counts, listed.counts), ids: listed.ids.slice(0, idLimit) };
    await daily.note(tx, row, JSON.stringify(value));
    await daily.end(tx, row, 'done', now);
    return { value, body: { day: moment.today, since: moment.since, ...value.counts } };
  });
};

const runChore = async (
  db: Database,
  run: DailyRun,
  chore: Chore,
  today: CalendarDate,
  policy: Policy,
): Promise<ChoreReport> => {
  const { name } = chore;
  const since = await daily.lastDone(db.read, name, today);
  const taken = await db.write.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const row = await daily.begin(tx, today, name, leaseFrom(now), now);
    return row && { row, now };
  });
  if (!taken) {
    const row = await daily.of(db.write, today, name);
    const state = row?.state === 'done' ? 'already' : 'elsewhere';
    return { chore: name, state, since, ...foundOf(row?.found ?? '{}') };
  }
  const { row, now } = taken;
  try {
    const found = await perform(db, run, chore, row, { now, today, since, policy });
    return { chore: name, state: 'done', since, ...found };
  } catch (error) {
    if (error instanceof FenceLost) return { chore: name, state: 'elsewhere', since, ...nothing };
    // Out of reach or closing: the lease ends by itself, and the chore goes on where it was.
    if (run.signal.aborted || faultOf(error)) throw error;
    const ref = run.note(error);
    await db.write.transaction((tx) => daily.end(tx, row, 'failed', now));
    return { chore: name, state: 'failed', since, ...nothing, ref };
  }
};

/** One chore that breaks keeps none of the others from being done. */
export const runDaily = async (db: Database, run: DailyRun): Promise<DailyReport> => {
  const today = tokyoDate(await databaseNow(db.read));
  const policy = policyOf(await settings.numbers(db.read));
  const chores: ChoreReport[] = [];
  for (const chore of run.chores) {
    run.signal.throwIfAborted();
    chores.push(await runChore(db, run, chore, today, policy));
  }
  return { day: today, chores };
};

/** Cheap: asked again and again by a console that is left running. */
export const isDailyDue = async (db: Database, chores: readonly Chore[]): Promise<boolean> => {
  const today = tokyoDate(await databaseNow(db.read));
  const names = chores.map(({ name }) => name);
  return (await daily.undone(db.read, today, names)).length > 0;
};
