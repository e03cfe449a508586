// Bills and debits come from the customer system, which is master of them (rule 34).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import {
  addCustomers,
  billFileOf,
  billRow,
  debitFileOf,
  otherContract,
  otherPart,
  second,
  strangersContract,
} from './bill-files.ts';
import { done, rejectsOf, run } from './importing.ts';

describe.each(engines)('imported bills on %s', (engine) => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase(engine);
    await addCustomers(at);
  });
  afterEach(() => at.close());
  const bills = (rows: Record<string, string>[]) => done(at, 'bills', billFileOf(at, rows));
  const whole = [billRow(), otherPart()];
  const rowsOf = async () => ({
    bill: await at.db.read('bill').orderBy('id'),
    line: await at.db.read('bill_line').orderBy('id'),
    debit: await at.db.read('debit').orderBy('id'),
  });

  test('hold the lines of all contracts that are billed together', async () => {
    expect(await bills(whole)).toMatchObject({ newCount: 2, rejected: 0 });
    const { bill, line } = await rowsOf();
    expect(bill).toMatchObject([
      { bill_no: '7000000001', billing_month: '2026-10', amount_yen: 12_000, standard_tax_yen: 1090, payment: 'debit' },
    ]);
    expect(line).toMatchObject([
      { bill_id: bill[0].id, line_no: 1, usage_kwh: 210, fuel_yen: -150, amount_yen: 8000 },
      { bill_id: bill[0].id, line_no: 2, renewable_yen: 736, amount_yen: 4000, tax_percent: 10 },
    ]);
  });

  test('are the same after the same file, and after one that lacks them', async () => {
    await bills(whole);
    await done(at, 'debits', debitFileOf(at, [['7000000001', '2026-11-09', 'debited']]));
    const before = await rowsOf();
    expect(await bills(whole)).toMatchObject({ newCount: 0, changed: 0, same: 2 });
    expect(await done(at, 'debits', debitFileOf(at, [['7000000001', '2026-11-09', 'debited']]))).toMatchObject({
      newCount: 0,
      changed: 0,
      same: 1,
    });
    expect(await bills([billRow()])).toMatchObject({ same: 1 });
    expect(await rowsOf()).toEqual(before);
  });

  test('bring debits as news only while mail of debits is wished for, and only of late ones', async () => {
    await bills([billRow(), otherPart()]);
    const untold = (): Promise<string[]> => at.db.read('debit').where({ is_untold: 1 }).pluck('debited_on');
    const day = (back: number) => addDays(tokyoDate(new Date().toISOString()), -back);
    const debits = (...rows: [back: number, result: string][]) =>
      done(
        at,
        'debits',
        debitFileOf(
          at,
          rows.map(([back, result]) => ['7000000001', day(back), result]),
        ),
      );
    await debits([3, 'debited']);
    expect(await untold()).toEqual([]);
    await at.db.write('setting').insert({ key: 'debitMail', value: '1', version: 1, changed_at: day(0) });
    await debits([3, 'debited'], [2, 'debited'], [63, 'debited']);
    expect(await untold()).toEqual([day(2)]);
    // Told wrong once, or not at all: what it is now is news.
    await debits([3, 'failed']);
    expect((await untold()).toSorted()).toEqual([day(3), day(2)]);
  });

  test('follow a correction, and say when they were corrected', async () => {
    await bills(whole);
    const corrected = { bill_yen: '11900', standard_yen: '11900', standard_tax_yen: '1081' };
    const rows = [
      billRow({ ...corrected, energy_yen: '5900', line_yen: '7900', usage_kwh: '206' }),
      otherPart(corrected),
    ];
    expect(await bills(rows)).toMatchObject({ newCount: 0, changed: 1, same: 1 });
    const { bill, line } = await rowsOf();
    expect(bill).toMatchObject([{ amount_yen: 11_900, version: 2, corrected_at: expect.any(String) }]);
    expect(line.map(({ usage_kwh, version }) => [usage_kwh, version])).toEqual([
      [206, 2],
      [90, 1],
    ]);
    expect(await bills(rows)).toMatchObject({ changed: 0, same: 2 });
    expect(await bills(rows.map((row) => ({ ...row, bill_state: 'cancelled' })))).toMatchObject({ changed: 1 });
    expect((await rowsOf()).bill).toMatchObject([{ state: 'cancelled' }]);
  });

  test.each([
    ['bill_no', 'bad-bill-no', { bill_no: '70000001' }],
    ['billing_month', 'bad-month', { billing_month: '2026-13' }],
    ['issued_on', 'bad-date', { issued_on: '2026-02-30' }],
    ['payment', 'bad-payment', { payment: 'cash' }],
    ['renewable_yen', 'bad-number', { renewable_yen: '9,410' }],
    ['usage_kwh', 'bad-number', { usage_kwh: '1e3' }],
    ['usage_kwh', 'missing', { usage_kwh: '' }],
    ['bill_yen', 'amounts-disagree', { standard_yen: '12001' }],
    ['line_yen', 'amounts-disagree', { energy_yen: '6001' }],
    ['tax_percent', 'bad-rate', { tax_percent: '5' }],
    ['used_through', 'ends-before-start', { used_through: '2026-09-15' }],
    ['customer_no', 'unknown-customer', { customer_no: '9999999999' }],
    ['contract_no', 'unknown-contract', { contract_no: '9999999999' }],
    ['contract_no', 'other-customer', { contract_no: strangersContract.contract_no }],
  ])('are refused for %s: %s', async (column, code, more) => {
    expect(await bills([billRow(more)])).toMatchObject({ newCount: 0, rejected: 1 });
    expect(rejectsOf(at)).toEqual([`2,${column},,${code},rejected`]);
    expect(await rowsOf()).toEqual({ bill: [], line: [], debit: [] });
  });

  test('name each number that cannot be read', async () => {
    await bills([billRow({ bill_yen: '12,000', usage_kwh: '-1' })]);
    expect(rejectsOf(at)).toEqual(['2,bill_yen,,bad-number,rejected', '2,usage_kwh,,bad-number,rejected']);
  });

  test('never go to another customer', async () => {
    await bills(whole);
    const theirs = { customer_no: second.customer_no, contract_no: strangersContract.contract_no };
    expect(await bills([billRow(theirs)])).toMatchObject({ rejected: 1 });
    expect(rejectsOf(at)).toEqual(['2,bill_no,,bill-of-other-customer,rejected']);
  });

  test('are not said two things of in one file', async () => {
    const next = billRow({ bill_no: '7000000002', contract_no: otherContract.contract_no });
    const rows = [
      billRow(),
      otherPart({ due_on: '2026-11-10' }),
      next,
      otherPart(),
      billRow({ bill_no: '7000000002' }),
    ];
    expect(await bills(rows)).toMatchObject({ newCount: 2, rejected: 3 });
    expect(rejectsOf(at)).toEqual([
      '3,bill_no,,bill-differs,rejected',
      '5,bill_no,,bill-split,rejected',
      '6,line_no,,repeated,rejected',
    ]);
  });

  test('are looked at without being written', async () => {
    const rejectsPath = `${at.folder}/dry.csv`;
    const { importFile } = await import('../../main/import/import.ts');
    const options = { actor: 'system:test', rejectsPath, isDry: true };
    const result = await importFile(at.db, 'bills', billFileOf(at, whole), options);
    expect(result).toMatchObject({ ok: true, value: { newCount: 2, runId: 0 } });
    expect(await rowsOf()).toEqual({ bill: [], line: [], debit: [] });
  });

  test('have debits, day by day', async () => {
    await bills(whole);
    const rows: [string, string, string][] = [
      ['7000000001', '2026-11-09', 'failed'],
      ['7000000001', '2026-11-19', 'debited'],
      ['7000000009', '2026-11-19', 'debited'],
      ['7000000001', '2026-11-20', 'returned'],
    ];
    expect(await done(at, 'debits', debitFileOf(at, rows))).toMatchObject({ newCount: 2, rejected: 2 });
    expect(rejectsOf(at).sort()).toEqual(['4,bill_no,,unknown-bill,rejected', '5,result,,bad-result,rejected']);
    expect((await rowsOf()).debit.map(({ debited_on, result }) => [debited_on, result])).toEqual([
      ['2026-11-09', 'failed'],
      ['2026-11-19', 'debited'],
    ]);
    const mended = debitFileOf(at, [['7000000001', '2026-11-19', 'failed']]);
    expect(await done(at, 'debits', mended)).toMatchObject({ newCount: 0, changed: 1 });
  });

  test('take in a thousand bills, and tell of a file that is something else', async () => {
    const many = Array.from({ length: 1000 }, (_, row) => [
      billRow({ bill_no: `71${String(row).padStart(8, '0')}` }),
      otherPart({ bill_no: `71${String(row).padStart(8, '0')}` }),
    ]).flat();
    expect(await bills(many)).toMatchObject({ newCount: 2000, rejected: 0 });
    expect(await bills(many)).toMatchObject({ same: 2000, changed: 0 });
    expect(await run(at, 'debits', billFileOf(at, many))).toMatchObject({ ok: false, error: 'unknown-columns' });
    const [runs] = await at.db.read('import_run').where({ kind: 'bills', state: 'done' }).count({ n: '*' });
    expect(Number(runs?.n)).toBe(2);
  });
});
