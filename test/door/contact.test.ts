// The telephone call: what it allows once the caller is verified, and to whom (rules 7 to 10).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { addHours } from '../../main/rules/calendar.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import {
  answerOf,
  callBack,
  callTakersOf,
  codeOf,
  currentCall,
  hangUp,
  miss,
  openContact,
  reveal,
  takeCall,
  valuesOf,
} from './caller.ts';

describe.each(engines)('a call on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Desk;
  let supervisor: Desk;
  let everyoneHangsUp: () => Promise<void>;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    ({ agent, colleague, supervisor, everyoneHangsUp } = await callTakersOf(test));
  });
  afterEach(() => everyoneHangsUp());
  afterAll(() => test.close());

  const current = (desk = agent) => currentCall(desk);
  describe('by a proxy', () => {
    const setProxy = async (proxy: { hasConsent: boolean; hasAttorney: boolean } | null) =>
      answerOf(
        await agent.call('contact.setProxy', {
          proxy: proxy && { relation: 'family', ...proxy },
          requestId: requestId(),
        }),
      ).level;

    it('reaches what consent or a power of attorney allows', async () => {
      const customer = await addCustomer(test.db.write);
      await takeCall(agent, customer, 3);
      expect([
        await setProxy({ hasConsent: false, hasAttorney: false }),
        await setProxy({ hasConsent: true, hasAttorney: false }),
        await setProxy({ hasConsent: false, hasAttorney: true }),
        await setProxy(null),
      ]).toEqual([0, 2, 3, 3]);
      await setProxy({ hasConsent: true, hasAttorney: false });
      expect((await current())?.proxy).toEqual({ relation: 'family', hasConsent: true, hasAttorney: false });
      expect(codeOf(await reveal(agent, customer, 'address', customer.accountId))).toBe('not-verified');
    });
  });

  describe('shows masked values', () => {
    it('to a caller verified at level 3, each by an act of its own', async () => {
      const customer = await addCustomer(test.db.write, {
        phones: [{ number: '011-231-4567' }],
        mails: [{ address: 'hanako@example.jp' }],
        building: '円山ハイツ101',
      });
      const shown = await valuesOf(agent, customer);
      const [phone, mail] = [shown.contactPhones[0], shown.mailAddresses[0]];
      expect([phone?.masked, mail?.masked]).toEqual(['***-***-**67', 'h***@e***.jp']);
      await takeCall(agent, customer, 2);
      expect(await reveal(agent, customer, 'contact-phone', phone?.id ?? 0)).toEqual({
        ok: false,
        error: 'not-verified',
        detail: { level: 2, needed: 3 },
      });
      await callBack(agent);
      expect(answerOf(await reveal(agent, customer, 'contact-phone', phone?.id ?? 0)).values).toEqual(['011-231-4567']);
      expect(answerOf(await reveal(agent, customer, 'mail-address', mail?.id ?? 0)).values).toEqual([
        'hanako@example.jp',
      ]);
      expect(answerOf(await reveal(agent, customer, 'address', customer.accountId)).values[0]).toContain(
        '円山ハイツ101',
      );
    });

    it('of this account only: another customer’s phone is not to be had by its number', async () => {
      const customer = await addCustomer(test.db.write);
      const other = await addCustomer(test.db.write);
      const foreign = await valuesOf(agent, other);
      await takeCall(agent, customer, 3);
      expect(codeOf(await reveal(agent, customer, 'contact-phone', foreign.contactPhones[0]?.id ?? 0))).toBe(
        'no-such-value',
      );
      expect(codeOf(await reveal(agent, customer, 'mail-address', foreign.mailAddresses[0]?.id ?? 0))).toBe(
        'no-such-value',
      );
      expect(codeOf(await reveal(agent, customer, 'address', other.accountId))).toBe('no-such-value');
      expect(codeOf(await reveal(agent, other, 'contact-phone', foreign.contactPhones[0]?.id ?? 0))).toBe(
        'other-customer',
      );
      expect(codeOf(await agent.call('contact.showNumber', { phoneId: foreign.contactPhones[0]?.id ?? 0 }))).toBe(
        'no-such-value',
      );
    });

    it('never the application phone, before or after', async () => {
      const customer = await addCustomer(test.db.write, { applicationPhone: '090-8765-4321' });
      await takeCall(agent, customer, 3);
      const shown = await valuesOf(agent, customer);
      expect(shown.contracts[0]?.applicationPhone).toBe('***-****-**21');
      expect(JSON.stringify([shown, await current()])).not.toMatch(/8765|4321/);
    });
  });

  describe('on a protected customer', () => {
    it('keeps addresses and numbers from agents, whatever the caller proves', async () => {
      const customer = await addCustomer(test.db.write, { isProtected: true, building: '円山ハイツ101' });
      await takeCall(agent, customer, 2);
      const shown = await valuesOf(agent, customer);
      expect(shown.deliveryAddress).toBeNull();
      expect(shown.contracts[0]?.supplyAddress).toBeNull();
      const phoneId = shown.contactPhones[0]?.id ?? 0;
      expect(codeOf(await reveal(agent, customer, 'address', customer.accountId))).toBe('needs-supervisor');
      expect(codeOf(await reveal(agent, customer, 'contact-phone', phoneId))).toBe('needs-supervisor');
      expect(codeOf(await agent.call('contact.showNumber', { phoneId }))).toBe('needs-supervisor');
      expect(codeOf(await agent.call('contact.reached', { phoneId, requestId: requestId() }))).toBe('needs-supervisor');
    });

    it('lets a supervisor do both, after the same proof', async () => {
      const customer = await addCustomer(test.db.write, { isProtected: true, building: '円山ハイツ101' });
      await takeCall(supervisor, customer, 2);
      expect(codeOf(await reveal(supervisor, customer, 'address', customer.accountId))).toBe('not-verified');
      expect(await callBack(supervisor)).toBe(3);
      const { values } = answerOf(await reveal(supervisor, customer, 'address', customer.accountId));
      expect(values[0]).toContain('円山ハイツ101');
    });
  });

  describe('calling back', () => {
    const phonesOf = async (customer: TestCustomer) =>
      (await valuesOf(agent, customer)).contactPhones.map(({ id }) => id);

    it('takes numbers on file for over thirty days', async () => {
      const customer = await addCustomer(test.db.write, {
        phones: [
          { number: '011-111-1111', recordedAt: '2026-10-23T14:59:59.999Z' },
          { number: '011-222-2222', recordedAt: '2026-10-23T15:00:00.000Z' },
        ],
      });
      const [old = 0, recent = 0] = await phonesOf(customer);
      await openContact(agent, customer.accountId);
      expect((await current())?.callBackNumbers).toEqual([{ phoneId: old, masked: '***-***-**11' }]);
      expect(answerOf(await agent.call('contact.showNumber', { phoneId: old })).number).toBe('011-111-1111');
      const refusal = { ok: false, error: 'too-recent', detail: { days: 30 } };
      expect(await agent.call('contact.showNumber', { phoneId: recent })).toEqual(refusal);
      expect(await agent.call('contact.reached', { phoneId: recent, requestId: requestId() })).toEqual(refusal);
    });

    it('proves nothing unless that very number was dialled in this call', async () => {
      const customer = await addCustomer(test.db.write, {
        phones: [{ number: '011-111-1111' }, { number: '011-222-2222' }],
      });
      const [first = 0, second = 0] = await phonesOf(customer);
      const reached = async (phoneId: number) =>
        codeOf(await agent.call('contact.reached', { phoneId, requestId: requestId() }));
      await openContact(agent, customer.accountId);
      expect(await reached(first)).toBe('not-dialled');
      answerOf(await agent.call('contact.showNumber', { phoneId: first }));
      expect(await reached(second)).toBe('not-dialled');
      await hangUp(agent);
      await openContact(agent, customer.accountId);
      expect(await reached(first)).toBe('not-dialled');
      answerOf(await agent.call('contact.showNumber', { phoneId: first }));
      expect(await reached(first)).toBe('ok');
    });
  });

  describe('the line', () => {
    it('holds one call at a time', async () => {
      const customer = await addCustomer(test.db.write);
      const contactId = await openContact(agent, customer.accountId);
      const second = await agent.call('contact.open', { topic: 'general', requestId: requestId() });
      expect(second).toEqual({ ok: false, error: 'contact-open', detail: { contactId } });
      await openContact(colleague, customer.accountId);
    });

    it('takes a call without an account, which later turns out to be a customer’s', async () => {
      const customer = await addCustomer(test.db.write);
      const other = await addCustomer(test.db.write);
      await openContact(agent, null);
      expect(await current()).toMatchObject({ topic: 'general', customerId: null, offered: [] });
      const attach = (accountId: number) => agent.call('contact.attach', { accountId, requestId: requestId() });
      expect(codeOf(await attach(999_999))).toBe('no-such-account');
      answerOf(await attach(customer.accountId));
      expect(await current()).toMatchObject({
        topic: 'account',
        customerId: customer.customerId,
        accountId: customer.accountId,
      });
      expect(codeOf(await attach(other.accountId))).toBe('other-customer');
    });

    it('knows no account that is not there', async () => {
      const opened = await agent.call('contact.open', { topic: 'account', accountId: 999_999, requestId: requestId() });
      expect(codeOf(opened)).toBe('no-such-account');
      expect(await current()).toBeNull();
    });

    it('refuses every act without a call', async () => {
      const rid = requestId;
      const customer = await addCustomer(test.db.write);
      const replies = [
        await agent.call('contact.attach', { accountId: customer.accountId, requestId: rid() }),
        await agent.call('contact.tick', { fact: 'name', requestId: rid() }),
        await miss(agent),
        await agent.call('contact.showNumber', { phoneId: 1 }),
        await agent.call('contact.reached', { phoneId: 1, requestId: rid() }),
        await agent.call('contact.setProxy', { proxy: null, requestId: rid() }),
        await agent.call('contact.note', { note: 'x', requestId: rid() }),
        await agent.call('contact.close', { category: 'other', requestId: rid() }),
        await agent.call('callBack.promise', { dueAt: addHours(noon, 1), requestId: rid() }),
      ];
      expect(new Set(replies.map(codeOf))).toEqual(new Set(['no-contact']));
    });
  });
});
