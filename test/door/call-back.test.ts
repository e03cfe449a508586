import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { addHours } from '../../main/rules/calendar.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, openContact } from './caller.ts';

describe.each(engines)('promised call-backs on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Desk;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, colleague] = [await test.signIn('agent'), await test.signIn('agent2')];
  });
  afterEach(async () => {
    for (const desk of [agent, colleague]) await hangUp(desk);
    await test.db.write('call_back').delete();
  });
  afterAll(() => test.close());

  const promise = (desk: Desk, dueAt: string, note = '') =>
    desk.call('callBack.promise', { dueAt, note, requestId: requestId() });
  const settle = (
    desk: Desk,
    callBackId: number,
    outcome: 'done' | 'not-reached' | 'given-up' = 'done',
    nextAt: string | null = null,
  ) => desk.call('callBack.settle', { callBackId, outcome, nextAt, requestId: requestId() });
  const list = async (desk: Desk, filter: { state?: 'open' | 'settled'; isMine?: boolean } = {}) =>
    answerOf(await desk.call('callBack.list', filter)).callBacks;

  it('stand in everybody’s work list, the most overdue first, with name and note', async () => {
    const customer = await addCustomer(test.db.write, { name: '高橋　一郎' });
    await openContact(agent, customer.accountId);
    answerOf(await promise(agent, addHours(noon, 5), '検針日を調べる'));
    answerOf(await promise(agent, addHours(noon, 2)));
    expect(await list(colleague)).toMatchObject([
      { dueAt: addHours(noon, 2), note: null, accountId: customer.accountId },
      {
        dueAt: addHours(noon, 5),
        note: '検針日を調べる',
        customerName: '高橋　一郎',
        promisedBy: '佐々木 ゆかり',
        state: 'open',
      },
    ]);
    expect(await list(colleague, { isMine: true })).toEqual([]);
    expect(await list(agent, { isMine: true })).toHaveLength(2);
  });

  it('may be promised to somebody who is no customer', async () => {
    await openContact(agent, null);
    answerOf(await promise(agent, addHours(noon, 1)));
    expect(await list(agent)).toMatchObject([{ accountId: null, customerName: null }]);
  });

  it('lie in the future and belong to a call', async () => {
    expect(codeOf(await promise(agent, addHours(noon, 1)))).toBe('no-contact');
    await openContact(agent, null);
    expect(codeOf(await promise(agent, noon))).toBe('past-time');
    expect(codeOf(await promise(agent, addHours(noon, -1)))).toBe('past-time');
    expect(await list(agent)).toEqual([]);
  });

  it('are settled once, by whoever gets to it first, and show on the timeline', async () => {
    const customer = await addCustomer(test.db.write);
    await openContact(agent, customer.accountId);
    const { callBackId } = answerOf(await promise(agent, addHours(noon, 1)));
    answerOf(await settle(colleague, callBackId, 'given-up'));
    expect(await settle(agent, callBackId)).toEqual({
      ok: false,
      error: 'already-settled',
      detail: { by: '村上 健', at: noon },
    });
    expect(codeOf(await settle(agent, 999_999))).toBe('no-such-call-back');
    expect(await list(agent)).toEqual([]);
    expect(await list(agent, { state: 'settled' })).toMatchObject([{ callBackId, state: 'not-reached' }]);
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events.slice(0, 2)).toMatchObject([
      { kind: 'call-back-settled', staffName: '村上 健', facts: { outcome: 'given-up' } },
      { kind: 'call-back-promised', staffName: '佐々木 ゆかり', facts: { dueAt: addHours(noon, 1) } },
    ]);
  });

  it('stay on the list for another time when nobody answers, until they are given up on purpose', async () => {
    const customer = await addCustomer(test.db.write);
    await openContact(agent, customer.accountId);
    const { callBackId } = answerOf(await promise(agent, addHours(noon, 1)));
    expect(codeOf(await settle(agent, callBackId, 'not-reached'))).toBe('next-time-needed');
    expect(codeOf(await settle(agent, callBackId, 'not-reached', noon))).toBe('past-time');
    expect(await list(agent)).toMatchObject([{ callBackId, attempts: 0, lastTriedAt: null }]);
    const next = addHours(noon, 3);
    expect(answerOf(await settle(agent, callBackId, 'not-reached', next))).toEqual({ callBackId, dueAt: next });
    answerOf(await settle(colleague, callBackId, 'not-reached', addHours(noon, 4)));
    expect(await list(agent)).toMatchObject([
      { callBackId, state: 'open', dueAt: addHours(noon, 4), attempts: 2, lastTriedAt: noon },
    ]);
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[1]).toMatchObject({ kind: 'call-back-settled', facts: { outcome: 'not-reached', dueAt: next } });
    answerOf(await settle(agent, callBackId, 'given-up'));
    expect(await list(agent)).toEqual([]);
    expect(codeOf(await settle(colleague, callBackId, 'not-reached', next))).toBe('already-settled');
  });
});
