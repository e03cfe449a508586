// A card that nothing is wrong with but the address that failed, or was changed by phone: it goes out by nobody's oversight.
import type { Knex } from 'knex';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as batches from '../../db/batches.ts';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { cardsOf } from '../../main/jobs/batch-cards.ts';
import { batchPlanJob } from '../../main/jobs/batch-plan.ts';
import type { JobContext } from '../../main/jobs/job.ts';
import { serialOf } from '../../main/rules/batch.ts';
import {
  askFor,
  type BatchRead,
  batchTidied,
  make,
  openHouse,
  setUpPrinting,
  uploadList,
  waitingCustomers,
} from '../jobs/batches.ts';
import { type ImportDesk, openImportDesk } from '../jobs/desk.ts';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, requestId } from '../setup/desk.ts';
import { statementsDuring } from '../setup/statements.ts';
import { answerOf, codeOf } from './caller.ts';

const reason = '確認済み';
const elsewhere = { delivery_postcode: '0600042', delivery_line: '北海道札幌市中央区大通西5丁目8' };

describe.each(engines)('a card that is held on %s', (engine) => {
  let at: ImportDesk;
  let supervisor: Desk;
  let admin: Desk;
  let other: Desk;
  beforeAll(async () => {
    at = await openImportDesk(engine);
    supervisor = await at.signIn('supervisor');
    admin = await at.signIn('admin');
    other = await at.signIn('admin2');
    await setUpPrinting(admin, other, await openHouse());
  });
  afterEach(() => at.db.write('card_request').where({ state: 'waiting' }).update({ state: 'cancelled' }));
  afterAll(async () => {
    expect((await at.db.snapshot((tx) => verifyAudit(tx))).finding).toBeNull();
    await at.close();
  });

  /** Customers whose last card came back, and whose next one waits all the same. */
  const returned = async (why: string, count = 1): Promise<TestCustomer[]> => {
    const customers: TestCustomer[] = [];
    const lines = ['serial,reason,returned_on'];
    for (let n = 0; n < count; n++) {
      const customer = await addCustomer(at.db.write);
      lines.push(`${(await addPostedCard(at.db.write, customer)).serial},${why},2026-11-21`);
      customers.push(customer);
    }
    answerOf(
      await admin.call('card.returned', { file: await uploadList(admin, lines.join('\r\n')), requestId: requestId() }),
    );
    await askFor(at, customers);
    return customers;
  };
  const changedByPhone = async (): Promise<TestCustomer> => {
    const customer = await addCustomer(at.db.write);
    const changed = { delivery_unconfirmed_at: noon, delivery_changed_at: noon };
    await at.db.write('account').where({ id: customer.accountId }).update(changed);
    await askFor(at, [customer]);
    return customer;
  };
  const move = ({ accountId }: TestCustomer) =>
    at.db
      .write('account')
      .where({ id: accountId })
      .update({ ...elsewhere, delivery_changed_at: noon });
  const requestOf = ({ accountId }: TestCustomer) =>
    at.db.read('card_request').where({ account_id: accountId }).orderBy('id', 'desc').first();
  const cardsOfOne = ({ accountId }: TestCustomer): Promise<string[]> =>
    at.db.read('card').where({ account_id: accountId }).orderBy('id').pluck('state');
  const open = async (customer: TestCustomer, desk = supervisor) =>
    answerOf(await desk.call('card.openDropped', { cardRequestId: (await requestOf(customer)).id }));
  const requeue = async (customer: TestCustomer, desk = supervisor) =>
    desk.call('card.requeue', { cardRequestId: (await requestOf(customer)).id, reason, requestId: requestId() });

  const undo = async ({ batch: { batchId } }: BatchRead): Promise<void> => {
    answerOf(await admin.call('batch.undo', { batchId, reason, requestId: requestId() }));
    await batchTidied(admin, batchId);
  };

  it('goes into no batch, and by nobody’s word to an address that is wrong', async () => {
    const [gone] = (await returned('転居先不明')) as [TestCustomer];
    const [shelved, agreed] = (await returned('保管期間経過', 2)) as [TestCustomer, TestCustomer];
    const changed = await changedByPhone();
    const free = await addCustomer(at.db.write);
    await askFor(at, [free]);
    const { id: staffId } = await at.db.read('staff').where({ login: 'supervisor' }).first('id');
    await at.db
      .write('card_request')
      .where({ id: (await requestOf(agreed)).id })
      .update({ approved_by: staffId, approved_at: noon });
    const made = await make(admin);
    expect(made.batch.cards).toBe(2);
    const states = await Promise.all([gone, shelved, changed, agreed, free].map(requestOf));
    expect(states.map(({ state, drop_code }) => [state, drop_code])).toEqual([
      ['dropped-out', 'returned-address'],
      ['dropped-out', 'returned-unclaimed'],
      ['dropped-out', 'change-unconfirmed'],
      ['in-batch', null],
      ['in-batch', null],
    ]);

    expect(await open(gone)).toMatchObject({ faults: [{ code: 'returned-address' }], approval: null });
    for (const desk of [admin, supervisor]) expect(codeOf(await requeue(gone, desk))).toBe('still-faulty');
    await move(gone);
    expect((await open(gone)).faults).toEqual([]);
    expect(codeOf(await requeue(gone, admin))).toBe('ok');

    for (const held of [shelved, changed]) {
      expect((await open(held, admin)).approval).toBe('of-another');
      expect(codeOf(await requeue(held, admin))).toBe('still-faulty');
    }
    // Rule 10: not by whoever asked for it.
    await at.db
      .write('card_request')
      .where({ id: (await requestOf(shelved)).id })
      .update({ asked_by: staffId });
    expect((await open(shelved)).approval).toBe('of-another');
    expect(codeOf(await requeue(shelved))).toBe('still-faulty');
    expect((await open(changed)).approval).toBe('yours');
    expect(codeOf(await requeue(changed))).toBe('ok');
    expect(await requestOf(changed)).toMatchObject({ state: 'waiting', approved_by: staffId, approved_at: noon });
    const { events } = answerOf(await supervisor.call('account.timeline', { accountId: changed.accountId }));
    expect(events[0]).toMatchObject({ kind: 'card-requeued', note: reason, facts: { approvedBy: expect.any(String) } });
    await undo(made);
  });

  it('is left out of the batch that it was put into, and stays in the one that takes it later', async () => {
    const customer = await addCustomer(at.db.write);
    const { serial } = await addPostedCard(at.db.write, customer);
    await askFor(at, [customer]);
    const first = await make(admin);
    expect(await cardsOfOne(customer)).toEqual(['posted', 'planned']);
    const list = `serial,reason,returned_on\r\n${serial},転居先不明,2026-11-21`;
    const file = await uploadList(admin, list);
    answerOf(await admin.call('card.returned', { file, requestId: requestId() }));
    expect(await cardsOfOne(customer)).toEqual(['returned', 'dropped-out']);
    await move(customer);
    answerOf(await requeue(customer));
    await make(admin);
    // As versions before left it: planned in two batches.
    await at.db
      .write('card')
      .where({ account_id: customer.accountId, state: 'dropped-out' })
      .update({ state: 'planned' });
    await undo(first);
    expect(await cardsOfOne(customer)).toEqual(['returned', 'undone', 'planned']);
    expect((await requestOf(customer)).state).toBe('in-batch');
  });

  it('is not drawn where that came up while its password was hashed', async () => {
    const customers = await waitingCustomers(at, 5);
    const [changed, taken, goes, ...imported] = customers as [TestCustomer, TestCustomer, TestCustomer];
    const made = await make(admin);
    // Read as changed, before anything is hashed.
    for (const { accountId } of imported as TestCustomer[])
      await at.db.write('account').where({ id: accountId }).increment('version', 1);
    const batch = (await batches.byId(at.db.read, made.batch.batchId)) as batches.Batch;
    const meanwhile = async (tx: Knex): Promise<void> => {
      await tx('account').where({ id: changed.accountId }).increment('version', 1);
      await tx('card_request')
        .where({ id: (await requestOf(taken)).id })
        .update({ state: 'dropped-out' });
    };
    const job: JobContext = {
      ...{ db: at.db, jobId: 1, fence: 1, folder: at.folder, actor: 'system:job', input: {} },
      ...{ guard: meanwhile, report: () => {}, answer: () => {}, signal: new AbortController().signal },
    };
    const drawn: { loginId: string; serial: string }[] = [];
    const asked = await statementsDuring(at.db.write, async () => {
      for await (const { loginId, serial } of cardsOf(job, { batch, cardsPerPart: 100, printed: 0 }))
        drawn.push({ loginId, serial });
    });
    expect(drawn).toEqual([{ loginId: goes.loginId, serial: serialOf(batch.id, 1) }]);
    const left = ['dropped-out'];
    expect(await Promise.all(customers.map(cardsOfOne))).toEqual([left, left, ['generated'], left, left]);
    const states = (await Promise.all(customers.map(requestOf))).map(({ state }) => state);
    expect(states).toEqual(['waiting', 'dropped-out', 'in-batch', 'waiting', 'waiting']);
    // Whose request somebody has taken out has been told so already.
    const told = at.db.read('account_event').where({ kind: 'card-left-out' }).orderBy('account_id');
    const all = [changed, ...(imported as TestCustomer[])].map(({ accountId }) => accountId);
    expect((await told).map(({ account_id, facts }) => [account_id, facts])).toEqual(
      all.map((accountId) => [accountId, `{"batch":${batch.id}}`]),
    );
    // Where an import has touched all of a batch, agents do not wait for each of its cards.
    expect(asked.filter((sql) => sql.startsWith('update') && /\bcard_request\b/.test(sql))).toHaveLength(2);
    await undo(made);
  });

  if (engine === 'postgres')
    it('and whose account is in somebody else’s hands at that moment waits for the next batch, and is told so', async () => {
      const [held, goes] = (await waitingCustomers(at, 2)) as [TestCustomer, TestCustomer];
      const made = await make(admin);
      const batch = (await batches.byId(at.db.read, made.batch.batchId)) as batches.Batch;
      const job: JobContext = {
        ...{ db: at.db, jobId: 1, fence: 1, folder: at.folder, actor: 'system:job', input: {} },
        ...{ guard: async () => {}, report: () => {}, answer: () => {}, signal: new AbortController().signal },
      };
      const another = await at.open();
      await another.write.transaction(async (tx) => {
        await tx('account').where({ id: held.accountId }).forNoKeyUpdate().first('id');
        const drawn: string[] = [];
        for await (const { loginId } of cardsOf(job, { batch, cardsPerPart: 100, printed: 0 })) drawn.push(loginId);
        expect(drawn).toEqual([goes.loginId]);
      });
      await another.close();
      expect(await requestOf(held)).toMatchObject({ state: 'waiting' });
      const told = at.db.read('account_event').where({ kind: 'card-left-out', account_id: held.accountId });
      expect(await told).toHaveLength(1);
      await undo(made);
    });

  it('drops out by as many as its releaser is told, but those that somebody has taken back meanwhile', async () => {
    const faulty = (await waitingCustomers(at, 2, { applicationPhone: null })) as [TestCustomer, TestCustomer];
    const [stays, taken] = faulty;
    const those = [...faulty, ...(await waitingCustomers(at, 1))].map(({ accountId }) => accountId);
    // Apart from what else waits here.
    await at.db.write('card_request').whereIn('account_id', those).update({ cause: 'lost-card' });
    const meanwhile = async (tx: Knex): Promise<void> => {
      await tx('card_request').where({ account_id: taken.accountId }).update({ state: 'cancelled', ended_at: noon });
    };
    const { id: madeBy } = await at.db.read('staff').where({ login: 'admin' }).first('id');
    const planned = { layout: 'v-fold', plannedPostingOn: '2026-11-26', validThrough: '2026-12-26', madeBy };
    const batchId = await batches.add(at.db.write, planned, noon);
    const reported: object[] = [];
    // Not one of those that worked here before, which it would go on from.
    const job: JobContext = {
      ...{ db: at.db, jobId: 999_999, fence: 1, folder: at.folder, actor: 'system:job' },
      ...{ input: { batchId, before: noon, cause: 'lost-card' }, guard: meanwhile, answer: () => {} },
      ...{ report: (_, progress) => reported.push(progress), signal: new AbortController().signal },
    };
    const end = await batchPlanJob.run(job);
    const { drop_code } = await requestOf(stays);
    expect([end.result, drop_code]).toMatchObject([{ batch: batchId, droppedOut: 1 }, 'phone-missing']);
    expect(reported.at(-1)).toMatchObject({ droppedOut: 1 });
    await at.db.write('batch').where({ id: batchId }).update({ state: 'undone' });
  });

  it('or for which a batch has no room waits for the next one', async () => {
    await at.db.write('setting').insert({ key: 'batchCards', value: '10', version: 1, changed_at: noon });
    const customers = await waitingCustomers(at, 11);
    expect((await make(admin)).batch.cards).toBe(10);
    const states = (await Promise.all(customers.map(requestOf))).map(({ state }) => state);
    expect(states).toEqual([...Array.from({ length: 10 }, () => 'in-batch'), 'waiting']);
  });
});
