// A search is kept when it rests, by its kinds of key and its number of hits, never by what was typed (rule 33).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { answerOf } from '../door/caller.ts';
import { tablesWith } from '../door/every-text.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

/** Two seconds that pass when the test says so. */
const standingTimer = () => {
  let pending: { milliseconds: number; work: () => void }[] = [];
  return {
    later: (milliseconds: number, work: () => void) => {
      const one = { milliseconds, work };
      pending.push(one);
      return {
        cancel: () => {
          pending = pending.filter((other) => other !== one);
        },
      };
    },
    waiting: () => pending.map(({ milliseconds }) => milliseconds),
    pass: () => {
      const due = pending;
      pending = [];
      for (const { work } of due) work();
    },
  };
};

describe.each(engines)('a search on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let customer: TestCustomer;
  let timer: ReturnType<typeof standingTimer>;

  beforeEach(async () => {
    timer = standingTimer();
    test = await openTestDesk(engine, { later: timer.later });
    agent = await test.signIn('agent');
    customer = await addCustomer(test.db.write, {
      name: '珍野　苦沙弥',
      nameKana: 'チンノ　クシャミ',
      customerNo: '9988776655',
    });
  });
  afterEach(() => test.close());

  const search = async (text: string, desk = agent) => answerOf(await desk.call('account.search', { text }));
  const entries = async () =>
    (
      await test.db
        .write('audit_entry')
        .whereIn('call', ['account.search', 'account.open'])
        .orderBy(['at', 'chain', 'seq'])
        .select()
    ).map(({ call, actor, body }) => ({ call, actor, body: JSON.parse(body) }));
  /** What was begun without anybody waiting for it has been written once this comes back. */
  const written = async (count: number) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await entries();
      if (found.length >= count) return found;
      await new Promise((resume) => setTimeout(resume, 5));
    }
    return entries();
  };

  it('rests as long as is set', async () => {
    await test.db.write('setting').insert({ key: 'searchRestSeconds', value: '5', version: 1, changed_at: noon });
    await search('ちんの');
    expect(timer.waiting()).toEqual([5000]);
  });

  it('is kept two seconds after the last key, once, by keys and hits', async () => {
    for (const text of ['ちん', 'ちんの', 'ちんの くしゃみ']) await search(text);
    expect(timer.waiting()).toEqual([2000]);
    expect(await entries()).toEqual([]);
    const { keys, hits } = await search('ちんの');
    expect(hits).toHaveLength(1);
    expect(keys.length).toBeGreaterThan(0);
    timer.pass();
    expect(await written(1)).toEqual([{ call: 'account.search', actor: 'staff:1', body: { keys, hits: 1 } }]);
    expect(timer.waiting()).toEqual([]);
  });

  it('is kept before the account that was opened from it, and not again when it would have rested', async () => {
    await search('9988776655');
    answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(timer.waiting()).toEqual([]);
    timer.pass();
    expect((await entries()).map(({ call }) => call)).toEqual(['account.search', 'account.open']);
  });

  it('that found nobody is kept as well', async () => {
    await search('存在しない姓名');
    timer.pass();
    expect((await written(1))[0]?.body).toMatchObject({ hits: 0 });
  });

  it('that was taken back, or was too short to be one, is not', async () => {
    await search('ちんの');
    expect((await search('')).isTooShort).toBe(true);
    expect(timer.waiting()).toEqual([]);
  });

  it('of one person is not another’s', async () => {
    const colleague = await test.signIn('agent2');
    await search('ちんの');
    await search('9988776655', colleague);
    answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(timer.waiting()).toEqual([2000]);
    timer.pass();
    expect((await written(3)).map(({ actor, call }) => `${actor} ${call}`).toSorted()).toEqual([
      'staff:1 account.open',
      'staff:1 account.search',
      'staff:2 account.search',
    ]);
  });

  it('is kept though its person has signed out meanwhile, or the console is closed', async () => {
    const colleague = await test.signIn('agent2');
    await search('9988776655', colleague);
    answerOf(await colleague.call('staff.signOut', {}));
    timer.pass();
    await written(1);
    await search('ちんの');
    await test.core.close();
    const again = await test.open();
    const kept = await again.read('audit_entry').where({ call: 'account.search' }).orderBy('actor').select('actor');
    await again.close();
    expect(kept.map(({ actor }) => actor)).toEqual(['staff:1', 'staff:2']);
    test = await openTestDesk(engine);
  });

  it('leaves its words nowhere', async () => {
    for (const text of ['迷子の猫は三毛', 'mike.neko@example.jp', '070-4321-8765', '07043218765']) {
      await search(text);
      timer.pass();
    }
    await written(4);
    for (const text of ['迷子', '三毛', 'mike.neko', '4321-8765', '43218765'])
      expect(await tablesWith(test.db, text)).toEqual([]);
    for (const { body } of await entries()) {
      expect(Object.keys(body).toSorted()).toEqual(['hits', 'keys']);
      for (const key of body.keys) expect(key).toMatch(/^[a-z-]+$/);
    }
  });
});
