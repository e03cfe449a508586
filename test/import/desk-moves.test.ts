import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { accountFields, accountHeader, contractFields, contractHeader, csvLine } from '../customer-files.ts';
import { answerOf, codeOf, hangUp, takeCall } from '../door/caller.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

describe.each(engines)('a move made at the desk against the customer system on %s', (engine) => {
  const folder = scratchFolder('akari-desk-moves-');
  let at: TestDesk;
  let agent: Desk;
  let admin: Desk;
  let serial = 0;
  let accountId = 0;
  let contractId = 0;
  let fields: ReturnType<typeof accountFields>;
  let contract: Record<string, string>;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, admin] = [await at.signIn('agent'), await at.signIn('admin')];
  });
  afterAll(async () => {
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await at.close();
    folder.remove();
  });

  const importRow = async (kind: 'accounts' | 'contracts', row: Record<string, string>) => {
    const path = join(folder.path, `${kind}.csv`);
    writeFileSync(path, [kind === 'accounts' ? accountHeader : contractHeader, csvLine(row), ''].join('\n'));
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
    [accountId, contractId] = [row.id, row.contract];
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
    const settle = { changeId: conflict?.changeId ?? 0, keep: 'theirs' as const, requestId: requestId() };
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
});
