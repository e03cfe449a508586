import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSqlite, openDatabase } from '../../db/open.ts';
import { search } from '../../db/search.ts';
import { beginBuilding } from '../../db/search-index.ts';
import { rewriteKeys } from '../../db/search-keys.ts';
import { verifyAudit } from '../../main/audit.ts';
import { type ImportKind, type ImportSummary, importFile } from '../../main/import/import.ts';
import { reindex } from '../../main/import/reindex.ts';
import { tokyoDate } from '../../main/rules/calendar.ts';
import { parseQuery } from '../../main/rules/search-query.ts';
import {
  accountFields,
  accountHeader,
  contractFields,
  contractHeader,
  csvLine,
  writeCustomerFile,
} from '../customer-files.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import { contentOf, digestOf } from './digest.ts';

describe.each(engines)('import on %s', (engine) => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase(engine);
  });
  afterEach(() => at.close());

  const inFolder = (name: string) => join(at.folder, name);
  const run = (kind: ImportKind, path: string) =>
    importFile(at.db, kind, path, { actor: 'system:test', rejectsPath: inFolder('rejects.csv') });
  const done = async (kind: ImportKind, path: string): Promise<ImportSummary> => {
    const result = await run(kind, path);
    if (!result.ok) throw new Error(`${result.error} ${JSON.stringify(result.detail)}`);
    return result.value;
  };
  const fileOf = (kind: ImportKind, rows: Record<string, string>[]): string => {
    const path = inFolder('file.csv');
    writeFileSync(path, [kind === 'accounts' ? accountHeader : contractHeader, ...rows.map(csvLine), ''].join('\n'));
    return path;
  };
  const rejects = () =>
    readFileSync(inFolder('rejects.csv'), 'utf8')
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',').slice(0, 5).join(','));
  const namesFor = async (text: string) => (await search(at.db.read, parseQuery(text), 50)).hits.map((hit) => hit.name);
  const [first, second] = [accountFields(0), accountFields(1)];

  test('takes in both files, and the same files again change nothing at all', async () => {
    const accounts = writeCustomerFile(inFolder('accounts.csv'), 'accounts', 1500);
    const contracts = writeCustomerFile(inFolder('contracts.csv'), 'contracts', 1500);
    expect(await done('accounts', accounts)).toMatchObject({
      newCount: 1500,
      changed: 0,
      same: 0,
      kept: 0,
      rejected: 0,
      rows: 1500,
    });
    expect(await done('contracts', contracts)).toMatchObject({ newCount: 1500, rejected: 0 });
    const before = await digestOf(at.db);
    expect(await done('accounts', accounts)).toMatchObject({
      newCount: 0,
      changed: 0,
      same: 1500,
      kept: 0,
      rejected: 0,
    });
    expect(await done('contracts', contracts)).toMatchObject({ newCount: 0, changed: 0, same: 1500, rejected: 0 });
    expect(await digestOf(at.db)).toBe(before);
    expect(await at.db.read('credential')).toEqual([]);
    expect((await verifyAudit(at.db.read)).isWhole).toBe(true);
  });

  test('writes down in the audit when it began, each piece and how it ended, with counts and no data', async () => {
    const { runId, sha256 } = await done('accounts', writeCustomerFile(inFolder('accounts.csv'), 'accounts', 500));
    const entries = await at.db
      .read('audit_entry')
      .where({ call: 'import.accounts' })
      .orderBy('seq')
      .select('body', 'chain');
    const bodies = entries.map(({ body }) => JSON.parse(body));
    expect(bodies[0]).toEqual({ run: runId, state: 'started' });
    expect(bodies.at(-1)).toMatchObject({ run: runId, state: 'done', sha256, new: 500 });
    expect(bodies.slice(1, -1).reduce((sum, body) => sum + body.new, 0)).toBe(500);
    expect(new Set(entries.map(({ chain }) => chain))).toEqual(new Set([runId % 64]));
    expect(JSON.stringify(bodies)).not.toContain(first.login_id);
    expect(await at.db.read('import_run').first()).toMatchObject({ state: 'done', file_sha256: sha256 });
  });

  test('finds whoever came with a second file, and a rebuilding of all keys finds nothing to mend', async () => {
    await done('accounts', writeCustomerFile(inFolder('a.csv'), 'accounts', 300));
    await done('accounts', writeCustomerFile(inFolder('b.csv'), 'accounts', 800));
    const before = await contentOf(at.db);
    const { accounts, rewritten } = await reindex(at.db);
    expect({ accounts, rewritten }).toEqual({ accounts: 800, rewritten: 0 });
    expect(await contentOf(at.db)).toEqual(before);
  });

  test('the schema after a first load is the schema of a new database', async () => {
    const schema = async (db: TestDatabase['db']) =>
      engine === 'sqlite'
        ? db.read('sqlite_master').where({ type: 'index' }).whereNotNull('sql').orderBy('name').select('sql')
        : db.read('pg_indexes').where({ schemaname: 'public' }).orderBy('indexname').select('indexdef');
    const other = await openTestDatabase(engine);
    await done('accounts', writeCustomerFile(inFolder('a.csv'), 'accounts', 50));
    const plain = (rows: object[]) =>
      rows.map((row) => Object.values(row)[0].toLowerCase().replace(' if not exists', ''));
    expect(plain(await schema(at.db))).toEqual(plain(await schema(other.db)));
    await other.close();
  });

  test('the file is master of name, address and phones; we are of login ID, mail address and whether the web account is open', async () => {
    await done(
      'accounts',
      fileOf('accounts', [{ ...first, email: 'first@example.jp', phone: '090-1111-2222', phone2: '' }]),
    );
    const [before] = await at.db.read('account');
    expect(before).toMatchObject({ login_id: first.login_id, version: 1, source_updated_on: first.updated_at });
    expect(await at.db.read('mail_address').first()).toMatchObject({ address: 'first@example.jp' });
    expect((await at.db.read('mail_address').first()).confirmed_at).not.toBeNull();

    const changed = {
      ...first,
      kind: 'person',
      name: '新姓　太郎',
      name_kana: 'シンセイ　タロウ',
      address: '小樽市色内1-2-3',
      building: '',
      login_id: 'Other-Login',
      email: 'second@example.jp',
      phone: '(090) 1111 2222',
      phone2: '0134-22-3333',
      status: 'withdrawn',
      updated_at: '2026-11-20',
    };
    expect(await done('accounts', fileOf('accounts', [changed]))).toMatchObject({
      newCount: 0,
      changed: 1,
      same: 0,
      kept: 1,
    });
    expect(await at.db.read('account').first()).toMatchObject({
      login_id: first.login_id,
      delivery_line: '小樽市色内1-2-3',
      status: 'active',
      version: 2,
      source_updated_on: '2026-11-20',
    });
    expect((await at.db.read('mail_address')).map((row) => row.address)).toEqual(['first@example.jp']);
    const phones = await at.db.read('contact_phone').orderBy('position');
    expect(phones.map((row) => [row.number, row.digits, row.recorded_at, row.source])).toEqual([
      // The same number in another spelling is no newer than it was.
      ['(090) 1111 2222', '09011112222', new Date(`${first.updated_at}T00:00:00+09:00`).toISOString(), 'import'],
      ['0134-22-3333', '0134223333', '2026-11-19T15:00:00.000Z', 'import'],
    ]);
    const events = await at.db.read('account_event').orderBy('id');
    expect(events.map((row) => row.kind)).toEqual(['imported', 'import-changed']);
    expect(JSON.parse(events[1].facts).fields.split(' ')).toEqual(
      expect.arrayContaining(['name', 'name_kana', 'address', 'phone', 'phone2']),
    );
    expect(events[1].facts).not.toMatch(/新姓|小樽|0134/);
    expect(await namesFor('新姓')).toEqual(['新姓　太郎']);
    expect(await namesFor('色内')).toEqual(['新姓　太郎']);
    expect(await namesFor(first.name.split('　')[0] ?? '')).toEqual([]);
    expect(await done('accounts', fileOf('accounts', [changed]))).toMatchObject({ changed: 0, same: 1, kept: 1 });
  });

  test('a file that lacks a row deletes nothing', async () => {
    await done('accounts', fileOf('accounts', [first, second]));
    await done('accounts', fileOf('accounts', [second]));
    expect(await at.db.read('account')).toHaveLength(2);
  });

  test('a protected account stays out of address search whatever the file brings', async () => {
    await done('accounts', fileOf('accounts', [first]));
    const [row] = await at.db.read('account');
    await at.db
      .write('account')
      .where({ id: row.id })
      .update({ is_protected: 1, address_key: '', municipality_code: 0 });
    await reindex(at.db);
    await done('accounts', fileOf('accounts', [{ ...first, address: '小樽市色内1-2-3' }]));
    expect(await namesFor('色内')).toEqual([]);
    expect(await at.db.read('account').first()).toMatchObject({
      delivery_line: '小樽市色内1-2-3',
      address_key: '',
      municipality_code: 0,
    });
  });

  test('lists each refused row with line, column and reason, readable by its owner only and without the values', async () => {
    writeFileSync(inFolder('rejects.csv'), 'old');
    chmodSync(inFolder('rejects.csv'), 0o644);
    const row = (no: number, change: Record<string, string>) => ({ ...accountFields(no), ...change });
    const { newCount, rejected, warnings } = await done(
      'accounts',
      fileOf('accounts', [
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
    expect(rejects()).toEqual([
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
    expect(statSync(inFolder('rejects.csv')).mode & 0o777).toBe(0o600);
    expect(readFileSync(inFolder('rejects.csv'), 'utf8')).not.toContain(first.login_id);
  });

  test('a login ID that was given up is not given to somebody else', async () => {
    await done('accounts', fileOf('accounts', [first]));
    const [row] = await at.db.read('account');
    await at.db
      .write('former_login_id')
      .insert({ account_id: row.id, login_id: 'Given-Up', login_key: 'given-up', until: '2026-01-01T00:00:00.000Z' });
    expect(await done('accounts', fileOf('accounts', [{ ...second, login_id: 'GIVEN-UP' }]))).toMatchObject({
      newCount: 0,
      rejected: 1,
    });
  });

  test('reads a file with BOM, CRLF, quotes and line breaks, its columns in any order', async () => {
    const path = inFolder('odd.csv');
    const columns = Object.keys(first).reverse() as (keyof typeof first)[];
    const values = { ...first, name: '山田 "ヤマ", 太郎', building: 'broken\r\nline' };
    const quoted = (row: Record<string, string>) =>
      columns.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(',');
    writeFileSync(
      path,
      `\ufeff${[columns.join(','), quoted(values), '', quoted({ ...second, name: '山田 "ヤマ", 太郎' }), ''].join('\r\n')}`,
    );
    expect(await done('accounts', path)).toMatchObject({ newCount: 1, rejected: 1 });
    expect(rejects()).toEqual(['2,building,7,control-character,rejected']);
    expect(await namesFor('山田')).toEqual(['山田 "ヤマ", 太郎']);
  });

  test('names what is wrong with a file that is not one of ours', async () => {
    const [a, b] = accountHeader.split(',');
    const answer = async (bytes: string | Buffer) => {
      writeFileSync(inFolder('x.csv'), bytes);
      const result = await run('accounts', inFolder('x.csv'));
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
      await answer(Buffer.concat([Buffer.from(`${accountHeader}\n`), Buffer.from([0x83, 0x5c, 0x0a])])),
    ).toMatchObject(['not-utf8', {}]);
    expect(await answer(`${accountHeader}\n"${csvLine(first)}\n`)).toEqual(['open-quote', { line: 2 }]);
    expect(await answer('x,'.repeat(5000))).toMatchObject(['unknown-columns', { columns: { length: 5 } }]);
    expect(await answer('x'.repeat(5_000_000))).toMatchObject(['row-too-long', { line: 1 }]);
    expect(await answer(`${accountHeader}\n"${`${csvLine(first)}\n`.repeat(10_000)}`)).toEqual([
      'row-too-long',
      { line: 2 },
    ]);
    const missing = await run('accounts', inFolder('nowhere.csv'));
    expect(missing).toEqual({ ok: false, error: 'no-such-file', detail: {} });
    expect(await run('accounts', at.folder)).toMatchObject({ ok: false, error: 'unreadable-file' });
    expect(await at.db.read('import_run').where({ state: 'running' })).toEqual([]);
  });

  test('keeps and finds the rows before the place where a file breaks', async () => {
    const path = inFolder('broken.csv');
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from(`${accountHeader}\n`),
        Buffer.from(Array.from({ length: 3000 }, (_, row) => `${csvLine(accountFields(row))}\n`).join('')),
        Buffer.from([0xff, 0x0a]),
      ]),
    );
    expect(await run('accounts', path)).toMatchObject({ ok: false, error: 'not-utf8' });
    const count = Number((await at.db.read('account').count({ n: '*' }))[0]?.n);
    expect(count).toBeGreaterThan(0);
    expect((await reindex(at.db)).rewritten).toBe(0);
    expect((await namesFor('1丁目')).length + (await namesFor('円山')).length).toBeGreaterThan(0);
  });

  test('can be stopped between pieces, and goes on when it is run again', async () => {
    const path = writeCustomerFile(inFolder('a.csv'), 'accounts', 1000);
    const stop = new AbortController();
    const options = {
      actor: 'system:test',
      rejectsPath: inFolder('rejects.csv'),
      signal: stop.signal,
      onProgress: () => stop.abort(),
    };
    expect(await importFile(at.db, 'accounts', path, options)).toMatchObject({ ok: false, error: 'cancelled' });
    expect(await at.db.read('import_run').first('state')).toEqual({ state: 'cancelled' });
    const { newCount, same } = await done('accounts', path);
    expect(same).toBeGreaterThan(0);
    expect(newCount + same).toBe(1000);
  });

  describe('contracts', () => {
    const start = { ...contractFields(0), status: 'active', ended_on: '', started_on: '2020-04-01' };

    test('belong to the first account of their customer, from their start', async () => {
      await done('accounts', fileOf('accounts', [first, second]));
      expect(await done('contracts', fileOf('contracts', [start]))).toMatchObject({ newCount: 1 });
      const [link] = await at.db.read('account_contract');
      const [account] = await at.db.read('account').where({ login_id: first.login_id });
      expect(link).toMatchObject({ account_id: account.id, from_on: '2020-04-01', to_on: null });
    });

    test('are refused without their customer, and at a supply point where another one runs', async () => {
      await done('accounts', fileOf('accounts', [first, second]));
      const rival = { ...contractFields(1), supply_point: start.supply_point, status: 'active', ended_on: '' };
      const stranger = { ...contractFields(2), status: 'active', ended_on: '' };
      expect(await done('contracts', fileOf('contracts', [start, rival, stranger]))).toMatchObject({
        newCount: 1,
        rejected: 2,
      });
      expect(rejects().sort()).toEqual([
        '3,supply_point,,supply-point-taken,rejected',
        '4,customer_no,,unknown-customer,rejected',
      ]);
    });

    test('follow one another at a supply point in whatever order the file lists them', async () => {
      await done('accounts', fileOf('accounts', [first, second]));
      await done('contracts', fileOf('contracts', [start]));
      const next = {
        ...contractFields(1),
        supply_point: start.supply_point,
        status: 'active',
        ended_on: '',
        started_on: '2026-10-01',
      };
      const ended = { ...start, status: 'ended', ended_on: '2026-09-30' };
      const filler = Array.from({ length: 400 }, (_, row) => ({
        ...contractFields(row + 10),
        customer_no: first.customer_no,
        status: 'ended',
        ended_on: '2025-01-01',
        started_on: '2020-01-01',
      }));
      expect(await done('contracts', fileOf('contracts', [next, ...filler, ended]))).toMatchObject({
        newCount: 401,
        changed: 1,
        rejected: 0,
      });
      const row = await at.db.read('contract').where({ contract_no: start.contract_no }).first();
      expect(row).toMatchObject({
        ended_on: '2026-09-30',
        end_recorded_on: tokyoDate(new Date().toISOString()),
        version: 2,
      });
      const [event] = await at.db.read('account_event').where({ kind: 'import-changed' });
      expect(JSON.parse(event.facts)).toMatchObject({ fields: 'ended_on' });
    });

    test('never change their customer or supply point', async () => {
      await done('accounts', fileOf('accounts', [first, second]));
      await done('contracts', fileOf('contracts', [start]));
      const moved = { ...start, supply_point: `${'9'.repeat(22)}` };
      expect(
        await done('contracts', fileOf('contracts', [{ ...start, customer_no: second.customer_no }])),
      ).toMatchObject({ rejected: 1 });
      expect(await done('contracts', fileOf('contracts', [moved]))).toMatchObject({ rejected: 1 });
      expect(rejects()).toEqual(['2,supply_point,,other-supply-point,rejected']);
    });
  });

  test('no single account changes its keys while search is being rebuilt', async () => {
    await done('accounts', fileOf('accounts', [first]));
    await at.db.write.transaction((tx) => beginBuilding(tx, false));
    const [row] = await at.db.read('account');
    await expect(at.db.write.transaction((tx) => rewriteKeys(tx, row.id))).rejects.toMatchObject({ fault: 'locked' });
    await reindex(at.db);
    await at.db.write.transaction((tx) => rewriteKeys(tx, row.id));
  });
});

test('a demo database takes in no file', async () => {
  const at = await openTestDatabase('sqlite');
  const url = `sqlite:${join(at.folder, 'demo.sqlite')}`;
  await createSqlite(url, { kind: 'demo', madeOn: '2026-11-23' });
  const db = await openDatabase(url);
  const path = writeCustomerFile(join(at.folder, 'a.csv'), 'accounts', 3);
  const options = { actor: 'system:test', rejectsPath: join(at.folder, 'r.csv') };
  expect(await importFile(db, 'accounts', path, options)).toMatchObject({ ok: false, error: 'demo-database' });
  await db.close();
  await at.close();
});
