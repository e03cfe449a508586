// What a disclosure tells the two holders of a contract that changed hands: each their own time, and nothing of the other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdingsOf } from '../../db/holdings.ts';
import * as moving from '../../db/moving.ts';
import { rowsOf } from '../../main/print/disclosure.ts';
import { answerOf, takeCall } from '../door/caller.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { isBareNumber } from './bare-number.ts';

const phones = { earlier: '090-1111-2222', later: '090-3333-4444' };
const place = { line: '北海道小樽市花園4丁目12-1', contractNo: '5810000042' };

describe.each(engines)('a contract that changed hands on %s', (engine) => {
  let at: TestDesk;
  let earlier: TestCustomer;
  let later: TestCustomer;
  let approvalId = 0;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    const own = { ...place, applicationPhone: phones.earlier };
    earlier = await addCustomer(at.db.write, { name: '先代　花子', ...own });
    later = await addCustomer(at.db.write, { name: '次代　太郎' });
    // An end that was told and taken back before, and a start that no file has confirmed.
    const change = { account_id: earlier.accountId, subject_id: earlier.contractId, made_by: 1, state: 'pending' };
    const made_at = '2026-11-22T00:00:00.000Z';
    await at.db.write('pending_change').insert([
      { ...change, field: 'contract-start', old_value: '""', new_value: '"2019-03-07"', made_at },
      { ...change, field: 'contract-end', old_value: '"2026-12-09"', new_value: '""', made_at },
    ]);
    const agent = await at.signIn('agent');
    await takeCall(agent, earlier, 3);
    const handing = { contractId: earlier.contractId, holderCustomerNo: later.customerNo, changesOn: '2026-11-10' };
    const asked = await agent.call('moving.changeHolder', {
      ...{ ...handing, accountId: earlier.accountId, applicationPhone: phones.later },
      ...{ reason: '名義変更', isAskingApproval: true, requestId: requestId() },
    });
    approvalId = answerOf(asked).approvalId ?? 0;
  });
  afterAll(() => at.close());

  const rowsFor = async ({ customerId }: TestCustomer) =>
    rowsOf(await holdingsOf(at.db.read, customerId), { entries: [], hasMore: false });
  const textOf = async (customer: TestCustomer) => JSON.stringify(await rowsFor(customer));
  const contractsOf = async (customer: TestCustomer) =>
    (await rowsFor(customer))
      .filter(([section]) => section === 'ご契約')
      .map(([, row, name, what]) => [row, name, what]);

  it('is told, while that waits for approval, without the phone of who takes it over', async () => {
    const text = await textOf(earlier);
    expect(text).toContain('名義変更の日：2026-11-10');
    expect(text).toContain(phones.earlier);
    expect(text).not.toContain(phones.later);
    expect(text).not.toContain(later.customerNo);
  });

  it('is told to who held it as they knew it, and to who holds it from their first day', async () => {
    const supervisor = await at.signIn('supervisor');
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId }));
    const decided = { approvalId, digest, outcome: 'grant' as const, requestId: requestId() };
    answerOf(await supervisor.call('approval.decide', decided));
    // What the later one tells of it afterwards.
    const contracts = await moving.read(at.db.write, [earlier.contractId]);
    await moving.endContracts(at.db.write, contracts, '2026-12-24', '2026-11-23');

    expect(await contractsOf(earlier)).toEqual([
      ['1', '契約番号', place.contractNo],
      ['1', '供給地点特定番号', earlier.supplyPointNo],
      ['1', 'ご契約種別', '従量電灯B'],
      ['1', 'ご使用開始日', '2020-04-01'],
      ['1', 'ご使用場所の郵便番号', '0640821'],
      ['1', 'ご使用場所', place.line],
    ]);
    expect(await textOf(earlier)).not.toContain('2026-12-24');
    expect((await contractsOf(later)).filter(([row]) => row === '1')).toEqual([
      ['1', '契約番号', place.contractNo],
      ['1', '供給地点特定番号', earlier.supplyPointNo],
      ['1', 'ご契約種別', '従量電灯B'],
      ['1', 'ご使用開始日', '2026-11-10'],
      ['1', '廃止日', '2026-12-24'],
      ['1', '廃止の手続き日', '2026-11-23'],
      ['1', 'ご使用場所の郵便番号', '0640821'],
      ['1', 'ご使用場所', place.line],
      ['1', 'お申し込み時の電話番号', phones.later],
      ['1', 'お知らせメールの対象', '対象'],
      ['1', 'ご名義の始まり', '2026-11-10'],
    ]);
    const text = await textOf(later);
    for (const days of ['2019-03-07', '2026-12-09', phones.earlier]) expect(text).not.toContain(days);
  });

  it('is written of without the ids of customers and of who approved it', async () => {
    for (const customer of [earlier, later]) {
      const rows = await rowsFor(customer);
      expect(rows.map(([section]) => section)).toContain('履歴とメモ');
      expect(rows.filter(isBareNumber)).toEqual([]);
    }
    expect((await rowsFor(later)).map(([, , , content]) => content)).toContain('ご契約者');
  });
});
