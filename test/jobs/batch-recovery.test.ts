// What a console that is gone has left of a batch is found by another one.
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { type Desk, openCore } from '../../main/core.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { engines, noon, requestId, staffPassword } from '../setup/desk.ts';
import { jobsHere } from '../setup/jobs-here.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import {
  allPrinted,
  batchTidied,
  batchWhen,
  generate,
  make,
  openHouse,
  postingOn,
  printFilesIn,
  release,
  setUpPrinting,
  waitingCustomers,
} from './batches.ts';
import { type ImportDesk, openImportDesk, openImportDeskAgain } from './desk.ts';

const consoleProgram = fileURLToPath(new URL('../faults/console-process.ts', import.meta.url));
const day = 24 * 60;

describe.each(engines)('a batch of a console that is gone, on %s', (engine) => {
  let at: ImportDesk;
  let maker: Desk;
  let other: Desk;
  /** Jobs at work. */
  let alive = 0;
  beforeEach(async () => {
    at = await openImportDesk(engine, {
      startProcess: (entry) => {
        const child = jobsHere(() => at.db)(entry);
        alive += 1;
        child.on('exit', () => {
          alive -= 1;
        });
        return child;
      },
    });
    maker = await at.signIn('admin');
    other = await at.signIn('admin2');
    await setUpPrinting(maker, other, await openHouse());
  });
  afterEach(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });
  const jobRow = (batchId: number) =>
    at.db
      .read('batch as b')
      .join('job as j', 'j.id', 'b.job_id')
      .where('b.id', batchId)
      .first({ state: 'j.state', fence: 'j.fence', id: 'j.id' });
  /** Makes a batch; nobody works on it by then. */
  const makeWhole = async (): Promise<number> => {
    const { batch } = await make(maker);
    await batchWhen(maker, batch.batchId, 'nobody works on it', () => alive === 0);
    return batch.batchId;
  };
  const lapse = (jobId: number) =>
    at.db
      .write('job')
      .where({ id: jobId })
      .update({ state: 'running', ended_at: null, result: null, lease_until: noon });

  it('killed while it printed, is finished by the next console that opens the database', async () => {
    await waitingCustomers(at, 150);
    const batchId = await release(maker, other);
    const secret = 'the killed console';
    answerOf(await at.core.connect('cli', secret).call('staff.signIn', { login: 'admin', password: staffPassword }));
    const call = ['batch.generate', JSON.stringify({ batchId, requestId: requestId() }), 'stay'];
    const args = [consoleProgram, at.url, at.folder, noon, secret, ...call];
    const killed = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await batchWhen(maker, batchId, 'passwords are staged', ({ batch }) => {
      return batch.state === 'generating' && (batch.job?.done ?? 0) > 0;
    });
    killed.kill('SIGKILL');
    // Its process of the job lets go as soon as it finds itself alone, if it is not done by then.
    await batchWhen(maker, batchId, 'it is let go', ({ batch: { job } }) => job?.state !== 'running');
    const next = openCore(await at.open(), { folder: at.folder, jobClock: at.jobClock, looksAfterJobs: true });
    const { batch } = await batchWhen(maker, batchId, 'it is finished', ({ batch }) => batch.job?.state === 'done');
    await next.close();
    expect(batch).toMatchObject({ state: 'generated', cards: 150 });
    expect((await jobRow(batchId)).fence).toBe(2);
    expect(await at.db.read('credential').where({ state: 'staged' })).toHaveLength(150);
    for (const kind of ['card-gathered', 'card-released', 'card-generated'])
      expect(new Set(await at.db.read('account_event').where({ kind }).pluck('account_id')).size, kind).toBe(150);
    expect(await at.db.read('account_event').whereLike('kind', 'card-%')).toHaveLength(450);
    const { files_at } = await at.db.read('batch').where({ id: batchId }).first('files_at');
    expect(printFilesIn(at).map((path) => path.split('/').at(-2))).toEqual(Array.from({ length: 4 }, () => files_at));
  }, 60_000);

  it('cancelled while nobody held it, is cancelled by whoever takes it up, and not printed', async () => {
    await waitingCustomers(at, 2);
    const batchId = await makeWhole();
    const { id } = await jobRow(batchId);
    await lapse(id);
    await at.db.write('batch').where({ id: batchId }).update({ digest: '' });
    answerOf(await maker.call('batch.cancelJob', { batchId, requestId: requestId() }));
    await at.core.lookAfterJobs();
    await batchWhen(maker, batchId, 'it is cancelled', ({ batch: { job } }) => job?.state === 'cancelled');
    expect(await at.db.read('card_request').distinct().pluck('state')).toEqual(['waiting']);
    expect((await at.db.read('batch').first('state')).state).toBe('undone');
  });

  it('whose file was damaged when it was cut off says so, and none of that part can be posted', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const { id } = await jobRow(batchId);
    await batchWhen(maker, batchId, 'its process is gone', () => alive === 0);
    // As it stands after the last transaction and before the job's own end.
    await lapse(id);
    truncateSync(printFilesIn(at).find((path) => path.endsWith('part-001.pdf')) ?? '', 1000);
    await at.core.lookAfterJobs();
    await batchWhen(maker, batchId, 'it is found', ({ batch: { job } }) => job?.fault === 'file-damaged');
    const serials: string[] = await at.db.read('card').pluck('serial');
    await allPrinted(maker, batchId, serials, '2026-11-23');
    const { parts } = answerOf(await maker.call('batch.open', { batchId }));
    expect(parts[0]?.can.post).toEqual({ isAllowed: false, reason: 'file-damaged' });
    const post = { batchId, part: 1, postedOn: '2026-11-23', requestId: requestId() };
    expect(codeOf(await maker.call('batch.post', post))).toBe('file-damaged');
    expect(await at.db.read('credential').where({ state: 'staged' })).toHaveLength(1);
  });

  it('is left to a person after it was taken up in vain ten times, and makes way for the next one when it is undone', async () => {
    await waitingCustomers(at, 2);
    const batchId = await makeWhole();
    const { id } = await jobRow(batchId);
    await lapse(id);
    // As it stands where its console went under each time: one of its cards is in.
    await at.db.write('batch').where({ id: batchId }).update({ digest: '', card_count: 0 });
    await at.db.write('approval').delete();
    const [last] = await at.db.write('card').where({ batch_id: batchId }).orderBy('id', 'desc').limit(1);
    await at.db.write('card').where({ id: last.id }).delete();
    await at.db.write('card_request').where({ id: last.request_id }).update({ state: 'waiting' });
    await at.db.write('job').where({ id }).update({ fence: 10 });
    await at.core.lookAfterJobs();
    expect(await jobRow(batchId)).toMatchObject({ state: 'running', fence: 10 });
    const made = { plannedPostingOn: postingOn, requestId: requestId() };
    expect(codeOf(await maker.call('batch.make', made))).toBe('batch-under-way');
    expect(answerOf(await maker.call('batch.open', { batchId })).can.undo).toEqual({ isAllowed: true, reason: null });
    const undo = { batchId, reason: '中断のため', requestId: requestId() };
    expect(answerOf(await maker.call('batch.undo', undo))).toEqual({ batchId, givenBack: 1 });
    await batchTidied(maker, batchId);
    // Its last holder, should they wake up, finds that it is not theirs any more.
    expect(await jobRow(batchId)).toMatchObject({ state: 'cancelled', fence: 11 });
    expect((await make(maker)).batch).toMatchObject({ state: 'made', cards: 2 });
  });

  it('tells its releaser of all that dropped out, whoever found them', async () => {
    await waitingCustomers(at, 2, { applicationPhone: null });
    await waitingCustomers(at, 1);
    const batchId = await makeWhole();
    const { id } = await jobRow(batchId);
    await lapse(id);
    // Put together but for its last transaction.
    await at.db.write('batch').where({ id: batchId }).update({ digest: '' });
    await at.db.write('approval').delete();
    await at.core.lookAfterJobs();
    await batchWhen(maker, batchId, 'it is taken up', ({ batch: { job } }) => job?.state === 'done');
    const bodies: string[] = await at.db.read('audit_entry').where({ call: 'batch.planned' }).pluck('body');
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([
      { cards: 1, droppedOut: 2 },
      { cards: 1, droppedOut: 2 },
    ]);
  });

  it('cut off while it was drawn, is undone where its passwords would end before it could be drawn again', async () => {
    await waitingCustomers(at, 2);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const { id } = await jobRow(batchId);
    await at.db.write('batch_part').delete();
    const cutOff = { state: 'generating', generated_at: null, files_at: null };
    await at.db.write('batch').where({ id: batchId }).update(cutOff);
    await lapse(id);
    await at.moveTo(addMinutes(noon, 100 * day));
    maker = await at.signIn('admin');
    expect(codeOf(await maker.call('batch.generate', { batchId, requestId: requestId() }))).toBe('posting-expired');
    expect(answerOf(await maker.call('batch.open', { batchId })).can.undo).toEqual({ isAllowed: true, reason: null });
    const undo = { batchId, reason: '期限を過ぎたため', requestId: requestId() };
    expect(answerOf(await maker.call('batch.undo', undo)).givenBack).toBe(2);
    await batchTidied(maker, batchId);
    expect(await at.db.read('card_request').distinct().pluck('state')).toEqual(['waiting']);
    expect(await at.db.read('credential').where({ state: 'staged' })).toEqual([]);
    expect(printFilesIn(at)).toEqual([]);
    expect((await jobRow(batchId)).state).toBe('cancelled');
  });

  it('is not undone while somebody is at it', async () => {
    await waitingCustomers(at, 1);
    const batchId = await makeWhole();
    const { id } = await jobRow(batchId);
    await lapse(id);
    await at.db
      .write('job')
      .where({ id })
      .update({ lease_until: addMinutes(noon, 1) });
    await at.db.write('batch').where({ id: batchId }).update({ digest: '' });
    expect(answerOf(await maker.call('batch.open', { batchId })).can.undo.reason).toBe('job-held');
    const undo = { batchId, reason: '中断のため', requestId: requestId() };
    expect(codeOf(await maker.call('batch.undo', undo))).toBe('job-held');
  });

  it('has its files deleted thirty days after they were made, however far it has come', async () => {
    await waitingCustomers(at, 2);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    await at.moveTo(addMinutes(noon, 30 * day - 1));
    await at.core.lookAfterJobs();
    expect(printFilesIn(at)).toHaveLength(4);
    expect(await at.db.read('job').where({ kind: 'batch-tidy' })).toEqual([]);
    await at.moveTo(addMinutes(noon, 30 * day));
    maker = await at.signIn('admin');
    await Promise.all([at.core.lookAfterJobs(), at.core.lookAfterJobs()]);
    await batchTidied(maker, batchId);
    expect(printFilesIn(at)).toEqual([]);
    const entries = await at.db.read('audit_entry').where({ call: 'batch.filesDeleted' });
    expect(entries).toMatchObject([{ actor: 'system:job', body: `{"batch":${batchId},"files":4}` }]);
    expect((await at.db.read('batch').first('state')).state).toBe('generated');
  });

  it('undone, has its files deleted an hour after that failed, and not tried at every look until then', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    await batchWhen(maker, batchId, 'its process is gone', () => alive === 0);
    const root = dirname(dirname(dirname(printFilesIn(at)[0] ?? '')));
    renameSync(root, `${root}-aside`);
    // No folder, so that nothing can be removed from it: as one that another program has open.
    writeFileSync(root, '');
    answerOf(await maker.call('batch.undo', { batchId, reason: '中止', requestId: requestId() }));
    const tidyings = () => at.db.read('job').where({ kind: 'batch-tidy' }).orderBy('id').pluck('state');
    await batchWhen(maker, batchId, 'the tidying is over', () => alive === 0);
    expect(await tidyings()).toEqual(['failed']);
    await at.moveTo(addMinutes(noon, 59));
    await at.core.lookAfterJobs();
    expect(await tidyings()).toEqual(['failed']);
    rmSync(root);
    renameSync(`${root}-aside`, root);
    await at.moveTo(addMinutes(noon, 61));
    maker = await at.signIn('admin');
    await at.core.lookAfterJobs();
    await batchTidied(maker, batchId);
    await batchWhen(maker, batchId, 'the tidying is over', () => alive === 0);
    await at.core.lookAfterJobs();
    expect(await tidyings()).toEqual(['failed', 'done']);
    expect(printFilesIn(at)).toEqual([]);
  });

  it('undone, gives its requests back though its tidying was taken up in vain ten times', async () => {
    await waitingCustomers(at, 2);
    const batchId = await release(maker, other);
    // As a console that went under with it each time leaves it.
    await at.db.write('batch').where({ id: batchId }).update({ state: 'undone', undone_by: 1, undone_at: noon });
    const left = { kind: 'batch-tidy', state: 'running', fence: 10, lease_until: noon, made_at: noon };
    await at.db.write('job').insert({ ...left, input: JSON.stringify({ batchId }) });
    await at.core.lookAfterJobs();
    expect(await at.db.read('card_request').distinct().pluck('state')).toEqual(['in-batch']);
    await at.moveTo(addMinutes(noon, 61));
    maker = await at.signIn('admin');
    await at.core.lookAfterJobs();
    await batchTidied(maker, batchId);
    expect(await at.db.read('card_request').distinct().pluck('state')).toEqual(['waiting']);
  });

  it('undone at another machine, has its files deleted where they lie, and the record says when and how many', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const elsewhere = scratchFolder('akari-elsewhere-');
    const another = await openImportDeskAgain({ ...at, folder: elsewhere.path });
    const undo = { batchId, reason: '中止', requestId: requestId() };
    answerOf(await (await another.signIn()).call('batch.undo', undo));
    await batchTidied(maker, batchId);
    expect(printFilesIn(at)).toHaveLength(4);
    const deleted = () => at.db.read('audit_entry').where({ call: 'batch.filesDeleted' }).orderBy('at').pluck('body');
    expect(await deleted()).toEqual([`{"batch":${batchId},"files":0}`]);
    await at.moveTo(addMinutes(noon, 1));
    await at.core.lookAfterJobs();
    expect(printFilesIn(at)).toEqual([]);
    expect(await deleted()).toEqual([0, 4].map((files) => `{"batch":${batchId},"files":${files}}`));
    await another.core.close();
    elsewhere.remove();
  });

  it('leaves no file of another attempt on this machine, and touches none of another database', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const whole = printFilesIn(at);
    const [first = ''] = whole;
    const batchFolder = dirname(dirname(first));
    const stray = (folder: string): string => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'akari-00001-part-001.pdf'), 'cut off');
      return join(folder, 'akari-00001-part-001.pdf');
    };
    // As a console leaves it that slept while another one took the job over, here and for a batch that is gone.
    stray(join(batchFolder, '1-7'));
    stray(join(dirname(batchFolder), 'akari-00077', '1-1'));
    const foreign = stray(join(dirname(dirname(batchFolder)), 'another-database', 'akari-00001', '1-1'));
    await at.core.lookAfterJobs();
    expect(printFilesIn(at)).toEqual([...whole, foreign].sort());
  });
});
