// The daily run's rows: a chore of a day begins once, is held under a lease while it works, and ends once.
import type { Knex } from 'knex';

export type DailyRow = {
  day: string;
  chore: string;
  state: 'running' | 'done' | 'failed';
  /** JSON: counts, and ids of what was found. */
  found: string;
  fence: number;
};
const columns = { day: 'day', chore: 'chore', state: 'state', found: 'found', fence: 'fence' };

export const of = async (tx: Knex, day: string, chore: string): Promise<DailyRow | null> =>
  (await tx('daily_chore').where({ day, chore }).first(columns)) ?? null;

/** Its first time on this day, or what a killed process or a fault has left; null where it is done or somebody does it. */
export const begin = async (
  tx: Knex,
  day: string,
  chore: string,
  leaseUntil: string,
  now: string,
): Promise<DailyRow | null> => {
  const made: DailyRow[] = await tx('daily_chore')
    .insert({ day, chore, state: 'running', lease_until: leaseUntil, started_at: now })
    .onConflict(['day', 'chore'])
    .ignore()
    .returning(Object.values(columns));
  if (made[0]) return made[0];
  const taken: DailyRow[] = await tx('daily_chore')
    .where({ day, chore })
    .where((left) =>
      left.where('state', 'failed').orWhere((gone) => gone.where('state', 'running').where('lease_until', '<=', now)),
    )
    .update({ state: 'running', fence: tx.raw('fence + 1'), lease_until: leaseUntil })
    .returning(Object.values(columns));
  return taken[0] ?? null;
};

type Held = Pick<DailyRow, 'day' | 'chore' | 'fence'>;
const held = (tx: Knex, { day, chore, fence }: Held) =>
  tx('daily_chore').where({ day, chore, fence, state: 'running' });

/** The first statement of each of a chore's transactions. @returns what was found so far; null: somebody else has it */
export const hold = async (tx: Knex, row: Held, leaseUntil: string): Promise<string | null> => {
  const [kept] = await held(tx, row).update({ lease_until: leaseUntil }).returning('found');
  return kept?.found ?? null;
};

export const note = async (tx: Knex, row: Held, found: string): Promise<void> => {
  await held(tx, row).update({ found });
};

export const end = async (tx: Knex, row: Held, state: 'done' | 'failed', now: string): Promise<void> => {
  await held(tx, row).update({ state, ended_at: now });
};

/** The day on which it was last done, before this one; null where it never was. */
export const lastDone = async (tx: Knex, chore: string, before: string): Promise<string | null> =>
  (await tx('daily_chore').where({ chore, state: 'done' }).where('day', '<', before).max({ day: 'day' }).first())
    ?.day ?? null;

/** Which of these chores are still to be done on a day. */
export const undone = async (tx: Knex, day: string, chores: readonly string[]): Promise<string[]> => {
  const done: string[] = await tx('daily_chore').where({ day, state: 'done' }).pluck('chore');
  return chores.filter((chore) => !done.includes(chore));
};
