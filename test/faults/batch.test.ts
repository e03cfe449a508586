// A batch of cards cut off at any instant leaves each account with exactly one password that works, and no card missing,
// doubled or known to anybody (rules 13 and 18).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import * as jobs from '../../db/jobs.ts';
import { verifyAudit } from '../../main/audit.ts';
import { jobKinds } from '../../main/jobs/index.ts';
import { runJob } from '../../main/jobs/run-job.ts';
import { answerOf } from '../door/caller.ts';
import { printFilesIn, results } from '../jobs/batches.ts';
import { engines, noon, requestId } from '../setup/desk.ts';
import { until } from '../setup/until.ts';
import {
  ask,
  type Cut,
  findAnywhere,
  grantRelease,
  lapse,
  letsIn,
  openPostcards,
  type Postcards,
  readPrinted,
} from './postcards.ts';
import { seed, seeded } from './seeded.ts';

const isSoak = process.env.AKARI_SOAK === '1';
const cards = isSoak ? 500 : 40;
const secondsToEnd = isSoak ? 600 : 60;
/** Seven instants each. */
const walksInSoak = 8;
const phases = ['planning', 'staging', 'drawing', 'sync', 'rename', 'sync-folder', 'last', 'after', 'posting'] as const;
/** Of these one is drawn in every `npm test`, of the others each has its instant. */
const fileSteps: readonly Phase[] = ['sync', 'rename', 'sync-folder'];
type Phase = (typeof phases)[number];

const consoleProgram = fileURLToPath(new URL('./console-process.ts', import.meta.url));

/** Posts as a console that dies before its k-th statement. @returns whether it died */
const postAndDie = async (at: Postcards, input: object, killAt: number | 'commit'): Promise<boolean> => {
  const args = [at.url, at.folder, at.clock, at.makerSecret, 'batch.post', JSON.stringify(input), String(killAt)];
  const child = spawn(process.execPath, [consoleProgram, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [, signal] = await once(child, 'close');
  return signal === 'SIGKILL';
};

describe.each(engines)('a batch of cards on %s', (engine) => {
  let at: Postcards;
  afterEach(() => at.close());

  const openJobs = (): Promise<number[]> => at.db.write('job').whereIn('state', ['waiting', 'running']).pluck('id');
  type Began = 'planning' | 'printing';
  /**
   * Works on a job to its end, each taking of it cut off as is wished, the last one left alone.
   * @returns where it was cut off
   */
  const bringToEnd = async (jobId: number, began: Began, wishes: readonly Cut[]): Promise<string[]> => {
    const cuts: string[] = [];
    const isAtEnd = async () => {
      const { cut } = at.told();
      if (cut !== null) {
        cuts.push(cut);
        at.cutNext(began, wishes[cuts.length] ?? null);
      }
      if (!(await openJobs()).includes(jobId)) return true;
      if (cuts.length === 0) return false;
      await lapse(at);
      await at.core.lookAfterJobs();
      return false;
    };
    await until(`job ${jobId} has ended`, isAtEnd, Boolean, secondsToEnd);
    const { cut } = at.told();
    return cut === null ? cuts : [...cuts, cut];
  };
  const make = async (wishes: readonly Cut[]): Promise<{ batchId: number; cuts: string[] }> => {
    at.cutNext('planning', wishes[0] ?? null);
    const made = await at.maker.call('batch.make', { plannedPostingOn: at.today, requestId: requestId() });
    const { batchId, jobId } = answerOf(made);
    return { batchId, cuts: await bringToEnd(jobId, 'planning', wishes) };
  };
  const generate = async (batchId: number, wishes: readonly Cut[], blocks?: number) => {
    at.cutNext('printing', wishes[0] ?? null, blocks);
    const { jobId } = answerOf(await at.maker.call('batch.generate', { batchId, requestId: requestId() }));
    const cuts = await bringToEnd(jobId, 'printing', wishes);
    return { cuts, ...(await at.db.write('job').where({ id: jobId }).first('state', 'result')) };
  };

  const everyRequestStandsOnce = async (): Promise<void> => {
    const open = await at.db.write('card_request').whereIn('state', ['waiting', 'in-batch', 'dropped-out']);
    const bound = await at.db
      .write('card as c')
      .join('batch as b', 'b.id', 'c.batch_id')
      .whereNot('b.state', 'undone')
      .whereIn('c.state', ['planned', 'generated'])
      .pluck('request_id');
    expect(new Set(bound).size).toBe(bound.length);
    for (const { id, state } of open) expect([id, state]).toEqual([id, bound.includes(id) ? 'in-batch' : 'waiting']);
    expect(open).toHaveLength(cards);
  };
  /** Rule 16: also where whoever told it was cut off, and somebody else went on. */
  const everyStepIsToldOnce = async (batchId: number): Promise<void> => {
    const facts = JSON.stringify({ batch: batchId });
    for (const kind of ['card-gathered', 'card-released', 'card-generated']) {
      const told: number[] = await at.db.write('account_event').where({ kind, facts }).pluck('account_id');
      expect(new Set(told).size, kind).toBe(cards);
      expect(told, kind).toHaveLength(cards);
    }
  };
  const nothingIsAmiss = async (): Promise<void> => {
    expect((await verifyAudit(at.db.write)).finding).toBeNull();
    for (const { made_by, released_by } of await at.db.write('batch').whereNotNull('released_by'))
      expect(released_by).not.toBe(made_by);
    for (const { asked_by, decided_by } of await at.db.write('approval').whereNotNull('decided_by'))
      expect(decided_by).not.toBe(asked_by);
  };
  const old = () => letsIn(at, ({ password }) => password);

  const resultsOf = async (batchId: number): Promise<void> => {
    const serials: string[] = await at.db.write('card').where({ batch_id: batchId }).pluck('serial');
    expect(new Set(serials).size).toBe(cards);
    const lines = serials.map((serial) => `${serial},printed,${at.today}`);
    answerOf(await results(at.maker, batchId, lines));
  };

  type Wished = { readonly phase: Phase; readonly nth: number };
  /** From asking to posting and tidying, cut off wherever it is wished. @returns the phases in which it was */
  const walk = async (wishes: readonly Wished[]): Promise<string[]> => {
    const kills = wishes.map((wish) => ({ end: 'kill', ...wish }) as const);
    const posted = wishes.find(({ phase }) => phase === 'posting');
    await ask(at);
    const made = await make(kills.filter(({ phase }) => phase === 'planning'));
    await everyRequestStandsOnce();
    await grantRelease(at, made.batchId);
    const generated = await generate(
      made.batchId,
      kills.filter(({ phase }) => phase !== 'planning' && phase !== 'posting'),
    );
    expect(generated).toMatchObject({ state: 'done' });
    await everyRequestStandsOnce();
    await everyStepIsToldOnce(made.batchId);
    // Of the attempt that was cut off nothing is left: one folder, one staged password for each card.
    const { files_at } = await at.db.write('batch').where({ id: made.batchId }).first('files_at');
    expect(printFilesIn(at).every((path) => path.includes(`/${files_at}/`))).toBe(true);
    expect(await at.db.write('credential').where({ state: 'staged' })).toHaveLength(cards);
    expect(await at.db.write('credential_secret')).toHaveLength(2 * cards);

    const printed = await readPrinted(at, made.batchId);
    expect([...printed.keys()].sort()).toEqual(at.holders.map(({ loginId }) => loginId).sort());
    const fresh = ({ loginId }: { loginId: string }) => printed.get(loginId) ?? '';
    expect(new Set(printed.values()).size).toBe(cards);
    expect(await findAnywhere(at, printed.values())).toEqual([]);
    // A search that finds nothing at all would be none.
    expect((await findAnywhere(at, printed.keys())).length).toBeGreaterThan(0);
    expect(await letsIn(at, fresh)).toBe(0);
    expect(await old()).toBe(cards);

    await resultsOf(made.batchId);
    const posting = { batchId: made.batchId, part: 1, postedOn: at.today, requestId: requestId() };
    let died = false;
    if (posted) {
      died = await postAndDie(at, posting, posted.nth === 1 ? 'commit' : posted.nth);
      const { state } = await at.db.write('batch_part').where({ batch_id: made.batchId }).first('state');
      const isPosted = state === 'posted';
      expect(await letsIn(at, fresh)).toBe(isPosted ? cards : 0);
      expect(await old()).toBe(isPosted ? 0 : cards);
    }
    // The same request finishes it, or finds it finished.
    answerOf(await at.maker.call('batch.post', posting));
    expect(await old()).toBe(0);
    expect(await letsIn(at, fresh)).toBe(cards);
    for (const holder of at.holders) holder.password = fresh(holder);

    // Where the console died, nobody works on the files that are to go.
    const areGone = async () => {
      if (died) await lapse(at).then(() => at.core.lookAfterJobs());
      return (await openJobs()).length === 0;
    };
    await until('the files are gone', areGone, Boolean, secondsToEnd);
    expect(printFilesIn(at)).toEqual([]);
    expect(await at.db.write('credential').where({ state: 'staged' })).toEqual([]);
    expect(await at.db.write('credential_secret')).toHaveLength(cards);
    expect(await at.db.write('card_request').whereNot({ state: 'done' })).toEqual([]);
    expect(await findAnywhere(at, printed.values())).toEqual([]);
    await nothingIsAmiss();
    return [...made.cuts, ...generated.cuts, ...(died ? ['posting'] : [])];
  };

  it(
    'cut off at any instant is finished or undone, and every account has exactly one password that works',
    async () => {
      at = await openPostcards(engine, cards, isSoak);
      const random = seeded(seed);
      const most: Record<Phase, number> = {
        planning: 40,
        staging: 20,
        drawing: 4,
        sync: 4,
        rename: 4,
        'sync-folder': 8,
        last: 6,
        after: 2,
        posting: 12,
      };
      const hits: Record<string, number> = {};
      const drawn = (phase: Phase): Wished => ({ phase, nth: 1 + Math.floor(random() * most[phase]) });
      const step = fileSteps[Math.floor(random() * fileSteps.length)] as Phase;
      // Taken up again, it is cut off again; after its last transaction it cannot be cut off in the one before.
      const walks: Phase[][] = isSoak
        ? Array.from({ length: walksInSoak }, (_, index) => [
            ...(['planning', 'staging', 'drawing'] as const),
            fileSteps[index % fileSteps.length] as Phase,
            ...(['last', 'after', 'posting'] as const),
          ])
        : [
            ['planning', 'staging', step, 'after', 'posting'],
            ['drawing', 'last'],
          ];
      for (const wished of walks)
        for (const phase of await walk(wished.map(drawn))) hits[phase] = (hits[phase] ?? 0) + 1;
      console.info(`kills of a batch on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const phase of new Set(walks.flat())) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    isSoak ? 4 * 3_600_000 : 300_000,
  );

  /** The batch is as it was released: nothing of the attempt is left, every old password works, and it can be tried again. */
  const isAsReleased = async (batchId: number): Promise<void> => {
    expect((await at.db.write('batch').where({ id: batchId }).first('state')).state).toBe('released');
    expect(await at.db.write('credential').where({ state: 'staged' })).toEqual([]);
    expect(await at.db.write('credential_secret')).toHaveLength(cards);
    expect(printFilesIn(at)).toEqual([]);
    await everyRequestStandsOnce();
    expect(await old()).toBe(cards);
    await nothingIsAmiss();
    expect(await generate(batchId, [])).toMatchObject({ state: 'done' });
    expect((await readPrinted(at, batchId)).size).toBe(cards);
  };
  const released = async (): Promise<number> => {
    at = await openPostcards(engine, cards, false);
    await ask(at);
    const { batchId } = await make([]);
    await grantRelease(at, batchId);
    return batchId;
  };
  const patience = isSoak ? 600_000 : 120_000;

  it.each([1, 4])(
    'that finds the disk full at file %i goes back to where it was released',
    async (nth) => {
      const batchId = await released();
      const generated = await generate(batchId, [{ end: 'full', phase: 'drawing', nth }]);
      expect(generated).toMatchObject({ state: 'failed', result: '{"fault":"disk-full"}' });
      await isAsReleased(batchId);
    },
    patience,
  );

  // On SQLite the database itself would be the first file that may not grow.
  if (engine === 'postgres')
    it(
      'whose files grow beyond what the system allows goes back to where it was released',
      async () => {
        const batchId = await released();
        const { state, result } = await generate(batchId, [], 48);
        expect({ state, result }).toEqual({ state: 'failed', result: '{"fault":"disk-full"}' });
        await isAsReleased(batchId);
      },
      patience,
    );

  if (engine === 'sqlite')
    it(
      'that finds no more room in the database goes back to where it was released',
      async () => {
        const batchId = await released();
        const [{ page_count: pages }] = await at.db.write.raw('pragma page_count');
        const made = { kind: 'batch-print', input: JSON.stringify({ batchId }), madeBy: null, leaseUntil: noon };
        const jobId = await jobs.add(at.db.write, made, noon);
        await at.db.write('batch').where({ id: batchId }).update({ job_id: jobId });
        await at.db.write.raw(`pragma max_page_count = ${pages + 1}`);
        const outcome = await runJob(at.db, {
          jobId,
          owner: 'this test',
          folder: at.folder,
          kinds: jobKinds,
          stop: new AbortController().signal,
          changed: () => {},
          note: (error) => String(error),
        });
        expect(outcome).toBe('failed');
        expect((await at.db.write('job').where({ id: jobId }).first('result')).result).toBe('{"fault":"disk-full"}');
        await at.db.write.raw('pragma max_page_count = 1073741823');
        await isAsReleased(batchId);
      },
      patience,
    );

  if (engine === 'postgres')
    it.each(['staging', 'last'])(
      'that loses its database in the phase "%s" is taken up and finished',
      async (phase) => {
        const batchId = await released();
        const { cuts, state } = await generate(batchId, [{ end: 'lost', phase, nth: 3 }]);
        expect({ cuts, state }).toEqual({ cuts: [phase], state: 'done' });
        expect((await at.db.write('job').where({ kind: 'batch-print' }).first('fence')).fence).toBeGreaterThan(1);
        expect((await readPrinted(at, batchId)).size).toBe(cards);
        expect(await at.db.write('credential').where({ state: 'staged' })).toHaveLength(cards);
        expect(await old()).toBe(cards);
        await nothingIsAmiss();
      },
      patience,
    );
});
