import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseNow } from '../../db/clock.ts';
import * as runs from '../../db/import-runs.ts';
import * as jobs from '../../db/jobs.ts';
import { createSqlite, openDatabase } from '../../db/open.ts';
import { beginBuilding, indexState } from '../../db/search-index.ts';
import { rewriteKeys } from '../../db/search-keys.ts';
import { verifyAudit } from '../../main/audit.ts';
import { type ImportResult, importFile } from '../../main/import/import.ts';
import { reindex } from '../../main/import/reindex.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { accountFields, writeCustomerFile } from '../customer-files.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import { contentOf, digestOf } from './digest.ts';
import { done, fileOf, inFolder, namesFor, run } from './importing.ts';

describe.each(engines)('an import on %s', (engine) => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase(engine);
  });
  afterEach(() => at.close());

  const [first, second] = [accountFields(0), accountFields(1)];

  test('takes in both files, and the same files again change nothing at all', async () => {
    const accounts = writeCustomerFile(inFolder(at, 'accounts.csv'), 'accounts', 1500);
    const contracts = writeCustomerFile(inFolder(at, 'contracts.csv'), 'contracts', 1500);
    expect(await done(at, 'accounts', accounts)).toMatchObject({
      newCount: 1500,
      changed: 0,
      same: 0,
      kept: 0,
      rejected: 0,
      rows: 1500,
    });
    expect(await done(at, 'contracts', contracts)).toMatchObject({ newCount: 1500, rejected: 0 });
    const before = await digestOf(at.db);
    expect(await done(at, 'accounts', accounts)).toMatchObject({
      newCount: 0,
      changed: 0,
      same: 1500,
      kept: 0,
      rejected: 0,
    });
    expect(await done(at, 'contracts', contracts)).toMatchObject({ newCount: 0, changed: 0, same: 1500, rejected: 0 });
    expect(await digestOf(at.db)).toBe(before);
    expect(await at.db.read('credential')).toEqual([]);
    expect((await verifyAudit(at.db.read)).isWhole).toBe(true);
  });

  test('writes down in the audit when it began, each piece and how it ended, with counts and no data', async () => {
    const { runId, sha256 } = await done(
      at,
      'accounts',
      writeCustomerFile(inFolder(at, 'accounts.csv'), 'accounts', 500),
    );
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
    await done(at, 'accounts', writeCustomerFile(inFolder(at, 'a.csv'), 'accounts', 300));
    await done(at, 'accounts', writeCustomerFile(inFolder(at, 'b.csv'), 'accounts', 800));
    const before = await contentOf(at.db);
    const { accounts, rewritten } = await reindex(at.db);
    expect({ accounts, rewritten }).toEqual({ accounts: 800, rewritten: 0 });
    expect(await contentOf(at.db)).toEqual(before);
  });

  /** How often search has been taken down for a load. */
  const takenDown = async (): Promise<number> => {
    const { version, value } = await at.db.read('setting').where({ key: 'search-index' }).first();
    expect(value).toBe('"whole"');
    return version / 2;
  };

  test('a trial of a few rows does not make the first file of all a daily one, whose search is kept up row by row', async () => {
    const [few, all] = [3, 60].map((rows) => writeCustomerFile(inFolder(at, `${rows}.csv`), 'accounts', rows));
    await done(at, 'accounts', few ?? '');
    expect(await takenDown()).toBe(1);
    expect(await done(at, 'accounts', all ?? '')).toMatchObject({ newCount: 57, same: 3 });
    expect(await takenDown()).toBe(2);
    const loaded = await contentOf(at.db);
    expect((await reindex(at.db)).rewritten).toBe(0);
    expect(await contentOf(at.db)).toEqual(loaded);
    await done(at, 'accounts', writeCustomerFile(inFolder(at, 'more.csv'), 'accounts', 90));
    expect(await takenDown(), 'with the reindexing above').toBe(3);
  });

  test('a first load that was cancelled is a first load when it is repeated, and the mending of a few rows is none', async () => {
    const path = writeCustomerFile(inFolder(at, 'a.csv'), 'accounts', 400);
    const stop = new AbortController();
    const cut = await importFile(at.db, 'accounts', path, {
      actor: 'system:test',
      rejectsPath: inFolder(at, 'rejects.csv'),
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    expect(cut).toMatchObject({ ok: false, error: 'cancelled' });
    const kept = Number((await at.db.read('account').count({ n: '*' }))[0]?.n);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(400);
    await done(at, 'accounts', fileOf(at, 'accounts', [first]));
    expect(await takenDown()).toBe(1);
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: 400 - kept, same: kept });
    expect(await takenDown()).toBe(2);
    const loaded = await contentOf(at.db);
    expect((await reindex(at.db)).rewritten).toBe(0);
    expect(await contentOf(at.db)).toEqual(loaded);
  });

  test('the schema after a first load is the schema of a new database', async () => {
    const schemaOf = async ({ db }: TestDatabase): Promise<unknown> => {
      if (engine === 'sqlite')
        return db
          .read('sqlite_master')
          .where({ type: 'index' })
          .whereNotNull('sql')
          .orderBy('name')
          .select('name', 'sql');
      const named = 'conrelid::regclass::text as name, conname, pg_get_constraintdef(oid) as definition';
      const { rows } = await db.read.raw(`select ${named} from pg_constraint where conrelid > 0 order by 1, 2`);
      const indexes = await db
        .read('pg_indexes')
        .where({ schemaname: 'public' })
        .orderBy('indexname')
        .select('indexdef');
      return [rows, indexes];
    };
    const other = await openTestDatabase(engine);
    await done(at, 'accounts', writeCustomerFile(inFolder(at, 'a.csv'), 'accounts', 50));
    expect(await schemaOf(at)).toEqual(await schemaOf(other));
    await other.close();
  });

  test('the file is master of name, address and phones; we are of login ID, mail address and whether the web account is open', async () => {
    await done(
      at,
      'accounts',
      fileOf(at, 'accounts', [{ ...first, email: 'first@example.jp', phone: '090-1111-2222', phone2: '' }]),
    );
    const [before] = await at.db.read('account');
    expect(before).toMatchObject({ login_id: first.login_id, version: 1, source_updated_on: first.updated_at });
    expect(before.delivery_changed_at).toBeNull();
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
    expect(await done(at, 'accounts', fileOf(at, 'accounts', [changed]))).toMatchObject({
      newCount: 0,
      changed: 1,
      same: 0,
      kept: 1,
    });
    expect(await at.db.read('account').first()).toMatchObject({
      login_id: first.login_id,
      delivery_line: '小樽市色内1-2-3',
      // A card that came back waits for that.
      delivery_changed_at: expect.any(String),
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
    expect(await namesFor(at, '新姓')).toEqual(['新姓　太郎']);
    expect(await namesFor(at, '色内')).toEqual(['新姓　太郎']);
    expect(await namesFor(at, first.name.split('　')[0] ?? '')).toEqual([]);
    expect(await done(at, 'accounts', fileOf(at, 'accounts', [changed]))).toMatchObject({
      changed: 0,
      same: 1,
      kept: 1,
    });
  });

  test('a file that lacks a row deletes nothing', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    await done(at, 'accounts', fileOf(at, 'accounts', [second]));
    expect(await at.db.read('account')).toHaveLength(2);
  });

  test('a protected account stays out of address search whatever the file brings', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first]));
    const [row] = await at.db.read('account');
    await at.db
      .write('account')
      .where({ id: row.id })
      .update({ is_protected: 1, address_key: '', municipality_code: 0 });
    await reindex(at.db);
    await done(at, 'accounts', fileOf(at, 'accounts', [{ ...first, address: '小樽市色内1-2-3' }]));
    expect(await namesFor(at, '色内')).toEqual([]);
    expect(await at.db.read('account').first()).toMatchObject({
      delivery_line: '小樽市色内1-2-3',
      address_key: '',
      municipality_code: 0,
    });
  });

  test('a login ID that was given up is not given to somebody else', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first]));
    const [row] = await at.db.read('account');
    await at.db
      .write('former_login_id')
      .insert({ account_id: row.id, login_id: 'Given-Up', login_key: 'given-up', until: '2026-01-01T00:00:00.000Z' });
    expect(await done(at, 'accounts', fileOf(at, 'accounts', [{ ...second, login_id: 'GIVEN-UP' }]))).toMatchObject({
      newCount: 0,
      rejected: 1,
    });
  });

  test('a first load that another one has taken over says so and leaves the search keys to it', async () => {
    const path = writeCustomerFile(inFolder(at, 'a.csv'), 'accounts', 600);
    let isTaken = false;
    const result = await importFile(at.db, 'accounts', path, {
      actor: 'system:test',
      rejectsPath: inFolder(at, 'rejects.csv'),
      onProgress: () => {
        if (isTaken) return;
        isTaken = true;
        void at.db.write.transaction((tx) => beginBuilding(tx, false));
      },
    });
    expect(result).toEqual({ ok: false, error: 'taken-over', detail: {} });
    expect(await done(at, 'accounts', path)).toMatchObject({ rejected: 0, rows: 600 });
    expect((await reindex(at.db)).rewritten).toBe(0);
  });

  test('what belongs to accounts waits while they are being loaded, and makes search whole where a load was cut off', async () => {
    const paths = (['accounts', 'contracts'] as const).map((kind) =>
      writeCustomerFile(inFolder(at, `${kind}.csv`), kind, 300),
    );
    const [accounts = '', contracts = ''] = paths;
    const options = { actor: 'system:test', rejectsPath: inFolder(at, 'load.csv') };
    let early: ImportResult | null = null;
    // In the middle of a piece.
    const guard = async () => {
      if ((await indexState(at.db.read)).isBuilding) early ??= await run(at, 'contracts', contracts);
    };
    const load = await importFile(at.db, 'accounts', accounts, { ...options, guard });
    expect(load).toMatchObject({ ok: true, value: { newCount: 300 } });
    expect(early).toEqual({ ok: false, error: 'load-running', detail: {} });
    await at.db.write.transaction((tx) => beginBuilding(tx, true));
    expect(await run(at, 'contracts', contracts)).toMatchObject({ error: 'load-running' });
    const setting = () => at.db.write('setting').where({ key: 'search-index' });
    await setting().update({ changed_at: '2026-01-01T00:00:00.000Z' });
    const stop = new AbortController();
    const told: string[] = [];
    const guarded: object[] = [];
    const cancelled = await importFile(at.db, 'contracts', contracts, {
      ...options,
      signal: stop.signal,
      guard: async (tx) => void guarded.push(tx),
      onProgress: ({ phase, rows }) => {
        told.push(`${phase} ${rows}`);
        stop.abort();
      },
    });
    expect(cancelled).toMatchObject({ ok: false, error: 'cancelled' });
    expect(told).toEqual(['search 0']);
    expect(guarded.length).toBeGreaterThan(0);
    expect(await setting().first('value')).toEqual({ value: '"building"' });
    expect(await done(at, 'contracts', contracts)).toMatchObject({ rejected: 0 });
    expect(await setting().first('value')).toEqual({ value: '"whole"' });
    expect(await namesFor(at, first.name.split('　')[0] ?? '')).toContain(first.name);
  });

  test('a run that another job has in hand is not called failed when the next one begins', async () => {
    await at.db.write.transaction(async (tx) => {
      const now = await databaseNow(tx);
      const at = { actor: 'system:test', kind: 'accounts', fileName: 'a.csv', byteCount: 1, at: now } as const;
      for (const minutes of [1, -1]) {
        const leaseUntil = addMinutes(now, minutes);
        const jobId = await jobs.add(tx, { kind: 'import', input: '{}', madeBy: null, leaseUntil }, now);
        await jobs.take(tx, jobId, { owner: 'another', leaseUntil }, now);
        await runs.startRun(tx, { ...at, jobId });
      }
      for (const jobId of [null, null]) await runs.startRun(tx, { ...at, jobId });
    });
    const states = await at.db.read('import_run').orderBy('id').pluck('state');
    expect(states).toEqual(['running', 'failed', 'failed', 'running']);
  });

  test('no single account changes its keys while search is being rebuilt', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first]));
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
