// Takes a job, keeps its lease while it works, and writes down how it ended.
import type { Knex } from 'knex';
import { databaseNow } from '../../db/clock.ts';
import { faultOf } from '../../db/fault.ts';
import * as jobs from '../../db/jobs.ts';
import type { Database } from '../../db/open.ts';
import { staffActor } from '../rules/actor.ts';
import { FenceLost, type JobContext, type JobEnd, type JobKind, leaseFrom } from './job.ts';

/** `lost`: somebody else holds it; `left`: let go before its end, to be continued. */
export type JobOutcome = JobEnd['state'] | 'not-free' | 'lost' | 'left';
export type JobRun = {
  readonly jobId: number;
  /** Whoever looks after this process. */
  readonly owner: string;
  readonly folder: string;
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** Aborted when the console closes. */
  readonly stop: AbortSignal;
  /** How the console's questions are answered from now on; without it nobody asks. */
  readonly answer?: JobContext['answer'];
  /** Called whenever there is something new to be read. */
  readonly changed: () => void;
  /** Writes an unexpected error to the log. @returns its reference */
  readonly note: (error: unknown) => string;
};

const beatMilliseconds = 1000;
const renewMilliseconds = 15_000;

/** Writes what was reported, and keeps the lease while no transaction of the job's own does. */
class Holding {
  private reported: { cursor: string; progress: string } | null = null;
  private heldAt = performance.now();
  private beating: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  readonly abort = new AbortController();
  private readonly db: Database;
  private readonly job: jobs.JobRow;
  private readonly changed: () => void;

  constructor(db: Database, job: jobs.JobRow, changed: () => void) {
    this.db = db;
    this.job = job;
    this.changed = changed;
    this.timer = setInterval(() => this.beat(), beatMilliseconds);
    // Asked for while nobody held it.
    if (job.isCancelAsked) this.abort.abort('cancel');
  }

  readonly report = (cursor: string, progress: object): void => {
    this.reported = { cursor, progress: JSON.stringify(progress) };
  };

  readonly guard = async (tx: Knex): Promise<void> => {
    const news = this.reported;
    const leaseUntil = leaseFrom(await databaseNow(tx));
    const held = await jobs.hold(tx, this.job, { leaseUntil, ...news });
    if (!held) throw new FenceLost();
    if (held.isCancelAsked) this.abort.abort('cancel');
    if (this.reported === news) this.reported = null;
    this.heldAt = performance.now();
  };

  /** On the side: the pieces tell more often than anybody looks. */
  private beat(): void {
    this.changed();
    if (!this.reported && performance.now() - this.heldAt < renewMilliseconds) return void this.look();
    this.beating = this.beating.then(() => this.db.write.transaction(this.guard)).catch((error) => this.isLost(error));
  }

  /** Whether it is to be cancelled, where no transaction of its own would tell. */
  private look(): void {
    this.beating = this.beating
      .then(async () => {
        const row = await jobs.byId(this.db.read, this.job.id);
        if (row?.fence !== this.job.fence) throw new FenceLost();
        if (row.isCancelAsked) this.abort.abort('cancel');
      })
      .catch((error) => this.isLost(error));
  }

  private isLost(error: unknown): void {
    if (error instanceof FenceLost) this.abort.abort('lost');
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }
}

const perform = async (kind: JobKind | undefined, context: JobContext, note: JobRun['note']): Promise<JobEnd> => {
  try {
    if (!kind) throw new Error('no such kind of job');
    return await kind.run(context);
  } catch (error) {
    // What the database refuses today it may take tomorrow: the job is left to be continued.
    if (error instanceof FenceLost || faultOf(error)) throw error;
    return { state: 'failed', result: { fault: 'broken', ref: note(error) } };
  }
};

export const runJob = async (db: Database, run: JobRun): Promise<JobOutcome> => {
  const job = await db.write.transaction(async (tx) => {
    const now = await databaseNow(tx);
    return jobs.take(tx, run.jobId, { owner: run.owner, leaseUntil: leaseFrom(now) }, now);
  });
  if (!job) return 'not-free';
  run.changed();
  const holding = new Holding(db, job, run.changed);
  const kind = run.kinds[job.kind];
  const context: JobContext = {
    db,
    jobId: job.id,
    fence: job.fence,
    folder: run.folder,
    actor: job.madeBy === null ? 'system:job' : staffActor(job.madeBy),
    input: JSON.parse(job.input),
    guard: holding.guard,
    report: holding.report,
    answer: run.answer ?? (() => {}),
    signal: AbortSignal.any([holding.abort.signal, run.stop]),
  };
  try {
    const end = await perform(kind, context, run.note);
    await holding.stop();
    // Cut short by its console and not by a person: it has not ended.
    const isLeft = end.state === 'cancelled' && holding.abort.signal.reason !== 'cancel';
    const isOurs = await db.write.transaction(async (tx) => {
      await holding.guard(tx);
      const now = await databaseNow(tx);
      if (isLeft) await jobs.release(tx, job, now);
      return isLeft || (await jobs.end(tx, job, end.state, JSON.stringify(end.result), now));
    });
    if (!isOurs) throw new FenceLost();
    if (isLeft) return 'left';
    await kind?.tidy?.(context, end);
    return end.state;
  } catch (error) {
    await holding.stop();
    if (error instanceof FenceLost) return 'lost';
    throw error;
  } finally {
    run.changed();
  }
};
