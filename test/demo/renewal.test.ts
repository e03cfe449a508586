// The same seed and day give the same demo, on either engine; on another day it can be made anew, wholly or not at all.
import { afterAll, describe, expect, it } from 'vitest';
import { keptTables } from '../../db/demo.ts';
import { columns } from '../../db/personal.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { demoMoment } from '../../main/demo/moment.ts';
import { demoPassword } from '../../main/demo/staff.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { engines, openTestDesk, requestId } from '../setup/desk.ts';
import { contentOf, openDemo } from './demo.ts';

const today = tokyoDate(new Date().toISOString());
const small = { accounts: 40, seed: 7, today };
const opened: { remove: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const demo of opened) await demo.remove();
});
const open = async (...of: Parameters<typeof openDemo>) => {
  const demo = await openDemo(...of);
  opened.push(demo);
  return demo;
};

describe('a demo', () => {
  it('is the same from the same seed and day, on both engines, and another from another seed', async () => {
    const first = await contentOf((await open('sqlite', small)).db);
    expect(await contentOf((await open('sqlite', small)).db)).toEqual(first);
    expect(await contentOf((await open('postgres', small)).db)).toEqual(first);
    const other = await contentOf((await open('sqlite', { ...small, seed: 8 })).db);
    expect(other.customer).not.toEqual(first.customer);
    expect(first.account).toHaveLength(40);
  }, 120_000);

  it('has one of three moments of its day, the last that has passed', () => {
    for (const [now, moment] of [
      ['2026-11-22T15:00:00.000Z', '2026-11-22T15:00:00.000Z'],
      ['2026-11-22T20:59:59.999Z', '2026-11-22T15:00:00.000Z'],
      ['2026-11-22T21:00:00.000Z', '2026-11-22T21:00:00.000Z'],
      ['2026-11-23T14:59:59.999Z', '2026-11-23T00:00:00.000Z'],
      ['2026-12-24T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ] as const)
      expect(demoMoment('2026-11-23', now), now).toBe(moment);
  });

  it('is not made where something stands already', async () => {
    for (const engine of engines) {
      const { db, url } = await open(engine, small);
      const { makeDemo } = await import('../../main/demo/demo.ts');
      await expect(makeDemo(url, small)).rejects.toMatchObject({ fault: 'refused' });
      expect(await db.read('staff').select('id')).toHaveLength(5);
    }
  }, 60_000);
});

describe.each(engines)('a demo of yesterday on %s', (engine) => {
  const old = () => open(engine, { ...small, today: addDays(today, -1) });

  it('is made anew with the same people and the dates of today, under the feet of who works in it', async () => {
    const { db, url } = await old();
    const core = openCore(db);
    const agent = core.connect('http', 'an agent');
    answerOf(await agent.call('staff.signIn', { login: 'agent', password: demoPassword }));
    const before = answerOf(await agent.call('account.search', { text: 'Hanako_Sato' })).hits[0];
    answerOf(await agent.call('account.open', { accountId: before?.accountId ?? 0 }));
    answerOf(
      await agent.call('contact.open', { topic: 'account', accountId: before?.accountId ?? 0, requestId: requestId() }),
    );
    expect(answerOf(await agent.call('desk.status', {})).demo).toEqual({ madeOn: addDays(today, -1), isOld: true });

    const stranger = core.connect('http', 'nobody yet');
    expect(answerOf(await stranger.call('desk.renewDemo', {}))).toEqual({ madeOn: today, accounts: 40 });
    const status = answerOf(await stranger.call('desk.status', {}));
    expect(status).toMatchObject({ demo: { madeOn: today, isOld: false }, session: 'none' });
    expect(codeOf(await agent.call('contact.current', {}))).toBe('not-signed-in');
    expect(codeOf(await stranger.call('desk.renewDemo', {}))).toBe('demo-is-fresh');

    answerOf(await agent.call('staff.signIn', { login: 'agent', password: demoPassword }));
    const after = answerOf(await agent.call('account.search', { text: 'Hanako_Sato' })).hits[0];
    // Ids are never given out twice, so the audit stays true of whom it tells.
    expect(after?.accountId).toBeGreaterThan(before?.accountId ?? 0);
    expect(after).toMatchObject({ name: before?.name, customerNo: before?.customerNo });
    expect((await verifyAudit(db.read)).finding).toBeNull();
    const calls = await db.read('audit_entry').pluck('call');
    expect(calls).toEqual(expect.arrayContaining(['contact.open', 'desk.renewDemo']));
    const fresh = await open(engine, small);
    for (const table of ['customer', 'contract', 'account', 'credential', 'pending_change', 'approval', 'name_term'])
      expect((await contentOf(db))[table]?.length, table).toBe((await contentOf(fresh.db))[table]?.length);
    expect(url).not.toBe(fresh.url);
    await core.close();
  }, 120_000);

  it('stays as it was where it cannot be made anew to the end', async () => {
    const { db } = await old();
    const core = openCore(db, { log: () => {} });
    const before = await contentOf(db);
    const isSqlite = engine === 'sqlite';
    // Somebody near the end of the filling is refused by the database.
    await db.write.raw(
      isSqlite
        ? `create trigger stop before insert on pending_change begin select raise(abort, 'stop'); end`
        : `create function stop() returns trigger language plpgsql as $$ begin raise exception 'stop'; end $$`,
    );
    if (!isSqlite)
      await db.write.raw('create trigger stop before insert on pending_change for each row execute function stop()');
    const reply = await core.connect('http', 'nobody yet').call('desk.renewDemo', {});
    expect(reply.ok).toBe(false);
    expect(await contentOf(db)).toEqual(before);
    await core.close();
  }, 60_000);
});

describe('emptying', () => {
  it('names every table either to go or to stay, and a database of another kind is never emptied', async () => {
    expect(keptTables.filter((table) => !(table in columns))).toEqual([]);
    const test = await openTestDesk('sqlite');
    const people = await test.db.read('staff').pluck('id');
    const stranger = test.core.connect('http', 'nobody yet');
    expect(codeOf(await stranger.call('desk.renewDemo', {}))).toBe('not-a-demo');
    expect(await test.db.read('staff').pluck('id')).toEqual(people);
    expect(people.length).toBeGreaterThan(0);
    await test.close();
  });
});
