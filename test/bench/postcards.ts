// Postcards: drawing beside naive pdfkit; a whole batch, from the taking of its job to its end, beside hashing alone, an
// agent at work during both; how its memory grows; and how long the agent waits for an account, and for a write, meanwhile.
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { childEnvironment } from '../../main/jobs/node-process.ts';
import { answerOf } from '../door/caller.ts';
import { ask, openPostcards, type Postcards } from '../faults/postcards.ts';
import { batchWhen, grant } from '../jobs/batches.ts';
import { requestId } from '../setup/desk.ts';
import { benchPrint } from './print.ts';
import { printTable, ratio, timingOf } from './ratios.ts';

type Spent = { readonly seconds: number; readonly processorSeconds: number };
const hashAlone = async (cards: number): Promise<Spent> => {
  const program = join(import.meta.dirname, 'hash-process.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(cards)], { env: childEnvironment() });
  return JSON.parse(stdout);
};

const over = ['done', 'failed', 'cancelled'];

/** What Linux says of a process while it lives; nothing elsewhere. */
const lookAt = ({ pid }: ChildProcess): { processorSeconds: number; peakMb: number } | null => {
  try {
    // The fields after the name, which may hold anything; ticks are hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const peak = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { processorSeconds: (Number(fields[11]) + Number(fields[12])) / 100, peakMb: Number(peak ?? 0) / 1024 };
  } catch {
    return null;
  }
};

/** Agents' waits for an account, one after another as somebody types, until `isOver`. */
const openAccounts = async (at: Postcards, isOver: () => Promise<boolean>) => {
  const [opens, writes]: [number[], number[]] = [[], []];
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const began = process.hrtime.bigint();
    await work();
    into.push(Number(process.hrtime.bigint() - began) / 1000);
  };
  for (let n = 0; !(await isOver()); n++) {
    const accountId = at.holders[(n * 37) % at.holders.length]?.accountId ?? 0;
    await timed(opens, async () => answerOf(await at.maker.call('account.open', { accountId })));
    // As small as an agent's writes are.
    await timed(writes, () =>
      at.db.write.transaction((tx) => tx('setting').where({ key: 'none' }).update({ version: 1 })),
    );
    await pause(20);
  }
  return {
    opens: timingOf(opens),
    writes: timingOf(writes),
    longest: Math.max(...opens, ...writes),
    count: opens.length,
  };
};

/** With an agent at work meanwhile, as beside a batch: the machine has as much to do besides. */
const hashBesideAgent = async (at: Postcards, cards: number): Promise<Spent> => {
  let isDone = false;
  const hashing = hashAlone(cards).finally(() => {
    isDone = true;
  });
  await openAccounts(at, async () => isDone);
  return hashing;
};

/** @param isReal hashes cost what they cost; a test database's cost next to nothing, and are not measured alone */
const runBatch = async (cards: number, isReal = true) => {
  let child: ChildProcess | undefined;
  let seen = { processorSeconds: 0, peakMb: 0 };
  const at = await openPostcards('sqlite', cards, isReal, (entry) => {
    const started = fork(join(import.meta.dirname, `../../main/${entry}.ts`), [], {
      execArgv: [],
      env: childEnvironment(),
    });
    child = started;
    return {
      postMessage: (message) => void (started.connected && started.send(message, () => {})),
      on: (event, listener) => started.on(event, listener),
      kill: () => started.kill('SIGKILL'),
    };
  });
  // Putting the batch together may take minutes, in which nobody touches the desk.
  const lock = { key: 'idleLockMinutes', value: '60', version: 1, changed_at: new Date().toISOString() };
  await at.db.write('setting').insert(lock);
  await ask(at);
  const made = { plannedPostingOn: at.today, requestId: requestId() };
  const { batchId } = answerOf(await at.maker.call('batch.make', made));
  const isOver = ({ batch: { job } }: { batch: { job: { state: string } | null } }) => over.includes(job?.state ?? '');
  const { openApprovals } = await batchWhen(at.maker, batchId, 'it is put together', isOver, 3600);
  await grant(at.other, openApprovals[0]?.approvalId ?? 0);
  let left = 300;
  const idle = await openAccounts(at, async () => left-- === 0);
  const alone = () => (isReal ? hashBesideAgent(at, cards) : { seconds: 0, processorSeconds: 0 });
  const before = await alone();
  const { jobId } = answerOf(await at.maker.call('batch.generate', { batchId, requestId: requestId() }));
  const jobNow = () => at.db.read('job').where({ id: jobId }).first('state', 'started_at', 'ended_at');
  const busy = await openAccounts(at, async () => {
    const looked = child && lookAt(child);
    // One that has just ended has no memory any more.
    if (looked) seen = { ...looked, peakMb: Math.max(seen.peakMb, looked.peakMb) };
    return over.includes((await jobNow()).state);
  });
  const job = await jobNow();
  if (job.state !== 'done') throw new Error(`the batch is ${job.state}`);
  const seconds = (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1000;
  const after = await alone();
  await at.close();
  const half = (what: keyof Spent): number => (before[what] + after[what]) / 2;
  return { seconds, ...seen, alone: half('seconds'), aloneProcessor: half('processorSeconds'), idle, busy };
};

export const benchBatch = async (cards: number): Promise<void> => {
  const small = await runBatch(Math.max(100, Math.round(cards / 10)));
  const { seconds, alone, processorSeconds, aloneProcessor, peakMb, idle, busy } = await runBatch(cards);
  const slower = busy.opens.p99 / idle.opens.p99;
  const grown = peakMb / small.peakMb;
  const inMs = (microseconds: number) => ratio(microseconds / 1000);
  printTable(`${cards.toLocaleString('en')} cards with their passwords, SQLite`, [
    {
      what: 'a batch, of hashing alone on all cores',
      measured: `${ratio(seconds / alone)} x (${ratio(seconds)} to ${ratio(alone)} s)`,
      goal: '<= 1.15 x',
      isMet: seconds / alone <= 1.15,
    },
    {
      what: 'the same in processor time, with the start of its process',
      measured: `${ratio(processorSeconds / aloneProcessor)} x (${ratio(processorSeconds)} to ${ratio(aloneProcessor)} s)`,
      goal: '',
      isMet: null,
    },
    {
      what: `peak memory, of that at ${Math.max(100, Math.round(cards / 10)).toLocaleString('en')} cards`,
      measured: `${ratio(grown)} x (${Math.round(peakMb)} to ${Math.round(small.peakMb)} MB)`,
      goal: '<= 1.3 x at 100,000',
      isMet: cards >= 100_000 ? grown <= 1.3 : null,
    },
    {
      what: `account.open during it, of idle: p99 of ${busy.count}`,
      measured: `${ratio(slower)} x (${inMs(busy.opens.p99)} to ${inMs(idle.opens.p99)} ms; medians ${inMs(busy.opens.p50)} to ${inMs(idle.opens.p50)})`,
      goal: '<= 2 x',
      isMet: slower <= 2,
    },
    {
      what: "an agent's write beside it: median, p99; longest wait of all",
      measured: `${inMs(busy.writes.p50)}; ${inMs(busy.writes.p99)}; ${inMs(busy.longest)} ms`,
      goal: '',
      isMet: null,
    },
  ]);
};

/** How a batch's memory grows alone, in a tenth of the time: what hashing holds does not grow with the cards. */
export const benchBatchMemory = async (cards: number): Promise<void> => {
  const fewer = Math.round(cards / 10);
  const [small, large] = [await runBatch(fewer, false), await runBatch(cards, false)];
  const grown = large.peakMb / small.peakMb;
  printTable(`${cards.toLocaleString('en')} cards with quick hashes, SQLite`, [
    {
      what: `peak memory of a batch, of that at ${fewer.toLocaleString('en')} cards`,
      measured: `${ratio(grown)} x (${Math.round(large.peakMb)} to ${Math.round(small.peakMb)} MB)`,
      goal: '<= 1.3 x at 100,000',
      isMet: cards >= 100_000 ? grown <= 1.3 : null,
    },
  ]);
};

/** @param cards from 1,000 to 100,000; naive drawing takes too much memory beyond 10,000 */
export const benchPostcards = async (cards: number): Promise<void> => {
  benchPrint(Math.min(cards, 10_000));
  await benchBatch(cards);
};
