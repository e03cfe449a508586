import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import type { CardCause } from '../../main/rules/card-request.ts';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, type CustomerOptions, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

describe.each(engines)('an agent asks for a postcard on %s', (engine) => {
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

  const onTheLine = async (customer: TestCustomer, desk = agent): Promise<void> => {
    await takeCall(desk, customer, 0);
    for (const fact of ['name', 'address'] as const)
      answerOf(await desk.call('contact.tick', { fact, requestId: requestId() }));
  };
  const called = async (options: CustomerOptions = {}): Promise<TestCustomer> => {
    const customer = await addCustomer(at.db.write, options);
    await onTheLine(customer);
    return customer;
  };
  const ask = ({ accountId }: TestCustomer, cause: CardCause = 'forgotten-password', more: object = {}, desk = agent) =>
    desk.call('card.request', { accountId, cause, reason: '', requestId: requestId(), ...more });
  const outlook = async ({ accountId }: TestCustomer) => answerOf(await agent.call('card.outlook', { accountId }));
  const cancel = ({ accountId }: TestCustomer) => agent.call('card.cancel', { accountId, requestId: requestId() });
  const login = async ({ loginId }: TestCustomer) => (await at.portal.attempt(loginId, rightPassword)).answer;

  it('with name and address ticked, and can say when it will come', async () => {
    const customer = await called();
    const before = await outlook(customer);
    expect(before).toMatchObject({ open: null, earlier: null, heldThrough: null, voidingCauses: ['suspected-misuse'] });
    expect(before.arrival).toEqual({ from: expect.any(String), to: expect.any(String) });
    expect(answerOf(await ask(customer))).toMatchObject({ state: 'done', approvalId: null });
    expect((await outlook(customer)).open).toMatchObject({ state: 'waiting', cause: 'forgotten-password' });
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({ kind: 'card-requested', facts: { cause: 'forgotten-password' } });
    const { requests } = answerOf(await agent.call('card.list', { state: 'waiting' }));
    expect(requests.map(({ accountId }) => accountId)).toContain(customer.accountId);
    expect(await login(customer)).toBe('accepted');
  });

  it('not before the caller has named name and address', async () => {
    const customer = await addCustomer(at.db.write);
    await takeCall(agent, customer, 0);
    expect(await ask(customer)).toMatchObject({ error: 'not-verified', detail: { level: 0, needed: 1 } });
    expect(codeOf(await ask(customer, 'lost-card', { isAskingApproval: true }))).toBe('not-verified');
  });

  it('once, until it is taken back', async () => {
    const customer = await called();
    answerOf(await ask(customer));
    expect(await ask(customer, 'lost-card')).toMatchObject({ error: 'card-under-way', detail: { state: 'waiting' } });
    answerOf(await cancel(customer));
    expect(codeOf(await cancel(customer))).toBe('no-open-request');
    expect(await outlook(customer)).toMatchObject({ open: null, earlier: null });
    answerOf(await ask(customer, 'lost-card'));
  });

  it('and is warned of an earlier one, for fourteen days', async () => {
    const customer = await called();
    answerOf(await ask(customer));
    const request = () => at.db.write('card_request').where({ account_id: customer.accountId });
    await request().delete();
    await addPostedCard(at.db.write, customer, { postedOn: '2026-11-20' });
    expect((await outlook(customer)).earlier).toMatchObject({
      cause: 'forgotten-password',
      state: 'posted',
      postedOn: '2026-11-20',
    });
    await request().update({ asked_at: '2020-01-01T00:00:00.000Z' });
    expect((await outlook(customer)).earlier).toBeNull();
  });

  it('which takes the password away at once where somebody else may know it', async () => {
    const misused = await called();
    answerOf(await ask(misused, 'suspected-misuse'));
    expect(await login(misused)).toBe('refused');
    await hangUp(agent);
    const lost = await called({ credential: { isInitial: true } });
    // Begun and not ended: the password on the lost card is still good.
    const begun = await at.portal.attempt(lost.loginId, rightPassword, '090-1234-5678');
    expect(begun.answer).toBe('must-change');
    expect((await outlook(lost)).voidingCauses).toEqual(['lost-card', 'suspected-misuse']);
    answerOf(await ask(lost, 'lost-card'));
    const hashes = at.db.read('credential_secret').whereIn('credential_id', [misused.credentialId, lost.credentialId]);
    expect(await hashes).toEqual([]);
    const read = answerOf(await agent.call('account.open', { accountId: lost.accountId }));
    expect(read.login.state).toBe('void');
  });

  it('which takes it away as well while the next card is under way: that one goes on', async () => {
    const customer = await called();
    answerOf(await ask(customer));
    // A change by phone holds new cards back, and not what protects the customer from misuse.
    await at.db
      .write('account')
      .where({ id: customer.accountId })
      .update({ delivery_unconfirmed_at: '2026-11-20T00:00:00.000Z' });
    expect((await outlook(customer)).voidingCauses).toEqual(['suspected-misuse']);
    expect(answerOf(await ask(customer, 'suspected-misuse'))).toMatchObject({ state: 'done' });
    expect(await login(customer)).toBe('refused');
    const rows = await at.db.read('card_request').where({ account_id: customer.accountId });
    expect(rows).toMatchObject([{ state: 'waiting', cause: 'suspected-misuse' }]);
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({ facts: { cause: 'suspected-misuse', isPasswordVoid: true } });
    // There is nothing left to take away.
    expect((await outlook(customer)).voidingCauses).toEqual([]);
    expect(codeOf(await ask(customer, 'suspected-misuse'))).not.toBe('ok');
  });

  it('through a supervisor for thirty days after a change that nobody called back for', async () => {
    const customer = await called();
    const changedAt = async (at_: string) =>
      at.db.write('account').where({ id: customer.accountId }).update({ delivery_unconfirmed_at: at_ });
    await changedAt('2020-01-01T00:00:00.000Z');
    expect((await outlook(customer)).heldThrough).toBeNull();
    await changedAt(
      new Date(
        Date.parse(answerOf(await agent.call('account.open', { accountId: customer.accountId })).now) - 29 * 86_400_000,
      ).toISOString(),
    );
    const { heldThrough } = await outlook(customer);
    expect(heldThrough).not.toBeNull();
    expect(await ask(customer)).toMatchObject({ error: 'needs-approval', detail: { heldThrough } });
    const asked = answerOf(await ask(customer, 'suspected-misuse', { isAskingApproval: true }));
    expect(asked.state).toBe('asked');
    // What protects the customer does not wait for the supervisor.
    expect(await login(customer)).toBe('refused');
    expect((await outlook(customer)).open).toBeNull();
    const approvalId = asked.approvalId ?? 0;
    const { digest, changes } = answerOf(await supervisor.call('approval.open', { approvalId }));
    expect(changes).toEqual([{ field: 'card', before: '', after: 'suspected-misuse' }]);
    answerOf(
      await supervisor.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }),
    );
    const row = await at.db.read('card_request').where({ account_id: customer.accountId }).first();
    expect(row).toMatchObject({ state: 'waiting', cause: 'suspected-misuse' });
    expect(row.approved_by).not.toBe(row.asked_by);
  });

  it('not for a withdrawn account, nor where nothing may be posted', async () => {
    expect(codeOf(await ask(await called({ status: 'withdrawn' })))).toBe('withdrawn');
    await hangUp(agent);
    const customer = await called({ isDoNotPost: true });
    expect(codeOf(await ask(customer))).toBe('do-not-post');
    const { can } = answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(can.requestCard).toEqual({ isAllowed: false, reason: 'do-not-post' });
  });

  it('and where nothing may be posted any more, the password is stopped and the card taken back all the same', async () => {
    const customer = await called();
    const can = async () => answerOf(await agent.call('account.open', { accountId: customer.accountId })).can;
    answerOf(await ask(customer));
    await at.db.write('account').where({ id: customer.accountId }).update({ is_do_not_post: 1 });
    expect(await can()).toMatchObject({
      requestCard: { isAllowed: false, reason: 'do-not-post' },
      stopPassword: { isAllowed: true },
      cancelCard: { isAllowed: true },
    });
    answerOf(await ask(customer, 'suspected-misuse'));
    expect(await login(customer)).toBe('refused');
    answerOf(await cancel(customer));
    await at.db.write('account').where({ id: customer.accountId }).update({ status: 'withdrawn' });
    expect((await can()).stopPassword).toEqual({ isAllowed: false, reason: 'withdrawn' });
    await hangUp(agent);
    expect((await can()).cancelCard).toEqual({ isAllowed: false, reason: 'no-contact' });
  });

  it('while a colleague asks for the same one: one does, the other is told', async () => {
    const customer = await called();
    await hangUp(supervisor);
    await onTheLine(customer, supervisor);
    const replies = await Promise.all([ask(customer), ask(customer, 'lost-card', {}, supervisor)]);
    await hangUp(supervisor);
    expect(replies.map(codeOf).toSorted()).toEqual(['card-under-way', 'ok']);
    expect(await at.db.read('card_request').where({ account_id: customer.accountId })).toHaveLength(1);
  });
});
