// Two admins with a register of customers whose cards are asked for again and again, by processes that die on purpose.
import { execFileSync, fork, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSqlite, migratePostgres, openDatabase } from '../../db/open.ts';
import { type Core, type Desk, openCore } from '../../main/core.ts';
import type { StartProcess } from '../../main/jobs/job-desk.ts';
import { openPortal, type Portal } from '../../main/portal.ts';
import { tokyoDate } from '../../main/rules/calendar.ts';
import { answerOf } from '../door/caller.ts';
import { askFor, grant, type House, openHouse, openPassphrase, setUpPrinting } from '../jobs/batches.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { addStaff, type Engine, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { addManyCustomers } from '../setup/many-customers.ts';
import { freshPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

export type Cut = { readonly end: 'kill' | 'full' | 'lost'; readonly phase: string; readonly nth: number };
export type Holder = { readonly accountId: number; readonly loginId: string; password: string };
export type Postcards = Pick<TestDesk, 'db' | 'url' | 'core' | 'portal'> & {
  readonly folder: string;
  readonly house: House;
  readonly holders: readonly Holder[];
  readonly maker: Desk;
  readonly other: Desk;
  readonly makerSecret: string;
  readonly clock: string;
  readonly today: string;
  /** How the next process of a job is to end; none: as it will. */
  readonly cutNext: (began: 'planning' | 'printing', cut: Cut | null, blocks?: number) => void;
  /** What the processes since the last question have written down. */
  readonly told: () => { cut: string | null; seen: Record<string, number> };
  readonly close: () => Promise<void>;
};

const program = fileURLToPath(new URL('./cut-off-job.ts', import.meta.url));
const phone = '090-1234-5678';
const mostOneByOne = 1000;

type Wish = { began: string; cut: Cut | null; blocks: number | null };

/** What a process leaves behind in passing, or when it dies, lies where passwords are looked for afterwards. */
type Place = { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
const placeIn = (folder: string): Place => ({ cwd: folder, env: { ...process.env, TMPDIR: folder } });

/** A file-size limit is set by the shell that becomes the process (RLIMIT_FSIZE, in blocks of 512 bytes). */
const limited = (blocks: number, args: readonly string[], place: Place) =>
  spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, ...args], {
    ...place,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

const starter =
  (log: string, folder: string, wish: () => Wish): StartProcess =>
  () => {
    const { began, cut, blocks } = wish();
    const args = [log, began, cut?.end ?? 'kill', cut?.phase ?? 'none', String(cut?.nth ?? 0)];
    const child =
      blocks === null
        ? fork(program, args, { ...placeIn(folder), execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
        : limited(blocks, [program, ...args], placeIn(folder));
    return {
      postMessage: (message) => void (child.connected && child.send(message, () => {})),
      on: (event, listener) => child.on(event, listener),
      kill: () => child.kill('SIGKILL'),
    };
  };

type Opened = Pick<TestDesk, 'db' | 'url' | 'core' | 'portal' | 'close'>;

/** Of kind `real`, with its real parameters, under the real clock. */
const openReal = async (engine: Engine, options: Parameters<typeof openCore>[1]): Promise<Opened> => {
  const scratch = scratchFolder('akari-real-');
  const madeOn = tokyoDate(new Date().toISOString());
  const fresh = engine === 'sqlite' ? null : await freshPostgres();
  const url = fresh?.url ?? `sqlite:${join(scratch.path, 'real.sqlite')}`;
  if (engine === 'sqlite') await createSqlite(url, { kind: 'real', madeOn });
  else await migratePostgres(url, { kind: 'real', madeOn });
  const db = await openDatabase(url);
  await addStaff(db.write);
  const core: Core = openCore(db, options);
  const portal: Portal = openPortal(db);
  const close = async () => {
    await core.close();
    await fresh?.drop();
    scratch.remove();
  };
  return { db, url, core, portal, close };
};

/** @param startProcess else the processes of jobs are such as can be cut off */
export const openPostcards = async (
  engine: Engine,
  cards: number,
  isReal: boolean,
  startProcess?: StartProcess,
): Promise<Postcards> => {
  const scratch = scratchFolder('akari-postcards-');
  const log = join(scratch.path, '..', `${scratch.path.split('/').at(-1)}-cuts`);
  let wish: Wish = { began: 'planning', cut: null, blocks: null };
  const take = (): Wish => {
    const taken = wish;
    wish = { ...wish, cut: null, blocks: null };
    return taken;
  };
  const clock = isReal ? '' : noon;
  const options = {
    folder: scratch.path,
    startProcess: startProcess ?? starter(log, scratch.path, take),
    jobClock: () => clock || null,
    log: ({ call, error }: { call: string; error: unknown }) => console.error(`unexpected error in ${call}`, error),
  };
  const opened = isReal ? await openReal(engine, options) : await openTestDesk(engine, options);
  const signIn = async (login: string, secret: string): Promise<Desk> => {
    const desk = opened.core.connect('cli', secret);
    answerOf(await desk.call('staff.signIn', { login, password: staffPassword }));
    return desk;
  };
  const maker = await signIn('admin', 'the maker');
  const other = await signIn('admin2', 'the other');
  const house = await openHouse();
  await setUpPrinting(maker, other, house);
  const holders: Holder[] = [];
  const hold = ({ accountId, loginId }: Pick<TestCustomer, 'accountId' | 'loginId'>) =>
    holders.push({ accountId, loginId, password: rightPassword });
  if (cards > mostOneByOne) for (const one of await addManyCustomers(opened.db.write, cards)) hold(one);
  else for (let n = 0; n < cards; n++) hold(await addCustomer(opened.db.write));
  return {
    ...opened,
    folder: scratch.path,
    house,
    holders,
    maker,
    other,
    makerSecret: 'the maker',
    clock,
    today: tokyoDate(clock || new Date().toISOString()),
    cutNext: (began, cut, blocks) => {
      wish = { began, cut, blocks: blocks ?? null };
    },
    told: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
      rmSync(log, { force: true });
      const words: { cut?: string; seen?: Record<string, number> }[] = lines.map((line) => JSON.parse(line));
      return {
        cut: words.find(({ cut }) => cut)?.cut ?? null,
        seen: words.find(({ seen }) => seen)?.seen ?? {},
      };
    },
    close: async () => {
      await opened.close();
      rmSync(log, { force: true });
      scratch.remove();
    },
  };
};

export const ask = (at: Postcards): Promise<void> =>
  askFor(
    at as never,
    at.holders.map(({ accountId }) => ({ accountId }) as never),
  );

/** What the print house prints of a whole batch: the password of each login ID, read from the opened files. */
export const readPrinted = async (at: Postcards, batchId: number): Promise<Map<string, string>> => {
  const file = async (what: 'part' | 'passphrase', part = 1): Promise<Buffer> => {
    const { file: token } = answerOf(await at.maker.call('batch.file', { batchId, what, part }));
    return Buffer.from(at.maker.takeFile(token)?.bytes ?? []);
  };
  const passphrase = await openPassphrase(at.house, (await file('passphrase')).toString('utf8'));
  const { parts } = answerOf(await at.maker.call('batch.open', { batchId }));
  const printed = new Map<string, string>();
  for (const { part } of parts) {
    const pdf = await openPdf(await file('part', part), passphrase);
    for (let number = 2; number <= pdf.numPages; number += 2) {
      const found = /(Customer\d+)No\.\d{12}([DFHJLMNQRTbdfhmnrt34789]{14})/.exec(
        await textOf(await pdf.getPage(number)),
      );
      const [, loginId = '', password = ''] = found ?? [];
      if (printed.has(loginId)) throw new Error(`${loginId} is printed twice`);
      printed.set(loginId, password);
    }
    await pdf.loadingTask.destroy();
  }
  return printed;
};

/** Whom a password lets in, of all holders: by the web service's own side. */
export const letsIn = async (at: Postcards, passwordOf: (holder: Holder) => string): Promise<number> => {
  let count = 0;
  const waiting = [...at.holders];
  const next = async (): Promise<void> => {
    for (let holder = waiting.pop(); holder; holder = waiting.pop()) {
      const { answer } = await at.portal.attempt(holder.loginId, passwordOf(holder), phone);
      if (answer === 'accepted' || answer === 'must-change') count += 1;
      else if (answer !== 'refused') throw new Error(`the web service says ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: 20 }, next));
  return count;
};

/** As a minute later: whoever held a job has not been heard of since. */
export const lapse = (at: Postcards) =>
  at.db.write('job').whereIn('state', ['waiting', 'running']).update({ lease_until: '2000-01-01T00:00:00.000Z' });

export const requestIdOf = requestId;
export const grantRelease = async (at: Postcards, batchId: number): Promise<void> => {
  const { openApprovals } = answerOf(await at.maker.call('batch.open', { batchId }));
  await grant(at.other, openApprovals[0]?.approvalId ?? 0);
};

const inThirds = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  // What stands in a longer text may begin at any of three places of a group of base64.
  return [0, 1, 2].map((from) => {
    const whole = bytes.subarray(from, from + Math.floor((bytes.length - from) / 3) * 3);
    return whole.toString('base64');
  });
};
const spellings = (secret: string): string[] => [secret, Buffer.from(secret).toString('hex'), ...inThirds(secret)];

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/**
 * By another process: whoever closes a file of an open SQLite database gives up every lock that their process has on it.
 */
const readElsewhere = (path: string): string =>
  execFileSync(process.execPath, ['-e', 'process.stdout.write(fs.readFileSync(process.argv[1]))', path], {
    maxBuffer: 1024 ** 3,
  }).toString('latin1');

/** A server takes files of its own away while somebody looks at them. */
const readIfThere = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

type Kept = { readonly where: string; readonly text: string; readonly isLarge?: boolean };
/** Everything that is kept of the service on this machine and in its database, as text of single bytes. */
const keptTexts = async (at: Postcards): Promise<Kept[]> => {
  const database = at.db.engine === 'sqlite' ? at.url.replace(/^sqlite:/, '') : null;
  const files = [
    ...filesUnder(at.folder),
    ...(database ? [database, `${database}-wal`, `${database}-shm`].filter(existsSync) : []),
  ];
  const texts: Kept[] = files.map((where) => ({ where, text: readElsewhere(where) }));
  if (database) return texts;
  // The server's own files: tables, indexes, what it puts aside and the log that is written ahead of them, of whatever is
  // deleted since. Other databases on the server are other tests'.
  const [{ cluster, own }] = (
    await at.db.read.raw(
      `select current_setting('data_directory') as cluster, oid as own from pg_database where datname = current_database()`,
    )
  ).rows;
  for (const part of [join('base', String(own)), join('base', 'pgsql_tmp'), 'pg_wal'])
    for (const where of existsSync(join(cluster, part)) ? filesUnder(join(cluster, part)) : []) {
      const text = readIfThere(where);
      if (text !== null) texts.push({ where, text, isLarge: true });
    }
  const columns: { table_name: string; column_name: string }[] = (
    await at.db.read.raw(
      `select table_name, column_name from information_schema.columns
         where table_schema = current_schema() and data_type in ('text', 'character varying', 'bytea', 'jsonb', 'json')`,
    )
  ).rows;
  for (const { table_name: table, column_name: column } of columns) {
    const values: unknown[] = await at.db.read(table).whereNotNull(column).pluck(column);
    texts.push({ where: `${table}.${column}`, text: values.map(String).join('\n') });
  }
  return texts;
};

/** Places where one of these can be read, in clear, in hex or in base64. */
export const findAnywhere = async (at: Postcards, secrets: Iterable<string>): Promise<string[]> => {
  const looked = [...secrets].flatMap(spellings);
  // Of a whole server's files the first few are looked for: all passwords go the same way.
  const few = looked.slice(0, 12);
  const found: string[] = [];
  for (const { where, text, isLarge } of await keptTexts(at))
    if ((isLarge ? few : looked).some((one) => text.includes(one))) found.push(where);
  return found;
};
