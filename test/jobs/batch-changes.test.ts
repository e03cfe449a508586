// What happens to an account between the release of its card and the printing: some of it concerns the card.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actNames, acts } from '../../main/acts/index.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf, hangUp, takeCall } from '../door/caller.ts';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import { askFor, generate, openHouse, release, setUpPrinting } from './batches.ts';
import { type ImportDesk, openImportDesk } from './desk.ts';

it('only acts that change nothing of a card, and nothing that holds one back, leave it in its batch', () => {
  expect(actNames.filter((name) => acts[name].isBesideCards)).toEqual([
    'account.changePhone',
    'account.changeMail',
    'account.setNotices',
    'account.setAmounts',
    'card.request',
    'moving.moveOut',
    'moving.undoMoveOut',
  ]);
});

describe.each(engines)('a card that is released and not printed yet on %s', (engine) => {
  let at: ImportDesk;
  let agent: Desk;
  let supervisor: Desk;
  let maker: Desk;
  let other: Desk;
  beforeAll(async () => {
    at = await openImportDesk(engine);
    [agent, supervisor] = [await at.signIn('agent'), await at.signIn('supervisor')];
    [maker, other] = [await at.signIn('admin'), await at.signIn('admin2')];
    await setUpPrinting(maker, other, await openHouse());
  });
  afterAll(() => at.close());

  type Change = (customer: TestCustomer) => Promise<unknown>;
  const shared = ({ accountId }: TestCustomer) => ({ accountId, reason: 'お電話', requestId: requestId() });
  const onTheLine =
    (change: Change): Change =>
    async (customer) => {
      await takeCall(agent, customer, 3);
      await change(customer);
      await hangUp(agent);
    };
  const beside: Readonly<Record<string, Change>> = {
    'misuse is suspected': onTheLine(async (customer) =>
      answerOf(await agent.call('card.request', { ...shared(customer), cause: 'suspected-misuse' })),
    ),
    'an earlier card was misdelivered': async ({ accountId }) => {
      const { id: cardId } = await at.db.read('card').where({ account_id: accountId, state: 'posted' }).first('id');
      const incident = { cardId, noticedOn: '2026-11-22', reason: 'お隣の方から', isReissue: false };
      answerOf(await supervisor.call('incident.record', { ...incident, requestId: requestId() }));
    },
    'notices are switched off on the portal': async ({ loginId }) =>
      expect(await at.portal.changeNotices(loginId, rightPassword, false)).toEqual({ answer: 'changed' }),
    'a contact phone is added': onTheLine(async (customer) =>
      answerOf(await agent.call('account.changePhone', { ...shared(customer), phoneId: null, number: '011-222-3333' })),
    ),
    'a legal hold is set': async (customer) =>
      answerOf(await supervisor.call('account.setHold', { ...shared(customer), isHeld: true })),
  };
  const concerning: Readonly<Record<string, Change>> = {
    'the login ID changes': onTheLine(async (customer) =>
      answerOf(await agent.call('account.changeLoginId', { ...shared(customer), loginId: 'hanako_new' })),
    ),
    'nothing may be posted': async (customer) =>
      answerOf(
        await supervisor.call('account.setFlags', { ...shared(customer), isProtected: false, isDoNotPost: true }),
      ),
    'misuse is suspected after the login ID changed': async (customer) => {
      await at.db.write('account').where({ id: customer.accountId }).increment('version', 1);
      await beside['misuse is suspected']?.(customer);
    },
  };

  it('goes on unless something that concerns it has changed', async () => {
    const changes = Object.entries({ ...beside, ...concerning });
    const customers: TestCustomer[] = [];
    for (const _ of changes) customers.push(await addCustomer(at.db.write));
    const misdelivered = customers[Object.keys(beside).indexOf('an earlier card was misdelivered')];
    if (misdelivered) await addPostedCard(at.db.write, misdelivered);
    await askFor(at, customers);
    const batchId = await release(maker, other);
    for (const [index, [, change]] of changes.entries()) await change(customers[index] as TestCustomer);
    expect((await generate(maker, batchId)).batch).toMatchObject({ state: 'generated' });
    const cards: { account_id: number; state: string }[] = await at.db.read('card').where({ batch_id: batchId });
    const states = new Map(cards.map(({ account_id, state }) => [account_id, state]));
    const became = changes.map(([what], index) => [what, states.get(customers[index]?.accountId ?? 0)]);
    const generated = await at.db.read('audit_entry').where({ call: 'batch.generated' }).first('body');
    expect(JSON.parse(generated.body)).toMatchObject({ cards: changes.length - 3, leftOut: 3 });
    expect(Object.fromEntries(became)).toEqual({
      ...Object.fromEntries(Object.keys(beside).map((what) => [what, 'generated'])),
      ...Object.fromEntries(Object.keys(concerning).map((what) => [what, 'dropped-out'])),
    });
  });
});
