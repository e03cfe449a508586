import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepClocks } from '../../db/account-clocks.ts';
import * as bills from '../../db/bills.ts';
import type { Desk } from '../../main/core.ts';
import { systemEffects } from '../../main/effects.ts';
import { queueClockNotices } from '../../main/mail/moving-notices.ts';
import { tokyoDate, tokyoInstant } from '../../main/rules/calendar.ts';
import { clockNoticeKind } from '../../main/rules/mail-sending.ts';
import { policyOf } from '../../main/rules/policy.ts';
import { addPostedCard } from '../setup/card.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

let serial = 0;
/** A place nobody has lived in yet. */
const nextPlace = () => {
  serial += 1;
  return {
    newContractId: null,
    supplyPointNo: `0199${String(serial).padStart(18, '0')}`,
    startsOn: '2026-12-01',
    plan: '従量電灯B',
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
    applicationPhone: '',
  };
};

describe.each(engines)('moving on %s', (engine) => {
  let at: TestDesk;
  let agent: Desk;
  let agent2: Desk;
  let supervisor: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, agent2, supervisor] = [await at.signIn('agent'), await at.signIn('agent2'), await at.signIn('supervisor')];
  });
  afterAll(async () => {
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await at.close();
  });
  beforeEach(async () => {
    await clockTo(noon);
    for (const desk of [agent, agent2, supervisor]) await hangUp(desk);
  });

  /** The desks stay awake. */
  const clockTo = async (now: string) => {
    await at.setNow(now);
    await at.db.write('staff_session').update({ last_seen_at: now });
  };
  const onTheLine = async (options: Parameters<typeof addCustomer>[1] = {}, level: 2 | 3 = 3) => {
    const customer = await addCustomer(at.db.write, options);
    await takeCall(agent, customer, level);
    return customer;
  };
  const shared = (one: { accountId: number }) => ({
    accountId: one.accountId,
    reason: 'お引越し',
    requestId: requestId(),
  });
  const out = (one: TestCustomer, endsOn: string, more: object = {}) => ({
    ...shared(one),
    contractIds: [one.contractId],
    endsOn,
    ...more,
  });
  const opened = async (accountId: number) => answerOf(await agent.call('account.open', { accountId }));
  const contractOf = (contractId: number) => at.db.read('contract').where({ id: contractId }).first();
  const confirmedOf = async (accountId: number): Promise<string | null> =>
    (await at.db.read('account').where({ id: accountId }).first('delivery_confirmed_postcode'))
      .delivery_confirmed_postcode;
  const kindsOf = async (accountId: number): Promise<string[]> =>
    (await at.db.read('account_event').where({ account_id: accountId }).orderBy('id')).map((row) => row.kind);
  const grant = async (approvalId: number | null) => {
    const { digest, changes } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    const decision = { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
    return { reply: await supervisor.call('approval.decide', decision), changes };
  };

  describe('out', () => {
    it('ends the contract, starts the clock, tells the customer and waits for the customer system', async () => {
      const customer = await onTheLine();
      expect((await opened(customer.accountId)).clock).toBeNull();
      const done = answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-30')));
      expect(done).toMatchObject({ state: 'done', noticesQueued: 1 });
      const account = await opened(customer.accountId);
      expect(account.contracts[0]?.endedOn).toBe('2026-11-30');
      expect(account.clock).toMatchObject({ runsFrom: '2026-11-30', openThrough: '2028-11-30' });
      const pending = await at.db.read('pending_change').where({ account_id: customer.accountId }).first();
      expect(pending).toMatchObject({
        field: 'contract-end',
        old_value: '""',
        new_value: '"2026-11-30"',
        state: 'pending',
      });
      expect(await kindsOf(customer.accountId)).toContain('moved-out');
      expect((await at.portal.attempt(customer.loginId, rightPassword)).answer).toBe('accepted');
    });

    it('sends no mail where the customer wants none', async () => {
      const customer = await onTheLine();
      const done = answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-30', { isToldByMail: false })));
      expect(done.noticesQueued).toBe(0);
    });

    it('is checked first: what is open, between which days, and how long the account stays open', async () => {
      const customer = await onTheLine();
      answerOf(await agent.call('card.request', { ...shared(customer), cause: 'forgotten-password' }));
      const check = answerOf(
        await agent.call('moving.check', {
          accountId: customer.accountId,
          contractIds: [customer.contractId],
          endsOn: '2026-12-31',
        }),
      );
      expect(check).toMatchObject({
        earliest: '2026-08-25',
        latest: '2027-01-22',
        openThrough: '2028-12-31',
        contracts: [{ contractId: customer.contractId, canEnd: { isAllowed: true }, canUndo: { reason: 'not-ended' } }],
        open: [
          { kind: 'last-bill', count: 1 },
          { kind: 'card-request', count: 1 },
        ],
      });
    });

    it('lies at most 60 days ahead, not before the start, and further back than 90 days only with an approval', async () => {
      const customer = await onTheLine();
      const code = async (endsOn: string) => codeOf(await agent.call('moving.moveOut', out(customer, endsOn)));
      expect(await code('2027-01-23')).toBe('end-too-late');
      expect(await code('2020-03-31')).toBe('end-needs-approval');
      expect(await code('2026-08-24')).toBe('end-needs-approval');
      const early = out(customer, '2026-08-24', { isAskingApproval: true });
      const { state, approvalId } = answerOf(await agent.call('moving.moveOut', early));
      expect(state).toBe('asked');
      const { reply, changes } = await grant(approvalId);
      expect(codeOf(reply)).toBe('ok');
      expect(changes).toContainEqual({ field: 'contract-end', before: '', after: '2026-08-24' });
      expect(await contractOf(customer.contractId)).toMatchObject({
        ended_on: '2026-08-24',
        end_recorded_on: '2026-11-23',
      });
      // Recorded later than it ended: the record counts.
      expect((await opened(customer.accountId)).clock?.openThrough).toBe('2028-11-23');
    });

    it('needs more than two facts', async () => {
      const customer = await onTheLine({}, 2);
      expect(codeOf(await agent.call('moving.moveOut', out(customer, '2026-11-30')))).toBe('not-verified');
    });

    it('takes several contracts of the account together, and none of another one', async () => {
      const customer = await onTheLine();
      const second = await addCustomer(at.db.write, { customerId: customer.customerId, credential: null });
      const both = { contractIds: [customer.contractId, second.contractId] };
      expect(codeOf(await agent.call('moving.moveOut', out(customer, '2026-11-30', both)))).toBe('no-such-contract');
      await at.db
        .write('account_contract')
        .where({ contract_id: second.contractId })
        .update({ account_id: customer.accountId });
      await agent.call('account.open', { accountId: customer.accountId });
      answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-30', both)));
      expect((await opened(customer.accountId)).contracts.map(({ endedOn }) => endedOn)).toEqual([
        '2026-11-30',
        '2026-11-30',
      ]);
      await at.db.write('account_clock').where({ account_id: second.accountId }).delete();
      await at.db.write('account_clock').insert({ account_id: second.accountId, open_through: '2022-04-01' });
    });

    it('is won by one of two desks; the other is told by whom and when', async () => {
      const customer = await onTheLine();
      await takeCall(agent2, customer, 3);
      const replies = await Promise.all([
        agent.call('moving.moveOut', out(customer, '2026-11-30')),
        agent2.call('moving.moveOut', out(customer, '2026-12-05')),
      ]);
      expect(replies.map(codeOf).sort()).toEqual(['already-ended', 'ok']);
      const lost = replies.find((reply) => !reply.ok);
      expect(lost).toMatchObject({ detail: { by: expect.stringMatching(/佐々木|村上/), at: noon } });
      expect(await at.db.read('outbox').where({ account_id: customer.accountId })).toHaveLength(1);
    });

    it('is taken back until its day, unless another contract has started there', async () => {
      const customer = await onTheLine();
      answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-25')));
      const undo = () => ({ ...shared(customer), contractIds: [customer.contractId] });
      answerOf(await agent.call('moving.undoMoveOut', undo()));
      expect((await opened(customer.accountId)).clock).toBeNull();
      expect(codeOf(await agent.call('moving.undoMoveOut', undo()))).toBe('not-ended');
      answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-25')));

      const next = await addCustomer(at.db.write, { credential: null });
      await at.db
        .write('contract')
        .where({ id: next.contractId })
        .update({ supply_point_no: customer.supplyPointNo, started_on: '2026-11-26' });
      expect(codeOf(await agent.call('moving.undoMoveOut', undo()))).toBe('supply-point-taken');
      await at.db.write('contract').where({ id: next.contractId }).update({ supply_point_no: next.supplyPointNo });
      await hangUp(agent);
      await clockTo(tokyoInstant('2026-11-26', 0));
      await takeCall(agent, customer, 3);
      expect(codeOf(await agent.call('moving.undoMoveOut', undo()))).toBe('end-has-passed');
    });

    it('by Tokyo’s date, whichever zone the PC stands in', async () => {
      // 15:30 UTC is the next day in Tokyo.
      await clockTo('2026-11-23T15:30:00.000Z');
      const customer = await onTheLine();
      answerOf(await agent.call('moving.moveOut', out(customer, '2026-11-20')));
      expect((await contractOf(customer.contractId)).end_recorded_on).toBe('2026-11-24');
    });
  });

  describe('within the area', () => {
    it('keeps account and login: the old contract ends, the new one begins, and the gap is told', async () => {
      const customer = await onTheLine();
      const content = { ...nextPlace(), contractId: customer.contractId, endsOn: '2026-11-28', deliversThere: true };
      const { state } = answerOf(await agent.call('moving.moveWithin', { ...shared(customer), ...content }));
      expect(state).toBe('done');
      const account = await opened(customer.accountId);
      expect(account.clock).toBeNull();
      expect(account.loginId).toBe(customer.loginId);
      expect(account.contracts).toMatchObject([
        { startedOn: '2026-12-01', endedOn: null, supplyPointNo: content.supplyPointNo },
        { endedOn: '2026-11-28' },
      ]);
      expect(account.deliveryAddress).toMatchObject({ postcode: '0600042', line: content.line });
      const pending = await at.db.read('pending_change').where({ account_id: customer.accountId });
      expect(pending.map(({ field }) => field).sort()).toEqual(['contract-end', 'contract-start', 'delivery-address']);
      expect((await at.portal.attempt(customer.loginId, rightPassword)).answer).toBe('accepted');
    });

    it('keeps a large user’s postcode as confirmed where what is posted goes there', async () => {
      const large = { postcode: '060-8588', isPostcodeConfirmed: true };
      const kept = async (deliversThere: boolean) => {
        const customer = await onTheLine();
        const content = { ...nextPlace(), ...large, contractId: customer.contractId, endsOn: '2026-11-28' };
        answerOf(await agent.call('moving.moveWithin', { ...shared(customer), ...content, deliversThere }));
        await hangUp(agent);
        return confirmedOf(customer.accountId);
      };
      expect(await kept(true)).toBe('0608588');
      expect(await kept(false)).toBeNull();
    });

    it('shows who approves it the days between the two', async () => {
      const customer = await onTheLine({}, 2);
      const content = { ...nextPlace(), contractId: customer.contractId, endsOn: '2026-12-03', isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.moveWithin', { ...shared(customer), ...content }));
      const { changes, reply } = await grant(approvalId);
      expect(changes).toContainEqual({ field: 'supply-gap', before: '', after: '-3' });
      expect(codeOf(reply)).toBe('ok');
    });

    it('changes nothing where another contract runs at the new place', async () => {
      const other = await addCustomer(at.db.write, { credential: null });
      const customer = await onTheLine();
      const content = { ...nextPlace(), supplyPointNo: other.supplyPointNo, contractId: customer.contractId };
      const reply = await agent.call('moving.moveWithin', { ...shared(customer), ...content, endsOn: '2026-11-28' });
      expect(reply).toMatchObject({ ok: false, error: 'supply-point-taken', detail: { until: null } });
      expect((await contractOf(customer.contractId)).ended_on).toBeNull();
    });

    it.each([
      ['supply-point-format', { supplyPointNo: '123' }],
      ['start-incomplete', { startsOn: null }],
      ['start-incomplete', { plan: '' }],
      ['start-out-of-range', { startsOn: '2027-06-01' }],
      ['postcode-address', { postcode: '100-0001' }],
      ['postcode-unconfirmed', { postcode: '060-8588' }],
      ['phone-format', { applicationPhone: '12' }],
      ['gaiji', { line: '北海道札幌市中央区大通西\u{e000}5丁目8' }],
    ])('answers %s to %o', async (code, wrong) => {
      const customer = await onTheLine();
      const content = { ...nextPlace(), ...wrong, contractId: customer.contractId, endsOn: '2026-11-28' };
      expect(codeOf(await agent.call('moving.moveWithin', { ...shared(customer), ...content }))).toBe(code);
    });
  });

  describe('in', () => {
    it('joins an account while its clock runs, which then stops', async () => {
      const customer = await onTheLine({ endedOn: '2025-01-31' });
      expect((await opened(customer.accountId)).clock?.openThrough).toBe('2027-01-31');
      answerOf(
        await agent.call('moving.moveIn', { ...shared(customer), ...nextPlace(), applicationPhone: '090-1111-2222' }),
      );
      expect((await opened(customer.accountId)).clock).toBeNull();
    });

    it('opens an account anew where the clock is over, and the closed one stays closed', async () => {
      const customer = await onTheLine({ endedOn: '2024-10-31', isDoNotPost: true });
      const place = { ...nextPlace(), postcode: '060-8588', isPostcodeConfirmed: true };
      const start = () => ({ ...shared(customer), ...place, applicationPhone: '090-1111-2222' });
      expect(codeOf(await agent.call('moving.moveIn', { ...start(), applicationPhone: '' }))).toBe('phone-format');
      expect(answerOf(await agent.call('moving.moveIn', start())).state).toBe('done');

      const before = await opened(customer.accountId);
      expect(before).toMatchObject({ clock: { openThrough: '2026-10-31', isOver: true }, contracts: [{}] });
      expect((await at.portal.attempt(customer.loginId, rightPassword)).answer).toBe('ended');
      const [other] = before.customer.otherAccounts;
      const anew = await opened(other?.accountId ?? 0);
      expect(anew).toMatchObject({ clock: null, login: { state: 'never-issued' }, isDoNotPost: true });
      expect(anew.contracts).toMatchObject([{ startedOn: '2026-12-01', endedOn: null }]);
      expect(anew.deliveryAddress).toMatchObject({ postcode: '0608588', line: place.line });
      expect(await confirmedOf(other?.accountId ?? 0)).toBe('0608588');
      expect(await kindsOf(customer.accountId)).toContain('moved-in');
      expect(await kindsOf(other?.accountId ?? 0)).toContain('registered');

      // Whoever is called for the closed one again is sent to the open one.
      const again = { ...shared(customer), ...nextPlace(), applicationPhone: '090-1111-2222' };
      expect(await agent.call('moving.moveIn', again)).toMatchObject({
        error: 'has-open-account',
        detail: { loginId: other?.loginId },
      });
    });

    it('shows who approves it that an account is opened', async () => {
      const customer = await onTheLine({ endedOn: '2024-10-31', status: 'withdrawn' }, 2);
      const content = { ...nextPlace(), applicationPhone: '090-1111-2222', isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.moveIn', { ...shared(customer), ...content }));
      const { changes, reply } = await grant(approvalId);
      expect(changes).toContainEqual({ field: 'new-account', before: customer.loginId, after: 'opened' });
      expect(codeOf(reply)).toBe('ok');
    });

    it('joins a contract that the customer system has told of, once', async () => {
      const customer = await onTheLine();
      const told = await addCustomer(at.db.write, { customerId: customer.customerId, credential: null });
      await at.db.write('account_contract').where({ contract_id: told.contractId }).delete();
      const check = answerOf(await agent.call('moving.check', { accountId: customer.accountId }));
      expect(check.joinable.map(({ contractId }) => contractId)).toEqual([told.contractId]);
      const join = () => ({ ...shared(customer), newContractId: told.contractId });
      answerOf(await agent.call('moving.moveIn', join()));
      expect(codeOf(await agent.call('moving.moveIn', join()))).toBe('contract-held');
      await at.db.write('account_clock').insert({ account_id: told.accountId, open_through: '2022-04-01' });
    });

    it('begins no contract that has ended, on an account that is open or on one that is over', async () => {
      const customer = await onTheLine({ endedOn: '2024-10-31' });
      const gone = await addCustomer(at.db.write, {
        customerId: customer.customerId,
        credential: null,
        endedOn: '2022-03-31',
      });
      await at.db.write('account_contract').where({ contract_id: gone.contractId }).delete();
      await at.db.write('account').where({ id: gone.accountId }).update({ status: 'withdrawn' });
      await keepClocks(at.db.write, [gone.accountId]);
      const join = () => ({ ...shared(customer), newContractId: gone.contractId, applicationPhone: '090-1111-2222' });
      const refused = { error: 'already-ended', detail: { endedOn: '2022-03-31', by: null } };
      expect(await agent.call('moving.moveIn', join())).toMatchObject(refused);
      await at.db
        .write('contract')
        .where({ id: customer.contractId })
        .update({ ended_on: null, end_recorded_on: null });
      await keepClocks(at.db.write, [customer.accountId]);
      expect(await agent.call('moving.moveIn', join())).toMatchObject(refused);
      expect((await opened(customer.accountId)).customer.otherAccounts).toHaveLength(1);
    });

    it('shows the next tenant nothing of the one before', async () => {
      const before = await onTheLine();
      await addBill(before, '2026-10');
      answerOf(await agent.call('moving.moveOut', out(before, '2026-11-20')));
      await hangUp(agent);
      const next = await onTheLine({ endedOn: '2026-11-15' });
      const place = { ...nextPlace(), supplyPointNo: before.supplyPointNo, startsOn: '2026-11-21' };
      answerOf(await agent.call('moving.moveIn', { ...shared(next), ...place }));
      expect(await billsOf(next)).toEqual([]);
      expect(await billsOf(before)).toHaveLength(1);
      const seen = JSON.stringify(await opened(next.accountId));
      expect(seen).not.toContain(before.customerNo);
      expect((await opened(next.accountId)).contracts).toHaveLength(2);
    });
  });

  const addBill = async (one: TestCustomer, month: string, customerId = one.customerId) => {
    serial += 1;
    const yen = { amount_yen: 5000, standard_yen: 5000, standard_tax_yen: 454, reduced_yen: 0, reduced_tax_yen: 0 };
    const [bill] = await at.db
      .write('bill')
      .insert({
        ...yen,
        bill_no: `B${serial}`,
        customer_id: customerId,
        billing_month: month,
        state: 'fixed',
        issued_on: `${month}-28`,
        due_on: `${month}-28`,
        payment: 'slip',
        created_at: noon,
      })
      .returning('id');
    await at.db.write('bill_line').insert({
      bill_id: bill.id,
      line_no: 1,
      contract_id: one.contractId,
      used_from: `${month}-01`,
      used_through: `${month}-25`,
      read_on: `${month}-25`,
      usage_kwh: 100,
      basic_yen: 1000,
      energy_yen: 4000,
      fuel_yen: 0,
      renewable_yen: 0,
      other_yen: 0,
      amount_yen: 5000,
      tax_percent: 10,
    });
  };
  const noFilter = { contractId: null, fromMonth: null, throughMonth: null };
  const billsOf = (one: { accountId: number; customerId: number }) =>
    bills.page(at.db.read, { id: one.accountId, customerId: one.customerId }, noFilter, null, 10);

  describe('a name', () => {
    it('changes after a marriage: the account stays, and is found by the new name', async () => {
      const customer = await onTheLine({ name: '旧姓　花恵', nameKana: 'キュウセイ　ハナエ' });
      const name = { name: `新名　花恵${engine.length}`, nameKana: 'シンメイ　ハナエ' };
      answerOf(await agent.call('moving.changeName', { ...shared(customer), ...name }));
      const found = answerOf(await agent.call('account.search', { text: name.name }));
      expect(found.hits.map(({ accountId }) => accountId)).toContain(customer.accountId);
      const gone = answerOf(await agent.call('account.search', { text: '旧姓　花恵' }));
      expect(gone.hits.map(({ accountId }) => accountId)).not.toContain(customer.accountId);
      expect((await opened(customer.accountId)).loginId).toBe(customer.loginId);
      const again = { ...shared(customer), ...name };
      expect(codeOf(await agent.call('moving.changeName', again))).toBe('same-value');
    });

    it('of another person takes the contract to their account, once a supervisor agrees; nothing before is visible there', async () => {
      const heir = await addCustomer(at.db.write, { credential: null, endedOn: '2020-05-31' });
      const customer = await onTheLine();
      await addBill(customer, '2026-10');
      const change = () => ({
        ...shared(customer),
        contractId: customer.contractId,
        holderCustomerNo: heir.customerNo,
        changesOn: '2026-11-20',
        applicationPhone: '090-3333-4444',
      });
      expect(codeOf(await agent.call('moving.changeHolder', change()))).toBe('needs-decision');
      const asked = answerOf(await agent.call('moving.changeHolder', { ...change(), isAskingApproval: true }));
      const { reply, changes } = await grant(asked.approvalId);
      expect(codeOf(reply)).toBe('ok');
      expect(changes.map(({ field }) => field)).toContain('contract-holder');

      const link = await at.db
        .read('account_contract')
        .where({ contract_id: customer.contractId })
        .whereNull('to_on')
        .first();
      // The heir's old account is over: a new one is opened.
      expect(link.account_id).not.toBe(heir.accountId);
      const account = await opened(link.account_id);
      expect(account.contracts).toMatchObject([{ startedOn: '2026-11-20', endedOn: null }]);
      expect(account.login.state).toBe('never-issued');
      await addBill(customer, '2026-12', heir.customerId);
      expect(
        (await billsOf({ accountId: link.account_id, customerId: heir.customerId })).map((b) => b.billingMonth),
      ).toEqual(['2026-12']);
      // Who held it before sees their own time for 24 months more, from the day on which it was recorded.
      expect((await billsOf(customer)).map((b) => b.billingMonth)).toEqual(['2026-10']);
      expect((await opened(customer.accountId)).clock).toMatchObject({ openThrough: '2028-11-23' });
      expect(await kindsOf(customer.accountId)).toContain('holder-changed');
      expect(await kindsOf(link.account_id)).toContain('holder-taken-over');
    });

    it('is not taken over where the contract, or an account of who takes it, has changed since it was asked', async () => {
      const heir = await addCustomer(at.db.write, { credential: null });
      const customer = await onTheLine();
      const change = {
        ...shared(customer),
        contractId: customer.contractId,
        holderCustomerNo: heir.customerNo,
        changesOn: '2026-11-20',
        applicationPhone: '090-3333-4444',
        isAskingApproval: true,
      };
      for (const table of ['contract', 'account', 'customer'] as const) {
        const { approvalId } = answerOf(await agent.call('moving.changeHolder', { ...change, requestId: requestId() }));
        const id = { contract: customer.contractId, account: heir.accountId, customer: heir.customerId }[table];
        await at.db.write(table).where({ id }).increment('version', 1);
        expect(answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 })).isOutdated).toBe(true);
        expect(codeOf((await grant(approvalId)).reply)).toBe('content-changed');
      }
      expect((await contractOf(customer.contractId)).customer_id).toBe(customer.customerId);
    });

    it.each([
      ['no-such-holder', { holderCustomerNo: '0000000000' }],
      ['phone-format', { applicationPhone: '1' }],
      ['start-out-of-range', { changesOn: '2028-01-01' }],
    ])('answers %s to %o', async (code, wrong) => {
      const heir = await addCustomer(at.db.write, { credential: null });
      const customer = await onTheLine();
      const change = {
        ...shared(customer),
        contractId: customer.contractId,
        holderCustomerNo: heir.customerNo,
        changesOn: '2026-11-20',
        applicationPhone: '090-3333-4444',
        isAskingApproval: true,
        ...wrong,
      };
      expect(codeOf(await agent.call('moving.changeHolder', change))).toBe(code);
    });
  });

  describe('two accounts of one customer', () => {
    it('become one by approval: one login goes on with all contracts, the other one is void, both timelines tell', async () => {
      const customer = await onTheLine();
      const other = await addCustomer(at.db.write, { customerId: customer.customerId });
      const join = { ...shared(customer), otherAccountId: other.accountId, survivor: 'other' as const };
      expect(codeOf(await agent.call('moving.joinAccounts', join))).toBe('needs-decision');
      const asking = { ...join, requestId: requestId(), isAskingApproval: true };
      const { reply } = await grant(answerOf(await agent.call('moving.joinAccounts', asking)).approvalId);
      expect(codeOf(reply)).toBe('ok');
      expect((await opened(other.accountId)).contracts).toHaveLength(2);
      expect((await opened(customer.accountId)).contracts).toHaveLength(0);
      expect((await at.portal.attempt(other.loginId, rightPassword)).answer).toBe('accepted');
      expect((await at.portal.attempt(customer.loginId, rightPassword)).answer).toBe('refused');
      for (const { accountId } of [customer, other]) expect(await kindsOf(accountId)).toContain('accounts-joined');
    });

    it('are told of at the addresses of both, each once, and the one that is gone is not opened again', async () => {
      const [both, first, second] = ['both@example.jp', 'first@example.jp', 'second@example.jp'];
      const customer = await onTheLine({ mails: [{ address: first }, { address: both }] });
      const other = await addCustomer(at.db.write, {
        customerId: customer.customerId,
        mails: [{ address: both }, { address: second }, { address: 'unproven@example.jp', isConfirmed: false }],
      });
      const join = { otherAccountId: other.accountId, survivor: 'this' as const, isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(customer), ...join }));
      expect(codeOf((await grant(approvalId)).reply)).toBe('ok');
      const told: string[] = await at.db
        .read('outbox as o')
        .join('mail_address as m', 'm.id', 'o.mail_address_id')
        .whereIn('o.account_id', [customer.accountId, other.accountId])
        .where('o.kind', 'accounts-joined')
        .pluck('m.address');
      expect(told.toSorted()).toEqual([both, first, second]);

      expect(codeOf(await agent.call('account.reopen', shared(other)))).toBe('account-joined');
      answerOf(await agent.call('account.withdraw', shared(customer)));
      answerOf(await agent.call('account.reopen', shared(customer)));
    });

    it('keep the protection and the do-not-post of either, and are a supervisor’s to join then', async () => {
      const place = '北海道札幌市中央区北一条西9丁目';
      const hidden = await addCustomer(at.db.write, { isProtected: true, isDoNotPost: true, line: place });
      const seen = await addCustomer(at.db.write, { customerId: hidden.customerId, customerNo: hidden.customerNo });
      const join = { otherAccountId: hidden.accountId, survivor: 'this' as const, isAskingApproval: true };
      await takeCall(agent, seen, 2);
      const joiningFor = async (desk: Desk) =>
        answerOf(await desk.call('account.open', { accountId: seen.accountId })).customer.otherAccounts[0]?.canJoin;
      expect(await joiningFor(agent)).toEqual({ isAllowed: false, reason: 'needs-supervisor' });
      expect(codeOf(await agent.call('moving.joinAccounts', { ...shared(seen), ...join }))).toBe('needs-supervisor');

      const second = await at.signIn('supervisor2');
      await takeCall(second, seen, 2);
      expect(await joiningFor(second)).toEqual({ isAllowed: true, reason: null });
      const asked = answerOf(await second.call('moving.joinAccounts', { ...shared(seen), ...join }));
      const { reply, changes } = await grant(asked.approvalId);
      await hangUp(second);
      expect(codeOf(reply)).toBe('ok');
      expect(changes).toContainEqual({ field: 'protected', before: 'false', after: 'true' });
      expect(changes).toContainEqual({ field: 'do-not-post', before: 'false', after: 'true' });
      const account = await opened(seen.accountId);
      expect(account).toMatchObject({ isProtected: true, isDoNotPost: true });
      expect(account.contracts).toHaveLength(2);
      expect(JSON.stringify(account)).not.toContain(place);
      expect(await kindsOf(seen.accountId)).toContain('flags-changed');
      // Nobody finds them by where they live.
      const found = answerOf(await agent.call('account.search', { text: place }));
      expect(found.hits.map(({ accountId }) => accountId)).not.toContain(seen.accountId);
    });

    it('are offered to be joined where the door would do it, and else say why it would not', async () => {
      const [yes, no] = [{ isAllowed: true, reason: null }, (reason: string) => ({ isAllowed: false, reason })];
      const customer = await onTheLine({}, 2);
      const { customerId, customerNo } = customer;
      const over = await addCustomer(at.db.write, { customerId, customerNo, endedOn: '2023-01-31' });
      const carded = await addCustomer(at.db.write, { customerId, customerNo });
      await addPostedCard(at.db.write, carded, { state: 'generated', isOnOwnCredential: true });
      const others = async () => (await opened(customer.accountId)).customer.otherAccounts;
      const asks = async (other: TestCustomer, survivor: 'this' | 'other') => {
        const join = { otherAccountId: other.accountId, survivor, isAskingApproval: true };
        return codeOf(await agent.call('moving.joinAccounts', { ...shared(customer), ...join }));
      };
      const setStatus = (status: string) => at.db.write('account').where({ id: customer.accountId }).update({ status });
      const canStay = { this: no('clock-over'), other: no('clock-over') };
      expect(await others()).toEqual([
        { accountId: over.accountId, loginId: over.loginId, canJoin: no('clock-over'), canStay },
        {
          accountId: carded.accountId,
          loginId: carded.loginId,
          canJoin: yes,
          canStay: { this: no('card-under-way'), other: yes },
        },
      ]);
      expect([await asks(over, 'other'), await asks(carded, 'this')]).toEqual(['clock-over', 'card-under-way']);
      await setStatus('withdrawn');
      expect(await others()).toMatchObject([{ canJoin: no('withdrawn') }, { canJoin: yes }]);
      expect([await asks(over, 'this'), await asks(carded, 'other')]).toEqual(['withdrawn', 'ok']);
      await setStatus('active');
      await hangUp(agent);
      expect(await others()).toMatchObject([{ canJoin: no('no-contact') }, { canJoin: no('no-contact') }]);
    });

    it('are not joined where either has changed since it was asked', async () => {
      const customer = await onTheLine();
      const other = await addCustomer(at.db.write, { customerId: customer.customerId });
      const ask = { otherAccountId: other.accountId, survivor: 'this' as const, isAskingApproval: true };
      for (const { accountId } of [customer, other]) {
        const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(customer), ...ask }));
        await at.db.write('account').where({ id: accountId }).increment('version', 1);
        expect(codeOf((await grant(approvalId)).reply)).toBe('content-changed');
      }
      expect((await at.db.read('account').where({ id: other.accountId }).first('status')).status).toBe('active');
    });

    it('are not joined where one of them is over: it is purged by itself', async () => {
      const over = await addCustomer(at.db.write, { endedOn: '2024-01-31' });
      const customer = await onTheLine({ customerId: over.customerId });
      for (const survivor of ['this', 'other'] as const) {
        const join = { ...shared(customer), otherAccountId: over.accountId, survivor, isAskingApproval: true };
        expect(codeOf(await agent.call('moving.joinAccounts', join))).toBe('clock-over');
      }
    });

    it('are not joined with a stranger’s', async () => {
      const stranger = await addCustomer(at.db.write, { credential: null });
      const customer = await onTheLine();
      const join = { ...shared(customer), otherAccountId: stranger.accountId, survivor: 'this' as const };
      expect(codeOf(await agent.call('moving.joinAccounts', { ...join, isAskingApproval: true }))).toBe(
        'not-of-customer',
      );
    });
  });

  describe('accounts that end soon', () => {
    it('stand on a list, and are told once by mail, in pieces', async () => {
      const soon = await addCustomer(at.db.write, { endedOn: '2024-12-10', credential: null });
      const mute = await addCustomer(at.db.write, { endedOn: '2024-12-11', credential: null, mails: [] });
      const later = await addCustomer(at.db.write, { endedOn: '2025-03-01', credential: null });
      const list = async () => answerOf(await agent.call('moving.closing', {})).accounts;
      const ids = (await list()).map(({ accountId }) => accountId);
      expect(ids).toEqual(expect.arrayContaining([soon.accountId, mute.accountId]));
      expect(ids).not.toContain(later.accountId);

      const midnight = tokyoInstant(tokyoDate(noon), 0);
      const run = () =>
        at.db.write.transaction((tx) =>
          queueClockNotices(tx, {
            now: midnight,
            today: tokyoDate(noon),
            policy: policyOf(new Map()),
            effects: systemEffects,
          }),
        );
      const told = await Promise.all([run(), run()]);
      expect(told.reduce((sum, { mails }) => sum + mails, 0)).toBe(1);
      expect(await run()).toEqual({ told: 0, mails: 0 });
      const [mail] = await at.db.read('outbox').where({ account_id: soon.accountId, kind: clockNoticeKind });
      expect(mail.lapses_at).toBe(tokyoInstant('2026-12-10', 24));
      // In the morning, and behind what a person waits for.
      expect(mail).toMatchObject({ due_at: tokyoInstant(tokyoDate(noon), 8), is_bulk: 1 });
      const shown = await list();
      expect(shown.find(({ accountId }) => accountId === soon.accountId)).toMatchObject({
        toldAt: midnight,
        hasMail: true,
      });
      expect(shown.find(({ accountId }) => accountId === mute.accountId)).toMatchObject({
        toldAt: null,
        hasMail: false,
      });
    });
  });
});
