// Bills at the desk: seen by every agent, their amounts, papers and files only with a verified caller.
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { entriesOf } from '../audit/entries-of.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { addBill, registrationNo, setSenders } from './bills.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

describe.each(engines)('bills at the desk on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let supervisor: Desk;
  let customer: TestCustomer;
  let other: TestCustomer;
  let billId: number;
  let shortId: number;
  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, supervisor] = [await test.signIn('agent'), await test.signIn('supervisor')];
    customer = await addCustomer(test.db.write, { name: '𠮷田　髙子', kind: 'organisation' });
    other = await addCustomer(test.db.write);
    const tx = test.db.write;
    billId = await addBill(tx, customer, { debits: [['2026-11-19', 'debited']] });
    const late = { billNo: '7000000002', billingMonth: '2026-11', issuedOn: '2026-11-20', dueOn: '2026-12-10' };
    await addBill(tx, customer, { head: late, line: { readOn: '2026-11-16' } });
    shortId = await addBill(tx, customer, { head: { billNo: '7000000003', billingMonth: '2026-09', amountYen: 9000 } });
  });
  afterAll(() => test.close());
  const list = async (more = {}) => answerOf(await agent.call('bill.list', { accountId: customer.accountId, ...more }));
  const of = (id: number, holder = customer) => ({ accountId: holder.accountId, billId: id });

  it('are listed for anybody who takes calls, without amounts before a caller is verified', async () => {
    const { bills, can, contracts, hasMore } = await list();
    expect(hasMore).toBe(false);
    expect(bills.map(({ billNo, amountYen, usageKwh }) => [billNo, amountYen, usageKwh])).toEqual([
      ['7000000002', null, null],
      ['7000000001', null, null],
      ['7000000003', null, null],
    ]);
    expect(can).toEqual({ isAllowed: false, reason: 'no-contact' });
    // Read 16 October and 16 November 2026: six business days, with 3 and 23 November as holidays.
    expect(bills.map(({ visibleBy, isOut }) => [visibleBy, isOut])).toEqual([
      ['2026-11-25', false],
      ['2026-10-26', true],
      ['2026-10-26', true],
    ]);
    expect(bills[1]).toMatchObject({ state: 'debited', debitedOn: '2026-11-19', debitVisibleBy: '2026-11-27' });
    expect(bills.map(({ isWhole }) => isWhole)).toEqual([true, true, false]);
    expect(contracts).toMatchObject([
      { dataSince: '2026-10-20', readOn: '2026-11-16', billVisibleBy: '2026-11-25', debitVisibleBy: '2026-11-27' },
    ]);
    await takeCall(agent, customer, 2);
    expect((await list()).bills.map(({ amountYen }) => amountYen)).toEqual([8000, 8000, 9000]);
    await hangUp(agent);
  });

  it('are found by contract and month, page by page', async () => {
    const nos = async (more: object) => (await list(more)).bills.map(({ billNo }) => billNo);
    expect(await nos({ fromMonth: '2026-10', throughMonth: '2026-10' })).toEqual(['7000000001']);
    expect(await nos({ contractId: other.contractId })).toEqual([]);
    const first = await list({ limit: 1 });
    expect(first.hasMore).toBe(true);
    const [{ billingMonth = '', billId: last = 0 } = {}] = first.bills;
    expect(await nos({ before: { billingMonth, billId: last } })).toEqual(['7000000001', '7000000003']);
  });

  it.each(['bill.pdf', 'bill.csv'] as const)(
    '%s: is given for a verified caller of that customer only',
    async (name) => {
      const code = async (input = of(billId), desk = agent) => codeOf(await desk.call(name, input));
      expect(await code()).toBe('no-contact');
      await takeCall(agent, customer, 0);
      expect(await code()).toBe('not-verified');
      await hangUp(agent);
      await takeCall(agent, other, 2);
      expect(await code()).toBe('other-customer');
      expect(await code(of(billId, other))).toBe('no-such-bill');
      await hangUp(agent);
      expect(await code(of(billId, { ...customer, accountId: 999_999 }))).toBe('no-such-account');
    },
  );

  it('are papers and files once the sender is set, with one entry each on the audit', async () => {
    await takeCall(agent, customer, 2);
    expect(codeOf(await agent.call('bill.pdf', of(billId)))).toBe('bill-sender-missing');
    await setSenders(test.db.write);
    expect(codeOf(await agent.call('bill.pdf', of(shortId)))).toBe('bill-incomplete');
    const [reply, entries] = await entriesOf(test.db, () => agent.call('bill.pdf', of(billId)));
    const ids = { account: customer.accountId, customer: customer.customerId, bill: billId };
    expect(entries).toMatchObject([{ call: 'bill.pdf', body: { ...ids, protected: false } }]);
    const { file, fileName } = answerOf(reply);
    expect(fileName).toBe('bill-7000000001.pdf');
    const pdf = await openPdf(agent.takeFile(file)?.bytes ?? new Uint8Array());
    expect(pdf.numPages).toBe(2);
    const text = await textOf(await pdf.getPage(1));
    for (const words of [
      '𠮷田髙子御中',
      '再発行',
      '2026年10月分',
      '8,000円',
      '727円',
      registrationNo,
      '941円',
      '−150円',
    ])
      expect(text).toContain(words);
    const [csvReply, csvEntries] = await entriesOf(test.db, () => agent.call('bill.csv', of(billId)));
    expect(csvEntries).toMatchObject([{ call: 'bill.csv', body: { ...ids, encoding: 'utf-8' } }]);
    const bytes = agent.takeFile(answerOf(csvReply).file)?.bytes ?? new Uint8Array();
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const { data } = Papa.parse<Record<string, string>>(Buffer.from(bytes).toString('utf8').slice(1), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data).toMatchObject([
      {
        請求番号: '7000000001',
        ご契約者名: '𠮷田　髙子',
        燃料費調整額: '-150',
        再エネ賦課金: '941',
        登録番号: registrationNo,
      },
    ]);
    expect(await agent.call('bill.csv', { ...of(billId), encoding: 'windows-31j' })).toMatchObject({
      error: 'not-in-windows-31j',
      detail: { characters: '𠮷' },
    });
    await hangUp(agent);
  });

  it('of a protected account are a supervisor’s', async () => {
    await test.db.write('account').where({ id: other.accountId }).update({ is_protected: 1 });
    const id = await addBill(test.db.write, other, { head: { billNo: '7000000009' } });
    await takeCall(agent, other, 2);
    expect(codeOf(await agent.call('bill.pdf', of(id, other)))).toBe('needs-supervisor');
    await hangUp(agent);
    await takeCall(supervisor, other, 2);
    expect(codeOf(await supervisor.call('bill.pdf', of(id, other)))).toBe('ok');
    await hangUp(supervisor);
  });

  it('say why no mail came, all causes at once', async () => {
    const ask = async (id: number) => answerOf(await agent.call('bill.whyNoMail', of(id)));
    const late = (await list()).bills[0]?.billId ?? 0;
    expect(await ask(late)).toMatchObject({ answer: { cause: 'not-out', sentence: 'not-out-yet', action: 'wait' } });
    const { causes, answer } = await ask(billId);
    expect(causes.map(({ cause, state }) => [cause, state])).toEqual([
      ['not-out', 'passed'],
      ['not-eligible', 'passed'],
      ['not-opted-in', 'passed'],
      ['address', 'passed'],
      ['refused', 'failed'],
      ['blocked', 'open'],
    ]);
    expect(answer).toEqual({ cause: 'refused', sentence: 'never-sent', action: 'resend' });
    // Of this account nothing is said before the caller is verified.
    expect((await ask(billId)).canTell).toEqual({ isAllowed: false, reason: 'no-contact' });
    await takeCall(agent, customer, 0);
    expect((await ask(billId)).canTell).toEqual({ isAllowed: false, reason: 'not-verified' });
    await hangUp(agent);
    await takeCall(agent, customer, 2);
    expect((await ask(billId)).canTell).toEqual({ isAllowed: true, reason: null });
    await hangUp(agent);
    await test.db.write('account').where({ id: customer.accountId }).update({ wants_notices: 0 });
    expect((await ask(billId)).answer).toMatchObject({ sentence: 'not-opted-in', action: 'opt-in' });
    expect(codeOf(await agent.call('bill.whyNoMail', of(999_999)))).toBe('no-such-bill');
  });

  it('have a sender that only an admin sets, with a number that passes its own check', async () => {
    const admin = await test.signIn('admin');
    const { version } = answerOf(await admin.call('bill.sender', {}));
    const set = (no: string, from: number) =>
      admin.call('bill.setSender', {
        registrationNo: no,
        mailDomain: 'mail.example.jp',
        version: from,
        requestId: requestId(),
      });
    expect(codeOf(await set('T6430001000001', version))).toBe('not-a-registration-number');
    expect(codeOf(await set(registrationNo, version + 1))).toBe('changed-meanwhile');
    const [reply, entries] = await entriesOf(test.db, () => set(registrationNo, version));
    expect(codeOf(reply)).toBe('ok');
    expect(entries).toMatchObject([{ call: 'bill.setSender', body: { version: version + 1 } }]);
  });
});
