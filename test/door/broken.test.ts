// What nobody expected: it is logged under a reference, nothing of it is written, and nothing of it gets out.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { done } from '../../main/command.ts';
import { commands } from '../../main/commands/index.ts';
import { type Core, type Desk, openCore } from '../../main/core.ts';
import { openLog } from '../../main/log.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { type ScratchFolder, scratchFolder } from '../setup/scratch-folder.ts';
import { answerOf, codeOf, openContact } from './caller.ts';

/** Commands of any shape, so that a test can put a faulty one in the place of a good one. */
const table = commands as unknown as Record<string, (ctx: unknown, input: unknown) => Promise<unknown>>;

describe.each(engines)('an unexpected error on %s', (engine) => {
  let test: TestDesk;
  let folder: ScratchFolder;
  let agent: Desk;
  let customer: TestCustomer;
  const log = () => readFileSync(join(folder.path, 'akari.log'), 'utf8');

  beforeAll(async () => {
    folder = scratchFolder('akari-log-');
    test = await openTestDesk(engine, { log: openLog(folder.path) });
    agent = await test.signIn('agent');
    customer = await addCustomer(test.db.write, { name: '志田　志のぶ' });
    await openContact(agent, customer.accountId);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await test.close();
    folder.remove();
  });

  const events = async () => (await test.db.read('account_event').select('id')).length;
  const entries = async () =>
    (await test.db.read('audit_entry').whereNot('call', 'audit.checkpoint').select('seq')).length;
  const expectBroken = (reply: unknown, ...secrets: string[]) => {
    expect(reply).toEqual({ ok: false, error: 'broken', detail: null, ref: expect.stringMatching(/^[0-9a-f]{8}$/) });
    const { ref } = reply as { ref: string };
    const line = log()
      .split('\n')
      .find((text) => text.includes(ref));
    expect(line).toBeDefined();
    for (const secret of secrets) expect(log()).not.toContain(secret);
    return JSON.parse(line ?? '{}');
  };

  it('keeps back an answer with a field too many, and what it would have told', async () => {
    vi.spyOn(table, 'contact.current').mockResolvedValue(done({ contact: null, phone: '090-5555-0001' }));
    const entry = expectBroken(await agent.call('contact.current', {}), '090-5555-0001');
    expect(entry).toMatchObject({ call: 'contact.current', level: 50 });
  });

  it('keeps back what the database holds against the contract', async () => {
    const facts = JSON.stringify({ phone: { number: '090-5555-0002' } });
    const row = { account_id: customer.accountId, at: noon, kind: 'note', actor: 'system', facts };
    const [{ id }] = await test.db.write('account_event').insert(row).returning('id');
    expectBroken(await agent.call('account.timeline', { accountId: customer.accountId }), '090-5555-0002');
    await test.db.write('account_event').where({ id }).update({ facts: 'phone 090-5555-0003' });
    expectBroken(await agent.call('account.timeline', { accountId: customer.accountId }), '090-5555-0003');
    await test.db.write('account_event').where({ id }).delete();
  });

  it('keeps back a refusal that the row does not know', async () => {
    vi.spyOn(table, 'contact.current').mockResolvedValue({
      ok: false,
      error: 'moon-phase',
      detail: { phone: '090-5555-0004' },
    });
    expectBroken(await agent.call('contact.current', {}), '090-5555-0004');
  });

  it('undoes the whole write whose answer breaks the contract', async () => {
    const real = table['contact.note'] as (ctx: unknown, input: unknown) => Promise<{ value: object }>;
    vi.spyOn(table, 'contact.note').mockImplementation(async (ctx, input) => {
      const outcome = await real(ctx, input);
      return { ...outcome, value: { ...outcome.value, note: '090-5555-0005' } };
    });
    const before = [await events(), await entries()];
    const id = requestId();
    expectBroken(await agent.call('contact.note', { note: 'x', requestId: id }), '090-5555-0005');
    expect([await events(), await entries()]).toEqual(before);
    vi.restoreAllMocks();
    expect(codeOf(await agent.call('contact.note', { note: 'x', requestId: id }))).toBe('ok');
  });

  it('undoes the whole write whose audit entry would carry a name', async () => {
    vi.spyOn(table, 'contact.note').mockImplementation(async () => done({ eventId: 1 }, { name: '志田　志のぶ' }));
    const before = [await events(), await entries()];
    expectBroken(await agent.call('contact.note', { note: 'x', requestId: requestId() }), '志田');
    expect([await events(), await entries()]).toEqual(before);
  });

  it('logs a database’s own error by its code: the statement with what was typed stays out', async () => {
    const typed = '佐藤様 090-5555-0006 へ折り返し';
    const message = "'account_event is closed'";
    await test.db.write.raw(
      engine === 'sqlite'
        ? `create trigger closed before insert on account_event begin select raise(abort, ${message}); end`
        : 'alter table account_event add constraint closed check (note is null) not valid',
    );
    const entry = expectBroken(
      await agent.call('contact.note', { note: typed, requestId: requestId() }),
      typed,
      '090-5555-0006',
    );
    expect(entry).toMatchObject({
      call: 'contact.note',
      code: engine === 'sqlite' ? 'SQLITE_CONSTRAINT_TRIGGER' : '23514',
    });
    expect(entry.place.length).toBeGreaterThan(0);
    await test.db.write.raw(
      engine === 'sqlite' ? 'drop trigger closed' : 'alter table account_event drop constraint closed',
    );
  });

  it('keeps its log readable by nobody else', () => {
    expect(statSync(join(folder.path, 'akari.log')).mode & 0o077).toBe(0);
  });

  it('still answers when the log cannot be written', async () => {
    const secret = 'a console whose disk is full';
    const core = openCore(await test.open(), {
      log: () => {
        throw new Error('no space left');
      },
    });
    const desk = core.connect('cli', secret);
    answerOf(await desk.call('staff.signIn', { login: 'agent', password: staffPassword }));
    vi.spyOn(table, 'contact.current').mockRejectedValue(new Error('x'));
    expect(codeOf(await desk.call('contact.current', {}))).toBe('broken');
    vi.restoreAllMocks();
    await core.close();
  });

  describe('of a screen', () => {
    const fault = {
      name: 'TypeError',
      caught: 'part' as const,
      components: ['Bills'],
      places: ['Bills-Ab1_.js:1:2345'],
    };
    const lines = () =>
      log()
        .split('\n')
        .filter((line) => line.includes('desk.noteFault'));

    it('is logged by kind, parts and places, signed in, locked or before it', async () => {
      const supervisor = await test.signIn('supervisor');
      answerOf(await supervisor.call('staff.lock', {}));
      for (const desk of [agent, supervisor, test.core.connect('http', 'nobody yet')]) {
        const { ref } = answerOf(await desk.call('desk.noteFault', fault));
        const line = lines().find((text) => text.includes(String(ref)));
        expect(JSON.parse(line ?? '{}')).toEqual({
          level: 50,
          time: expect.any(String),
          ref: expect.stringMatching(/^[0-9a-f]{8}$/),
          call: 'desk.noteFault',
          kind: 'TypeError',
          caught: 'part',
          components: ['Bills'],
          place: ['Bills-Ab1_.js:1:2345'],
        });
      }
    });

    it.each([
      ['a message', { message: '佐藤 花子' }],
      ['a message for a kind', { name: 'TypeError: 佐藤' }],
      ['a name for a component', { components: ['佐藤'] }],
      ['a sentence for a component', { components: ['Hanako Sato'] }],
      ['a number for a component', { components: ['090-5555-0007'] }],
      ['an address', { places: ['http://127.0.0.1:4000/assets/Bills.js:1:2'] }],
      ['an address with what was asked', { places: ['Bills.js?name=sato:1:2'] }],
      ['a place of no program', { places: ['sato@example.jp:1:2'] }],
      ['too many places', { places: Array.from({ length: 13 }, () => 'a.js:1:2') }],
      ['another way of being caught', { caught: '佐藤' }],
    ])('is not logged with %s', async (_what, wrong) => {
      const before = lines().length;
      expect(codeOf((await agent.callAny('desk.noteFault', { ...fault, ...wrong })) as never)).toBe('bad-input');
      expect(lines()).toHaveLength(before);
    });

    it('takes two kilobytes at most, and twenty lines an hour from each desk', async () => {
      const most = {
        name: 'N'.repeat(40),
        caught: 'promise' as const,
        components: Array.from({ length: 20 }, () => 'C'.repeat(40)),
        places: Array.from({ length: 12 }, () => `${'p'.repeat(40)}.mjsx:1234567:1234567`),
      };
      const wild = test.core.connect('http', 'a page that has run wild');
      const other = test.core.connect('http', 'another page');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const before = lines().length;
      const refs = [];
      for (let n = 0; n < 25; n += 1) refs.push(answerOf(await wild.call('desk.noteFault', most)).ref);
      expect(refs.filter((ref) => ref === null)).toHaveLength(5);
      expect(lines()).toHaveLength(before + 20);
      expect(Math.max(...lines().map((line) => line.length))).toBeLessThan(2048);
      expect(answerOf(await other.call('desk.noteFault', fault)).ref).not.toBeNull();
      vi.setSystemTime(Date.now() + 3_600_001);
      expect(answerOf(await wild.call('desk.noteFault', fault)).ref).not.toBeNull();
    });
  });

  describe('where nothing can be written', () => {
    let core: Core;
    let readOnly: Desk;

    beforeAll(async () => {
      const secret = 'a console that is there before and after';
      answerOf(
        await test.core.connect('cli', secret).call('staff.signIn', { login: 'supervisor', password: staffPassword }),
      );
      const closed = `?options=${encodeURIComponent('-c default_transaction_read_only=on')}`;
      const db = engine === 'sqlite' ? await test.open() : await openDatabase(`${test.url}${closed}`);
      if (engine === 'sqlite') await db.write.raw('pragma query_only = on');
      core = openCore(db, { log: openLog(folder.path), later: () => ({ cancel: () => {} }) });
      readOnly = core.connect('cli', secret);
      await test.setNow(addMinutes(noon, 5));
    });
    afterAll(() => core.close());

    it('search and reading go on', async () => {
      expect(codeOf(await readOnly.call('account.search', { text: 'さとう 札幌' }))).toBe('ok');
      expect(codeOf(await readOnly.call('desk.status', {}))).toBe('ok');
    });

    it('nothing is shown that would have to be audited, and the fault has its name', async () => {
      const refusal = { ok: false, error: 'unreachable', detail: { fault: 'read-only' } };
      expect(await readOnly.call('account.open', { accountId: customer.accountId })).toEqual(refusal);
      expect(await readOnly.call('account.timeline', { accountId: customer.accountId })).toEqual(refusal);
      expect(await readOnly.call('contact.open', { topic: 'general', requestId: requestId() })).toEqual(refusal);
    });
  });
});
