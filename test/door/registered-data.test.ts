import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { onFile } from '../../main/acts/address.ts';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

describe.each(engines)('an agent changes registered data on %s', (engine) => {
  let at: TestDesk;
  let agent: Desk;
  let supervisor: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    agent = await at.signIn('agent');
    supervisor = await at.signIn('supervisor');
  });
  beforeEach(() => hangUp(agent));
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });

  const called = async (level: 0 | 2 | 3, options: CustomerOptions = {}): Promise<TestCustomer> => {
    const customer = await addCustomer(at.db.write, options);
    await takeCall(agent, customer, level);
    return customer;
  };
  const account = async ({ accountId }: TestCustomer) => {
    const found = await accounts.byId(at.db.read, accountId);
    if (!found) throw new Error('the account is gone');
    return found;
  };
  const because = { reason: 'お客さまのお申し出', isAskingApproval: false };
  const moved = { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
  const changeAddress = (customer: TestCustomer, more: object = {}) =>
    agent.call('account.changeAddress', {
      accountId: customer.accountId,
      ...moved,
      ...because,
      requestId: requestId(),
      ...more,
    });
  const outboxKinds = ({ accountId }: TestCustomer): Promise<string[]> =>
    at.db.read('outbox').where({ account_id: accountId }).orderBy('id').pluck('kind');

  it('changes the delivery address after a call-back, finds it there, and tells the old mail address', async () => {
    const customer = await called(3);
    expect(answerOf(await changeAddress(customer))).toMatchObject({ state: 'done', noticesQueued: 1 });
    expect(await account(customer)).toMatchObject({ postcode: '0600042', line: moved.line });
    const found = answerOf(await agent.call('account.search', { text: '大通西5-8' }));
    expect(found.hits.map(({ accountId }) => accountId)).toContain(customer.accountId);
    expect(await outboxKinds(customer)).toEqual(['address-changed']);
    const row = await at.db.read('account').where({ id: customer.accountId }).first('delivery_unconfirmed_at');
    expect(row.delivery_unconfirmed_at).toBeNull();
  });

  it('adds mail addresses up to as many as an account may have', async () => {
    const customer = await called(3, { mails: [{ address: 'one@example.jp' }, { address: 'two@example.jp' }] });
    const add = (address: string) =>
      agent.call('account.changeMail', {
        accountId: customer.accountId,
        mailId: null,
        address,
        ...because,
        requestId: requestId(),
      });
    const refused = { error: 'too-many-values', detail: { limit: 3 } };
    answerOf(await add('three@example.jp'));
    expect(await add('four@example.jp')).toMatchObject(refused);
    // What an older program let an admin set: a fourth has no place of its own.
    await at.db.write('setting').insert({ key: 'mailAddressLimit', value: '4', version: 1, changed_at: noon });
    expect(await add('four@example.jp')).toMatchObject(refused);
    await at.db.write('setting').where({ key: 'mailAddressLimit' }).delete();
    const rows = await accounts.mailAddressesOf(at.db.read, customer.accountId);
    expect(rows.map(({ address }) => address)).toEqual(['one@example.jp', 'two@example.jp', 'three@example.jp']);
    const places = await at.db.read('mail_address').where({ account_id: customer.accountId }).orderBy('id');
    expect(places.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('sends a card to the old address where there is no mail address', async () => {
    const customer = await called(3, { mails: [] });
    answerOf(await changeAddress(customer));
    const [card] = await at.db.read('notice_card').where({ account_id: customer.accountId });
    expect(card).toMatchObject({ kind: 'address-changed', postcode: '0640821', state: 'waiting' });
  });

  describe('to a large user’s own postcode', () => {
    const large = { postcode: '060-8588' };
    const confirmed = { ...large, isPostcodeConfirmed: true };
    const confirmedOf = async (customer: TestCustomer) => (await account(customer)).confirmedPostcode;

    it('is refused until the caller has confirmed it, which is kept and told of', async () => {
      const customer = await called(3);
      expect(await changeAddress(customer, large)).toMatchObject({ error: 'postcode-unconfirmed', detail: null });
      expect(await account(customer)).toMatchObject({ postcode: '0640821', confirmedPostcode: null });
      answerOf(await changeAddress(customer, confirmed));
      expect(await account(customer)).toMatchObject({ postcode: '0608588', confirmedPostcode: '0608588' });
      const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
      expect(events[0]).toMatchObject({ kind: 'address-changed', facts: { isPostcodeConfirmed: true } });
      const pending = await at.db.read('pending_change').where({ account_id: customer.accountId }).first('new_value');
      expect(Object.keys(JSON.parse(pending.new_value))).toEqual(Object.keys(onFile(await account(customer))));
      expect(codeOf(await changeAddress(customer, confirmed))).toBe('same-value');
      answerOf(await changeAddress(customer, { isPostcodeConfirmed: true }));
      expect(await confirmedOf(customer)).toBeNull();
    });

    it('shows who approves it that it was confirmed', async () => {
      const customer = await called(2);
      const { approvalId } = answerOf(await changeAddress(customer, { ...confirmed, isAskingApproval: true }));
      const { changes, digest } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
      expect(changes).toContainEqual({ field: 'large-user-postcode', before: '', after: '〒060-8588' });
      const decision = { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
      answerOf(await supervisor.call('approval.decide', decision));
      expect(await confirmedOf(customer)).toBe('0608588');
    });

    it('is told before anything is typed further', async () => {
      const needs = async (postcode: string) =>
        answerOf(await agent.call('address.byPostcode', { postcode })).needsConfirmation;
      expect([await needs('060-8588'), await needs('060-0042'), await needs('600-8001')]).toEqual([true, false, false]);
    });
  });

  it.each([
    [
      'a large user’s postcode of another place',
      { postcode: '1008792', isPostcodeConfirmed: true },
      'postcode-address',
    ],
    ['a postcode of another place', { postcode: '0400011' }, 'postcode-address'],
    ['a postcode that is none', { postcode: '12' }, 'postcode-format'],
    ['a character that no font draws', { building: 'メゾン\uE001' }, 'gaiji'],
  ])('is refused an address with %s', async (_what, more, error) => {
    const customer = await called(3);
    expect(codeOf(await changeAddress(customer, more))).toBe(error);
    expect(await account(customer)).toMatchObject({ postcode: '0640821' });
  });

  it('is refused without a call-back, and may ask a supervisor instead', async () => {
    const customer = await called(2);
    expect(await changeAddress(customer)).toMatchObject({ error: 'not-verified', detail: { level: 2, needed: 3 } });
    const { approvalId } = answerOf(await changeAddress(customer, { isAskingApproval: true }));
    expect(await account(customer)).toMatchObject({ postcode: '0640821' });
    const asked = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    expect(asked.changes).toEqual([
      expect.objectContaining({ field: 'delivery-address', after: expect.stringContaining('大通西5丁目8') }),
    ]);
    expect(asked.proofs.map(({ fact }) => fact)).toEqual(['customer-no', 'supply-point']);
    const decision = { approvalId: approvalId ?? 0, digest: asked.digest, outcome: 'grant' as const };
    expect(answerOf(await supervisor.call('approval.decide', { ...decision, requestId: requestId() })).state).toBe(
      'granted',
    );
    expect(await account(customer)).toMatchObject({ postcode: '0600042' });
    // Nobody called back: rule 10 holds postcards back for a while.
    const row = await at.db.read('account').where({ id: customer.accountId }).first('delivery_unconfirmed_at');
    expect(row.delivery_unconfirmed_at).not.toBeNull();
    expect(await supervisor.call('approval.decide', { ...decision, requestId: requestId() })).toMatchObject({
      error: 'already-decided',
    });
    expect((await at.db.read('approval').where({ id: approvalId }).first('content')).content).toBe('{}');
  });

  it('may not even ask before two facts agree', async () => {
    const customer = await called(0);
    expect(codeOf(await changeAddress(customer, { isAskingApproval: true }))).toBe('not-verified');
  });

  it('has a request void once the account has changed since it was asked', async () => {
    const customer = await called(2);
    const { approvalId } = answerOf(await changeAddress(customer, { isAskingApproval: true }));
    const asked = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    const notices = { accountId: customer.accountId, wantsNotices: false, ...because, requestId: requestId() };
    expect(asked.isOutdated).toBe(false);
    answerOf(await agent.call('account.setNotices', notices));
    // Said before anybody decides, and held to when somebody does.
    const again = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    expect(again).toMatchObject({ isOutdated: true, canDecide: { isAllowed: true } });
    const reply = await supervisor.call('approval.decide', {
      approvalId: approvalId ?? 0,
      digest: asked.digest,
      outcome: 'grant',
      requestId: requestId(),
    });
    expect(codeOf(reply)).toBe('content-changed');
    expect(await account(customer)).toMatchObject({ postcode: '0640821' });
  });

  it('has amounts in mail, or leaves them out, on two facts', async () => {
    const customer = await called(0);
    const wish = { accountId: customer.accountId, ...because };
    const ask = (wantsAmounts: boolean) =>
      agent.call('account.setAmounts', { ...wish, wantsAmounts, requestId: requestId() });
    expect(codeOf(await ask(true))).toBe('not-verified');
    await hangUp(agent);
    const proven = await called(2);
    wish.accountId = proven.accountId;
    expect(answerOf(await ask(true))).toMatchObject({ state: 'done', noticesQueued: 0 });
    expect(codeOf(await ask(true))).toBe('same-value');
    expect(answerOf(await agent.call('account.open', { accountId: proven.accountId })).wantsAmounts).toBe(true);
    const { events } = answerOf(await agent.call('account.timeline', { accountId: proven.accountId }));
    expect(events[0]).toMatchObject({ kind: 'amounts-changed', facts: { wantsAmounts: true }, note: because.reason });
  });

  it('hears why a supervisor said no', async () => {
    const customer = await called(2);
    const { approvalId } = answerOf(await changeAddress(customer, { isAskingApproval: true }));
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    const refuse = (note: string) =>
      supervisor.call('approval.decide', {
        approvalId: approvalId ?? 0,
        digest,
        outcome: 'refuse',
        note,
        requestId: requestId(),
      });
    expect(codeOf(await refuse(''))).toBe('note-needed');
    expect(answerOf(await refuse('折り返しでご確認ください')).state).toBe('refused');
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({ kind: 'approval-refused', note: '折り返しでご確認ください' });
  });

  it('leaves a protected account to a supervisor, who needs the caller proven as well', async () => {
    const customer = await called(2, { isProtected: true });
    expect(codeOf(await changeAddress(customer))).toBe('needs-supervisor');
  });

  it('changes contact phones, which then cannot be called back for thirty days', async () => {
    const customer = await called(3);
    const change = { accountId: customer.accountId, phoneId: null, number: '080-1111-2222', ...because };
    answerOf(await agent.call('account.changePhone', { ...change, requestId: requestId() }));
    const phones = await accounts.phonesOf(at.db.read, customer.customerId);
    expect(phones.map(({ digits }) => digits)).toEqual(['0112314567', '08011112222']);
    const { contact } = answerOf(await agent.call('contact.current', {}));
    expect(contact?.callBackNumbers.map(({ phoneId }) => phoneId)).toEqual([phones[0]?.id]);
    expect(codeOf(await agent.call('account.changePhone', { ...change, requestId: requestId() }))).toBe('same-value');
    expect(codeOf(await agent.call('account.changePhone', { ...change, number: '12', requestId: requestId() }))).toBe(
      'phone-format',
    );
    const nothing = { ...change, number: null, requestId: requestId() };
    expect(codeOf(await agent.call('account.changePhone', nothing))).toBe('same-value');
    const remove = { ...change, phoneId: phones[1]?.id ?? 0, number: null };
    answerOf(await agent.call('account.changePhone', { ...remove, requestId: requestId() }));
    expect(await accounts.phonesOf(at.db.read, customer.customerId)).toHaveLength(1);
  });

  it('changes the application phone, and the portal asks for the new one at first login', async () => {
    const customer = await called(3, { credential: { isInitial: true } });
    const change = {
      accountId: customer.accountId,
      contractId: customer.contractId,
      number: '０７０－３３３３－４４４４',
      ...because,
    };
    answerOf(await agent.call('account.changeApplicationPhone', { ...change, requestId: requestId() }));
    const login = (phone: string) => at.portal.attempt(customer.loginId, 'Right-Password-1', phone);
    expect((await login('090-1234-5678')).answer).toBe('refused');
    expect((await login('07033334444')).answer).toBe('must-change');
  });

  it('registers a mail address as unconfirmed, asks the customer to confirm it, and tells the old one', async () => {
    const customer = await called(3, { mails: [{ address: 'old@example.jp' }] });
    const [old] = await accounts.mailAddressesOf(at.db.read, customer.accountId);
    const change = (address: string) =>
      agent.call('account.changeMail', {
        accountId: customer.accountId,
        mailId: old?.id ?? null,
        address,
        ...because,
        requestId: requestId(),
      });
    expect(codeOf(await change('花子@example.jp'))).toBe('mail-characters');
    expect(await change('a..b@example.jp')).toMatchObject({
      error: 'mail-undeliverable',
      detail: { reason: 'double-dot' },
    });
    expect(codeOf(await change('old@example.jp'))).toBe('same-value');
    answerOf(await change('new@example.jp'));
    expect(await accounts.mailAddressesOf(at.db.read, customer.accountId)).toMatchObject([
      { address: 'new@example.jp', confirmedAt: null },
    ]);
    expect((await outboxKinds(customer)).sort()).toEqual(['confirm-address', 'mail-changed']);
  });

  it('changes the login ID; the old one still finds the account and is given to nobody else', async () => {
    const customer = await called(3, { loginId: `Before${engine}` });
    const change = (loginId: string) =>
      agent.call('account.changeLoginId', {
        accountId: customer.accountId,
        loginId,
        ...because,
        requestId: requestId(),
      });
    expect(codeOf(await change('x'))).toBe('login-id-format');
    answerOf(await change(`After${engine}`));
    const { hits } = answerOf(await agent.call('account.search', { text: `before${engine}` }));
    expect(hits.map(({ accountId }) => accountId)).toEqual([customer.accountId]);
    await hangUp(agent);
    const other = await called(3);
    const taken = { accountId: other.accountId, loginId: `BEFORE${engine}`, ...because, requestId: requestId() };
    expect(codeOf(await agent.call('account.changeLoginId', taken))).toBe('login-id-taken');
  });

  it('closes the web account, which the portal then refuses, and opens it again', async () => {
    const customer = await called(3);
    const same = { accountId: customer.accountId, ...because };
    expect(codeOf(await agent.call('account.reopen', { ...same, requestId: requestId() }))).toBe('not-withdrawn');
    answerOf(await agent.call('account.withdraw', { ...same, requestId: requestId() }));
    expect((await at.portal.attempt(customer.loginId, 'Right-Password-1')).answer).toBe('ended');
    answerOf(await agent.call('account.reopen', { ...same, requestId: requestId() }));
    expect((await at.portal.attempt(customer.loginId, 'Right-Password-1')).answer).toBe('accepted');
  });

  it('sees a supervisor put an account under protection, and it is found by its address no more', async () => {
    const customer = await addCustomer(at.db.write, { postcode: '0400011', line: '北海道函館市本町77番7号' });
    const find = async () =>
      answerOf(await agent.call('account.search', { text: '函館市本町77' })).hits.map(({ accountId }) => accountId);
    expect(await find()).toEqual([customer.accountId]);
    const flags = { accountId: customer.accountId, isProtected: true, isDoNotPost: false, reason: '市町村からの通知' };
    expect(codeOf(await agent.call('account.setFlags', { ...flags, requestId: requestId() }))).toBe('not-allowed');
    answerOf(await supervisor.call('account.setFlags', { ...flags, requestId: requestId() }));
    expect(await find()).toEqual([]);
    expect(answerOf(await agent.call('account.open', { accountId: customer.accountId })).deliveryAddress).toBeNull();
  });

  it('sees protection cover every account of the person, and the stop of post one address alone', async () => {
    const one = await addCustomer(at.db.write);
    const line = '北海道函館市本町78番8号';
    const other = await addCustomer(at.db.write, { customerId: one.customerId, postcode: '0400011', line });
    const set = async (isProtected: boolean, isDoNotPost: boolean) =>
      answerOf(
        await supervisor.call('account.setFlags', {
          accountId: one.accountId,
          isProtected,
          isDoNotPost,
          reason: '市町村からの通知',
          requestId: requestId(),
        }),
      );
    const found = async () => answerOf(await agent.call('account.search', { text: '函館市本町78' })).hits.length;
    expect(await found()).toBe(1);
    await set(true, true);
    expect(await account(other)).toMatchObject({ isProtected: true, isDoNotPost: false });
    expect(await found()).toBe(0);
    await set(false, true);
    expect(await account(other)).toMatchObject({ isProtected: false, isDoNotPost: false });
    expect(await found()).toBe(1);
    const kinds = await at.db.read('account_event').where({ account_id: other.accountId, kind: 'flags-changed' });
    expect(kinds).toHaveLength(2);
  });

  it('sees two supervisors set a flag each, and neither take away what the other has set', async () => {
    const customer = await addCustomer(at.db.write);
    const untouched = { isProtected: null, isDoNotPost: null };
    const set = (flags: Partial<Record<keyof typeof untouched, boolean>>) =>
      supervisor.call('account.setFlags', {
        accountId: customer.accountId,
        ...untouched,
        ...flags,
        reason: '書面による申出',
        requestId: requestId(),
      });
    answerOf(await set({ isProtected: true }));
    answerOf(await set({ isDoNotPost: true }));
    expect(await account(customer)).toMatchObject({ isProtected: true, isDoNotPost: true });
    expect(codeOf(await set({}))).toBe('same-value');
    answerOf(await set({ isProtected: false }));
    expect(await account(customer)).toMatchObject({ isProtected: false, isDoNotPost: true });
    const [event] = await at.db
      .read('account_event')
      .where({ account_id: customer.accountId, kind: 'flags-changed' })
      .orderBy('id', 'desc');
    expect(JSON.parse(event.facts)).toEqual({ isProtected: false, isDoNotPost: true });
  });
});
