// Two who change the same customer at the same moment: the slower one decides on what the faster one has left.
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keepClocks } from '../../db/account-clocks.ts';
import type { Desk } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { contractFields, contractHeader, csvLine } from '../customer-files.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, rightPassword } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

let serial = 0;
const nextPlace = () => {
  serial += 1;
  return {
    supplyPointNo: `0197${String(serial).padStart(18, '0')}`,
    startsOn: '2026-12-01',
    plan: '従量電灯B',
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
    applicationPhone: '090-1111-2222',
  };
};

describe.each(engines)('the same account at the same moment on %s', (engine) => {
  const folder = scratchFolder('akari-same-account-');
  let at: TestDesk;
  let agent: Desk;
  let agent2: Desk;
  let supervisor: Desk;
  let supervisor2: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, agent2] = [await at.signIn('agent'), await at.signIn('agent2')];
    [supervisor, supervisor2] = [await at.signIn('supervisor'), await at.signIn('supervisor2')];
  });
  afterEach(async () => {
    for (const desk of [agent, agent2]) await hangUp(desk);
  });
  afterAll(async () => {
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await at.close();
    folder.remove();
  });

  const shared = (accountId: number) => ({ accountId, reason: 'お引越し', requestId: requestId() });
  const waiting = async (): Promise<number> =>
    (await at.db.read('pg_stat_activity').whereRaw(`datname = current_database() and wait_event_type = 'Lock'`)).length;
  /**
   * On PostgreSQL the account's row is kept from both until both wait for it, the first one first: each has read all that
   * it reads without holding it. SQLite has one writer, and they come as they come.
   */
  const meeting = async <A, B>(
    accountId: number,
    first: () => Promise<A>,
    second: () => Promise<B>,
  ): Promise<[A, B]> => {
    if (engine === 'sqlite') return Promise.all([first(), second()]);
    const both = await at.db.write.transaction(async (tx) => {
      await tx('account').where({ id: accountId }).forNoKeyUpdate().select('id');
      const mine = first();
      while ((await waiting()) < 1);
      const theirs = second();
      while ((await waiting()) < 2);
      return [mine, theirs] as const;
    });
    return Promise.all(both);
  };
  const asked = async (approvalId: number | null) => {
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    return { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
  };

  it.each(['joining', 'move-in'] as const)(
    'a joining and a move-in, the %s first: no contract is left behind',
    async (first) => {
      const stays = await addCustomer(at.db.write);
      const goes = await addCustomer(at.db.write, { customerId: stays.customerId, customerNo: stays.customerNo });
      await takeCall(agent, stays, 2);
      const join = { otherAccountId: goes.accountId, survivor: 'this' as const, isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(stays.accountId), ...join }));
      const decision = await asked(approvalId);
      await takeCall(agent2, goes, 3);
      const joining = async () => codeOf(await supervisor.call('approval.decide', decision));
      const moveIn = async () =>
        codeOf(await agent2.call('moving.moveIn', { ...shared(goes.accountId), ...nextPlace() }));
      const codes = await (first === 'joining'
        ? meeting(goes.accountId, joining, moveIn)
        : meeting(goes.accountId, moveIn, joining));
      expect(codes).toEqual(first === 'joining' ? ['ok', 'withdrawn'] : ['ok', 'content-changed']);
      const leftBehind = await at.db
        .read('account_contract as l')
        .join('account as a', 'a.id', 'l.account_id')
        .where({ 'a.customer_id': stays.customerId, 'a.status': 'withdrawn' })
        .whereNull('l.to_on');
      expect(leftBehind).toEqual([]);
    },
  );

  it('a joining, and a file that brings a contract: it comes to the account that goes on', async () => {
    const stays = await addCustomer(at.db.write);
    const { customerId, customerNo } = stays;
    // Files speak to the one whose time is not over.
    await at.db.write('contract').where({ id: stays.contractId }).update({ ended_on: '2026-10-31' });
    await keepClocks(at.db.write, [stays.accountId]);
    const goes = await addCustomer(at.db.write, { customerId, customerNo });
    await takeCall(agent, stays, 2);
    const join = { otherAccountId: goes.accountId, survivor: 'this' as const, isAskingApproval: true };
    const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(stays.accountId), ...join }));
    const decision = await asked(approvalId);
    const path = `${folder.path}/contracts.csv`;
    const row = { ...contractFields(serial), customer_no: customerNo, status: 'active', ended_on: '' };
    writeFileSync(path, [contractHeader, csvLine(row), ''].join('\n'));
    const [joined, read] = await meeting(
      goes.accountId,
      async () => codeOf(await supervisor.call('approval.decide', decision)),
      () => importFile(at.db, 'contracts', path, { actor: 'system:test', rejectsPath: `${path}.rejects` }),
    );
    expect(joined).toBe('ok');
    expect(read).toMatchObject({ ok: true, value: { newCount: 1 } });
    const holder = await at.db
      .read('account_contract as l')
      .join('contract as k', 'k.id', 'l.contract_id')
      .where({ 'k.contract_no': row.contract_no })
      .first('l.account_id');
    expect(holder).toEqual({ account_id: stays.accountId });
  });

  it('two approvals of one account: the second is decided on what the first has left', async () => {
    const customer = await addCustomer(at.db.write);
    const { accountId } = customer;
    await takeCall(agent, customer, 2);
    const ask = { ...shared(accountId), isAskingApproval: true };
    const phone = { ...ask, phoneId: null, number: '011-222-3333' };
    const { approvalId } = answerOf(await agent.call('account.changePhone', phone));
    const mail = { ...ask, requestId: requestId(), mailId: null, address: 'new@example.jp' };
    const other = answerOf(await agent.call('account.changeMail', mail));
    const [one, two] = [await asked(approvalId), await asked(other.approvalId)];
    const codes = await meeting(
      accountId,
      async () => codeOf(await supervisor.call('approval.decide', one)),
      async () => codeOf(await supervisor2.call('approval.decide', two)),
    );
    expect(codes).toEqual(['ok', 'content-changed']);
    expect(await at.db.read('mail_address').where({ account_id: accountId, address: 'new@example.jp' })).toEqual([]);
  });

  it('two who come back to a closed account are one: one account is opened anew', async () => {
    const customer = await addCustomer(at.db.write, { endedOn: '2024-10-31' });
    const { accountId, customerId } = customer;
    await takeCall(agent, customer, 3);
    await takeCall(agent2, customer, 3);
    const moveIn = async (desk: Desk) =>
      codeOf(await desk.call('moving.moveIn', { ...shared(accountId), ...nextPlace() }));
    const codes = await meeting(
      accountId,
      () => moveIn(agent),
      () => moveIn(agent2),
    );
    expect(codes).toEqual(['ok', 'has-open-account']);
    expect(await at.db.read('account').where({ customer_id: customerId })).toHaveLength(2);
  });

  it('a card that voids the password, and the customer who is at the portal: neither waits for ever', async () => {
    let customer = await addCustomer(at.db.write);
    // Not of a desk's own chain in the audit, at which they would come one after the other anyhow.
    while (customer.accountId <= 4) customer = await addCustomer(at.db.write);
    const { accountId, loginId } = customer;
    await takeCall(agent, customer, 2);
    const card = { ...shared(accountId), cause: 'suspected-misuse' as const };
    const [asking, change] = await meeting(
      accountId,
      async () => codeOf(await agent.call('card.request', card)),
      async () => (await at.portal.changeNotices(loginId, rightPassword, false)).answer,
    );
    expect(asking).toBe('ok');
    expect(['changed', 'refused']).toContain(change);
    expect((await at.portal.attempt(loginId, rightPassword)).answer).toBe('refused');
  });
});
