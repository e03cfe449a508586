// Entries that come otherwise than by a call of somebody signed in, and reading, which leaves none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSetUpCode } from '../../main/commands/desk.ts';
import { type Core, openCore } from '../../main/core.ts';
import { systemEffects } from '../../main/effects.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, freshDatabase, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { entriesOf } from './entries-of.ts';

describe.each(engines)('the audit on %s', (engine) => {
  let test: TestDesk;
  let customer: TestCustomer;
  beforeAll(async () => {
    test = await openTestDesk(engine);
    customer = await addCustomer(test.db.write);
  });
  afterAll(() => test.close());
  const added = <T>(work: () => Promise<T>) => entriesOf(test.db, work);

  it('has one entry for the first admins, and none for a wrong code', async () => {
    const database = await freshDatabase(engine);
    const core: Core = openCore(await database.open());
    const desk = core.connect('http', 'first');
    const code = (await makeSetUpCode(core.db, systemEffects)) ?? '';
    const admins = [{ login: 'shida', name: '志田　志のぶ', password: 'a long enough phrase' }];
    expect((await entriesOf(core.db, () => desk.call('desk.setUp', { code: 'wrong', admins })))[1]).toEqual([]);
    const [, made] = await entriesOf(core.db, () => desk.call('desk.setUp', { code, admins }));
    expect(made).toEqual([{ actor: 'anyone', call: 'desk.setUp', body: { staff: [1] }, account_id: null }]);
    await core.close();
    await database.remove();
  });

  it('has no entry for what is only read', async () => {
    const [agent, auditor] = [await test.signIn('agent'), await test.signIn('auditor')];
    await agent.call('account.open', { accountId: customer.accountId });
    const [, made] = await added(async () => {
      // Looking again at what one has open.
      await agent.call('account.open', { accountId: customer.accountId });
      await agent.call('account.timeline', { accountId: customer.accountId });
      await agent.call('contact.current', {});
      await agent.call('callBack.list', {});
      await auditor.call('audit.list', {});
      await auditor.call('audit.choices', {});
      await auditor.call('audit.verify', {});
    });
    expect(made).toEqual([]);
  });

  it('counts the portal’s attempts under the account, or under nothing', async () => {
    const [, wrong] = await added(() => test.portal.attempt(customer.loginId, 'wrong'));
    expect(wrong).toMatchObject([
      { actor: 'portal', call: 'portal.attempt', body: { account: customer.accountId, failures: 1, limited: false } },
    ]);
    const [, unknown] = await added(() => test.portal.attempt('shinobu.shida.unknown', 'wrong'));
    expect(unknown).toMatchObject([{ actor: 'portal', body: { account: null, failures: 1, limited: false } }]);
    const [, right] = await added(() => test.portal.attempt(customer.loginId, rightPassword));
    // Counted first, taken back with the success: two transactions, an entry each.
    expect(right.map(({ body }) => body)).toEqual(
      expect.arrayContaining([
        { account: customer.accountId, failures: 2, limited: false },
        { account: customer.accountId, answer: 'accepted' },
      ]),
    );
    expect(right).toHaveLength(2);
  });
});
