// Cards that are drawn, and whose customers' accounts change before they are posted.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf, codeOf, hangUp, takeCall } from '../door/caller.ts';
import { rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import { allPrinted, generate, openHouse, postingOn, release, setUpPrinting, waitingCustomers } from './batches.ts';
import { type ImportDesk, openImportDesk } from './desk.ts';

const phone = '090-1234-5678';
const because = { reason: '書面による申し出' };

describe.each(engines)('a drawn card whose account changes, on %s', (engine) => {
  let at: ImportDesk;
  let maker: Desk;
  let agent: Desk;
  let supervisor: Desk;
  let batchId: number;
  let customers: TestCustomer[];
  let serials: string[];
  beforeEach(async () => {
    at = await openImportDesk(engine);
    maker = await at.signIn('admin');
    const other = await at.signIn('admin2');
    agent = await at.signIn('agent');
    supervisor = await at.signIn('supervisor');
    await setUpPrinting(maker, other, await openHouse());
    customers = await waitingCustomers(at, 7);
    batchId = await release(maker, other);
    await generate(maker, batchId);
    serials = await at.db.read('card').orderBy('serial').pluck('serial');
  });
  afterEach(async () => {
    expect((await at.db.snapshot((tx) => verifyAudit(tx))).finding).toBeNull();
    await at.close();
  });

  const idOf = (index: number): number => customers[index]?.accountId ?? 0;
  const setFlags = async (index: number, flags: { isProtected?: boolean; isDoNotPost?: boolean }) =>
    answerOf(
      await supervisor.call('account.setFlags', {
        accountId: idOf(index),
        isProtected: false,
        isDoNotPost: false,
        ...flags,
        ...because,
        requestId: requestId(),
      }),
    );
  const onTheLine = async (index: number): Promise<void> => {
    await hangUp(agent);
    await takeCall(agent, customers[index] as TestCustomer, 3);
  };
  const change = async (index: number) => {
    await onTheLine(index);
    return { accountId: idOf(index), ...because, requestId: requestId() };
  };
  const outlook = async (index: number) => answerOf(await agent.call('card.outlook', { accountId: idOf(index) })).open;
  const arrival = async (index: number) =>
    answerOf(await agent.call('card.history', { accountId: idOf(index) })).cards[0]?.arrival;
  const pullAll = () =>
    maker.call('batch.pullAll', { batchId, requestTo: 'waiting', ...because, requestId: requestId() });
  const open = async () => answerOf(await maker.call('batch.open', { batchId }));
  const post = () => maker.call('batch.post', { batchId, part: 1, postedOn: postingOn, requestId: requestId() });
  const login = async (index: number) =>
    (await at.portal.attempt(customers[index]?.loginId ?? '', rightPassword, phone)).answer;

  it('is named with the reason, keeps its part from being posted, and is pulled with the others in one step', async () => {
    expect((await open()).toPull).toEqual({ count: 0, cards: [] });
    expect(codeOf(await pullAll())).toBe('nothing-to-pull');
    expect(await outlook(0)).toMatchObject({ isDrawn: true, isToPull: false });
    await setFlags(0, { isDoNotPost: true });
    await setFlags(1, { isProtected: true });
    answerOf(
      await agent.call('account.changeAddress', {
        ...(await change(2)),
        postcode: '060-0042',
        line: '北海道札幌市中央区大通西5丁目8',
      }),
    );
    answerOf(await agent.call('account.changeLoginId', { ...(await change(3)), loginId: `after-${engine}` }));
    answerOf(await agent.call('account.withdraw', await change(4)));
    // What does not stand on the card, and what was taken back, keeps nothing from going out.
    answerOf(await agent.call('account.setNotices', { ...(await change(5)), wantsNotices: false }));
    await setFlags(6, { isDoNotPost: true });
    await setFlags(6, {});

    const reasons = ['do-not-post', 'protected', 'address-changed', 'login-id-changed', 'withdrawn'];
    const { toPull } = await open();
    expect(toPull).toEqual({
      count: 5,
      cards: reasons.map((reason, index) => ({ serial: serials[index], part: 1, reasons: [reason] })),
    });
    expect(answerOf(await maker.call('batch.list', {})).batches).toMatchObject([{ batchId, toPull: 5 }]);
    expect(await outlook(0)).toMatchObject({ isDrawn: true, isToPull: true });
    expect(await outlook(5)).toMatchObject({ isDrawn: true, isToPull: false });
    // Nobody is told a day on which a card comes that must not go out.
    expect(await arrival(0)).toBeNull();
    expect(await arrival(5)).toMatchObject({ from: '2026-11-28' });

    await allPrinted(maker, batchId, serials);
    await at.moveTo('2026-11-26T09:00:00.000Z');
    maker = await at.signIn('admin');
    agent = await at.signIn('agent');
    expect((await open()).parts[0]?.can.post).toEqual({ isAllowed: false, reason: 'cards-to-pull' });
    expect(codeOf(await post())).toBe('cards-to-pull');
    expect(answerOf(await pullAll())).toEqual({ batchId, pulled: 5 });
    expect(await open()).toMatchObject({
      toPull: { count: 0 },
      parts: [{ pulled: 5, can: { post: { reason: null } } }],
    });
    expect(answerOf(await post()).cards).toBe(2);
    // Their old passwords work as before, and no new one is left of what was pulled.
    expect(await login(0)).toBe('accepted');
    expect(await login(5)).toBe('refused');
    expect(await at.db.read('credential').where({ state: 'staged' })).toEqual([]);
    const pulled = await at.db.read('card_request').where({ state: 'waiting' }).orderBy('id').pluck('account_id');
    expect(pulled).toEqual([0, 1, 2, 3, 4].map(idOf));
    const { events } = answerOf(await maker.call('account.timeline', { accountId: idOf(0) }));
    const step = events.find(({ kind }) => kind === 'card-pulled');
    expect(step).toMatchObject({ note: because.reason, facts: { batch: batchId } });
    const bodies: string[] = await at.db.read('audit_entry').where({ call: 'batch.pullAll' }).pluck('body');
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([{ batch: batchId, cards: 5, to: 'waiting' }]);
    expect(bodies.join('')).not.toContain(because.reason);
  });

  it('keeps also a late posting from being approved', async () => {
    await allPrinted(maker, batchId, serials);
    await at.moveTo('2026-12-03T03:00:00.000Z');
    maker = await at.signIn('admin');
    supervisor = await at.signIn('supervisor');
    const other = await at.signIn('admin2');
    const late = { batchId, part: 1, postedOn: '2026-12-03', ...because, requestId: requestId() };
    expect(answerOf(await maker.call('batch.post', late)).state).toBe('asked');
    await setFlags(0, { isDoNotPost: true });
    const [approval] = (await open()).openApprovals;
    const approvalId = approval?.approvalId ?? 0;
    const { digest } = answerOf(await other.call('approval.open', { approvalId }));
    const granting = { approvalId, digest, outcome: 'grant' as const, requestId: requestId() };
    expect(await other.call('approval.decide', granting)).toMatchObject({
      error: 'act-refused',
      detail: { error: 'cards-to-pull' },
    });
  });
});
