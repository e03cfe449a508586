// Makes the demo database on either engine, and makes it anew for another day.
import type { Knex } from 'knex';
import { databaseNow } from '../../db/clock.ts';
import { emptyDemo, lastMaking } from '../../db/demo.ts';
import { DatabaseError } from '../../db/fault.ts';
import { createSqlite, isEmptyPostgres, migratePostgres, type NewDatabase } from '../../db/open.ts';
import { type CalendarDate, type Instant, tokyoDate } from '../rules/calendar.ts';
import type { Hashes } from './demo-login.ts';
import { type DemoPlan, demoHashes, fillDemo } from './fill.ts';

export type DemoOptions = Partial<DemoPlan>;
const demoAccounts = 200;

/** @param url `sqlite:PATH` where nothing stands yet, or a PostgreSQL database that is empty */
export const makeDemo = async (url: string, options: DemoOptions = {}): Promise<void> => {
  const plan: DemoPlan = {
    accounts: options.accounts ?? demoAccounts,
    seed: options.seed ?? 1,
    today: options.today ?? tokyoDate(new Date().toISOString()),
  };
  const isPostgres = /^postgres(ql)?:/.test(url);
  if (isPostgres && !(await isEmptyPostgres(url)))
    throw new DatabaseError('refused', 'the database exists already: a demo is made in an empty one');
  const hashes = await demoHashes();
  const made: NewDatabase = {
    kind: 'demo',
    madeOn: plan.today,
    seed: plan.seed,
    fill: (db) => db.transaction(async (tx) => fillDemo(tx, plan, hashes, await databaseNow(tx))),
  };
  if (isPostgres) await migratePostgres(url, made);
  else await createSqlite(url, made);
};

/** A demo's dates are relative to the day it was made: on any other day it offers to be made anew. */
export const isOldDemo = (madeOn: CalendarDate, today: CalendarDate): boolean => madeOn < today;

/**
 * Replaces everything in a demo by the same one made today, in the caller's transaction: wholly or not at all, and under
 * the feet of whoever has it open. Staff, sessions and calls go as well; the audit stays.
 */
export const renewDemo = async (tx: Knex, hashes: Hashes, now: Instant): Promise<DemoPlan> => {
  const { seed, accounts } = await lastMaking(tx);
  const plan = { seed, accounts, today: tokyoDate(now) };
  await emptyDemo(tx);
  await fillDemo(tx, plan, hashes, now);
  return plan;
};
