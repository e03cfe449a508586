import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as incidents from '../../db/incidents.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { type Chore, untilNothing } from '../../main/daily/chore.ts';
import { dailyChores } from '../../main/daily/index.ts';
import { type DailyReport, type DailyRun, isDailyDue, runDaily } from '../../main/daily/run-daily.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { type ScratchFolder, scratchFolder } from '../setup/scratch-folder.ts';

const stateOf = (report: DailyReport): Record<string, string> =>
  Object.fromEntries(report.chores.map(({ chore, state }) => [chore, state]));

describe.each(engines)('the daily run on %s', (engine) => {
  let desk: TestDesk;
  let scratch: ScratchFolder;
  beforeEach(async () => {
    desk = await openTestDesk(engine);
    scratch = scratchFolder('akari-daily-');
  });
  afterEach(async () => {
    await desk.close();
    scratch.remove();
  });
  const run = (chores: readonly Chore[], more: Partial<DailyRun> = {}): Promise<DailyReport> =>
    runDaily(desk.db, {
      chores,
      folder: scratch.path,
      actor: 'system:daily',
      runJob: () => {},
      signal: new AbortController().signal,
      note: () => 'ref',
      ...more,
    });
  const count = (done: string[], name = 'count'): Chore => ({
    name,
    work: async ({ today, since, piece }) => {
      done.push(`${since} ${today}`);
      await piece(async () => ({ rows: 1 }));
    },
  });

  it('does each chore once a day of Tokyo, also when it is started twice at once or from another console', async () => {
    const done: string[] = [];
    // Two writers of SQLite in one thread would wait for each other for ever.
    const other = engine === 'sqlite' ? desk.db : await desk.open();
    const [one, two] = await Promise.all([
      run([count(done)]),
      runDaily(other, {
        chores: [count(done)],
        folder: scratch.path,
        actor: 'system:other',
        runJob: () => {},
        signal: new AbortController().signal,
        note: () => '',
      }),
    ]);
    expect(done).toHaveLength(1);
    const states = [stateOf(one).count, stateOf(two).count];
    expect(states).toContain('done');
    expect(states.filter((state) => state !== 'done' && state !== 'already' && state !== 'elsewhere')).toEqual([]);
    expect((await run([count(done)])).chores).toMatchObject([{ state: 'already', counts: { rows: 1 } }]);
    expect(await isDailyDue(desk.db, [count(done)])).toBe(false);
    // 23:59 of the same day in Tokyo, then midnight; in UTC both are the 23rd.
    await desk.setNow('2026-11-23T14:59:59.999Z');
    expect(stateOf(await run([count(done)])).count).toBe('already');
    await desk.setNow('2026-11-23T15:00:00.000Z');
    expect(await isDailyDue(desk.db, [count(done)])).toBe(true);
    expect(stateOf(await run([count(done)])).count).toBe('done');
    // Days on which nothing ran: told to the chore, which catches up.
    await desk.setNow('2026-11-29T01:00:00.000Z');
    await run([count(done)]);
    expect(done).toEqual(['null 2026-11-23', '2026-11-23 2026-11-24', '2026-11-24 2026-11-29']);
    const entries = await desk.db.read('audit_entry').where({ call: 'daily.count' }).orderBy('at').pluck('body');
    expect(entries.map((body: string) => JSON.parse(body))).toEqual([
      { day: '2026-11-23', since: null, rows: 1 },
      { day: '2026-11-24', since: '2026-11-23', rows: 1 },
      { day: '2026-11-29', since: '2026-11-24', rows: 1 },
    ]);
    if (other !== desk.db) await other.close();
  });

  it('goes on with what a killed process has left once its lease is over, and counts nothing twice', async () => {
    const rows = [1, 2, 3];
    const cut: Chore = {
      name: 'cut',
      work: async (ctx) => untilNothing(ctx, async () => ({ rows: rows.pop() === undefined ? 0 : 1 })),
    };
    const stop = new AbortController();
    const dying: Chore = {
      name: 'cut',
      work: async (ctx) => {
        await ctx.piece(async () => ({ rows: rows.pop() === undefined ? 0 : 1 }));
        stop.abort();
        ctx.signal.throwIfAborted();
      },
    };
    await expect(run([dying], { signal: stop.signal })).rejects.toThrow();
    expect(stateOf(await run([cut])).cut).toBe('elsewhere');
    await desk.setNow('2026-11-23T03:01:00.000Z');
    expect((await run([cut])).chores).toMatchObject([{ state: 'done', counts: { rows: 3 } }]);
    expect(await desk.db.read('audit_entry').where({ call: 'daily.cut' })).toHaveLength(1);
  });

  it('tells of a chore that broke, does the others, and tries it again at the next start', async () => {
    const done: string[] = [];
    let isBroken = true;
    const broken: Chore = {
      name: 'broken',
      work: async () => {
        if (isBroken) throw new Error('as a test wants it');
      },
    };
    const first = await run([broken, count(done)]);
    expect(first.chores[0]).toMatchObject({ state: 'failed', ref: 'ref' });
    expect(stateOf(first)).toEqual({ broken: 'failed', count: 'done' });
    isBroken = false;
    expect(stateOf(await run([broken, count(done)]))).toEqual({ broken: 'done', count: 'already' });
  });

  it('clears away what is too old, and lists the reports that are overdue', async () => {
    const { accountId } = await addCustomer(desk.db.write);
    const over = await addCustomer(desk.db.write, { endedOn: '2024-08-31' });
    const ended = await addCustomer(desk.db.write, { endedOn: '2024-11-22' });
    const old = '2026-11-20T00:00:00.000Z';
    const [admin] = await desk.db.read('staff').where({ login: 'admin' }).pluck('id');
    await desk.db.write('request').insert([
      { staff_id: admin, request_id: 'old-request', call: 'x', input_sha256: '', output: '{}', at: old },
      {
        staff_id: admin,
        request_id: 'new-request',
        call: 'x',
        input_sha256: '',
        output: '{}',
        at: '2026-11-23T02:00:00.000Z',
      },
    ]);
    await desk.db
      .write('unknown_login')
      .insert({ login_hmac: 'old', failures: 1, last_failure_at: old.replace('20', '19') });
    const [mail] = await desk.db.read('mail_address').where({ account_id: accountId }).pluck('id');
    const sent = (id: number, ended_at: string, more: object = {}) => ({
      ...{ id, message_id: `<${id}>`, kind: 'limit-lifted', account_id: accountId, mail_address_id: mail },
      ...{ state: 'accepted', created_at: ended_at, due_at: ended_at, ended_at, ...more },
    });
    await desk.db
      .write('outbox')
      .insert([
        sent(901, '2024-01-01T00:00:00.000Z'),
        sent(902, '2024-01-02T00:00:00.000Z', { resend_of: 901 }),
        sent(903, '2025-01-01T00:00:00.000Z'),
      ]);
    const incidentId = await desk.db.write.transaction(async (tx) => {
      const [request] = await tx('card_request')
        .insert({ account_id: accountId, cause: 'lost', state: 'done', asked_at: old })
        .returning('id');
      const [batch] = await tx('batch')
        .insert({
          state: 'made',
          layout: 'x',
          planned_posting_on: '2026-11-25',
          valid_through: '2026-12-25',
          card_count: 1,
          digest: '',
          made_by: admin,
          made_at: old,
        })
        .returning('id');
      const [card] = await tx('card')
        .insert({
          batch_id: batch.id,
          request_id: request.id,
          account_id: accountId,
          account_version: 1,
          state: 'posted',
        })
        .returning('id');
      const [event] = await tx('account_event')
        .insert({ account_id: accountId, at: old, kind: 'incident', actor: 'staff:1' })
        .returning('id');
      const due = { noticedOn: '2026-11-17', firstDueOn: '2026-11-22', finalDueOn: '2026-12-17' };
      return incidents.add(tx, { cardId: card.id, accountId, ...due, recordedBy: admin, eventId: event.id }, old);
    });
    for (const place of ['uploads', 'rejects']) {
      mkdirSync(join(scratch.path, place));
      for (const [name, days] of [
        ['old', 15],
        ['new', 0],
      ] as const) {
        const path = join(scratch.path, place, name);
        writeFileSync(path, '');
        const seconds = Date.now() / 1000 - days * 86_400;
        utimesSync(path, seconds, seconds);
      }
    }
    const report = await run(dailyChores);
    expect(new Set(Object.values(stateOf(report)))).toEqual(new Set(['done']));
    const found = Object.fromEntries(report.chores.map(({ chore, counts, ids }) => [chore, { counts, ids }]));
    expect(found).toMatchObject({
      files: { counts: { removed: 2 } },
      answers: { counts: { answers: 1 } },
      outbox: { counts: { mails: 2 } },
      'unknown-logins': { counts: { logins: 1 } },
      'incident-reports': { counts: { overdue: 1 }, ids: [incidentId] },
      'clock-ends': { counts: { ended: 1 }, ids: [ended.accountId] },
      'overdue-purges': { counts: { overdue: 1 }, ids: [over.accountId] },
    });
    expect(readdirSync(join(scratch.path, 'rejects'))).toEqual(['new']);
    expect(await desk.db.read('request').pluck('request_id')).toEqual(['new-request']);
    expect(await desk.db.read('unknown_login')).toEqual([]);
    expect(await desk.db.read('outbox').pluck('id')).toEqual([903]);
    expect(await verifyAudit(desk.db.read)).toMatchObject({ isWhole: true });
  });

  it('is told by a core to whoever asks for it', async () => {
    const core = openCore(await desk.open(), { folder: scratch.path });
    expect((await core.daily('system:test')).chores.map(({ chore }) => chore)).toEqual(
      dailyChores.map(({ name }) => name),
    );
    await core.close();
  });
});
