import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as jobs from '../../db/jobs.ts';
import { jobKinds } from '../../main/jobs/index.ts';
import { runJob } from '../../main/jobs/run-job.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId } from '../setup/desk.ts';

/** A process that never comes to work: the test does its work when it wants. */
const noProcess = () => Object.assign(new EventEmitter(), { postMessage: () => {}, kill: () => {} });

describe.each(engines)('a purge on %s', (engine) => {
  it('is stopped between two pieces, keeps what has begun to be kept since, and goes on without being approved again', async () => {
    const children: EventEmitter[] = [];
    const startProcess = () => {
      const child = noProcess();
      children.push(child);
      return child;
    };
    const at = await openTestDesk(engine, { startProcess });
    const [admin, other, supervisor] = [
      await at.signIn('admin'),
      await at.signIn('admin2'),
      await at.signIn('supervisor'),
    ];
    const people = [];
    for (let index = 0; index < 8; index += 1)
      people.push(await addCustomer(at.db.write, { endedOn: `2024-08-0${index + 1}` }));
    const { runId, approvalId } = answerOf(
      await admin.call('purge.ask', { reason: '月例の消去', requestId: requestId() }),
    );
    const { digest } = answerOf(await other.call('approval.open', { approvalId }));
    answerOf(await other.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
    const state = async () => answerOf(await admin.call('purge.overview', {})).runs[0];
    const work = async (stopAfter: number): Promise<void> => {
      const job = await jobs.latest(at.db.read, 'purge');
      const stop = new AbortController();
      let pieces = 0;
      const changed = () => {};
      const purge = jobKinds.purge;
      if (!job || !purge) throw new Error('there is no job');
      const counting = {
        ...purge,
        run: (ctx: Parameters<typeof purge.run>[0]) =>
          purge.run({
            ...ctx,
            report: (cursor, progress) => {
              ctx.report(cursor, progress);
              pieces += 1;
              if (pieces === stopAfter) stop.abort();
            },
          }),
      };
      const run = { jobId: job.id, owner: 'test', folder: '', kinds: { purge: counting }, note: () => '' };
      await runJob(at.db, { ...run, stop: stop.signal, changed });
    };

    // Its console closes after the third piece of two; then a person stops it, before the next one takes it up.
    await work(3);
    expect(await state()).toMatchObject({ state: 'running', purged: 6 });
    answerOf(await admin.call('purge.stop', { runId, requestId: requestId() }));
    await work(0);
    expect(await state()).toMatchObject({ state: 'stopped', purged: 6, kept: 0 });
    expect(codeOf(await admin.call('purge.stop', { runId, requestId: requestId() }))).toBe('purge-not-running');
    expect(codeOf(await admin.call('purge.ask', { reason: 'もう一度', requestId: requestId() }))).toBe(
      'purge-under-way',
    );

    const held = people[6]?.accountId ?? 0;
    answerOf(
      await supervisor.call('account.setHold', {
        accountId: held,
        isHeld: true,
        reason: '照会',
        requestId: requestId(),
      }),
    );
    answerOf(await admin.call('purge.goOn', { runId, requestId: requestId() }));
    expect(codeOf(await admin.call('purge.goOn', { runId, requestId: requestId() }))).toBe('purge-not-stopped');
    await work(0);
    expect(await state()).toMatchObject({ state: 'done', purged: 7, kept: 1 });
    expect(await at.db.read('account').pluck('id')).toEqual([held]);
    expect(await at.db.read('purge_item').where({ state: 'kept' }).select('account_id', 'reason')).toEqual([
      { account_id: held, reason: 'hold' },
    ]);
    for (const child of children) child.emit('exit');
    await at.close();
  });
});
