// What the console answers by Tokyo's clock and calendar, wherever the PC stands: run in three time zones.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordFailure } from '../../db/credentials.ts';
import type { Desk } from '../../main/core.ts';
import { addHours } from '../../main/rules/calendar.ts';
import { answerOf, codeOf, hangUp, openContact, say, takeCall } from '../door/caller.ts';
import { addCustomer, rightPassword } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';

const tokyo = (text: string): string => new Date(`${text}+09:00`).toISOString();

describe.each(engines)('by Tokyo’s days on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    agent = await test.signIn('agent');
  });
  afterEach(async () => {
    await test.setNow(noon);
    await hangUp(agent);
  });
  afterAll(() => test.close());

  it('a tenth wrong password at 02:00 limits until 06:00, at 06:00:00 sharp until tomorrow', async () => {
    for (const [at, until] of [
      ['2026-11-24T02:00:00.000', '2026-11-24T06:00:00.000'],
      ['2026-11-24T06:00:00.000', '2026-11-25T06:00:00.000'],
    ] as const) {
      const { loginId, credentialId } = await addCustomer(test.db.write);
      const nine = { failures: 9, lockedUntil: null, lockAttempt: null };
      await recordFailure(test.db.write, credentialId ?? 0, nine, noon);
      await test.setNow(tokyo(at));
      const lockedUntil = tokyo(until);
      expect(await test.portal.attempt(loginId, 'wrong')).toEqual({ answer: 'refused', failures: 10, lockedUntil });
      await test.setNow(tokyo(until));
      expect((await test.portal.attempt(loginId, rightPassword)).answer).toBe('accepted');
    }
  });

  it('an initial password works until midnight of its card’s date', async () => {
    const { accountId, loginId } = await addCustomer(test.db.write, {
      credential: { isInitial: true, expiresOn: '2026-11-23' },
    });
    const stateAt = async (at: string) => {
      await test.setNow(tokyo(at));
      const desk = await test.signIn('supervisor');
      const [hit] = answerOf(await desk.call('account.search', { text: loginId })).hits;
      const { answer } = await test.portal.attempt(loginId, rightPassword, '09012345678');
      return [answerOf(await desk.call('account.open', { accountId })).login.state, hit?.badges, answer];
    };
    expect(await stateAt('2026-11-23T23:59:59.999')).toEqual(['first-login', ['first-login'], 'must-change']);
    expect(await stateAt('2026-11-24T00:00:00.000')).toEqual(['initial-expired', [], 'expired']);
  });

  it('a number may be called back from the thirty-first day after it was recorded', async () => {
    const { accountId } = await addCustomer(test.db.write, {
      phones: [{ number: '011-111-1111', recordedAt: tokyo('2026-10-24T00:00:00.000') }],
    });
    await openContact(agent, accountId);
    const numbers = async () => answerOf(await agent.call('contact.current', {})).contact?.callBackNumbers.length;
    expect(await numbers()).toBe(0);
    await test.setNow(tokyo('2026-11-24T00:00:00.000'));
    const nextDay = await test.signIn('agent');
    expect(answerOf(await nextDay.call('contact.current', {})).contact?.callBackNumbers).toHaveLength(1);
  });

  it('a failed call holds the customer for twenty-four hours', async () => {
    const { accountId } = await addCustomer(test.db.write);
    await openContact(agent, accountId);
    for (let n = 0; n < 3; n += 1) await say(agent, 'birth-date', '1999-01-01');
    const again = await agent.call('contact.open', { topic: 'account', accountId, requestId: requestId() });
    expect(again).toMatchObject({ error: 'needs-supervisor-after-failure', detail: { until: addHours(noon, 24) } });
  });

  it('a birth date is the day that was said, not the one it was elsewhere', async () => {
    const customer = await addCustomer(test.db.write, { birthOn: '1989-01-07' });
    await takeCall(agent, customer, 0);
    expect(answerOf(await say(agent, 'birth-date', '昭和64年1月7日')).outcome).toBe('matched');
  });

  it('an auditor’s day begins and ends at midnight in Tokyo', async () => {
    await test.setNow(tokyo('2026-11-30T23:59:59.999'));
    const late = await test.signIn('admin');
    answerOf(await late.call('staff.lock', {}));
    await test.setNow(tokyo('2026-12-01T00:00:00.000'));
    answerOf(await late.call('staff.lock', {}));
    const auditorAtMidnight = await test.signIn('auditor');
    const on = async (day: string) =>
      answerOf(await auditorAtMidnight.call('audit.list', { from: day, through: day, call: 'staff.lock' })).entries
        .length;
    expect([await on('2026-11-29'), await on('2026-11-30'), await on('2026-12-01'), await on('2026-12-02')]).toEqual([
      0, 1, 1, 0,
    ]);
    const { file, fileName } = answerOf(
      await auditorAtMidnight.call('audit.export', { from: '2026-12-01', call: 'staff.lock' }),
    );
    expect(fileName).toBe('audit-2026-12-01.csv');
    expect(new TextDecoder().decode(auditorAtMidnight.takeFile(file)?.bytes)).toContain('2026-12-01T00:00:00+09:00');
    expect(codeOf(await auditorAtMidnight.call('audit.list', { through: '9999-12-31' }))).toBe('ok');
    expect(codeOf(await auditorAtMidnight.call('audit.list', { from: '0001-01-01' }))).toBe('ok');
  });
});
