// The passphrase of a batch that no house's key seals: shown once to whoever made the batch, who types its end back.
import type { Knex } from 'knex';
import * as batches from '../../db/batches.ts';
import { databaseNow } from '../../db/clock.ts';
import * as jobs from '../../db/jobs.ts';
import type { Session } from '../../db/sessions.ts';
import { done, type Prepared, refuse } from '../command.ts';
import type { JobAnswer } from '../jobs/job.ts';
import { passphraseGroups } from '../rules/passphrase.ts';
import { waitsForPassphrase } from './batch.ts';

type Waiting = { readonly batch: batches.Batch; readonly jobId: number };
type Refused = 'no-such-batch' | 'no-passphrase-waits' | 'maker-only';

const waitingOf = async (
  tx: Knex,
  batchId: number,
  session: Session | null,
  now: string,
): Promise<Waiting | Refused> => {
  const batch = await batches.byId(tx, batchId);
  if (!batch) return 'no-such-batch';
  if (batch.madeBy !== session?.staffId) return 'maker-only';
  const job = batch.jobId === null ? null : await jobs.byId(tx, batch.jobId);
  return job && batch.passphraseTo === 'maker' && waitsForPassphrase(job, now)
    ? { batch, jobId: job.id }
    : 'no-passphrase-waits';
};

/** Its process is asked before the transaction; who may ask at all is looked at first. */
const prepared =
  <Input extends { batchId: number }>(question: (input: Input) => Parameters<AskedBy['askJob']>[1]) =>
  async ({ db, session, askJob }: AskedBy, input: Input): Promise<JobAnswer | null> => {
    const waiting = await waitingOf(db.read, input.batchId, session, await databaseNow(db.read));
    return typeof waiting === 'string' ? null : askJob(waiting.jobId, question(input));
  };
type AskedBy = Parameters<Prepared<'batch.showPassphrase', unknown>['prepare']>[0];

export const showPassphrase: Prepared<'batch.showPassphrase', JobAnswer | null> = {
  prepare: prepared(() => ({ kind: 'show-passphrase' })),
  run: async ({ tx, now, session }, { batchId }, answer) => {
    const waiting = await waitingOf(tx, batchId, session, now);
    if (typeof waiting === 'string') return refuse(waiting);
    if (!answer) return refuse('other-console');
    if (answer.kind === 'shown-already') return refuse('shown-already');
    if (answer.kind !== 'passphrase') return refuse('no-passphrase-waits');
    return done({ groups: passphraseGroups(answer.passphrase) }, { batch: batchId, job: waiting.jobId });
  },
};

export const notePassphrase: Prepared<'batch.notePassphrase', JobAnswer | null> = {
  prepare: prepared(({ group }) => ({ kind: 'check-group', typed: group })),
  run: async ({ tx, now, session, touch }, { batchId }, answer) => {
    const waiting = await waitingOf(tx, batchId, session, now);
    if (typeof waiting === 'string') return refuse(waiting);
    if (!answer) return refuse('other-console');
    if (answer.kind !== 'right-group') return refuse('passphrase-differs');
    if (!(await batches.change(tx, waiting.batch, { passphrase_noted_at: now }))) return refuse('no-passphrase-waits');
    touch('batches');
    return done({ batchId }, { batch: batchId, job: waiting.jobId });
  },
};
