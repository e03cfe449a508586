import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import knex from 'knex';
import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../db/fault.ts';
import { migrationSource, migrations } from '../../db/migrations/index.ts';
import { createSqlite, migratePostgres, openDatabase, sqlitePath } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { addStaff, engines, freshDatabase, noon, openTestDesk, requestId, staffPassword } from '../setup/desk.ts';
import { freshPostgres, startPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const folders: { remove: () => void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const scratch = (): string => {
  const folder = scratchFolder('akari-faults-');
  folders.push(folder);
  return folder.path;
};

/** Why it cannot be opened. */
const faultOfOpening = async (url: string): Promise<string> => {
  try {
    await (await openDatabase(url)).close();
    return 'opened';
  } catch (error) {
    if (error instanceof DatabaseError) return error.fault;
    throw error;
  }
};

/** Every file beside a database with its bytes: what a refused opening must leave as it was. */
const bytesBeside = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dirname(path))
      .sort()
      .map((name) => [name, readFileSync(join(dirname(path), name)).toString('base64')]),
  );

describe('a local database that cannot be used', () => {
  it('is told to be missing, and none is made in its place', async () => {
    const path = join(scratch(), 'nothing.sqlite');
    expect(await faultOfOpening(`sqlite:${path}`)).toBe('missing');
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['an empty file', (path: string) => writeFileSync(path, '')],
    ['a text', (path: string) => writeFileSync(path, 'customer_no,name\n'.repeat(200))],
    [
      "another program's SQLite file",
      (path: string) => new BetterSqlite3(path).exec('create table t (x); insert into t values (1)').close(),
    ],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('is told not to be ours when it is %s, and is left as it was', async (_what, make) => {
    const path = join(scratch(), 'other.sqlite');
    make(path);
    const isFile = _what !== 'a folder';
    const before = isFile ? bytesBeside(path) : {};
    expect(await faultOfOpening(`sqlite:${path}`)).toBe('not-ours');
    if (isFile) expect(bytesBeside(path)).toEqual(before);
  });

  it('is told to be newer than the program, and is left as it was', async () => {
    const database = await freshDatabase('sqlite');
    const path = sqlitePath(database.url);
    const file = new BetterSqlite3(path);
    file.exec(
      "insert into knex_migrations (name, batch, migration_time) values ('999-from-tomorrow', 9, '2030-01-01')",
    );
    file.pragma('wal_checkpoint(truncate)');
    file.close();
    const before = readFileSync(path).toString('base64');
    expect(await faultOfOpening(database.url)).toBe('newer');
    expect(readFileSync(path).toString('base64')).toBe(before);
    await database.remove();
  });

  it('is told to be held by another program', async () => {
    const database = await freshDatabase('sqlite');
    const holder = new BetterSqlite3(sqlitePath(database.url));
    holder.exec('begin immediate');
    expect(await faultOfOpening(database.url)).toBe('locked');
    holder.exec('rollback');
    holder.close();
    expect(await faultOfOpening(database.url)).toBe('opened');
    await database.remove();
  });

  it('is told to be read-only where its file may not be written', async () => {
    const database = await freshDatabase('sqlite');
    const path = sqlitePath(database.url);
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    // Root writes where it likes, so the question is asked by a process that has root's files but not its powers.
    const asked = ['main/cli.ts', '--db', database.url, 'call', 'desk.status'];
    const isRoot = process.getuid?.() === 0;
    const [command, args] = isRoot
      ? ['unshare', ['--user', '--map-user=1000', '--map-group=1000', process.execPath, ...asked]]
      : [process.execPath, asked];
    const child = spawn(command, args as string[], {
      env: { ...process.env, AKARI_HOME: scratch() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = await once(child, 'close');
    expect(Buffer.concat(said).toString('utf8')).toMatch(/書き込めません/);
    expect(code).toBe(3);
    chmodSync(dirname(path), 0o755);
    await database.remove();
  });

  it('is told to be full, and keeps everything it had answered for', async () => {
    const desk = await openTestDesk('sqlite');
    const agent = await desk.signIn('agent');
    const [{ page_count: pages }] = await desk.db.write.raw('pragma page_count');
    await desk.db.write.raw(`pragma max_page_count = ${pages + 12}`);
    let opened = 0;
    let last: unknown;
    for (let round = 0; round < 500; round += 1) {
      const open = await agent.call('contact.open', { topic: 'general', requestId: requestId() });
      if (open.ok) opened += 1;
      last = open;
      if (!open.ok) break;
      const close = await agent.call('contact.close', { category: 'other', requestId: requestId() });
      last = close;
      if (!close.ok) break;
    }
    expect(last).toEqual({ ok: false, error: 'unreachable', detail: { fault: 'full' } });
    expect(opened).toBeGreaterThan(0);
    // Search needs no room.
    expect(await agent.call('account.search', { text: '佐藤' })).toMatchObject({ ok: true });
    expect(await desk.db.read('contact')).toHaveLength(opened);
    expect((await verifyAudit(desk.db.read)).isWhole).toBe(true);
    await desk.close();
  });

  it('is made whole or not at all', async () => {
    const path = join(scratch(), 'new.sqlite');
    const failing = createSqlite(`sqlite:${path}`, {
      kind: 'test',
      madeOn: '2026-11-23',
      fill: () => Promise.reject(new Error('the power went')),
    });
    await expect(failing).rejects.toThrow('the power went');
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

describe('a remote database that cannot be used', () => {
  it('is told to be empty, foreign, newer or missing, each in its own word', async () => {
    const { url, drop } = await freshPostgres();
    expect(await faultOfOpening(url)).toBe('empty');
    const owner = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
    await owner.raw('create table payroll (id int)');
    expect(await faultOfOpening(url)).toBe('not-ours');
    await expect(migratePostgres(url, { kind: 'test', madeOn: '2026-11-23' })).rejects.toMatchObject({
      fault: 'not-ours',
    });
    await owner.raw('drop table payroll');
    await migratePostgres(url, { kind: 'test', madeOn: '2026-11-23' });
    expect(await faultOfOpening(url)).toBe('opened');
    await owner.raw("insert into knex_migrations (name, batch, migration_time) values ('999-from-tomorrow', 9, now())");
    expect(await faultOfOpening(url)).toBe('newer');
    await owner.destroy();
    await drop();
    expect(await faultOfOpening(url)).toBe('missing');
  });

  it('is told to refuse a stranger and to be out of reach', async () => {
    const { url, drop } = await freshPostgres();
    expect(await faultOfOpening(url.replace(/\/\/[^@]*@/, '//nobody-we-know@'))).toBe('refused');
    expect(await faultOfOpening('postgres://postgres@127.0.0.1:9/akari')).toBe('unreachable');
    await drop();
  });

  it('that dies under a console is told so, and once it is back the same request is done once', async () => {
    const folder = scratchFolder('akari-dying-');
    const dataDir = join(folder.path, 'data');
    const server = await startPostgres({ dataDir });
    await migratePostgres(server.url, { kind: 'test', madeOn: '2026-11-23' });
    const db = await openDatabase(server.url);
    await addStaff(db.write);
    const core = openCore(db);
    const agent = core.connect('cli', 'a console');
    expect(await agent.call('staff.signIn', { login: 'agent', password: staffPassword })).toMatchObject({ ok: true });
    const same = { topic: 'general' as const, requestId: requestId() };
    await server.kill();
    expect(await agent.call('contact.open', same)).toEqual({
      ok: false,
      error: 'unreachable',
      detail: { fault: 'unreachable' },
    });
    const again = await startPostgres({ dataDir, port: server.port });
    const first = await agent.call('contact.open', same);
    expect(first).toMatchObject({ ok: true });
    expect(await agent.call('contact.open', same)).toEqual(first);
    expect(await db.read('contact')).toHaveLength(1);
    await core.close();
    await again.stop();
    folder.remove();
  }, 60_000);
});

describe.each(engines)('the schema on %s', (engine) => {
  // From each version to the next, with rows in it: test/db/migrations.test.ts.
  it('comes forward from the first version and from the last but one', async () => {
    for (const through of [1, migrations.length - 1]) {
      if (engine === 'sqlite') {
        const path = join(scratch(), 'old.sqlite');
        const old = knex({ client: 'better-sqlite3', connection: { filename: path }, useNullAsDefault: true });
        await old.raw('pragma application_id = 1097556338');
        await old.migrate.latest({ migrationSource: migrationSource(through) });
        await old('database_info').insert({ id: 1, kind: 'test', made_at: noon, made_on: '2026-11-23' });
        await old.destroy();
        const db = await openDatabase(`sqlite:${path}`);
        expect(await db.read('knex_migrations').pluck('name')).toEqual(migrations.map(({ name }) => name));
        await db.close();
      } else {
        const { url, drop } = await freshPostgres();
        const old = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
        await old.migrate.latest({ migrationSource: migrationSource(through) });
        await old.destroy();
        if (through > 1) expect(await faultOfOpening(url)).toBe('older');
        await migratePostgres(url, { kind: 'test', madeOn: '2026-11-23' });
        expect(await faultOfOpening(url)).toBe('opened');
        await drop();
      }
    }
  });
});
