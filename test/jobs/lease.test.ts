// Whatever a job does: one process holds it at a time, and one that has been overtaken writes nothing any more.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as jobs from '../../db/jobs.ts';
import type { JobContext, JobEnd, JobKind } from '../../main/jobs/job.ts';
import { leaseFrom } from '../../main/jobs/job.ts';
import { type JobOutcome, runJob } from '../../main/jobs/run-job.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

const done: JobEnd = { state: 'done', result: { counted: 3 } };

describe.each(engines)('a job on %s', (engine) => {
  let at: TestDesk;
  let notes: unknown[];
  beforeEach(async () => {
    at = await openTestDesk(engine);
    notes = [];
  });
  afterEach(() => at.close());

  const make = () =>
    at.db.write.transaction((tx) =>
      jobs.add(tx, { kind: 'counting', input: '{"to":3}', madeBy: 4, leaseUntil: leaseFrom(noon) }, noon),
    );
  const run = (jobId: number, kind: JobKind, stop = new AbortController().signal): Promise<JobOutcome> =>
    runJob(at.db, {
      jobId,
      owner: 'this test',
      folder: '/nowhere',
      kinds: { counting: kind },
      stop,
      changed: () => {},
      note: (error) => `noted-${notes.push(error)}`,
    });
  const rowOf = (jobId: number) => at.db.read('job').where({ id: jobId }).first();
  const mark = (job: JobContext) =>
    job.db.write.transaction(async (tx) => {
      await tx('setting').insert({ key: 'marked', value: '1', version: 1, changed_at: noon });
      await job.guard(tx);
    });
  const isMarked = async (): Promise<boolean> => (await at.db.read('setting').where({ key: 'marked' })).length > 0;

  it('is taken once, told what it was made with, and keeps its result', async () => {
    const jobId = await make();
    const seen: unknown[] = [];
    const outcome = await run(jobId, {
      run: async (job) => {
        seen.push(job.input, job.actor);
        expect(await run(jobId, { run: async () => done })).toBe('not-free');
        job.report('2', { rows: 2 });
        await mark(job);
        return done;
      },
    });
    expect(outcome).toBe('done');
    expect(seen).toEqual([{ to: 3 }, 'staff:4']);
    expect(await rowOf(jobId)).toMatchObject({
      state: 'done',
      cursor: '2',
      progress: '{"rows":2}',
      result: '{"counted":3}',
      fence: 1,
      owner: null,
    });
    expect(await run(jobId, { run: async () => done })).toBe('not-free');
  });

  it('overtaken after its lease writes nothing any more, not even how it ended', async () => {
    const jobId = await make();
    const outcome = await run(jobId, {
      run: async (job) => {
        await at.setNow(addMinutes(noon, 1));
        const other = await at.db.write.transaction((tx) =>
          jobs.take(tx, jobId, { owner: 'another', leaseUntil: addMinutes(noon, 2) }, addMinutes(noon, 1)),
        );
        expect(other?.fence).toBe(2);
        await mark(job);
        return done;
      },
    });
    expect(outcome).toBe('lost');
    expect(await isMarked()).toBe(false);
    expect(await rowOf(jobId)).toMatchObject({ state: 'running', owner: 'another', fence: 2, result: null });
  });

  it('hears at its next transaction that it is to be cancelled', async () => {
    const jobId = await make();
    const outcome = await run(jobId, {
      run: async (job) => {
        await jobs.askCancel(at.db.write, jobId);
        expect(job.signal.aborted).toBe(false);
        await mark(job);
        expect(job.signal.aborted).toBe(true);
        return { state: 'cancelled', result: {} };
      },
    });
    expect(outcome).toBe('cancelled');
    // What went in before it heard of it stays in.
    expect(await isMarked()).toBe(true);
    expect(await rowOf(jobId)).toMatchObject({ state: 'cancelled', is_cancel_asked: 1 });
  });

  it('cancelled before anybody has begun it hears so at its first transaction', async () => {
    const jobId = await make();
    await at.db.write.transaction((tx) => jobs.askCancel(tx, jobId));
    const outcome = await run(jobId, {
      run: async (job) => {
        await job.db.write.transaction((tx) => job.guard(tx));
        return { state: job.signal.aborted ? 'cancelled' : 'done', result: {} };
      },
    });
    expect(outcome).toBe('cancelled');
  });

  it('whose console closes is given back at once and has not ended', async () => {
    const jobId = await make();
    const closing = new AbortController();
    const stopped: JobKind = {
      run: async (job) => {
        closing.abort('stop');
        expect(job.signal.aborted).toBe(true);
        return { state: 'cancelled', result: {} };
      },
    };
    expect(await run(jobId, stopped, closing.signal)).toBe('left');
    expect(await rowOf(jobId)).toMatchObject({ state: 'running', ended_at: null, lease_until: noon });
    expect(await run(jobId, { run: async () => done })).toBe('done');
  });

  it('that breaks keeps the number under which the log has it, and nothing of the error', async () => {
    const jobId = await make();
    const broken: JobKind = {
      run: () => Promise.reject(new Error('佐藤 花子 has no such thing')),
    };
    expect(await run(jobId, broken)).toBe('failed');
    expect((await rowOf(jobId)).result).toBe('{"fault":"broken","ref":"noted-1"}');
    expect(notes).toHaveLength(1);
  });
});
