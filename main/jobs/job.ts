// What a kind of long work is: a module with its input and `run`. It works in a process of its own, under a lease.
import type { Knex } from 'knex';
import type { Database } from '../../db/open.ts';
import { addMinutes } from '../rules/calendar.ts';

/** What the console asks a job's process while it works: of a secret that is in nobody else's memory (rule 15). */
export type JobQuestion =
  | { readonly kind: 'show-passphrase' }
  | { readonly kind: 'check-group'; readonly typed: string };
export type JobAnswer =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'shown-already' | 'right-group' | 'wrong-group' | 'not-waiting' };
export type AskJob = (jobId: number, question: JobQuestion) => Promise<JobAnswer | null>;

export type JobContext = {
  readonly db: Database;
  readonly jobId: number;
  /** Goes up with each taking of the job: no two attempts at it have the same. */
  readonly fence: number;
  /** The data folder of the console that runs it. */
  readonly folder: string;
  /** `staff:7`, or `system:job` for work that nobody asked for. */
  readonly actor: string;
  /** As the job was made with it. */
  readonly input: unknown;
  /** To be called in each of the job's transactions: it keeps the lease, and throws where somebody else holds the job. */
  readonly guard: (tx: Knex) => Promise<void>;
  /** How far it is: written with the next transaction, or within a second. Ids, codes and counts only. */
  readonly report: (cursor: string, progress: object) => void;
  /** From now on questions of the console are answered so; null: they are not any more. */
  readonly answer: (how: ((question: JobQuestion) => JobAnswer) | null) => void;
  /** Aborted when the job is cancelled or its console closes. Whole pieces stay. */
  readonly signal: AbortSignal;
};
export type JobEnd = {
  readonly state: 'done' | 'failed' | 'cancelled';
  /** Ids, codes and counts only. */
  readonly result: object;
};
export class FenceLost extends Error {
  constructor() {
    super('another console holds this job');
    this.name = 'FenceLost';
  }
}
export type JobKind = {
  readonly run: (job: JobContext) => Promise<JobEnd>;
  /** After the end has been written: what is not needed any more. */
  readonly tidy?: (job: JobContext, end: JobEnd) => Promise<void>;
};

/** Long enough for the longest single statement of a job, since a lease is kept only between them. */
const leaseMinutes = 1;
export const leaseFrom = (now: string): string => addMinutes(now, leaseMinutes);
/** A job that ends its process each time is left to a person after so many takings. */
export const mostTakings = 10;
export const jobTopic = 'jobs';
