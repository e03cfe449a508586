// At the command line: a bill as a paper and as a breakdown that a spreadsheet opens safely, and why no mail told of it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Encoding from 'encoding-japanese';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addBill, registrationNo, setSenders } from '../door/bills.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { inThisProcess } from '../setup/command-line.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, staffPassword, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

describe.each(engines)('akari bill on %s', (engine) => {
  const home = scratchFolder('akari-home-');
  let desk: TestDesk;
  let customer: TestCustomer;
  let billId: number;
  let rareId: number;
  const on = (...words: string[]) => [...words, '--db', desk.url];
  const file = join(home.path, 'bill');
  beforeAll(async () => {
    vi.stubEnv('AKARI_HOME', home.path);
    desk = await openTestDesk(engine);
    await setSenders(desk.db.write);
    // What a spreadsheet would take for a formula.
    customer = await addCustomer(desk.db.write, { name: '=HYPERLINK("x")', line: '@SUM(1+1)', kind: 'organisation' });
    billId = await addBill(desk.db.write, customer);
    const rare = await addCustomer(desk.db.write, { name: '𠮷田　花子' });
    rareId = await addBill(desk.db.write, rare, { head: { billNo: '7000000002' } });
  });
  afterAll(async () => {
    await desk.close();
    home.remove();
  });

  it('pdf: writes a paper that its owner alone can read', async () => {
    expect((await inThisProcess(on('bill', 'pdf', '--bill', String(rareId), '--out', file))).code).toBe(0);
    const pdf = await openPdf(readFileSync(file));
    const [first, second] = await Promise.all([1, 2].map(async (page) => textOf(await pdf.getPage(page))));
    for (const words of ['𠮷田花子様', '再発行', registrationNo, '10%対象（税込）8,000円', '1/2'])
      expect(first).toContain(words);
    for (const words of ['燃料費調整額', '検針日2026/10/16', '合計', '2/2']) expect(second).toContain(words);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['utf-8', 'windows-31j'] as const)(
    'csv in %s: is read back as it was, and runs nothing',
    async (encoding) => {
      const words = on('bill', 'csv', '--bill', String(billId), '--out', file, '--encoding', encoding);
      expect((await inThisProcess(words)).code).toBe(0);
      const bytes = readFileSync(file);
      const text =
        encoding === 'utf-8'
          ? bytes.toString('utf8').replace(/^\uFEFF/, '')
          : Encoding.convert(bytes, { from: 'SJIS', to: 'UNICODE', type: 'string' });
      const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
      expect(data).toMatchObject([
        { ご契約者名: `'=HYPERLINK("x")`, ご使用場所: "'@SUM(1+1)", 燃料費調整額: '-150', 再エネ賦課金: '941' },
      ]);
      expect(text.endsWith('\r\n')).toBe(true);
    },
  );

  it('csv in windows-31j: names what it cannot hold', async () => {
    const words = on('bill', 'csv', '--bill', String(rareId), '--out', file, '--encoding', 'windows-31j');
    const { code, out } = await inThisProcess(words);
    expect({ code, out: JSON.parse(out) }).toMatchObject({
      code: 1,
      out: { error: 'not-in-windows-31j', detail: { characters: ['𠮷'] } },
    });
  });

  it('explain mail: says the same as the system and to a person', async () => {
    const words = on('explain', 'mail', '--account', String(customer.accountId), '--bill', String(billId));
    const asSystem = await inThisProcess(words);
    const asAgent = await inThisProcess([...words, '--as', 'agent'], `${staffPassword}\n`);
    expect(JSON.parse(asSystem.out)).toMatchObject({ ok: true, value: { answer: { sentence: 'never-sent' } } });
    const { canTell, ...toPerson } = JSON.parse(asAgent.out).value;
    expect({ ok: true, value: toPerson }).toEqual(JSON.parse(asSystem.out));
    // Nobody is on the line, to whom it could be told.
    expect(canTell).toEqual({ isAllowed: false, reason: 'no-contact' });
    expect(asAgent).toMatchObject({ code: asSystem.code, err: '' });
  });
});
