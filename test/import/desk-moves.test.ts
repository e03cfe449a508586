import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as bills from '../../db/bills.ts';
import * as purge from '../../db/purge.ts';
import type { Desk } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { fieldsOf } from '../../main/rules/import-columns.ts';
import { accountFields, accountHeader, contractFields, contractHeader, csvLine } from '../customer-files.ts';
import { answerOf, codeOf, hangUp, takeCall } from '../door/caller.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { billRow } from './bill-files.ts';

describe.each(engines)('a move made at the desk against the customer system on %s', (engine) => {
  const folder = scratchFolder('akari-desk-moves-');
  let at: TestDesk;
  let agent: Desk;
  let admin: Desk;
  let supervisor: Desk;
  let serial = 0;
  let accountId = 0;
  let contractId = 0;
  let customerId = 0;
  let fields: ReturnType<typeof accountFields>;
  let contract: Record<string, string>;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, admin, supervisor] = [await at.signIn('agent'), await at.signIn('admin'), await at.signIn('supervisor')];
  });
  afterAll(async () => {
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await at.close();
    folder.remove();
  });

  const importRow = async (kind: 'accounts' | 'contracts' | 'bills', row: Record<string, string>) => {
    const path = join(folder.path, `${kind}.csv`);
    const header = { accounts: accountHeader, contracts: contractHeader, bills: fieldsOf('bills').join(',') }[kind];
    writeFileSync(path, [header, csvLine(row), ''].join('\n'));
    const rejectsPath = join(folder.path, 'rejects.csv');
    const result = await importFile(at.db, kind, path, { actor: 'system:test', rejectsPath });
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };
  const shared = () => ({ accountId, reason: 'お引越し', requestId: requestId() });
  const endedOn = async () => (await at.db.read('contract').where({ id: contractId }).first('ended_on')).ended_on;
  const stateOf = async (field: string) =>
    (await at.db.read('pending_change').where({ account_id: accountId, field }).orderBy('id', 'desc').first('state'))
      ?.state;

  beforeEach(async () => {
    await hangUp(agent);
    fields = { ...accountFields(serial), updated_at: '2026-01-10', phone: '011-231-4567', phone2: '' };
    contract = {
      ...contractFields(serial),
      customer_no: fields.customer_no,
      status: 'active',
      started_on: '2020-04-01',
      ended_on: '',
      application_phone: '090-1234-5678',
    };
    serial += 1;
    await importRow('accounts', fields);
    await importRow('contracts', contract);
    const row = await at.db
      .read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .join('contract as k', 'k.customer_id', 'c.id')
      .where('c.customer_no', fields.customer_no)
      .first({ id: 'a.id', customer: 'c.id', contract: 'k.id' });
    [accountId, contractId, customerId] = [row.id, row.contract, row.customer];
    const customer = {
      accountId,
      contractId,
      customerId: row.customer,
      customerNo: fields.customer_no,
      supplyPointNo: contract.supply_point ?? '',
      credentialId: null,
      loginId: fields.login_id,
    };
    await takeCall(agent, customer, 3);
  });
  const moveOut = async () =>
    answerOf(await agent.call('moving.moveOut', { ...shared(), contractIds: [contractId], endsOn: '2026-11-30' }));

  it('stands while the file does not know it, and is confirmed by the file that does', async () => {
    await moveOut();
    expect(await importRow('contracts', contract)).toMatchObject({ pending: 1, changed: 0, rejected: 0 });
    expect(await endedOn()).toBe('2026-11-30');
    await importRow('contracts', { ...contract, status: 'ended', ended_on: '2026-11-30' });
    expect(await stateOf('contract-end')).toBe('confirmed');
    expect(await endedOn()).toBe('2026-11-30');
  });

  it('another end is a conflict, of which a person may take the file’s', async () => {
    await moveOut();
    await importRow('contracts', { ...contract, status: 'ended', ended_on: '2026-12-15' });
    expect(await stateOf('contract-end')).toBe('conflict');
    expect(await endedOn()).toBe('2026-11-30');
    const { changes } = answerOf(await admin.call('pendingChange.list', { state: 'conflict' }));
    const conflict = changes.find((change) => change.accountId === accountId);
    expect(conflict).toMatchObject({ field: 'contract-end', ours: '2026-11-30', theirs: '2026-12-15' });
    const changeId = conflict?.changeId ?? 0;
    const { version } = answerOf(await admin.call('pendingChange.open', { changeId }));
    const settle = { changeId, version, keep: 'theirs' as const, requestId: requestId() };
    expect(codeOf(await admin.call('pendingChange.settle', settle))).toBe('ok');
    expect(await endedOn()).toBe('2026-12-15');
  });

  it('a contract begun at the desk gets its number from the file and stays the same contract', async () => {
    const place = { supplyPointNo: `0177${String(serial).padStart(18, '0')}`, startsOn: '2026-12-01' };
    const content = { plan: '従量電灯B', postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
    answerOf(
      await agent.call('moving.moveWithin', { ...shared(), ...place, ...content, contractId, endsOn: '2026-11-30' }),
    );
    const begun = await at.db.read('contract').where({ supply_point_no: place.supplyPointNo }).first();
    expect(begun.contract_no).toMatch(/^P\d{9}$/);
    const told = {
      ...contract,
      supply_point: place.supplyPointNo,
      contract_no: String(7_000_000_000 + serial),
      started_on: '2026-12-01',
    };
    expect(await importRow('contracts', told)).toMatchObject({ changed: 1, newCount: 0, rejected: 0 });
    const after = await at.db.read('contract').where({ supply_point_no: place.supplyPointNo });
    expect(after).toMatchObject([{ id: begun.id, contract_no: told.contract_no }]);
    expect(await stateOf('contract-start')).toBe('confirmed');
    expect(await importRow('contracts', told)).toMatchObject({ same: 1 });
  });

  it('a new name stands until the file says it', async () => {
    const name = { name: '鈴木　花子', nameKana: 'スズキ　ハナコ' };
    answerOf(await agent.call('moving.changeName', { ...shared(), ...name }));
    const nameNow = async () =>
      (await at.db.read('customer').where({ customer_no: fields.customer_no }).first('name')).name;
    await importRow('accounts', fields);
    expect(await nameNow()).toBe(name.name);
    await importRow('accounts', { ...fields, name: name.name, name_kana: name.nameKana });
    expect(await stateOf('customer-name')).toBe('confirmed');
    expect(await nameNow()).toBe(name.name);
  });

  it('who comes back after the clock is not put into the closed account by a file', async () => {
    // Ended long ago, in this database's time: the account was here before it closed.
    await at.db.write('account').where({ id: accountId }).update({ created_at: '2020-04-01T00:00:00.000Z' });
    await importRow('contracts', { ...contract, status: 'ended', ended_on: '2023-05-31' });
    await at.db.write('contract').where({ id: contractId }).update({ end_recorded_on: '2023-05-31' });
    await at.db.write('account_clock').where({ account_id: accountId }).update({ open_through: '2025-05-31' });
    const back = {
      ...contract,
      supply_point: `0178${String(serial).padStart(18, '0')}`,
      contract_no: String(7_100_000_000 + serial),
      started_on: '2026-10-01',
    };
    await importRow('contracts', back);
    const row = await at.db.read('contract').where({ contract_no: back.contract_no }).first('id');
    expect(await at.db.read('account_contract').where({ contract_id: row.id })).toEqual([]);
  });

  it('files speak to the account of who came back at the desk, and give its contract a number', async () => {
    await at.db.write('account').where({ id: accountId }).update({ created_at: '2020-04-01T00:00:00.000Z' });
    await importRow('contracts', { ...contract, status: 'ended', ended_on: '2023-05-31' });
    await at.db.write('contract').where({ id: contractId }).update({ end_recorded_on: '2023-05-31' });
    await at.db.write('account_clock').where({ account_id: accountId }).update({ open_through: '2025-05-31' });
    const place = { supplyPointNo: `0175${String(serial).padStart(18, '0')}`, startsOn: '2026-12-01' };
    const content = { plan: '従量電灯B', postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
    const back = { ...shared(), ...place, ...content, applicationPhone: '090-1234-5678' };
    answerOf(await agent.call('moving.moveIn', back));
    const told = {
      ...contract,
      supply_point: place.supplyPointNo,
      contract_no: String(7_700_000_000 + serial),
      started_on: '2026-12-01',
    };
    expect(await importRow('contracts', told)).toMatchObject({ changed: 1, newCount: 0, rejected: 0 });
    const next = { ...told, supply_point: `0174${String(serial).padStart(18, '0')}` };
    await importRow('contracts', { ...next, contract_no: String(7_800_000_000 + serial) });
    const held = await at.db.read('account_contract as l').join('account as a', 'a.id', 'l.account_id').where({
      'a.customer_id': customerId,
    });
    expect(held).toHaveLength(3);
    expect(held.filter(({ account_id }) => account_id === accountId)).toHaveLength(1);
  });

  const nameKey = async (id: number) => (await at.db.read('account').where({ id }).first('name_key')).name_key;
  const grant = async (approvalId: number | null): Promise<void> => {
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId: approvalId ?? 0 }));
    const decision = { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
    answerOf(await supervisor.call('approval.decide', decision));
  };

  describe('with two accounts of the customer', () => {
    let second: TestCustomer;
    beforeEach(async () => {
      const account = { customerId, credential: null, line: '北海道札幌市中央区大通西7丁目2', postcode: '0600042' };
      second = await addCustomer(at.db.write, account);
    });
    const join = async () => {
      const asking = { otherAccountId: second.accountId, survivor: 'other' as const, isAskingApproval: true };
      await grant(answerOf(await agent.call('moving.joinAccounts', { ...shared(), ...asking })).approvalId);
    };

    it('a file’s new name is followed in search by both, so that a purge leaves nothing of either name', async () => {
      const [before, after] = [`改前橇${serial}`, `改後鱒${serial}`];
      await importRow('accounts', { ...fields, name: before, name_kana: 'カイゼン' });
      expect(await nameKey(second.accountId)).toBe(before);
      await importRow('accounts', { ...fields, name: after, name_kana: 'カイゴ' });
      const { hits } = answerOf(await agent.call('account.search', { text: after }));
      expect(hits.map((hit) => hit.accountId)).toEqual(expect.arrayContaining([accountId, second.accountId]));
      const terms = (term: string) => at.db.read('name_term').where({ term });
      expect(await terms(before)).toEqual([]);
      await hangUp(agent);
      // All there is of them is gone, as it would be after their time.
      await at.db.write.transaction(async (tx) => {
        await tx('staff_session').update({ open_customer_id: null, customer_opened_at: null });
        await purge.erase(tx, [accountId, second.accountId], null);
      });
      expect(await terms(after)).toEqual([]);
      const left: string[] = await at.db.read('name_suffix').pluck('suffix');
      expect(left.filter((suffix) => /[橇鱒]/.test(suffix))).toEqual([]);
    });

    it('a joining takes along what waits for a file: it stands at the one that goes on', async () => {
      await moveOut();
      const phone = await at.db.read('contact_phone').where({ customer_id: customerId }).first('id');
      const changed = { ...shared(), phoneId: phone.id, number: '011-222-3333' };
      answerOf(await agent.call('account.changePhone', changed));
      const address = { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8', building: '' };
      answerOf(await agent.call('account.changeAddress', { ...shared(), ...address }));
      await join();
      const waiting = await at.db
        .read('pending_change')
        .where({ state: 'pending' })
        .whereIn('account_id', [accountId, second.accountId]);
      expect(waiting.map(({ account_id, field }) => `${account_id} ${field}`).sort()).toEqual(
        ['contact-phone', 'contract-end', 'delivery-address'].map((field) => `${second.accountId} ${field}`),
      );
      await importRow('accounts', fields);
      await importRow('contracts', contract);
      expect(await endedOn()).toBe('2026-11-30');
      const now = await at.db.read('contact_phone').where({ customer_id: customerId }).first('number');
      expect(now.number).toBe('011-222-3333');
      const { delivery_line } = await at.db.read('account').where({ id: second.accountId }).first('delivery_line');
      expect(delivery_line).toBe('北海道札幌市中央区大通西7丁目2');
    });

    it('a phone changed at the one that no file speaks to stands all the same, and is one change', async () => {
      const phone = await at.db.read('contact_phone').where({ customer_id: customerId }).first('id');
      for (const [id, number] of [
        [accountId, '011-222-0001'],
        [second.accountId, '011-222-0002'],
      ] as const)
        answerOf(await agent.call('account.changePhone', { ...shared(), accountId: id, phoneId: phone.id, number }));
      await importRow('accounts', fields);
      const now = await at.db.read('contact_phone').where({ customer_id: customerId }).first('number');
      expect(now.number).toBe('011-222-0002');
      const changes = await at.db
        .read('pending_change')
        .where({ field: 'contact-phone' })
        .whereIn('account_id', [accountId, second.accountId]);
      expect(changes).toMatchObject([{ state: 'pending', new_value: '"011-222-0002"' }]);
    });
  });

  describe('after another person has taken a contract over', () => {
    let heir: TestCustomer;
    beforeEach(async () => {
      const customerNo = String(1_900_000_000 + serial);
      heir = await addCustomer(at.db.write, { customerNo, credential: null, contractNo: `H${serial}` });
    });
    const handOver = async (id = contractId, changesOn = '2026-11-20') => {
      const change = {
        ...shared(),
        contractId: id,
        holderCustomerNo: heir.customerNo,
        changesOn,
        applicationPhone: '090-3333-4444',
        isAskingApproval: true,
      };
      await grant(answerOf(await agent.call('moving.changeHolder', change)).approvalId);
    };
    const holderOf = async (id = contractId) => (await at.db.read('contract').where({ id }).first()).customer_id;
    const holderChange = async () =>
      at.db.read('pending_change').where({ account_id: heir.accountId, field: 'contract-holder' }).first();
    const bill = (more: Record<string, string>) =>
      billRow({
        bill_no: String(7_500_000_000 + serial),
        customer_no: fields.customer_no,
        contract_no: contract.contract_no ?? '',
        bill_yen: '8000',
        standard_yen: '8000',
        standard_tax_yen: '727',
        ...more,
      });
    const noFilter = { contractId: null, fromMonth: null, throughMonth: null };
    const billsOf = (id: number, customer: number) =>
      bills.page(at.db.read, { id, customerId: customer }, noFilter, null, 10);

    it('a file that does not know it leaves the contract with the new holder; one that does confirms it', async () => {
      await handOver();
      expect(await importRow('contracts', contract)).toMatchObject({ pending: 1, rejected: 0 });
      expect(await holderOf()).toBe(heir.customerId);
      const told = { ...contract, customer_no: heir.customerNo, application_phone: '090-3333-4444' };
      expect(await importRow('contracts', told)).toMatchObject({ rejected: 0 });
      expect((await holderChange()).state).toBe('confirmed');
    });

    it('the row that waits keeps nobody’s customer number, and the list tells it to people', async () => {
      await handOver();
      const row = await holderChange();
      expect(row).toMatchObject({ old_value: `"${customerId}"`, new_value: `"${heir.customerId}"` });
      const { changes } = answerOf(await admin.call('pendingChange.list', { state: 'pending' }));
      expect(changes.find(({ changeId }) => changeId === row.id)).toMatchObject({
        before: fields.customer_no,
        ours: heir.customerNo,
      });
      await importRow('contracts', { ...contract, customer_no: '9990000001' });
      expect(await holderChange()).toMatchObject({ state: 'conflict', file_value: '""' });
      expect(await holderOf()).toBe(heir.customerId);
    });

    it('the last bill of who held it before is theirs, and the next holder never sees it', async () => {
      await handOver();
      const last = bill({ used_from: '2026-10-16', used_through: '2026-11-15', read_on: '2026-11-16' });
      expect(await importRow('bills', last)).toMatchObject({ newCount: 1, rejected: 0 });
      expect(await billsOf(accountId, customerId)).toHaveLength(1);
      expect(await billsOf(heir.accountId, heir.customerId)).toEqual([]);
    });

    it('a bill of the time before is not the next holder’s, nor one of the time after the earlier one’s', async () => {
      await handOver();
      const before = { used_from: '2026-10-01', used_through: '2026-10-31', read_on: '2026-11-01' };
      expect(await importRow('bills', bill({ ...before, customer_no: heir.customerNo }))).toMatchObject({
        rejected: 1,
      });
      const after = { used_from: '2026-11-21', used_through: '2026-12-15', read_on: '2026-12-16' };
      expect(await importRow('bills', bill(after))).toMatchObject({ rejected: 1 });
      expect(await importRow('bills', bill({ ...after, customer_no: heir.customerNo }))).toMatchObject({ newCount: 1 });
    });

    it('a contract begun at the desk keeps its day and gets its number, as the file names its first holder', async () => {
      const place = { supplyPointNo: `0176${String(serial).padStart(18, '0')}`, startsOn: '2026-11-01' };
      const content = { plan: '従量電灯B', postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
      const phone = { applicationPhone: '090-1234-5678' };
      answerOf(await agent.call('moving.moveIn', { ...shared(), ...place, ...content, ...phone }));
      const { id } = await at.db.read('contract').where({ supply_point_no: place.supplyPointNo }).first('id');
      await handOver(id);
      const told = {
        ...contract,
        supply_point: place.supplyPointNo,
        contract_no: String(7_600_000_000 + serial),
        started_on: '2026-11-05',
      };
      expect(await importRow('contracts', told)).toMatchObject({ changed: 1, newCount: 0, rejected: 0 });
      const after = await at.db.read('contract').where({ supply_point_no: place.supplyPointNo });
      expect(after).toMatchObject([
        { id, contract_no: told.contract_no, customer_id: heir.customerId, started_on: '2026-11-01' },
      ]);
      const rows = await at.db.read('pending_change').where({ subject_id: id, field: 'contract-start' });
      expect(rows).toMatchObject([{ account_id: heir.accountId, state: 'conflict' }]);
    });
  });
});
