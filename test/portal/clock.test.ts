import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endingBetween, keepClocks } from '../../db/account-clocks.ts';
import { addDays, tokyoInstant } from '../../main/rules/calendar.ts';
import { answerOf } from '../door/caller.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, rightPassword } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

describe.each(engines)('the time after move-out on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  it('ends at midnight in Tokyo, after which the right password is answered with its own reason', async () => {
    const customer = await addCustomer(at.db.write, { endedOn: '2024-11-30' });
    const attempt = async (password: string) => (await at.portal.attempt(customer.loginId, password)).answer;
    await at.setNow(new Date(Date.parse(tokyoInstant('2026-11-30', 24)) - 1).toISOString());
    expect(await attempt(rightPassword)).toBe('accepted');
    await at.setNow(tokyoInstant('2026-11-30', 24));
    expect(await attempt('wrong')).toBe('refused');
    expect(await attempt(rightPassword)).toBe('ended');
    const change = await at.portal.changePassword(customer.loginId, rightPassword, 'A new and longer one 7');
    expect(change.answer).toBe('ended');
    await at.setNow(noon);
  });

  it('stands on the account with the contract because of which it runs, and stops with a new one', async () => {
    const agent = await at.signIn('agent');
    const customer = await addCustomer(at.db.write, { endedOn: '2025-03-31' });
    const clockNow = async () => answerOf(await agent.call('account.open', { accountId: customer.accountId })).clock;
    const contract = await at.db.read('contract').where({ id: customer.contractId }).first();
    expect(await clockNow()).toEqual({
      runsFrom: '2025-03-31',
      openThrough: '2027-03-31',
      isOver: false,
      contractNo: contract.contract_no,
    });
    await at.db.write('contract').where({ id: customer.contractId }).update({ end_recorded_on: '2025-04-10' });
    await keepClocks(at.db.write, [customer.accountId]);
    expect(await clockNow()).toMatchObject({ runsFrom: '2025-04-10', openThrough: '2027-04-10' });
    await at.db.write('contract').where({ id: customer.contractId }).update({ ended_on: null, end_recorded_on: null });
    await keepClocks(at.db.write, [customer.accountId]);
    expect(await clockNow()).toBeNull();
  });

  it('is over for the agent as for the customer, and no card is asked for any more', async () => {
    const agent = await at.signIn('agent');
    const customer = await addCustomer(at.db.write, { endedOn: '2024-01-31' });
    const account = answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(account.login.state).toBe('ended');
    expect(account.clock?.isOver).toBe(true);
    expect(account.can.requestCard).toEqual({ isAllowed: false, reason: 'clock-over' });
  });

  it('gives the accounts that end between two days, in pieces, each once', async () => {
    const from = '2031-05-01';
    for (let day = 0; day < 5; day += 1)
      await addCustomer(at.db.write, { endedOn: addDays('2029-05-01', day), credential: null });
    const found: string[] = [];
    for (let last = null as Awaited<ReturnType<typeof endingBetween>>[number] | null; ; ) {
      const piece = await endingBetween(at.db.read, from, '2031-05-04', 2, last);
      found.push(...piece.map(({ openThrough }) => openThrough));
      last = piece.at(-1) ?? null;
      if (!last) break;
    }
    expect(found).toEqual(['2031-05-01', '2031-05-02', '2031-05-03', '2031-05-04']);
  });

  it('counts from registration where no contract was ever held, and is right on every account of a register', async () => {
    const { accountId } = await addCustomer(at.db.write, { credential: null });
    await at.db.write('account_contract').where({ account_id: accountId }).delete();
    await keepClocks(at.db.write, [accountId]);
    const row = await at.db.read('account_clock').where({ account_id: accountId }).first();
    expect(row.open_through).toBe('2022-04-01');
    expect(await wrongClocks(at.db.read)).toEqual([]);
  });

  it('of two contracts ended at two desks at once it starts with the later one', async () => {
    const one = await addCustomer(at.db.write, { credential: null });
    const two = await addCustomer(at.db.write, { credential: null, customerId: one.customerId });
    await at.db.write('account_contract').where({ contract_id: two.contractId }).update({ account_id: one.accountId });
    const end = (contractId: number, endedOn: string) =>
      at.db.write.transaction(async (tx) => {
        await tx('contract').where({ id: contractId }).update({ ended_on: endedOn, end_recorded_on: endedOn });
        await keepClocks(tx, [one.accountId]);
      });
    await Promise.all([end(one.contractId, '2026-10-31'), end(two.contractId, '2026-11-15')]);
    const row = await at.db.read('account_clock').where({ account_id: one.accountId }).first();
    expect(row?.open_through).toBe('2028-11-15');
    await keepClocks(at.db.write, [two.accountId]);
  });
});
