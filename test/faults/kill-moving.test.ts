// A console killed in the midst of a move, a joining or a change of name: each is one transaction, and the same request
// finishes it to just what an undisturbed one would have left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseNow } from '../../db/clock.ts';
import { type Database, openDatabase, sqlitePath } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { type Core, type Desk, openCore } from '../../main/core.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { answerOf, hangUp, takeCall } from '../door/caller.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { type Engine, engines, openTestDesk, requestId, type StaffLogin, staffPassword } from '../setup/desk.ts';
import { freshPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { seed, seeded } from './seeded.ts';

const program = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
const isSoak = process.env.AKARI_SOAK === '1';
type Instant = number | 'commit';
type Story = 'move' | 'name' | 'join';
const stories: readonly Story[] = ['move', 'name', 'join'];
/** A request that is about to be made, at the console of whoever makes it. */
type Act = {
  readonly name: string;
  readonly input: object;
  readonly secret: string;
  readonly customers: readonly TestCustomer[];
};

/** One database in which all three acts are about to be done, each at a desk of its own. */
type Ground = {
  readonly acts: Readonly<Record<Story, Act>>;
  readonly copy: () => Promise<{ url: string; remove: () => Promise<void> | void }>;
  readonly remove: () => Promise<void>;
};

const secretOf = (login: StaffLogin): string => `the killed console of ${login}`;

const prepare = async (engine: Engine): Promise<Ground> => {
  const at = await openTestDesk(engine);
  const signIn = async (login: StaffLogin): Promise<Desk> => {
    const desk = at.core.connect('cli', secretOf(login));
    answerOf(await desk.call('staff.signIn', { login, password: staffPassword }));
    return desk;
  };
  const [agent, agent2, supervisor] = [await signIn('agent'), await signIn('agent2'), await signIn('supervisor')];
  const shared = ({ accountId }: TestCustomer) => ({ accountId, reason: 'お引越し', requestId: 'killed-request' });

  const twice = await addCustomer(at.db.write);
  const other = await addCustomer(at.db.write, { customerId: twice.customerId });
  await takeCall(agent, twice, 3);
  const asking = { otherAccountId: other.accountId, survivor: 'this' as const, isAskingApproval: true };
  const asked = answerOf(
    await agent.call('moving.joinAccounts', { ...shared(twice), ...asking, requestId: requestId() }),
  );
  await hangUp(agent);
  const approvalId = asked.approvalId ?? 0;
  const { digest } = answerOf(await supervisor.call('approval.open', { approvalId }));

  const moving = await addCustomer(at.db.write);
  await takeCall(agent, moving, 3);
  const married = await addCustomer(at.db.write);
  await takeCall(agent2, married, 3);
  // The killed process runs by the real clock, which must not find these desks gone idle.
  const real = new Date().toISOString();
  if (engine === 'sqlite') await at.setNow(real);
  await at.db.write('staff_session').update({ last_seen_at: real });
  await at.db.write('contact').update({ last_active_at: real });
  const today = tokyoDate(await databaseNow(at.db.read));
  await at.core.close();

  const place = {
    contractId: moving.contractId,
    endsOn: addDays(today, 5),
    supplyPointNo: '0199000000000000000001',
    startsOn: addDays(today, 6),
    plan: '従量電灯B',
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
  };
  const named = { name: '鈴木　花子', nameKana: 'スズキ　ハナコ' };
  const decision = { approvalId, digest, outcome: 'grant', requestId: 'killed-request' };
  const by = (login: StaffLogin, name: string, input: object, ...customers: TestCustomer[]): Act => ({
    name,
    input,
    customers,
    secret: secretOf(login),
  });
  return {
    acts: {
      move: by('agent', 'moving.moveWithin', { ...shared(moving), ...place }, moving),
      name: by('agent2', 'moving.changeName', { ...shared(married), ...named }, married),
      join: by('supervisor', 'approval.decide', decision, twice, other),
    },
    copy: async () => {
      if (engine === 'postgres') {
        const { url, drop } = await freshPostgres({ template: new URL(at.url).pathname.slice(1) });
        return { url, remove: drop };
      }
      const folder = scratchFolder('akari-killed-');
      const path = join(folder.path, 'desk.sqlite');
      copyFileSync(sqlitePath(at.url), path);
      return { url: `sqlite:${path}`, remove: () => folder.remove() };
    },
    remove: at.remove,
  };
};

/** @returns the statement before which it died; null where it was done before */
const killAt = async (url: string, { name, input, secret }: Act, at: Instant): Promise<string | null> => {
  const args = [program, url, 'call', String(at), name, JSON.stringify(input), '', secret];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const [, signal] = await once(child, 'close');
  const text = Buffer.concat(out).toString('utf8').trim();
  // It may have answered before.
  if (signal === 'SIGKILL') return text.split('\n').at(-1) ?? '';
  expect({ at, name, isDone: JSON.parse(text).ok }).toEqual({ at, name, isDone: true });
  return null;
};

/** All that an act leaves, without what is drawn or counted by the clock. */
const leftBy = async (read: Knex, { customers }: Act): Promise<unknown> => {
  const ids = customers.map(({ accountId }) => accountId);
  const owners = customers.map(({ customerId }) => customerId);
  const of = (table: string, ...columns: string[]) =>
    read(table).whereIn('account_id', ids).orderBy('id').select(columns);
  return {
    accounts: await read('account')
      .whereIn('id', ids)
      .orderBy('id')
      .select('status', 'version', 'name_key', 'address_key'),
    customers: await read('customer').whereIn('id', owners).orderBy('id').select('name', 'name_kana', 'version'),
    contracts: await read('contract')
      .whereIn('customer_id', owners)
      .orderBy('id')
      .select('plan', 'ended_on', 'started_on', 'version'),
    links: await of('account_contract', 'from_on', 'to_on'),
    credentials: await of('credential', 'state'),
    events: await of('account_event', 'kind'),
    pending: await of('pending_change', 'field', 'state'),
    mails: await of('outbox', 'kind', 'state'),
    clocks: await read('account_clock').whereIn('account_id', ids).orderBy('account_id').select('open_through'),
    approvals: await of('approval', 'state'),
  };
};

const phaseOf = (sql: string): string =>
  sql.startsWith('committed')
    ? 'after'
    : /^begin/i.test(sql)
      ? 'before'
      : /^commit/i.test(sql)
        ? 'commit'
        : /audit/.test(sql)
          ? 'audit'
          : 'work';

describe.each(engines)('a console killed on %s', (engine) => {
  let ground: Ground;
  const whole = new Map<Story, unknown>();
  /** How many statements each act takes, undisturbed. */
  const statements = new Map<Story, number>();
  beforeAll(async () => {
    ground = await prepare(engine);
    await onCopy(async (_url, db, core) => {
      for (const story of stories) {
        let count = 0;
        const counted = () => {
          count += 1;
        };
        db.write.on('query', counted);
        await finish(core, story);
        db.write.off('query', counted);
        statements.set(story, count);
        whole.set(story, await leftBy(db.read, ground.acts[story]));
      }
    });
  }, 120_000);
  afterAll(() => ground?.remove());

  const onCopy = async (work: (url: string, db: Database, core: Core) => Promise<void>): Promise<void> => {
    const { url, remove } = await ground.copy();
    const db = await openDatabase(url, undefined, isSoak ? { patience: 0 } : {});
    const core = openCore(db);
    try {
      await work(url, db, core);
      expect(await wrongClocks(db.read)).toEqual([]);
      expect((await verifyAudit(db.read)).finding).toBeNull();
    } finally {
      await core.close();
      await remove();
    }
  };
  /** The same request once more, at the same desk. */
  const finish = async (core: Core, story: Story): Promise<void> => {
    const { name, input, secret } = ground.acts[story];
    answerOf(await core.connect('cli', secret).callAny(name, input));
  };

  it(
    'in the midst of a move, a change of name and a joining leaves all of it or nothing, and the same request ends as an undisturbed one',
    async () => {
      const random = seeded(seed);
      // Neither the look for other programs' changes nor what comes after the end.
      const within =
        (part: number) =>
        (all: number): Instant =>
          4 + Math.floor(part * (all - 7));
      const spread = Array.from(
        { length: 29 },
        (_, index) =>
          (all: number): Instant =>
            1 + Math.floor((index * all) / 28),
      );
      const rounds: ((all: number) => Instant)[] = [...(isSoak ? spread : [within(random())]), () => 'commit'];
      const hits: Record<string, number> = {};
      for (const instant of rounds)
        await onCopy(async (url, db, core) => {
          for (const story of stories) {
            const act = ground.acts[story];
            const at = instant(statements.get(story) ?? 0);
            const before = await leftBy(db.read, act);
            const killedAt = await killAt(url, act, at);
            if (killedAt !== null) {
              const phase = `${story} ${phaseOf(killedAt)}`;
              hits[phase] = (hits[phase] ?? 0) + 1;
            }
            const isDone = killedAt === null || phaseOf(killedAt) === 'after';
            const expected = isDone ? whole.get(story) : before;
            expect({ story, at, killedAt, left: await leftBy(db.read, act) }).toEqual({
              story,
              at,
              killedAt,
              left: expected,
            });
            await finish(core, story);
            expect({ story, at, left: await leftBy(db.read, act) }).toEqual({ story, at, left: whole.get(story) });
          }
        });
      console.info(`kills on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const story of stories)
        for (const phase of ['work', 'commit'])
          expect(hits[`${story} ${phase}`], `${story} ${phase}`).toBeGreaterThan(0);
    },
    isSoak ? 3_600_000 : 300_000,
  );
});
