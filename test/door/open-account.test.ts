// A web account for somebody who holds contracts and has none.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { addContracts, addHolder, type TestHolder } from '../setup/holder.ts';
import { answerOf, callBack, codeOf, hangUp, say } from './caller.ts';
import { type Colleague, openColleague } from './colleague.ts';

describe.each(engines)('an account is opened on %s', (engine) => {
  let at: TestDesk;
  let agent: Desk;
  let supervisor: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, supervisor] = [await at.signIn('agent'), await at.signIn('supervisor')];
  });
  afterEach(async () => {
    for (const desk of [agent, supervisor]) await hangUp(desk);
  });
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });

  const find = async (text: string) => answerOf(await agent.call('account.search', { text }));
  const onTheLine = async ({ customerId, customerNo }: TestHolder, desk = agent, isVerified = true) => {
    const call = { topic: 'account' as const, customerId, requestId: requestId() };
    answerOf(await desk.call('contact.open', call));
    if (!isVerified) return;
    answerOf(await say(desk, 'customer-no', customerNo));
    answerOf(await say(desk, 'birth-date', 'S25.5.5'));
  };
  const asking = (holder: TestHolder, more: object = {}) => ({
    customerId: holder.customerId,
    contractIds: holder.contracts.map(({ contractId }) => contractId),
    reason: 'Webサービスのご利用のお申し出',
    requestId: requestId(),
    ...more,
  });
  const open = (holder: TestHolder, more: object = {}, desk = agent) =>
    desk.call('customer.openAccount', asking(holder, more));
  const accountsOf = ({ customerId }: TestHolder): Promise<{ id: number }[]> =>
    at.db.read('account').where({ customer_id: customerId }).orderBy('id').select('id');

  it('found by whole numbers in any typed form, which search over accounts cannot do', async () => {
    const holder = await addHolder(at.db.write, [{}, { endedOn: '2026-10-31' }]);
    const known = { customerId: holder.customerId, name: '大野　千代', accounts: 0 };
    const [contract] = holder.contracts;
    const point = contract?.supplyPointNo ?? '';
    expect(await find(holder.customerNo)).toMatchObject({ hits: [], holders: [{ ...known, contracts: 2 }] });
    const wide = [...holder.customerNo].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    expect((await find(wide)).holders).toHaveLength(1);
    const grouped = point.replace(/(\d{2})(\d{4})(\d{4})(\d{4})(\d{4})(\d{4})/, '$1-$2-$3-$4-$5-$6');
    for (const typed of [point, grouped, grouped.replaceAll('-', ' ')])
      expect((await find(typed)).holders, typed).toMatchObject([{ ...known, contracts: 1 }]);
    for (const typed of [holder.customerNo.slice(0, 9), point.slice(0, 21), 'おおの', '大野千代'])
      expect((await find(typed)).holders, typed).toEqual([]);
    const complete = await addCustomer(at.db.write);
    expect(await find(complete.customerNo)).toMatchObject({ hits: [{}], holders: [] });
  });

  it('once two facts agree: never issued, with a drawn login ID, at the supply address, found from then on', async () => {
    const holder = await addHolder(at.db.write, [
      { line: '北海道札幌市中央区大通西8丁目1' },
      { endedOn: '2026-10-31' },
    ]);
    const looked = answerOf(await agent.call('customer.open', { customerId: holder.customerId }));
    expect(looked).toMatchObject({
      accounts: [],
      contracts: [
        { heldBy: null, canJoin: { isAllowed: true }, applicationPhone: expect.not.stringContaining('1234') },
        { endedOn: '2026-10-31', canJoin: { isAllowed: true } },
      ],
      can: { openContact: { isAllowed: true }, openAccount: { isAllowed: false, reason: 'no-contact' } },
    });
    expect(codeOf(await open(holder))).toBe('no-contact');
    await onTheLine(holder, agent, false);
    expect(await open(holder)).toMatchObject({ error: 'not-verified', detail: { level: 0, needed: 2 } });
    answerOf(await say(agent, 'customer-no', holder.customerNo));
    answerOf(await say(agent, 'supply-point', holder.contracts[1]?.supplyPointNo ?? ''));
    expect(codeOf(await open(holder, { reason: ' ' }))).toBe('bad-input');

    const { accountId, contracts } = answerOf(await open(holder));
    expect(contracts).toBe(2);
    const account = answerOf(await agent.call('account.open', { accountId }));
    expect(account).toMatchObject({
      registeredOn: '2026-11-23',
      deliveryAddress: { postcode: '0600042', line: '北海道札幌市中央区大通西8丁目1' },
      login: { state: 'never-issued' },
      wantsNotices: false,
      mailAddresses: [],
    });
    expect(account.contracts).toHaveLength(2);
    expect(account.loginId).toMatch(/^[bdfhmnrt34789]{10}$/);
    expect(account.loginId).toMatch(/[a-z]/);
    expect((await find('大通西8-1')).hits.map((hit) => hit.accountId)).toEqual([accountId]);
    expect(await find(holder.customerNo)).toMatchObject({ hits: [{ accountId }], holders: [] });
    const { events } = answerOf(await agent.call('account.timeline', { accountId }));
    expect(events).toMatchObject([
      {
        kind: 'registered',
        staffName: '佐々木 ゆかり',
        note: 'Webサービスのご利用のお申し出',
        facts: { contracts: 2 },
      },
    ]);
    // The call goes on, on the account: what was proven stands.
    const { contact } = answerOf(await agent.call('contact.current', {}));
    expect(contact).toMatchObject({ accountId, customerName: '大野　千代', level: 2 });
    answerOf(await agent.call('contact.note', { note: '開設しました', requestId: requestId() }));
  });

  it('after a call-back as well, which needs the number shown first', async () => {
    const holder = await addHolder(at.db.write);
    await onTheLine(holder);
    const { contact } = answerOf(await agent.call('contact.current', {}));
    const phoneId = contact?.callBackNumbers[0]?.phoneId ?? 0;
    expect(codeOf(await agent.call('contact.reached', { phoneId, requestId: requestId() }))).toBe('not-dialled');
    expect(await callBack(agent)).toBe(3);
  });

  it('with no note where there is no timeline yet', async () => {
    const holder = await addHolder(at.db.write);
    await onTheLine(holder, agent, false);
    expect(codeOf(await agent.call('contact.note', { note: 'メモ', requestId: requestId() }))).toBe('no-account-note');
    const close = { category: 'other' as const, requestId: requestId() };
    expect(codeOf(await agent.call('contact.close', { ...close, note: 'メモ' }))).toBe('no-account-note');
    answerOf(await agent.call('contact.close', { ...close, requestId: requestId() }));
  });

  it('by a supervisor after a call that failed, and for no other customer than the one on the line', async () => {
    const holder = await addHolder(at.db.write);
    await onTheLine(await addHolder(at.db.write));
    expect(codeOf(await open(holder))).toBe('other-customer');
    await hangUp(agent);
    await onTheLine(holder, agent, false);
    for (const said of ['1970-01-01', '1970-01-02', '1970-01-03']) await say(agent, 'birth-date', said);
    const looked = answerOf(await agent.call('customer.open', { customerId: holder.customerId }));
    expect(looked.failedContactUntil).toBe('2026-11-24T03:00:00.000Z');
    expect(looked.can.openContact.reason).toBe('needs-supervisor-after-failure');
    await onTheLine(holder, supervisor);
    expect(answerOf(await open(holder, {}, supervisor)).contracts).toBe(1);
  });

  it('beside another one on purpose only, with contracts that no account holds', async () => {
    const first = await addCustomer(at.db.write, { birthOn: '1950-05-05' });
    const contracts = await addContracts(at.db.write, first.customerId, [{}, { endedOn: '2024-11-22' }]);
    const holder = { customerId: first.customerId, customerNo: first.customerNo, contracts: contracts.slice(0, 1) };
    const ended = contracts[1]?.contractId ?? 0;
    expect(await find(first.customerNo)).toMatchObject({
      hits: [{ accountId: first.accountId }],
      holders: [{ accounts: 1, contracts: 2 }],
    });
    await onTheLine(holder);
    expect(answerOf(await agent.call('contact.current', {})).contact?.accountId).toBe(first.accountId);
    expect(await open(holder)).toMatchObject({ error: 'has-account', detail: { accounts: 1 } });
    const further = { isFurther: true };
    expect(codeOf(await open(holder, { ...further, contractIds: [first.contractId] }))).toBe('contract-held');
    expect(codeOf(await open(holder, { ...further, contractIds: [ended] }))).toBe('contract-ended');
    const stranger = await addHolder(at.db.write);
    const theirs = stranger.contracts[0]?.contractId ?? 0;
    expect(codeOf(await open(holder, { ...further, contractIds: [theirs] }))).toBe('no-such-contract');
    expect(codeOf(await open(holder, { ...further, deliverToContractId: theirs }))).toBe('no-such-contract');
    expect(await accountsOf(holder)).toHaveLength(1);
    const { accountId } = answerOf(await open(holder, further));
    expect((await accountsOf(holder)).map(({ id }) => id)).toEqual([first.accountId, accountId]);
    // The one that is on the line stays: the call was on it.
    expect(answerOf(await agent.call('contact.current', {})).contact?.accountId).toBe(first.accountId);
  });

  it('by a supervisor, masked and out of address search, where another account of theirs is protected', async () => {
    const first = await addCustomer(at.db.write, { birthOn: '1950-05-05', isProtected: true, isDoNotPost: true });
    const contracts = await addContracts(at.db.write, first.customerId, [{ line: '北海道札幌市中央区大通西9丁目7' }]);
    const holder = { customerId: first.customerId, customerNo: first.customerNo, contracts };
    await onTheLine(holder);
    const looked = answerOf(await agent.call('customer.open', { customerId: holder.customerId }));
    expect(looked.contracts.map(({ supplyAddress }) => supplyAddress)).toEqual([null, null]);
    expect(codeOf(await open(holder, { isFurther: true }))).toBe('needs-supervisor');
    await onTheLine(holder, supervisor);
    const { accountId } = answerOf(await open(holder, { isFurther: true }, supervisor));
    const row = await at.db.read('account').where({ id: accountId }).first('is_protected', 'is_do_not_post');
    expect(row).toEqual({ is_protected: 1, is_do_not_post: 1 });
    expect((await find('大通西9-7')).hits).toEqual([]);
  });

  it('once, however often the same request is sent', async () => {
    const holder = await addHolder(at.db.write);
    await onTheLine(holder);
    const once = asking(holder);
    const first = answerOf(await agent.call('customer.openAccount', once));
    expect(answerOf(await agent.call('customer.openAccount', once))).toEqual(first);
    expect(await accountsOf(holder)).toHaveLength(1);
  });

  it('by one of two agents who do so at the same moment', async () => {
    const colleague: Colleague = await openColleague(at, noon);
    answerOf(await colleague.call('staff.signIn', { login: 'agent2', password: staffPassword }));
    try {
      for (let round = 0; round < 4; round += 1) {
        const holder = await addHolder(at.db.write, [{}, {}]);
        await onTheLine(holder);
        const call = { topic: 'account', customerId: holder.customerId, requestId: `${requestId()}-theirs` };
        answerOf(await colleague.call('contact.open', call));
        for (const [fact, said] of [
          ['customer-no', holder.customerNo],
          ['birth-date', '1950-05-05'],
        ])
          answerOf(await colleague.call('contact.check', { fact, said, requestId: `${requestId()}-theirs` }));
        // On purpose beside another one: so that it is the contracts that decide, not the account that is there.
        const further = round % 2 === 1 ? { isFurther: true } : {};
        const start = Date.now() + 30;
        void colleague.waitUntil(start);
        const theirs = colleague.call(
          'customer.openAccount',
          asking(holder, { ...further, requestId: `${requestId()}-theirs` }),
        );
        while (Date.now() < start) await new Promise((resume) => setImmediate(resume));
        const codes = (await Promise.all([open(holder, further), theirs])).map(codeOf);
        expect(codes.toSorted()).toEqual([round % 2 === 1 ? 'contract-held' : 'has-account', 'ok']);
        expect(await accountsOf(holder)).toHaveLength(1);
        await hangUp(agent);
        await colleague.call('contact.close', { category: 'other', requestId: `${requestId()}-theirs` });
      }
    } finally {
      await colleague.leave();
    }
  });
});
