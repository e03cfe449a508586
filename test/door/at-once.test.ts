// Two people, or one person's two hands, at the same moment.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordFailure } from '../../db/credentials.ts';
import type { Desk } from '../../main/core.ts';
import { addHours } from '../../main/rules/calendar.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, openContact, say, takeCall } from './caller.ts';
import { type Colleague, openColleague } from './colleague.ts';

describe.each(engines)('at the same moment on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Colleague;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    agent = await test.signIn('agent');
    colleague = await openColleague(test, noon);
    answerOf(await colleague.call('staff.signIn', { login: 'agent2', password: staffPassword }));
  });
  afterEach(async () => {
    await hangUp(agent);
    await colleague.call('contact.close', { category: 'other', requestId: requestId() });
  });
  afterAll(async () => {
    await colleague.leave();
    await test.close();
  });

  const limited = async (): Promise<TestCustomer> => {
    const customer = await addCustomer(test.db.write);
    const state = { failures: 10, lockedUntil: '2026-11-23T21:00:00.000Z', lockAttempt: null };
    await recordFailure(test.db.write, customer.credentialId ?? 0, state, noon);
    return customer;
  };
  /** Both consoles begin within the same millisecond or so. */
  const together = async <T>(mine: () => Promise<T>, theirs: () => Promise<T>): Promise<[T, T]> => {
    const start = Date.now() + 30;
    void colleague.waitUntil(start);
    const other = theirs();
    while (Date.now() < start) await new Promise((resume) => setImmediate(resume));
    return Promise.all([mine(), other]);
  };

  it('one of two agents lifts the limit, and the other is told who was faster', async () => {
    for (let round = 0; round < 5; round += 1) {
      const customer = await limited();
      const { accountId } = customer;
      await takeCall(agent, customer, 2);
      answerOf(await colleague.call('contact.open', { topic: 'account', accountId, requestId: requestId() }));
      for (const [fact, said] of [
        ['customer-no', customer.customerNo],
        ['supply-point', customer.supplyPointNo],
      ])
        answerOf(await colleague.call('contact.check', { fact, said, requestId: `${requestId()}-theirs` }));
      const lift = (id: string) => ({ accountId, reason: 'typing-mistake' as const, requestId: id });
      const [mine, theirs] = await together(
        () => agent.callAny('account.unlock', lift(requestId())),
        () => colleague.call('account.unlock', lift(`${requestId()}-theirs`)),
      );
      const [winner, loser, name] = mine.ok ? [mine, theirs, '佐々木 ゆかり'] : [theirs, mine, '村上 健'];
      expect(winner).toMatchObject({ ok: true, value: { accountId, noticesQueued: 1 } });
      expect(loser).toEqual({ ok: false, error: 'already-lifted', detail: { by: name, at: noon } });
      const lifted = await test.db
        .read('account_event')
        .where({ account_id: accountId, kind: 'limit-lifted' })
        .select('id');
      expect(lifted).toHaveLength(1);
      expect(await test.db.read('outbox').where({ account_id: accountId }).select('id')).toHaveLength(1);
      await hangUp(agent);
      await colleague.call('contact.close', { category: 'other', requestId: `${requestId()}-theirs` });
    }
  });

  it('one of two people settles a call-back', async () => {
    await openContact(agent, null);
    for (let round = 0; round < 3; round += 1) {
      const promised = await agent.call('callBack.promise', { dueAt: addHours(noon, 1), requestId: requestId() });
      const { callBackId } = answerOf(promised);
      const [mine, theirs] = await together(
        () => agent.callAny('callBack.settle', { callBackId, outcome: 'done', requestId: requestId() }),
        () =>
          colleague.call('callBack.settle', { callBackId, outcome: 'given-up', requestId: `${requestId()}-theirs` }),
      );
      expect([mine, theirs].map(codeOf).toSorted()).toEqual(['already-settled', 'ok']);
    }
  });

  it('one person opens one call, however many consoles they open it at', async () => {
    const desks = [agent, await test.signIn('agent'), await test.signIn('agent')];
    const replies = await Promise.all(
      desks.map((desk) => desk.call('contact.open', { topic: 'general', requestId: requestId() })),
    );
    expect(replies.map(codeOf).toSorted()).toEqual(['contact-open', 'contact-open', 'ok']);
  });

  it('three guesses at a fact are three, also from six consoles of one person', async () => {
    const customer = await addCustomer(test.db.write);
    const desks = [agent, ...(await Promise.all(Array.from({ length: 5 }, () => test.signIn('agent'))))];
    await openContact(agent, customer.accountId);
    const guesses = await Promise.all(
      Array.from({ length: 18 }, (_, n) => say(desks[n % 6] ?? agent, 'birth-date', `1970-01-${10 + n}`)),
    );
    expect(guesses.filter((reply) => reply.ok)).toHaveLength(3);
    expect(new Set(guesses.filter((reply) => !reply.ok).map(codeOf))).toEqual(new Set(['no-contact']));
    const misses = await test.db
      .read('verification as v')
      .join('contact as c', 'c.id', 'v.contact_id')
      .where({ 'c.account_id': customer.accountId, 'v.outcome': 'missed' })
      .select('v.id');
    expect(misses).toHaveLength(3);
  });

  it('one of two admins sets a value, and the other is told that it was changed meanwhile', async () => {
    const admin = await test.signIn('admin');
    await colleague.call('staff.signOut', {});
    answerOf(await colleague.call('staff.signIn', { login: 'admin2', password: staffPassword }));
    for (let version = 0; version < 5; version += 1) {
      const change = (value: number, id: string) => ({
        name: 'idleLockMinutes',
        value,
        version,
        reason: '見直し',
        requestId: id,
      });
      const replies = await together(
        () => admin.callAny('setting.change', change(20 + version, requestId())),
        () => colleague.call('setting.change', change(40 + version, `${requestId()}-theirs`)),
      );
      expect(replies.map(codeOf).toSorted()).toEqual(['changed-meanwhile', 'ok']);
      const entries = await test.db.read('audit_entry').where({ call: 'setting.change' }).select('seq');
      expect(entries).toHaveLength(version + 1);
    }
  });

  it('of three admins two who take away the rights of another one each leave two', async () => {
    for (let round = 0; round < 5; round += 1) {
      await test.db.write('staff').where({ login: 'supervisor' }).update({ role: 'admin' });
      const admin = await test.signIn('admin');
      await colleague.call('staff.signOut', {});
      answerOf(await colleague.call('staff.signIn', { login: 'admin2', password: staffPassword }));
      const { people } = answerOf(await admin.call('staff.list', {}));
      const demotion = (login: string, id: string) => {
        const { staffId = 0, version = 0 } = people.find((one) => one.login === login) ?? {};
        return { staffId, version, role: 'agent' as const, requestId: id };
      };
      const replies = await together(
        () => admin.callAny('staff.changeRole', demotion('admin2', requestId())),
        () => colleague.call('staff.changeRole', demotion('supervisor', `${requestId()}-theirs`)),
      );
      expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await test.db.read('staff').where({ role: 'admin' }).select('id')).toHaveLength(2);
      await test.db.write('staff').whereIn('login', ['admin', 'admin2']).update({ role: 'admin' });
    }
  });
});
