// A purge and a daily run that are killed at any instant and run again end as if nothing had happened.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as jobs from '../../db/jobs.ts';
import type { Database } from '../../db/open.ts';
import { due } from '../../db/purge.ts';
import * as runs from '../../db/purge-runs.ts';
import { verifyAudit } from '../../main/audit.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { addGone } from '../purge/gone.ts';
import { addCustomer } from '../setup/customer.ts';
import { addStaff, type Engine, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { seed, seeded } from './seeded.ts';

const program = fileURLToPath(new URL('./keeping-process.ts', import.meta.url));
const isSoak = process.env.AKARI_SOAK === '1';
type Act = 'purge' | 'daily';

/** How many statements of a phase there are at least before a piece is whole: within these an instant is drawn. */
const phases: Readonly<Record<Act, Readonly<Record<string, number>>>> = {
  purge: { begin: 3, look: 20, erase: 20, record: 6, audit: 3, commit: 2 },
  daily: { begin: 4, look: 4, erase: 300, record: 8, audit: 3, commit: 4 },
};

const rowsOf = async (db: Database, table: string, columns: readonly string[]): Promise<string[]> =>
  (await db.read(table).select([...columns])).map((row) => JSON.stringify(columns.map((column) => row[column]))).sort();

/** What an undisturbed run leaves, without the times at which it did. */
const leftBy = async (db: Database) => ({
  accounts: await rowsOf(db, 'account', ['id', 'name_key']),
  customers: await rowsOf(db, 'customer', ['id', 'name']),
  events: await rowsOf(db, 'account_event', ['account_id', 'kind', 'note']),
  contracts: await rowsOf(db, 'contract', ['id', 'supply_line']),
  names: await rowsOf(db, 'name_suffix', ['suffix', 'term_id']),
  items: await rowsOf(db, 'purge_item', ['account_id', 'state', 'reason']),
  runs: await rowsOf(db, 'purge_run', ['state', 'counts']),
  purged: await rowsOf(db, 'purged_account', ['account_id', 'run_id']),
  hashes: (await db.read('purged_customer')).length,
  jobs: await rowsOf(db, 'job', ['kind', 'state', 'result']),
  requests: await rowsOf(db, 'request', ['request_id']),
  logins: await rowsOf(db, 'unknown_login', ['login_hmac']),
  chores: await rowsOf(db, 'daily_chore', ['day', 'chore', 'state', 'found']),
  entries: await rowsOf(db, 'audit_entry', ['call', 'body']),
});

const prepare = async (db: Database, act: Act): Promise<void> => {
  await addStaff(db.write);
  for (let index = 0; index < 4; index += 1) await addCustomer(db.write, { loginId: `stays-${index}` });
  const digits = (index: number) => String(index).padStart(2, '0');
  if (act === 'purge') {
    for (let index = 0; index < 12; index += 1)
      await addCustomer(db.write, {
        loginId: `goes-${index}`,
        name: `消田${index}　太郎`,
        endedOn: `2024-08-${digits(index + 1)}`,
      });
    await addGone(db.write);
    await db.write.transaction(async (tx) => {
      const [asks, approves] = await tx('staff').where({ role: 'admin' }).orderBy('id').pluck('id');
      const { id } = await runs.add(
        tx,
        await due(tx, '2026-11-23', 100),
        { through: '2026-08-31', askedBy: asks },
        noon,
      );
      const input = JSON.stringify({ runId: id });
      const jobId = await jobs.add(tx, { kind: 'purge', input, madeBy: asks, leaseUntil: noon }, noon);
      const to = { state: 'released' as const, approved_by: approves, approved_at: noon, job_id: jobId };
      await runs.change(tx, { id, version: 1 }, to);
    });
    return;
  }
  const staff = await db.write('staff').first('id');
  const at = '2026-11-01T00:00:00.000Z';
  await db.write.transaction(async (tx) => {
    for (let index = 0; index < 1200; index += 1)
      await tx('request').insert({
        staff_id: staff.id,
        request_id: `request-${index}`,
        call: 'x',
        input_sha256: '',
        output: '{}',
        at: index < 1190 ? at : noon,
      });
    for (let index = 0; index < 20; index += 1)
      await tx('unknown_login').insert({ login_hmac: `login-${index}`, failures: 1, last_failure_at: at });
  });
};

const work = async (at: TestDatabase, act: Act, folder: string, clock: string, cut: readonly [string, number]) => {
  await at.setNow(clock);
  const args = [program, at.url, folder, clock, act, cut[0], String(cut[1])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const [, signal] = await once(child, 'close');
  return { isKilled: signal === 'SIGKILL', isDone: Buffer.concat(out).toString().includes('done') };
};

const open = async (engine: Engine, act: Act) => {
  const at = await freshDatabase(engine);
  const db = await at.open();
  await prepare(db, act);
  await db.close();
  return at;
};

/** Kills it six times, in a phase each time, and lets it end; another one is let alone. */
const round = async (engine: Engine, act: Act, random: () => number): Promise<Record<string, number>> => {
  const scratch = scratchFolder('akari-keeping-');
  const [at, whole] = [await open(engine, act), await open(engine, act)];
  const hits: Record<string, number> = {};
  let clock = noon;
  for (const [phase, most] of Object.entries(phases[act])) {
    const nth = 1 + Math.floor(random() * most);
    const { isKilled } = await work(at, act, scratch.path, clock, [phase, nth]);
    if (isKilled) hits[phase] = 1;
    // Whoever was killed held it for a minute.
    clock = addMinutes(clock, 2);
  }
  expect((await work(at, act, scratch.path, clock, ['none', 0])).isDone).toBe(true);
  expect((await work(whole, act, scratch.path, noon, ['none', 0])).isDone).toBe(true);
  const [one, other] = [await at.open(), await whole.open()];
  expect(await leftBy(one)).toEqual(await leftBy(other));
  expect(await verifyAudit(one.read)).toMatchObject({ isWhole: true });
  await Promise.all([one.close(), other.close()]);
  await Promise.all([at.remove(), whole.remove()]);
  scratch.remove();
  return hits;
};

describe.each(engines)('on %s', (engine) => {
  it.each(['purge', 'daily'] as const)(
    'a %s killed at six instants and run again ends as an undisturbed one',
    async (act) => {
      const random = seeded(seed + engine.length);
      const hits: Record<string, number> = {};
      // A daily run that has ended does nothing more that day: each round has a database of its own.
      for (let rounds = isSoak ? 5 : 1; rounds > 0; rounds -= 1)
        for (const [phase, count] of Object.entries(await round(engine, act, random)))
          hits[phase] = (hits[phase] ?? 0) + count;
      console.info(`kills in a ${act} on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const phase of Object.keys(phases[act])) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    isSoak ? 1_200_000 : 180_000,
  );
});
