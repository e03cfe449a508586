// A whole batch, from the taking of its job to its end, beside hashing alone; and how long an agent's write waits meanwhile.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { answerOf } from '../door/caller.ts';
import { ask, openPostcards } from '../faults/postcards.ts';
import { batchWhen, grant } from '../jobs/batches.ts';
import { requestId } from '../setup/desk.ts';
import { printTable, ratio, timingOf } from './ratios.ts';

const hashAlone = async (cards: number): Promise<number> => {
  const program = join(import.meta.dirname, 'hash-process.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(cards)]);
  return (JSON.parse(stdout) as { seconds: number }).seconds;
};

const over = ['done', 'failed', 'cancelled'];

export const benchBatch = async (cards: number): Promise<void> => {
  const at = await openPostcards('sqlite', cards, true, 'as it is');
  await ask(at);
  const made = { plannedPostingOn: at.today, requestId: requestId() };
  const { batchId } = answerOf(await at.maker.call('batch.make', made));
  const isOver = ({ batch: { job } }: { batch: { job: { state: string } | null } }) => over.includes(job?.state ?? '');
  const { openApprovals } = await batchWhen(at.maker, batchId, 'it is put together', isOver, 600);
  await grant(at.other, openApprovals[0]?.approvalId ?? 0);
  const before = await hashAlone(cards);
  const { jobId } = answerOf(await at.maker.call('batch.generate', { batchId, requestId: requestId() }));
  const waits: number[] = [];
  const jobNow = () => at.db.read('job').where({ id: jobId }).first('state', 'started_at', 'ended_at');
  let job = await jobNow();
  while (!over.includes(job.state)) {
    const began = process.hrtime.bigint();
    // As small as an agent's writes are.
    await at.db.write.transaction((tx) => tx('setting').where({ key: 'none' }).update({ version: 1 }));
    if (job.state === 'running') waits.push(Number(process.hrtime.bigint() - began) / 1000);
    await pause(20);
    job = await jobNow();
  }
  if (job.state !== 'done') throw new Error(`the batch is ${job.state}`);
  const seconds = (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1000;
  const alone = (before + (await hashAlone(cards))) / 2;
  await at.close();
  const { p50, p99 } = timingOf(waits);
  printTable(`${cards.toLocaleString('en')} cards with their passwords, SQLite`, [
    {
      what: 'a batch, of hashing alone on all cores',
      measured: `${ratio(seconds / alone)} x (${ratio(seconds)} to ${ratio(alone)} s)`,
      goal: '<= 1.15 x',
      isMet: seconds / alone <= 1.15,
    },
    {
      what: `an agent's write beside it: median, p99, longest of ${waits.length}`,
      measured: `${ratio(p50 / 1000)}; ${ratio(p99 / 1000)}; ${ratio(Math.max(...waits) / 1000)} ms`,
      goal: '',
      isMet: null,
    },
  ]);
};
