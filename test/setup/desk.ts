// A console over a real database of either engine, with a clock that stands until a test moves it.
import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { createSqlite, type Database, migratePostgres, openDatabase } from '../../db/open.ts';
import * as staff from '../../db/staff.ts';
import type { Client } from '../../main/command.ts';
import type { Role } from '../../main/contract/row.ts';
import { type Core, type CoreOptions, type Desk, openCore } from '../../main/core.ts';
import { hashPassword } from '../../main/passwords.ts';
import { openPortal, type Portal } from '../../main/portal.ts';
import { jobsHere } from './jobs-here.ts';
import { freshPostgres, postgresTemplate } from './postgres.ts';
import { scratchFolder } from './scratch-folder.ts';
import { sqliteTemplate } from './sqlite-template.ts';

export type Engine = 'sqlite' | 'postgres';
export const engines: readonly Engine[] = ['sqlite', 'postgres'];
/** A Monday, noon in Tokyo. */
export const noon = '2026-11-23T03:00:00.000Z';
const madeOn = '2026-11-23';

export type TestDatabase = {
  readonly engine: Engine;
  readonly url: string;
  /** Opens it once more, as another console would. */
  readonly open: () => Promise<Database>;
  readonly setNow: (at: string) => Promise<void>;
  readonly remove: () => Promise<void>;
};

const freshSqlite = async (): Promise<TestDatabase> => {
  const folder = scratchFolder('akari-sqlite-');
  const path = join(folder.path, 'desk.sqlite');
  const template = await sqliteTemplate('migrated', (to) => createSqlite(to, { kind: 'test', madeOn }));
  copyFileSync(template, path);
  const url = `sqlite:${path}`;
  let now = noon;
  return {
    engine: 'sqlite',
    url,
    open: () => openDatabase(url, () => now),
    setNow: async (at) => {
      now = at;
    },
    remove: async () => folder.remove(),
  };
};

/** As the owner, a harness may put its own clock in the place of the database's. */
const freezeClock =
  (url: string) =>
  async (at: string): Promise<void> => {
    const owner = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
    try {
      await owner.raw(
        `create or replace function akari_now() returns text language sql volatile as $$ select '${at}'::text $$`,
      );
    } finally {
      await owner.destroy();
    }
  };

// A machine that is busy with a soak answers late, which is not the silence that a console gives up at.
const inASoak = process.env.AKARI_SOAK === '1' ? { patience: 0 } : {};

const freshPostgresDatabase = async (): Promise<TestDatabase> => {
  const template = await postgresTemplate('akari_migrated', async (url) => {
    await migratePostgres(url, { kind: 'test', madeOn });
    await freezeClock(url)(noon);
  });
  const { url, drop } = await freshPostgres({ template });
  return {
    engine: 'postgres',
    url,
    open: () => openDatabase(url, undefined, inASoak),
    setNow: freezeClock(url),
    remove: drop,
  };
};

export const freshDatabase = (engine: Engine): Promise<TestDatabase> =>
  engine === 'sqlite' ? freshSqlite() : freshPostgresDatabase();

export const staffPassword = 'correct horse battery';
const people: readonly { login: string; name: string; role: Role }[] = [
  { login: 'agent', name: '佐々木 ゆかり', role: 'agent' },
  { login: 'agent2', name: '村上 健', role: 'agent' },
  { login: 'supervisor', name: '工藤 正樹', role: 'supervisor' },
  { login: 'admin', name: '三浦 千佳', role: 'admin' },
  { login: 'admin2', name: '本間 拓也', role: 'admin' },
  { login: 'auditor', name: '菊地 玲子', role: 'auditor' },
  { login: 'supervisor2', name: '石川 恵', role: 'supervisor' },
];
export type StaffLogin = 'agent' | 'agent2' | 'supervisor' | 'admin' | 'admin2' | 'auditor' | 'supervisor2';

let staffHash: Promise<string> | undefined;

export const addStaff = async (tx: Knex): Promise<void> => {
  staffHash ??= hashPassword(staffPassword, 'test');
  for (const person of people)
    await staff.add(
      tx,
      { ...person, loginKey: person.login, passwordHash: await staffHash },
      '2026-04-01T00:00:00.000Z',
    );
};

export type TestDesk = TestDatabase & {
  readonly db: Database;
  readonly core: Core;
  readonly portal: Portal;
  /** A console of its own at which this person has signed in. */
  readonly signIn: (login: StaffLogin, host?: Client['host']) => Promise<Desk>;
  readonly close: () => Promise<void>;
};

/** Its jobs work in this process, unless `startProcess` says otherwise. */
export const openTestDesk = async (engine: Engine, options: CoreOptions = {}): Promise<TestDesk> => {
  const database = await freshDatabase(engine);
  const db = await database.open();
  await addStaff(db.write);
  const core = openCore(db, {
    // What a test tells of a screen is no fault of the core's.
    log: ({ call, error }) => call !== 'desk.noteFault' && console.error(`unexpected error in ${call}`, error),
    startProcess: jobsHere(() => db),
    ...options,
  });
  return {
    ...database,
    db,
    core,
    portal: openPortal(db),
    signIn: async (login, host = 'cli') => {
      const desk = core.connect(host, randomBytes(16).toString('hex'));
      const reply = await desk.call('staff.signIn', { login, password: staffPassword });
      if (!reply.ok) throw new Error(`${login} cannot sign in: ${reply.error}`);
      return desk;
    },
    close: async () => {
      await core.close();
      await database.remove();
    },
  };
};

let lastRequest = 0;
/** A new intention each time. */
export const requestId = (): string => {
  lastRequest += 1;
  return `request-${String(lastRequest).padStart(8, '0')}`;
};
