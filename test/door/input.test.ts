// Whatever is put to the door, it answers, within the contract, and never breaks.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addContactPhone } from '../../db/register.ts';
import { type CallName, contract, generalRefusals } from '../../main/contract/index.ts';
import type { Row } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type StaffLogin, type TestDesk } from '../setup/desk.ts';
import { anyInput } from './any-input.ts';
import { answerOf, hangUp, takeCall } from './caller.ts';

const names = Object.keys(contract) as CallName[];
const runs = 12;

describe('inputs made up for a test', () => {
  it.each(names)('are for %s what it wants at least one time in five, and something else as often', (name) => {
    const row: Row = contract[name];
    const inputs = fc.sample(anyInput(row, [1, 2]), { numRuns: 400, seed: 20_261_123 });
    const fitting = inputs.filter((input) => row.input.safeParse(input ?? {}).success).length;
    expect(fitting).toBeGreaterThanOrEqual(80);
    expect(fitting).toBeLessThanOrEqual(320);
  });
});

describe.each(engines)('any input at the door on %s', (engine) => {
  let test: TestDesk;
  let customer: TestCustomer;
  let ids: number[];

  let staffBefore: { login: string; role: string }[] = [];
  beforeAll(async () => {
    test = await openTestDesk(engine);
    customer = await addCustomer(test.db.write);
    staffBefore = await test.db.read('staff').select('login', 'role');
    const agent = await test.signIn('agent');
    const phones = answerOf(await agent.call('account.open', { accountId: customer.accountId })).contactPhones;
    ids = [customer.accountId, ...phones.map(({ id }) => id), 1, 2];
  });
  afterAll(() => test.close());

  /** Whatever an input before has done to the staff and the customer. */
  const undo = async (): Promise<void> => {
    const { write } = test.db;
    await write('staff').update({ failures: 0, locked_until: null, is_active: 1 });
    for (const { login, role } of staffBefore) await write('staff').where({ login }).update({ role });
    await write('account').where({ id: customer.accountId }).update({ is_protected: 0, status: 'active' });
    await write('contact_phone').where({ customer_id: customer.customerId }).delete();
    const phone = { number: '011-231-4567', digits: '0112314567', recordedAt: '2026-01-15T00:00:00.000Z' };
    await addContactPhone(write, { ...phone, customerId: customer.customerId, position: 1, source: 'import' });
  };

  /** Signed in as the first role that may, on a verified call where one may take calls. */
  const ready = async (row: Row): Promise<Desk> => {
    await undo();
    await test.db.write('contact').where({ outcome: 'failed' }).update({ outcome: 'closed' });
    const login: StaffLogin = row.roles === 'anyone' ? 'agent' : (row.roles[0] ?? 'agent');
    const desk = await test.signIn(login);
    if (login === 'agent') {
      await hangUp(desk);
      await takeCall(desk, customer, 3);
    }
    return desk;
  };

  it.each(names)('%s answers within its contract', async (name) => {
    const row: Row = contract[name];
    const desk = await ready(row);
    await fc.assert(
      fc.asyncProperty(anyInput(row, ids), async (input) => {
        const reply = await desk.callAny(name, input);
        const isFitting = row.input.safeParse(input ?? {}).success;
        if (reply.ok) {
          expect(isFitting).toBe(true);
          expect(row.output.safeParse(reply.value).success).toBe(true);
          return;
        }
        expect(['broken', 'unreachable', 'busy']).not.toContain(reply.error);
        // A session may have been locked or ended by the call before; it is then told so, which is an answer too.
        if (reply.error === 'session-locked' || reply.error === 'not-signed-in') return;
        expect(reply.error === 'bad-input').toBe(!isFitting);
        if (row.refusals[reply.error]) expect(row.refusals[reply.error]?.safeParse(reply.detail).success).toBe(true);
        else expect(generalRefusals).toContain(reply.error);
      }),
      { numRuns: runs },
    );
  });

  it.each([
    ['no object', 'text'],
    ['a number', 42],
    ['a list', []],
    ['a field that nobody knows', { accountId: 1, isAdmin: true }],
    ['a fraction', { accountId: 1.5 }],
    ['zero', { accountId: 0 }],
    ['digits in quotes', { accountId: '1' }],
    ['more than a number can hold exactly', { accountId: 2 ** 53 }],
    ['nothing', undefined],
  ])('refuses %s with the place and a code, never with what was typed', async (_, input) => {
    const desk = await test.signIn('supervisor');
    const reply = await desk.callAny('account.open', input);
    expect(reply).toMatchObject({ ok: false, error: 'bad-input' });
    const { issues } = (reply as unknown as { detail: { issues: { path: string; code: string }[] } }).detail;
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues) {
      expect(Object.keys(issue).toSorted()).toEqual(['code', 'path']);
      expect(issue.code).toMatch(/^[a-z_]+$/);
      expect(['', 'accountId']).toContain(issue.path);
    }
  });

  it('refuses text that PostgreSQL could not keep, in every field for text, on both engines', async () => {
    const desk = await test.signIn('supervisor');
    const auditor = await test.signIn('auditor');
    await hangUp(desk);
    await takeCall(desk, customer, 2);
    for (const reply of [
      await desk.callAny('account.search', { text: 'さとう\u0000' }),
      await desk.callAny('contact.note', { note: '\u0000', requestId: requestId() }),
      await desk.callAny('contact.check', { fact: 'mail-address', said: 'a\u0000@example.jp', requestId: requestId() }),
      await desk.callAny('staff.signIn', { login: 'agent\u0000', password: 'x' }),
      await auditor.callAny('audit.list', { call: 'x\u0000' }),
      await auditor.callAny('audit.export', { actor: '\u0000' }),
    ])
      expect(reply).toMatchObject({ ok: false, error: 'bad-input' });
  });
});
