// What a chore of the daily run is. Each looks at what is due now, so that days on which nothing ran are caught up with.
import type { Knex } from 'knex';
import type { Database } from '../../db/open.ts';
import type { CalendarDate, Instant } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';

export type Counts = Readonly<Record<string, number>>;
export type Moment = {
  readonly now: Instant;
  readonly today: CalendarDate;
  /** The last day on which this chore was done; null where it never was. */
  readonly since: CalendarDate | null;
  readonly policy: Policy;
};
export type ChoreContext = Moment & {
  readonly db: Database;
  /** The data folder of whoever runs it. */
  readonly folder: string;
  /**
   * A small transaction of the chore's own; its counts are kept with it, so that a killed run ends with the same ones.
   * @returns the counts of this piece
   */
  readonly piece: <Found extends Counts>(work: (tx: Knex, now: Instant) => Promise<Found>) => Promise<Found>;
  readonly runJob: (jobId: number) => void;
  /** Aborted when the console closes: whole pieces stay, and the chore goes on another time. */
  readonly signal: AbortSignal;
};
export type Chore = {
  /** As its rows and its audit entries (`daily.NAME`) are called. */
  readonly name: string;
  /** In pieces. */
  readonly work?: (ctx: ChoreContext) => Promise<void>;
  /** What people have to look after: read in the transaction that ends the chore. Internal ids. */
  readonly list?: (tx: Knex, at: Moment) => Promise<{ readonly counts: Counts; readonly ids: readonly number[] }>;
};

/** Pieces until one of them found nothing. */
export const untilNothing = async (
  { piece, signal }: Pick<ChoreContext, 'piece' | 'signal'>,
  work: (tx: Knex, now: Instant) => Promise<Counts>,
): Promise<void> => {
  for (;;) {
    signal.throwIfAborted();
    const counts = await piece(work);
    if (Object.values(counts).every((count) => count === 0)) return;
  }
};
