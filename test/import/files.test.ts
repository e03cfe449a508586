import { chmodSync, linkSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFile } from '../../main/import/import.ts';
import { reindex } from '../../main/import/reindex.ts';
import { accountFields, accountHeader, contractHeader, csvLine, writeCustomerFile } from '../customer-files.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import { done, fileOf, inFolder, namesFor, rejectsOf, run } from './importing.ts';

describe.each(engines)('a file on %s', (engine) => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase(engine);
  });
  afterEach(() => at.close());

  const [first, second] = [accountFields(0), accountFields(1)];

  test('lists each refused row with line, column and reason, readable by its owner only and without the values', async () => {
    writeFileSync(inFolder(at, 'rejects.csv'), 'old');
    chmodSync(inFolder(at, 'rejects.csv'), 0o644);
    const row = (no: number, change: Record<string, string>) => ({ ...accountFields(no), ...change });
    const { newCount, rejected, warnings } = await done(
      at,
      'accounts',
      fileOf(at, 'accounts', [
        row(0, {}),
        row(1, { name: `外\ue000字` }),
        row(2, { customer_no: '123' }),
        row(3, { registered_at: '2025-02-29' }),
        row(4, { login_id: 'ひらがな' }),
        row(5, { login_id: first.login_id.toUpperCase() }),
        row(6, { email: 'not a mail' }),
        row(7, { kind: 'alien' }),
        row(8, { postal_code: '06000' }),
        row(9, { phone: '12' }),
        row(10, { address: 'あ'.repeat(301) }),
        row(11, { customer_no: first.customer_no }),
        row(12, { name: 'tab\there' }),
        row(13, { name: '' }),
      ]),
    );
    expect({ newCount, rejected, warnings }).toEqual({ newCount: 2, rejected: 12, warnings: 1 });
    expect(rejectsOf(at)).toEqual([
      '3,name,2,gaiji,rejected',
      '4,customer_no,,bad-customer-no,rejected',
      '5,registered_at,,bad-date,rejected',
      '6,login_id,,bad-login,rejected',
      '8,email,,mail-refused,warning',
      '9,kind,,bad-kind,rejected',
      '10,postal_code,,bad-postcode,rejected',
      '11,phone,,bad-phone,rejected',
      '12,address,,too-long,rejected',
      '13,customer_no,,repeated,rejected',
      '14,name,4,control-character,rejected',
      '15,name,,missing,rejected',
      '7,login_id,,login-taken,rejected',
    ]);
    expect(statSync(inFolder(at, 'rejects.csv')).mode & 0o777).toBe(0o600);
    expect(readFileSync(inFolder(at, 'rejects.csv'), 'utf8')).not.toContain(first.login_id);
  });

  test('reads a file with BOM, CRLF, quotes and line breaks, its columns in any order', async () => {
    const path = inFolder(at, 'odd.csv');
    const columns = Object.keys(first).reverse() as (keyof typeof first)[];
    const values = { ...first, name: '山田 "ヤマ", 太郎', building: 'broken\r\nline' };
    const quoted = (row: Record<string, string>) =>
      columns.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(',');
    writeFileSync(
      path,
      `\ufeff${[columns.join(','), quoted(values), '', quoted({ ...second, name: '山田 "ヤマ", 太郎' }), ''].join('\r\n')}`,
    );
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: 1, rejected: 1 });
    expect(rejectsOf(at)).toEqual(['2,building,7,control-character,rejected']);
    expect(await namesFor(at, '山田')).toEqual(['山田 "ヤマ", 太郎']);
  });

  test('reads a file whose lines end with a CR alone, and counts its lines', async () => {
    const path = inFolder(at, 'mac.csv');
    const broken = csvLine({ ...second, building: 'two\rlines' });
    const rows = [accountHeader, csvLine(first), broken, csvLine({ ...accountFields(2), name: '' }), ''];
    writeFileSync(path, rows.join('\r'));
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: 1, rejected: 2 });
    expect(rejectsOf(at)).toEqual(['3,building,4,control-character,rejected', '5,name,,missing,rejected']);
    writeFileSync(
      path,
      [accountHeader, ...Array.from({ length: 3000 }, (_, no) => csvLine(accountFields(no)))].join('\r'),
    );
    expect(await done(at, 'accounts', path)).toMatchObject({ rows: 3000, rejected: 0 });
  });

  test('never writes its list over the file itself, by whatever name', async () => {
    const path = fileOf(at, 'accounts', [first]);
    const before = readFileSync(path);
    symlinkSync(path, inFolder(at, 'rejects.csv'));
    expect(await run(at, 'accounts', path)).toMatchObject({ ok: false, error: 'rejects-not-writable' });
    rmSync(inFolder(at, 'rejects.csv'));
    linkSync(path, inFolder(at, 'rejects.csv'));
    expect(await run(at, 'accounts', path)).toMatchObject({ ok: false, error: 'rejects-not-writable' });
    expect(readFileSync(path)).toEqual(before);
  });

  test('names what is wrong with a file that is not one of ours', async () => {
    const [a, b] = accountHeader.split(',');
    const answer = async (bytes: string | Buffer) => {
      writeFileSync(inFolder(at, 'x.csv'), bytes);
      const result = await run(at, 'accounts', inFolder(at, 'x.csv'));
      return result.ok ? 'ok' : [result.error, result.detail];
    };
    expect(await answer('')).toEqual(['empty-file', {}]);
    expect(await answer(`${accountHeader},shoe_size\n`)).toEqual([
      'unknown-columns',
      { line: 1, columns: ['shoe_size'] },
    ]);
    expect(await answer(`${accountHeader.replace(`${b},`, '')}\n`)).toEqual([
      'missing-columns',
      { line: 1, columns: [b] },
    ]);
    expect(await answer(`${accountHeader},${a}\n`)).toEqual(['duplicate-columns', { line: 1, columns: [a] }]);
    expect(await answer(`${contractHeader}\n`)).toMatchObject(['unknown-columns', { line: 1 }]);
    expect(
      await answer(Buffer.concat([Buffer.from(`${accountHeader}\n`), Buffer.from([0xff, 0x5c, 0x0a])])),
    ).toMatchObject(['bad-encoding', { line: 2 }]);
    expect(await answer(`${accountHeader}\n"${csvLine(first)}\n`)).toEqual(['open-quote', { line: 2 }]);
    expect(await answer(Array.from({ length: 100 }, (_, no) => `x${no}`).join(','))).toMatchObject([
      'unknown-columns',
      { columns: { length: 5 } },
    ]);
    expect(await answer('x,'.repeat(10_000))).toEqual(['too-many-columns', { line: 1 }]);
    expect(await answer('x'.repeat(5_000_000))).toMatchObject(['row-too-long', { line: 1 }]);
    expect(await answer(`${accountHeader}\n"${`${csvLine(first)}\n`.repeat(10_000)}`)).toEqual([
      'row-too-long',
      { line: 2 },
    ]);
    const missing = await run(at, 'accounts', inFolder(at, 'nowhere.csv'));
    expect(missing).toEqual({ ok: false, error: 'no-such-file', detail: {} });
    expect(await run(at, 'accounts', at.folder)).toMatchObject({ ok: false, error: 'unreadable-file' });
    expect(await at.db.read('import_run').where({ state: 'running' })).toEqual([]);
  });

  test('keeps and finds the rows before the place where a file breaks', async () => {
    const path = inFolder(at, 'broken.csv');
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from(`${accountHeader}\n`),
        Buffer.from(Array.from({ length: 3000 }, (_, row) => `${csvLine(accountFields(row))}\n`).join('')),
        Buffer.from([0xff, 0x0a]),
      ]),
    );
    expect(await run(at, 'accounts', path)).toMatchObject({ ok: false, error: 'bad-encoding', detail: { line: 3002 } });
    const count = Number((await at.db.read('account').count({ n: '*' }))[0]?.n);
    expect(count).toBeGreaterThan(0);
    expect((await reindex(at.db)).rewritten).toBe(0);
    expect((await namesFor(at, '1丁目')).length + (await namesFor(at, '円山')).length).toBeGreaterThan(0);
  });

  test('can be stopped between pieces, and goes on when it is run again', async () => {
    const path = writeCustomerFile(inFolder(at, 'a.csv'), 'accounts', 1000);
    const stop = new AbortController();
    const options = {
      actor: 'system:test',
      rejectsPath: inFolder(at, 'rejects.csv'),
      signal: stop.signal,
      onProgress: () => stop.abort(),
    };
    expect(await importFile(at.db, 'accounts', path, options)).toMatchObject({ ok: false, error: 'cancelled' });
    expect(await at.db.read('import_run').first('state')).toEqual({ state: 'cancelled' });
    const { newCount, same } = await done(at, 'accounts', path);
    expect(same).toBeGreaterThan(0);
    expect(newCount + same).toBe(1000);
  });
});
