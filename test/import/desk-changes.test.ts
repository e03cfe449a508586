import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import type { Desk } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { accountFields, accountHeader, contractFields, contractHeader, csvLine } from '../customer-files.ts';
import { answerOf, codeOf, hangUp, takeCall } from '../door/caller.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

describe.each(engines)('what an agent changed stands against the customer system on %s', (engine) => {
  const folder = scratchFolder('akari-desk-changes-');
  let at: TestDesk;
  let agent: Desk;
  let admin: Desk;
  let accountId = 0;
  let serial = 0;
  let fields: ReturnType<typeof accountFields>;
  let contract: ReturnType<typeof contractFields>;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    agent = await at.signIn('agent');
    admin = await at.signIn('admin');
  });
  afterAll(async () => {
    await at.close();
    folder.remove();
  });

  const importRow = async (kind: 'accounts' | 'contracts', row: Record<string, string>) => {
    const path = join(folder.path, `${kind}.csv`);
    writeFileSync(path, [kind === 'accounts' ? accountHeader : contractHeader, csvLine(row), ''].join('\n'));
    const result = await importFile(at.db, kind, path, {
      actor: 'system:test',
      rejectsPath: join(folder.path, 'rejects.csv'),
    });
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };
  const ours = {
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
    building: '昭和ビル',
    careOf: '鈴木様方',
  };
  const conflicts = async (state: 'pending' | 'conflict' = 'conflict') =>
    answerOf(await admin.call('pendingChange.list', { state })).changes.filter(
      (change) => change.accountId === accountId,
    );
  type Listed = Awaited<ReturnType<typeof conflicts>>[number];
  /** Both values in full, as whoever settles it has them before their eyes. */
  const compared = async (change: Listed | undefined, by = admin) =>
    answerOf(await by.call('pendingChange.open', { changeId: change?.changeId ?? 0 }));
  type Seen = { readonly changeId: number; readonly version: number };
  const settle = ({ changeId, version }: Seen, keep: 'ours' | 'theirs', by = admin) =>
    by.call('pendingChange.settle', { changeId, version, keep, requestId: requestId() });
  const line = async () => (await accounts.byId(at.db.read, accountId))?.line;

  // A customer of the file, whose address an agent has changed after a call-back.
  beforeEach(async () => {
    await hangUp(agent);
    fields = { ...accountFields(serial), updated_at: '2026-01-10', phone: '011-231-4567', phone2: '' };
    contract = {
      ...contractFields(serial),
      customer_no: fields.customer_no,
      status: 'active',
      ended_on: '',
      application_phone: '090-1234-5678',
    };
    serial += 1;
    await importRow('accounts', fields);
    await importRow('contracts', contract);
    const row = await at.db
      .read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .where('c.customer_no', fields.customer_no)
      .first({ id: 'a.id', customer: 'c.id' });
    accountId = row.id;
    const subject = {
      accountId,
      customerId: row.customer,
      customerNo: fields.customer_no,
      supplyPointNo: contract.supply_point,
    };
    await takeCall(agent, { ...subject, contractId: 0, credentialId: null, loginId: fields.login_id }, 3);
    const change = { accountId, ...ours, reason: 'お引越し', requestId: requestId() };
    answerOf(await agent.call('account.changeAddress', change));
  });

  it('is spoken to by files where it is not withdrawn, as one that was joined to another is', async () => {
    const { id: _, ...first } = await at.db.read('account').where({ id: accountId }).first();
    const login = `second-${serial}`;
    const [second] = await at.db
      .write('account')
      .insert({ ...first, login_id: login, login_key: login })
      .returning('id');
    await at.db.write('account').where({ id: accountId }).update({ status: 'withdrawn' });
    await importRow('accounts', { ...fields, address: '北海道札幌市中央区大通西6丁目1', updated_at: '2026-11-20' });
    expect((await accounts.byId(at.db.read, second.id))?.line).toContain('6丁目1');
    expect(await line()).toBe(first.delivery_line);
  });

  it('while the file still says what was there before', async () => {
    expect(await importRow('accounts', { ...fields, name: '改姓　太郎' })).toMatchObject({ changed: 1 });
    expect(await line()).toBe(ours.line);
    expect(await conflicts('pending')).toHaveLength(1);
    expect(await importRow('accounts', { ...fields, name: '改姓　太郎' })).toMatchObject({ changed: 0, same: 1 });
  });

  it('until the file says the same, which confirms it', async () => {
    const confirmed = { ...fields, postal_code: '0600042', address: ours.line, building: ours.building };
    await importRow('accounts', confirmed);
    expect(await conflicts('pending')).toEqual([]);
    expect((await at.db.read('pending_change').where({ account_id: accountId }).first('state')).state).toBe(
      'confirmed',
    );
    // From now on the file is master again.
    await importRow('accounts', { ...confirmed, address: '北海道札幌市中央区大通西6丁目1' });
    expect(await line()).toBe('北海道札幌市中央区大通西6丁目1');
  });

  it('and what was added to an address leaves with it when the file brings another one, not when it spells it otherwise', async () => {
    const told = '2026-11-01T00:00:00.000Z';
    await at.db.write('account').where({ id: accountId }).update({
      delivery_department: '総務部',
      delivery_unconfirmed_at: told,
      delivery_confirmed_postcode: '0608588',
    });
    const added = () =>
      at.db
        .read('account')
        .where({ id: accountId })
        .first('delivery_department', 'delivery_care_of', 'delivery_unconfirmed_at', 'delivery_confirmed_postcode');
    const confirmed = { ...fields, postal_code: '0600042', address: ours.line, building: ours.building };
    await importRow('accounts', confirmed);
    await importRow('accounts', { ...confirmed, address: '札幌市中央区大通西５丁目８番' });
    expect(await line()).toBe('札幌市中央区大通西５丁目８番');
    expect(await added()).toEqual({
      delivery_department: '総務部',
      delivery_care_of: '鈴木様方',
      delivery_unconfirmed_at: told,
      delivery_confirmed_postcode: '0608588',
    });
    await importRow('accounts', { ...confirmed, building: '' });
    expect(await added()).toEqual({
      delivery_department: '',
      delivery_care_of: '',
      delivery_unconfirmed_at: null,
      delivery_confirmed_postcode: null,
    });
  });

  it('and a third value is a conflict for a person, who keeps ours', async () => {
    const third = { ...fields, postal_code: '0400011', address: '北海道函館市本町1番1号', building: '' };
    await importRow('accounts', third);
    expect(await line()).toBe(ours.line);
    const [conflict] = await conflicts();
    expect(conflict).toMatchObject({
      field: 'delivery-address',
      ours: expect.stringContaining('大通西'),
      theirs: expect.stringContaining('函館'),
    });
    const seen = await compared(conflict);
    answerOf(await settle(seen, 'ours'));
    expect(codeOf(await settle(seen, 'ours'))).toBe('already-settled');
    // The file goes on saying it; nobody is asked again, and ours stands.
    await importRow('accounts', third);
    expect(await conflicts()).toEqual([]);
    expect(await line()).toBe(ours.line);
    await importRow('accounts', { ...third, address: '北海道函館市本町2番2号' });
    expect(await conflicts()).toHaveLength(1);
  });

  it('or takes theirs', async () => {
    await importRow('accounts', { ...fields, postal_code: '0400011', address: '北海道函館市本町1番1号', building: '' });
    const [conflict] = await conflicts();
    answerOf(await settle(await compared(conflict), 'theirs'));
    expect(await line()).toBe('北海道函館市本町1番1号');
    const found = answerOf(await agent.call('account.search', { text: '函館市本町1' }));
    expect(found.hits.map((hit) => hit.accountId)).toContain(accountId);
  });

  it('is settled as it was seen, not as a later file or an agent has it by then', async () => {
    const third = { ...fields, postal_code: '0400011', address: '北海道函館市本町1番1号', building: '' };
    await importRow('accounts', third);
    const [conflict] = await conflicts();
    const seen = await compared(conflict);
    await importRow('accounts', { ...third, address: '北海道函館市本町2番2号' });
    expect(codeOf(await settle(seen, 'theirs'))).toBe('changed-meanwhile');
    const again = await compared(conflict);
    expect(again.theirs).toContain('本町2番2号');
    const heard: string[] = [];
    const stop = admin.listen('pendingChanges', (topic) => heard.push(topic));
    const change = { accountId, ...ours, building: '昭和ビル別館', reason: '訂正' };
    answerOf(await agent.call('account.changeAddress', { ...change, requestId: requestId() }));
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['pendingChanges']);
    stop();
    expect(codeOf(await settle(again, 'theirs'))).toBe('changed-meanwhile');
    // It waits for the next file now: nothing is there to be chosen between.
    expect(codeOf(await settle(await compared(conflict), 'theirs'))).toBe('changed-meanwhile');
    expect(await line()).toBe(ours.line);
    const known = { ...third, postal_code: '0600042', address: ours.line, building: change.building };
    await importRow('accounts', known);
    expect(await settle(again, 'ours')).toMatchObject({ error: 'already-settled', detail: { by: null } });
  });

  it('for contact phones and application phones alike', async () => {
    const because = { accountId, reason: '機種変更' };
    const [phone] = await accounts.phonesOf(at.db.read, (await accounts.byId(at.db.read, accountId))?.customerId ?? 0);
    answerOf(
      await agent.call('account.changePhone', {
        ...because,
        phoneId: phone?.id ?? 0,
        number: '080-1111-2222',
        requestId: requestId(),
      }),
    );
    const [held] = await accounts.contractsOf(at.db.read, accountId);
    const change = { ...because, contractId: held?.id ?? 0, number: '080-1111-2222', requestId: requestId() };
    answerOf(await agent.call('account.changeApplicationPhone', change));
    // The earlier numbers in another spelling are no third ones.
    await importRow('accounts', { ...fields, phone: '0112314567' });
    await importRow('contracts', { ...contract, application_phone: '(090)1234-5678' });
    expect(await conflicts()).toEqual([]);
    expect(
      (await accounts.phonesOf(at.db.read, (await accounts.byId(at.db.read, accountId))?.customerId ?? 0)).map(
        ({ number }) => number,
      ),
    ).toEqual(['080-1111-2222']);
    expect((await accounts.contractsOf(at.db.read, accountId))[0]?.applicationPhone).toBe('080-1111-2222');
    await importRow('contracts', { ...contract, application_phone: '070-9999-8888' });
    expect(await conflicts()).toMatchObject([
      { field: 'application-phone', ours: '***-****-**22', theirs: '***-****-**88' },
    ]);
    expect((await accounts.contractsOf(at.db.read, accountId))[0]?.applicationPhone).toBe('080-1111-2222');
    // Nor are ours, however the customer system writes them: it knows them now.
    const doubt = { application_phone_unconfirmed_at: '2026-11-01T00:00:00.000Z' };
    await at.db
      .write('contract')
      .where({ id: held?.id ?? 0 })
      .update(doubt);
    await importRow('accounts', { ...fields, phone: '(080)1111-2222' });
    await importRow('contracts', { ...contract, application_phone: '０８０１１１１２２２２' });
    expect(await conflicts()).toEqual([]);
    expect((await conflicts('pending')).map(({ field }) => field)).toEqual(['delivery-address']);
    const phoneOf = () =>
      at.db
        .read('contract')
        .where({ id: held?.id ?? 0 })
        .first('application_phone_digits', 'application_phone_unconfirmed_at');
    expect(await phoneOf()).toEqual({ application_phone_digits: '08011112222', ...doubt });
    await importRow('contracts', { ...contract, application_phone: '070-9999-8888' });
    expect(await phoneOf()).toEqual({
      application_phone_digits: '07099998888',
      application_phone_unconfirmed_at: null,
    });
  });

  it('waits for a file only where one can come', async () => {
    const add = { accountId, phoneId: null, reason: '勤務先' };
    for (const number of ['011-700-0002', '011-700-0003', '011-700-0004'])
      answerOf(await agent.call('account.changePhone', { ...add, number, requestId: requestId() }));
    // Of contact phones a file has two.
    expect((await conflicts('pending')).map(({ field, ours: number }) => [field, number])).toEqual([
      ['delivery-address', expect.stringContaining('大通西5丁目8')],
      ['contact-phone', '***-***-**02'],
    ]);
    const { id: _, ...first } = await at.db.read('account').where({ id: accountId }).first();
    const login = `other-${serial}`;
    await at.db.write('account').insert({ ...first, login_id: login, login_key: login });
    expect(await conflicts('pending')).toHaveLength(2);
    await at.db.write('account').where({ id: accountId }).update({ status: 'withdrawn' });
    expect((await conflicts('pending')).map(({ field }) => field)).toEqual(['contact-phone']);
    await at.db.write('account').where({ id: accountId }).update({ status: 'active' });
    expect(await conflicts('pending')).toHaveLength(2);
  });

  it('tells the list no number in full and no protected address; who settles it opens it first', async () => {
    await importRow('accounts', { ...fields, postal_code: '0400011', address: '北海道函館市本町1番1号', building: '' });
    const customerId = (await accounts.byId(at.db.read, accountId))?.customerId ?? 0;
    const [phone] = await accounts.phonesOf(at.db.read, customerId);
    const change = { accountId, reason: '機種変更', phoneId: phone?.id ?? 0, number: '080-1111-2222' };
    answerOf(await agent.call('account.changePhone', { ...change, requestId: requestId() }));
    const [waiting] = await conflicts('pending');
    expect(waiting).toMatchObject({ before: '***-***-**67', ours: '***-****-**22', theirs: null });
    const open = (by: Desk, changeId = 0) => by.call('pendingChange.open', { changeId });
    expect(answerOf(await open(admin, waiting?.changeId))).toMatchObject({
      before: '011-231-4567',
      ours: '080-1111-2222',
    });

    await at.db.write('account').where({ id: accountId }).update({ is_protected: 1 });
    const [address] = await conflicts();
    expect(address).toMatchObject({ field: 'delivery-address', isHidden: true, before: '', ours: '', theirs: '' });
    expect(codeOf(await open(admin, address?.changeId))).toBe('needs-supervisor');
    const supervisor = await at.signIn('supervisor');
    const seen = await compared(address, supervisor);
    expect(seen.theirs).toContain('函館');
    expect(codeOf(await settle(seen, 'ours'))).toBe('needs-supervisor');
    answerOf(await settle(seen, 'ours', supervisor));
  });
});
