// A batch of cards cut off at any instant leaves each account with exactly one password that works, and no card missing,
// doubled or known to anybody (rules 13 and 18).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { answerOf } from '../door/caller.ts';
import { printFilesIn, results } from '../jobs/batches.ts';
import { engines, requestId } from '../setup/desk.ts';
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
const killsInSoak = 50;
const phases = ['planning', 'staging', 'drawing', 'sync', 'rename', 'sync-folder', 'last', 'after', 'posting'] as const;
/** One of each in every `npm test`; of the steps on a file one is drawn. */
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
  const until = async (what: string, isSo: () => Promise<boolean>, seconds = isSoak ? 600 : 60): Promise<void> => {
    const end = Date.now() + seconds * 1000;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
      await new Promise((resume) => setTimeout(resume, 30));
    }
  };
  /** Works on a job to its end, through as many deaths as were asked for. @returns where it was cut off first */
  const bringToEnd = async (jobId: number): Promise<string | null> => {
    let cut: string | null = null;
    await until(`job ${jobId} has ended`, async () => {
      cut ??= at.told().cut;
      if (!(await openJobs()).includes(jobId)) return true;
      if (cut === null) return false;
      await lapse(at);
      await at.core.lookAfterJobs();
      return false;
    });
    return cut ?? at.told().cut;
  };
  const make = async (cut: Cut | null): Promise<{ batchId: number; cut: string | null }> => {
    at.cutNext('planning', cut);
    const made = await at.maker.call('batch.make', { plannedPostingOn: at.today, requestId: requestId() });
    const { batchId, jobId } = answerOf(made);
    return { batchId, cut: await bringToEnd(jobId) };
  };
  const generate = async (batchId: number, cut: Cut | null, blocks?: number) => {
    at.cutNext('printing', cut, blocks);
    const { jobId } = answerOf(await at.maker.call('batch.generate', { batchId, requestId: requestId() }));
    const was = await bringToEnd(jobId);
    return { cut: was, ...(await at.db.write('job').where({ id: jobId }).first('state', 'result')) };
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

  /** From asking to posting and tidying, cut off once. @returns the phase in which it was */
  const walk = async (cut: { phase: Phase; nth: number } | null, isFirst: boolean): Promise<string | null> => {
    const kill = cut && cut.phase !== 'posting' ? ({ end: 'kill', ...cut } as const) : null;
    const isIn = (...some: Phase[]) => (kill && some.includes(kill.phase as Phase) ? kill : null);
    await ask(at);
    const made = await make(isIn('planning'));
    await everyRequestStandsOnce();
    await grantRelease(at, made.batchId);
    const generated = await generate(
      made.batchId,
      isIn('staging', 'drawing', 'sync', 'rename', 'sync-folder', 'last', 'after'),
    );
    expect(generated).toMatchObject({ state: 'done' });
    await everyRequestStandsOnce();
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
    if (isFirst) expect((await findAnywhere(at, printed.keys())).length).toBeGreaterThan(0);
    expect(await letsIn(at, fresh)).toBe(0);
    expect(await old()).toBe(cards);

    await resultsOf(made.batchId);
    const posting = { batchId: made.batchId, part: 1, postedOn: at.today, requestId: requestId() };
    let died = false;
    if (cut?.phase === 'posting') {
      died = await postAndDie(at, posting, cut.nth === 0 ? 'commit' : cut.nth);
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
    await until('the files are gone', async () => {
      if (died) await lapse(at).then(() => at.core.lookAfterJobs());
      return (await openJobs()).length === 0;
    });
    expect(printFilesIn(at)).toEqual([]);
    expect(await at.db.write('credential').where({ state: 'staged' })).toEqual([]);
    expect(await at.db.write('credential_secret')).toHaveLength(cards);
    expect(await at.db.write('card_request').whereNot({ state: 'done' })).toEqual([]);
    expect(await findAnywhere(at, printed.values())).toEqual([]);
    await nothingIsAmiss();
    return died ? 'posting' : (made.cut ?? generated.cut);
  };

  it(
    'cut off at any instant is finished or undone, and every account has exactly one password that works',
    async () => {
      at = await openPostcards(engine, cards, isSoak);
      const random = seeded(seed);
      // Once without a cut, to know how many instants each phase has.
      at.told();
      await walk(null, true);
      const most: Record<Phase, number> = {
        planning: 6,
        staging: 12,
        drawing: 4,
        sync: 4,
        rename: 4,
        'sync-folder': 8,
        last: 6,
        after: 2,
        posting: 12,
      };
      const hits: Record<string, number> = {};
      const one = (list: readonly Phase[]): Phase => list[Math.floor(random() * list.length)] as Phase;
      const drawn = (phase: Phase) => ({ phase, nth: 1 + Math.floor(random() * most[phase]) });
      const planned = isSoak
        ? Array.from({ length: killsInSoak }, (_, index) => drawn(phases[index % phases.length] as Phase))
        : [
            ...(['planning', 'staging', 'drawing', 'last', 'after', 'posting'] as const).map(drawn),
            drawn(one(fileSteps)),
          ];
      for (const cut of planned) {
        const phase = await walk(cut, false);
        if (phase) hits[phase] = (hits[phase] ?? 0) + 1;
      }
      console.info(`kills of a batch on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const { phase } of planned) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    isSoak ? 4 * 3_600_000 : 300_000,
  );
});
