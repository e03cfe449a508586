// Two who change the same customer at the same moment: the slower one decides on what the faster one has left.
import { writeFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keepClocks } from '../../db/account-clocks.ts';
import * as batches from '../../db/batches.ts';
import { startRun } from '../../db/import-runs.ts';
import type { Desk } from '../../main/core.ts';
import { type ImportResult, importFile } from '../../main/import/import.ts';
import { accountFields, accountHeader, contractFields, contractHeader, csvLine } from '../customer-files.ts';
import { addPostedCard } from '../setup/card.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

let serial = 0;
const nextPlace = () => {
  serial += 1;
  return {
    supplyPointNo: `0197${String(serial).padStart(18, '0')}`,
    startsOn: '2026-12-01',
    plan: '従量電灯B',
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
    applicationPhone: '090-1111-2222',
  };
};

describe.each(engines)('the same account at the same moment on %s', (engine) => {
  const folder = scratchFolder('akari-same-account-');
  let at: TestDesk;
  let agent: Desk;
  let agent2: Desk;
  let supervisor: Desk;
  let supervisor2: Desk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine, { folder: folder.path });
    [agent, agent2] = [await at.signIn('agent'), await at.signIn('agent2')];
    [supervisor, supervisor2] = [await at.signIn('supervisor'), await at.signIn('supervisor2')];
    admin = await at.signIn('admin');
    // No file's chain in the audit is a desk's own.
    const run = { kind: 'accounts' as const, fileName: 'a.csv', byteCount: 0, jobId: null, actor: 'system:test' };
    while ((await startRun(at.db.write, { ...run, at: '2026-11-23T00:00:00.000Z' })) <= 5);
  });
  afterEach(async () => {
    for (const desk of [agent, agent2]) await hangUp(desk);
  });
  afterAll(async () => {
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await at.close();
    folder.remove();
  });

  const shared = (accountId: number) => ({ accountId, reason: 'お引越し', requestId: requestId() });
  const waiting = async (): Promise<number> =>
    (await at.db.read('pg_stat_activity').whereRaw(`datname = current_database() and wait_event_type = 'Lock'`)).length;
  /**
   * On PostgreSQL a row is kept from both until both wait for what is held, the first one first: each has read all that it
   * reads without holding it. SQLite has one writer, for whom they come one after the other.
   */
  const meetingAt = async <A, B>(
    row: Knex.QueryBuilder,
    first: () => Promise<A>,
    second: () => Promise<B>,
  ): Promise<[A, B]> => {
    if (engine === 'sqlite') return [await first(), await second()];
    const both = await at.db.write.transaction(async (tx) => {
      await row.transacting(tx).forNoKeyUpdate().select(tx.raw('1'));
      const mine = first();
      while ((await waiting()) < 1);
      const theirs = second();
      while ((await waiting()) < 2);
      return [mine, theirs] as const;
    });
    return Promise.all(both);
  };
  /** At the account; on SQLite they come as they come. */
  const meeting = <A, B>(accountId: number, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> =>
    engine === 'sqlite'
      ? Promise.all([first(), second()])
      : meetingAt(at.db.write('account').where({ id: accountId }), first, second);
  /** Not of a desk's own chain in the audit, at which they would come one after the other anyhow. */
  const customerOfTheirOwn = async (): Promise<TestCustomer> => {
    let customer = await addCustomer(at.db.write);
    while (customer.accountId <= 5) customer = await addCustomer(at.db.write);
    return customer;
  };
  const asked = async (approvalId: number | null) => {
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    return { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
  };

  it.each(['joining', 'move-in'] as const)(
    'a joining and a move-in, the %s first: no contract is left behind',
    async (first) => {
      const stays = await addCustomer(at.db.write);
      const goes = await addCustomer(at.db.write, { customerId: stays.customerId, customerNo: stays.customerNo });
      await takeCall(agent, stays, 2);
      const join = { otherAccountId: goes.accountId, survivor: 'this' as const, isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(stays.accountId), ...join }));
      const decision = await asked(approvalId);
      await takeCall(agent2, goes, 3);
      const joining = async () => codeOf(await supervisor.call('approval.decide', decision));
      const moveIn = async () =>
        codeOf(await agent2.call('moving.moveIn', { ...shared(goes.accountId), ...nextPlace() }));
      const codes = await (first === 'joining'
        ? meeting(goes.accountId, joining, moveIn)
        : meeting(goes.accountId, moveIn, joining));
      expect(codes).toEqual(first === 'joining' ? ['ok', 'withdrawn'] : ['ok', 'content-changed']);
      const leftBehind = await at.db
        .read('account_contract as l')
        .join('account as a', 'a.id', 'l.account_id')
        .where({ 'a.customer_id': stays.customerId, 'a.status': 'withdrawn' })
        .whereNull('l.to_on');
      expect(leftBehind).toEqual([]);
    },
  );

  const importOne = (kind: 'accounts' | 'contracts', row: Record<string, string>): Promise<ImportResult> => {
    const path = `${folder.path}/${kind}.csv`;
    writeFileSync(path, [kind === 'accounts' ? accountHeader : contractHeader, csvLine(row), ''].join('\n'));
    return importFile(at.db, kind, path, { actor: 'system:test', rejectsPath: `${path}.rejects` });
  };
  const contractNoOf = async ({ contractId }: TestCustomer): Promise<string> =>
    (await at.db.read('contract').where({ id: contractId }).first('contract_no')).contract_no;
  const contractRow = ({ contractId, supplyPointNo, customerNo }: TestCustomer) => ({
    ...contractFields(contractId),
    supply_point: supplyPointNo,
    customer_no: customerNo,
    status: 'active',
    ended_on: '',
  });

  it.each(['begins', 'ends'] as const)(
    'a joining, and a file in which a contract %s: it is of the account that goes on',
    async (what) => {
      const stays = await addCustomer(at.db.write);
      const { customerId, customerNo } = stays;
      // Files speak to the one whose time is not over.
      await at.db.write('contract').where({ id: stays.contractId }).update({ ended_on: '2026-10-31' });
      await keepClocks(at.db.write, [stays.accountId]);
      const goes = await addCustomer(at.db.write, { customerId, customerNo });
      await takeCall(agent, stays, 2);
      const join = { otherAccountId: goes.accountId, survivor: 'this' as const, isAskingApproval: true };
      const { approvalId } = answerOf(await agent.call('moving.joinAccounts', { ...shared(stays.accountId), ...join }));
      const decision = await asked(approvalId);
      const contractNo = what === 'begins' ? String(9_000_000_000 + goes.contractId) : await contractNoOf(goes);
      const supplyPoint = what === 'begins' ? nextPlace().supplyPointNo : goes.supplyPointNo;
      const end = what === 'begins' ? {} : { status: 'ended', ended_on: '2026-10-15' };
      const row = { ...contractRow(goes), contract_no: contractNo, supply_point: supplyPoint, ...end };
      const [joined, read] = await meeting(
        goes.accountId,
        async () => codeOf(await supervisor.call('approval.decide', decision)),
        () => importOne('contracts', row),
      );
      expect(joined).toBe('ok');
      expect(read).toMatchObject({ ok: true, value: what === 'begins' ? { newCount: 1 } : { changed: 1 } });
      const holder = await at.db
        .read('account_contract as l')
        .join('contract as k', 'k.id', 'l.contract_id')
        .where({ 'k.contract_no': contractNo })
        .whereNull('l.to_on')
        .first('l.account_id');
      expect(holder).toEqual({ account_id: stays.accountId });
      expect((await wrongClocks(at.db.read)).filter(({ accountId }) => accountId === stays.accountId)).toEqual([]);
    },
  );

  it('a delivery address that an agent changes, and a file that still has the old one: it waits for the next file', async () => {
    const customer = await customerOfTheirOwn();
    const { accountId, customerNo } = customer;
    await takeCall(agent, customer, 3);
    const moved = { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
    const row = { ...accountFields(accountId), customer_no: customerNo, status: 'active', phone: '011-555-6666' };
    const [changed, read] = await meeting(
      accountId,
      async () =>
        codeOf(await agent.call('account.changeAddress', { ...shared(accountId), isAskingApproval: false, ...moved })),
      () => importOne('accounts', row),
    );
    expect(changed).toBe('ok');
    expect(read).toMatchObject({ ok: true, value: { changed: 1, pending: 1 } });
    const account = await at.db.read('account').where({ id: accountId }).first('delivery_line');
    expect(account).toEqual({ delivery_line: moved.line });
  });

  /** A contract that another customer is to take over, and the decision by which they do. */
  const takingOver = async () => {
    const customer = await customerOfTheirOwn();
    const heir = await addCustomer(at.db.write);
    const { accountId, contractId } = customer;
    await takeCall(agent, customer, 2);
    const change = { contractId, holderCustomerNo: heir.customerNo, changesOn: '2026-11-20' };
    const ask = { ...shared(accountId), ...change, applicationPhone: '090-3333-4444', isAskingApproval: true };
    const { approvalId } = answerOf(await agent.call('moving.changeHolder', ask));
    const decision = await asked(approvalId);
    const row = { ...contractRow(customer), contract_no: await contractNoOf(customer) };
    const decide = async () => codeOf(await supervisor.call('approval.decide', decision));
    const contract = () => at.db.read('contract').where({ id: contractId }).first('customer_id', 'application_phone');
    return { customer, heir, decide, contract, importIt: () => importOne('contracts', row) };
  };

  it('a contract that another customer takes over, and a file of the earlier one: the phone is the later one’s', async () => {
    const { customer, heir, decide, contract, importIt } = await takingOver();
    const [granted, read] = await meeting(customer.accountId, decide, importIt);
    expect(granted).toBe('ok');
    expect(read).toMatchObject({ ok: true, value: { changed: 1, pending: 1 } });
    expect(await contract()).toEqual({ customer_id: heir.customerId, application_phone: '090-3333-4444' });
  });

  it('a phone that the later holder gives, and a file that still names the earlier one: the given one stays', async () => {
    const { customer, heir, decide, contract, importIt } = await takingOver();
    expect(await decide()).toBe('ok');
    await takeCall(agent2, heir, 3);
    const number = '090-7777-8888';
    const change = { ...shared(heir.accountId), contractId: customer.contractId, number, isAskingApproval: false };
    const [changed, read] = await meeting(
      heir.accountId,
      async () => codeOf(await agent2.call('account.changeApplicationPhone', change)),
      importIt,
    );
    expect(changed).toBe('ok');
    expect(read).toMatchObject({ ok: true, value: { changed: 1, pending: 1 } });
    expect(await contract()).toEqual({ customer_id: heir.customerId, application_phone: number });
  });

  it('two approvals of one account: the second is decided on what the first has left', async () => {
    const customer = await addCustomer(at.db.write);
    const { accountId } = customer;
    await takeCall(agent, customer, 2);
    const ask = { ...shared(accountId), isAskingApproval: true };
    const phone = { ...ask, phoneId: null, number: '011-222-3333' };
    const { approvalId } = answerOf(await agent.call('account.changePhone', phone));
    const mail = { ...ask, requestId: requestId(), mailId: null, address: 'new@example.jp' };
    const other = answerOf(await agent.call('account.changeMail', mail));
    const [one, two] = [await asked(approvalId), await asked(other.approvalId)];
    const codes = await meeting(
      accountId,
      async () => codeOf(await supervisor.call('approval.decide', one)),
      async () => codeOf(await supervisor2.call('approval.decide', two)),
    );
    expect(codes).toEqual(['ok', 'content-changed']);
    expect(await at.db.read('mail_address').where({ account_id: accountId, address: 'new@example.jp' })).toEqual([]);
  });

  it('two who come back to a closed account are one: one account is opened anew', async () => {
    const customer = await addCustomer(at.db.write, { endedOn: '2024-10-31' });
    const { accountId, customerId } = customer;
    await takeCall(agent, customer, 3);
    await takeCall(agent2, customer, 3);
    const moveIn = async (desk: Desk) =>
      codeOf(await desk.call('moving.moveIn', { ...shared(accountId), ...nextPlace() }));
    const codes = await meeting(
      accountId,
      () => moveIn(agent),
      () => moveIn(agent2),
    );
    expect(codes).toEqual(['ok', 'has-open-account']);
    expect(await at.db.read('account').where({ customer_id: customerId })).toHaveLength(2);
  });

  it('a card that voids the password, and the customer who is at the portal: neither waits for ever', async () => {
    const customer = await customerOfTheirOwn();
    const { accountId, loginId } = customer;
    await takeCall(agent, customer, 2);
    const card = { ...shared(accountId), cause: 'suspected-misuse' as const };
    const [asking, change] = await meeting(
      accountId,
      async () => codeOf(await agent.call('card.request', card)),
      async () => (await at.portal.changeNotices(loginId, rightPassword, false)).answer,
    );
    expect(asking).toBe('ok');
    expect(['changed', 'refused']).toContain(change);
    expect((await at.portal.attempt(loginId, rightPassword)).answer).toBe('refused');
  });

  /** A part of one card, as it lies at the print house on the day on which it is posted. */
  const partToPost = async ({ accountId, ...customer }: TestCustomer): Promise<number> => {
    const postedOn = '2026-11-23';
    const { cardId } = await addPostedCard(at.db.write, { ...customer, accountId }, { postedOn, state: 'generated' });
    const card = at.db.write('card').where({ id: cardId });
    const [{ batch_id: batchId }] = await card.update({ print_result: 'printed' }).returning('batch_id');
    const file = { fileName: 'part-1.pdf', fileSha256: '0'.repeat(64), fileBytes: 0 };
    await batches.addPart(at.db.write, { batchId, part: 1, cardCount: 1, ...file });
    return batchId;
  };
  const post = async (batchId: number): Promise<string> =>
    codeOf(
      await admin.call('batch.post', { batchId, part: 1, postedOn: '2026-11-23', reason: '', requestId: requestId() }),
    );
  const phone = '090-1234-5678';

  it.each(['posting', 'misuse'] as const)(
    'a part that is posted and a password that is stopped, the %s first: one card is under way, or one works',
    async (first) => {
      const customer = await customerOfTheirOwn();
      const { accountId, credentialId, loginId } = customer;
      const batchId = await partToPost(customer);
      await takeCall(agent, customer, 2);
      const card = { ...shared(accountId), cause: 'suspected-misuse' as const };
      const posting = () => post(batchId);
      const stopping = async () => codeOf(await agent.call('card.request', card));
      const isPostedFirst = first === 'posting';
      const codes = await meetingAt(
        at.db.write('credential').where({ id: credentialId }),
        isPostedFirst ? posting : stopping,
        isPostedFirst ? stopping : posting,
      );
      expect(codes).toEqual(['ok', 'ok']);
      const requests = await at.db.read('card_request').where({ account_id: accountId }).orderBy('id').pluck('state');
      // What was stopped is the password of that moment: the card's own once it is posted, for which another one comes.
      expect(requests).toEqual(isPostedFirst ? ['done', 'waiting'] : ['done']);
      expect(await at.db.read('credential').where({ account_id: accountId, state: 'current' })).toHaveLength(
        isPostedFirst ? 0 : 1,
      );
      const { answer } = await at.portal.attempt(loginId, rightPassword, phone);
      expect(answer).toBe(isPostedFirst ? 'refused' : 'must-change');
    },
  );

  it.each(['posting', 'stop'] as const)(
    'a part that is posted and a customer to whom nothing may be posted any more, the %s first: no card slips through',
    async (first) => {
      const customer = await customerOfTheirOwn();
      const { accountId } = customer;
      const batchId = await partToPost(customer);
      const posting = () => post(batchId);
      const flags = { ...shared(accountId), isProtected: false, isDoNotPost: true };
      const stopping = async () => codeOf(await supervisor.call('account.setFlags', flags));
      const isPostedFirst = first === 'posting';
      const codes = await meetingAt(
        at.db.write('account').where({ id: accountId }),
        isPostedFirst ? posting : stopping,
        isPostedFirst ? stopping : posting,
      );
      expect(codes).toEqual(isPostedFirst ? ['ok', 'ok'] : ['ok', 'cards-to-pull']);
      const states = await at.db.read('card').where({ account_id: accountId }).pluck('state');
      expect(states).toEqual([isPostedFirst ? 'posted' : 'generated']);
    },
  );

  it.each(['posting', 'change'] as const)(
    'a part that is posted and a customer who changes the password, the %s first: the card’s password is the one',
    async (first) => {
      const customer = await customerOfTheirOwn();
      const { credentialId, loginId } = customer;
      const batchId = await partToPost(customer);
      const chosen = 'Chosen-by-Hanako-26';
      const posting = () => post(batchId);
      // Without the phone that the card's own password, which is the same one here, would be asked with.
      const changing = async () => (await at.portal.changePassword(loginId, rightPassword, chosen)).answer;
      const isPostedFirst = first === 'posting';
      const answers = await meetingAt<string, string>(
        at.db.write('credential_secret').where({ credential_id: credentialId }),
        isPostedFirst ? posting : changing,
        isPostedFirst ? changing : posting,
      );
      expect(answers).toEqual(isPostedFirst ? ['ok', 'refused'] : ['changed', 'ok']);
      expect((await at.portal.attempt(loginId, chosen, phone)).answer).toBe('refused');
      expect((await at.portal.attempt(loginId, rightPassword, phone)).answer).toBe('must-change');
    },
  );
});
