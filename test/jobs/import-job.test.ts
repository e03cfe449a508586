import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { openUploads } from '../../main/files/uploads.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { accountFields, contractFields } from '../customer-files.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { engines, noon, requestId } from '../setup/desk.ts';
import {
  ended,
  fileText,
  type ImportDesk,
  jobOf,
  jobWhen,
  openImportDesk,
  openImportDeskAgain,
  signInAs,
  start,
  upload,
} from './desk.ts';

const rowsOf = (count: number, from = 0) => Array.from({ length: count }, (_, row) => accountFields(from + row));
const sent = (file: string) => statSync(file).mode & 0o777;

describe.each(engines)('an import on %s', (engine) => {
  let at: ImportDesk;
  let admin: Desk;
  beforeEach(async () => {
    at = await openImportDesk(engine);
    admin = await signInAs(at);
  });
  afterEach(() => at.close());
  const count = async (table: string): Promise<number> => Number((await at.db.read(table).count({ n: '*' }))[0]?.n);
  const uploads = (): string[] => readdirSync(join(at.folder, 'uploads'));

  it('is done beside calls, told in counts, and its file is removed', async () => {
    const unread = { ...accountFields(299), email: 'not a mail' };
    const rows = [...rowsOf(299), unread, { ...accountFields(300), name: '' }];
    const file = await upload(admin, fileText('accounts', rows), '顧客一覧.csv');
    expect(uploads()).toEqual([file]);
    expect(sent(join(at.folder, 'uploads', file))).toBe(0o600);
    const heard: string[] = [];
    admin.listen('jobs', (topic) => heard.push(topic));
    const { jobId } = answerOf(await start(admin, 'accounts', file));
    const job = await jobWhen(admin, 'it is over and its file gone', (one) => one.endedAt !== null && !one.hasFile);
    expect(job).toMatchObject({
      jobId,
      state: 'done',
      isDry: false,
      fileName: '顧客一覧.csv',
      rows: 301,
      counts: { newCount: 300, changed: 0, same: 0, kept: 0, pending: 0, rejected: 1 },
      warnings: 1,
      by: '三浦 千佳',
      hasRejects: true,
      hasFile: false,
      fault: null,
    });
    expect(heard.length).toBeGreaterThan(0);
    expect(await count('account')).toBe(300);
    expect(uploads()).toEqual([]);
    const { runs } = answerOf(await admin.call('import.list', {}));
    expect(runs).toMatchObject([
      {
        kind: 'accounts',
        fileName: '顧客一覧.csv',
        state: 'done',
        sha256: job.sha256,
        size: job.size,
        by: '三浦 千佳',
      },
    ]);
    const [rejects = ''] = readdirSync(join(at.folder, 'rejects'));
    expect(sent(join(at.folder, 'rejects', rejects))).toBe(0o600);
    const offer = answerOf(await admin.call('import.rejects', { jobId }));
    const text = Buffer.from(admin.takeFile(offer.file)?.bytes ?? []).toString('utf8');
    expect(text).toContain('302,name,,missing,rejected');
    expect(text).not.toContain(rows[300]?.login_id);
    expect(await verifyAudit(at.db.read)).toMatchObject({ isWhole: true });
  });

  it('tried first says what would happen and writes nothing', async () => {
    answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(60)))));
    await ended(admin);
    const before = await Promise.all(['account', 'import_run', 'account_event', 'audit_entry'].map(count));
    const changed = { ...accountFields(3), name: '改姓　花子' };
    const taken = { ...accountFields(70), login_id: accountFields(5).login_id };
    const twice = { ...accountFields(71), login_id: accountFields(60).login_id.toUpperCase() };
    const rows = [...rowsOf(62).filter((_, row) => row !== 3), changed, taken, twice];
    const file = await upload(admin, fileText('accounts', rows));
    answerOf(await start(admin, 'accounts', file, { isDry: true }));
    const counts = { newCount: 2, changed: 1, same: 59, kept: 0, pending: 0, rejected: 2 };
    expect(await ended(admin)).toMatchObject({ state: 'done', isDry: true, counts, hasFile: true, hasRejects: true });
    const after = await Promise.all(['account', 'import_run', 'account_event', 'audit_entry'].map(count));
    // The start itself is on the audit, as every write call.
    expect(after).toEqual(before.map((rows, table) => (table === 3 ? rows + 1 : rows)));
    // And what it foretold comes true.
    answerOf(await start(admin, 'accounts', file));
    expect((await ended(admin)).counts).toEqual(counts);
  });

  it('of contracts foretells supply points that become free and those that are taken', async () => {
    answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(4)))));
    await ended(admin);
    const row = (no: number, change: object) => ({
      ...contractFields(no),
      status: 'active',
      started_on: '2020-01-01',
      ended_on: '',
      ...change,
    });
    const point = row(0, {}).supply_point;
    answerOf(await start(admin, 'contracts', await upload(admin, fileText('contracts', [row(0, {})]))));
    await ended(admin);
    const next = [
      row(1, { supply_point: point }),
      row(0, { status: 'ended', ended_on: '2026-01-31' }),
      row(2, { supply_point: point }),
      row(3, {}),
    ];
    const file = await upload(admin, fileText('contracts', next));
    const counts = { newCount: 2, changed: 1, same: 0, kept: 0, pending: 0, rejected: 1 };
    answerOf(await start(admin, 'contracts', file, { isDry: true }));
    expect((await ended(admin)).counts).toEqual(counts);
    answerOf(await start(admin, 'contracts', file));
    expect((await ended(admin)).counts).toEqual(counts);
  });

  it('asks for a postcard for each new account where that is ticked, foretells how many, and asks for none else', async () => {
    answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(1)))));
    expect(await ended(admin)).toMatchObject({ counts: { newCount: 1 }, postcards: null });
    const rows = [...rowsOf(3), { ...accountFields(3), status: 'withdrawn' }];
    const file = await upload(admin, fileText('accounts', rows));
    const wish = { requestsPostcards: true };
    answerOf(await start(admin, 'accounts', file, { isDry: true, ...wish }));
    expect(await ended(admin)).toMatchObject({ counts: { newCount: 3, same: 1 }, postcards: 2 });
    expect(await count('card_request')).toBe(0);
    answerOf(await start(admin, 'accounts', file, wish));
    expect(await ended(admin)).toMatchObject({ counts: { newCount: 3, same: 1 }, postcards: 2 });
    expect(await at.db.read('card_request').select('cause', 'state')).toEqual(
      Array(2).fill({ cause: 'new-account', state: 'waiting' }),
    );
    const said = await at.db.read('audit_entry').where({ call: 'import.start' }).orderBy('seq').pluck('body');
    expect(said.map((body) => JSON.parse(body).postcards)).toEqual([undefined, true, true]);
    const contracts = await upload(admin, fileText('contracts', [contractFields(0)]));
    expect(codeOf(await start(admin, 'contracts', contracts, wish))).toBe('postcards-for-accounts');
  });

  it('of the same file again says so and changes nothing', async () => {
    const text = fileText('accounts', rowsOf(20));
    answerOf(await start(admin, 'accounts', await upload(admin, text)));
    await ended(admin);
    const file = await upload(admin, text, 'renamed.csv');
    expect(answerOf(await admin.call('import.look', { file })).before).toMatchObject({ by: '三浦 千佳' });
    answerOf(await start(admin, 'accounts', file));
    expect((await ended(admin)).counts).toMatchObject({ newCount: 0, changed: 0, same: 20 });
    expect(await count('account')).toBe(20);
  });

  it('is cancelled between two pieces, keeps whole pieces, and is finished by importing the file again', async () => {
    // Into a register where people work, piece by piece.
    answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(500, 5000)))));
    await ended(admin);
    const text = fileText('accounts', rowsOf(4000));
    const { jobId } = answerOf(await start(admin, 'accounts', await upload(admin, text)));
    await jobWhen(admin, 'rows have gone in', ({ rows }) => rows > 0);
    expect(answerOf(await admin.call('import.cancel', { jobId, requestId: requestId() })).state).toBe('asked');
    const cut = await jobWhen(admin, 'it is over and its file gone', (one) => one.endedAt !== null && !one.hasFile);
    expect(cut.state).toBe('cancelled');
    // The history tells which file it was, though it was not read to its end.
    const [run] = answerOf(await admin.call('import.list', {})).runs;
    expect(run).toMatchObject({ state: 'cancelled', sha256: cut.sha256 });
    const kept = await count('account');
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(4500);
    expect(uploads()).toEqual([]);
    expect(codeOf(await admin.call('import.cancel', { jobId, requestId: requestId() }))).toBe('job-ended');
    answerOf(await start(admin, 'accounts', await upload(admin, text)));
    expect((await ended(admin)).counts).toMatchObject({ newCount: 4500 - kept, same: kept - 500 });
    expect(await count('account')).toBe(4500);
  }, 60_000);

  it('left by a console that closes is interrupted, and goes on at another one', async () => {
    answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(500)))));
    await ended(admin);
    const { jobId } = answerOf(await start(admin, 'accounts', await upload(admin, fileText('accounts', rowsOf(4000)))));
    await jobWhen(admin, 'rows have gone in', ({ rows }) => rows > 0);
    expect(codeOf(await admin.call('import.continue', { jobId, requestId: requestId() }))).toBe('job-held');
    const other = await openImportDeskAgain(at);
    const second = await other.signIn();
    await at.core.close();
    expect(await jobOf(second)).toMatchObject({ state: 'interrupted', hasFile: true });
    answerOf(await second.call('import.continue', { jobId, requestId: requestId() }));
    const job = await ended(second);
    expect(job).toMatchObject({ jobId, state: 'done' });
    expect(job.counts.newCount + job.counts.same).toBe(4000);
    expect(await other.core.db.read('account').pluck('id')).toHaveLength(4000);
    await other.core.close();
  }, 60_000);

  it('whose process was killed is nobody’s once its lease has ended, and not before', async () => {
    const file = await upload(admin, fileText('accounts', rowsOf(30)));
    const { jobId } = answerOf(await start(admin, 'accounts', file));
    await ended(admin);
    const speed = { rowsPerSecond: 12, secondsLeft: 300 };
    // As a kill leaves it: running, with a lease and nobody there.
    await at.db
      .write('job')
      .where({ id: jobId })
      .update({
        state: 'running',
        ended_at: null,
        result: null,
        progress: JSON.stringify({ rows: 10, bytes: 1500, speed }),
        lease_until: addMinutes(noon, 1),
        fence: 7,
      });
    expect(await jobOf(admin)).toMatchObject({ state: 'running', speed });
    expect(codeOf(await start(admin, 'accounts', await upload(admin, 'x')))).toBe('unusable-file');
    const again = await upload(admin, fileText('accounts', rowsOf(31)));
    expect(codeOf(await start(admin, 'accounts', again))).toBe('import-running');
    await at.moveTo(addMinutes(noon, 1));
    expect(await jobOf(admin)).toMatchObject({ state: 'interrupted', speed: null });
    expect(codeOf(await admin.call('import.continue', { jobId, requestId: requestId() }))).toBe('no-upload');
    writeFileSync(join(at.folder, 'uploads', file), 'as a kill leaves it');
    answerOf(await start(admin, 'accounts', again));
    expect(existsSync(join(at.folder, 'uploads', file)), 'the file of the one that gave way').toBe(false);
    expect((await ended(admin)).counts).toMatchObject({ newCount: 1, same: 30 });
    expect(await at.db.read('job').where({ id: jobId }).first('state', 'fence')).toEqual({
      state: 'cancelled',
      fence: 8,
    });
  });

  it('keeps what nobody came back for a day, and lists of refused rows for as many days as are set', async () => {
    const file = await upload(admin, fileText('accounts', [{ ...accountFields(0), name: '' }]));
    const path = join(at.folder, 'uploads', file);
    const { jobId } = answerOf(await start(admin, 'accounts', file, { isDry: true }));
    await ended(admin);
    const [name = ''] = readdirSync(join(at.folder, 'rejects'));
    const rejects = join(at.folder, 'rejects', name);
    const age = (of: string, hours: number) => {
      const then = Date.now() / 1000 - hours * 3600;
      utimesSync(of, then, then);
    };
    let rejectsFileDays = 14;
    const sweep = () => openUploads(() => at.folder).sweep({ rejectsFileDays });
    age(path, 23);
    age(rejects, 24 * 14 - 1);
    await sweep();
    expect([existsSync(path), existsSync(rejects)]).toEqual([true, true]);
    age(path, 25);
    age(rejects, 24 * 3 + 1);
    await sweep();
    expect([existsSync(path), existsSync(rejects)]).toEqual([false, true]);
    rejectsFileDays = 3;
    await sweep();
    expect(existsSync(rejects)).toBe(false);
    expect(codeOf(await admin.call('import.rejects', { jobId }))).toBe('no-rejects');
    expect(codeOf(await start(admin, 'accounts', file))).toBe('no-upload');
  });

  it('remembers how the columns of a file with this header were chosen, for its kind alone', async () => {
    const header = ['番号', ...fileText('accounts', []).trim().split(',').slice(1)];
    const text = [header.join(','), Object.values(accountFields(0)).join(','), ''].join('\n');
    const file = await upload(admin, text);
    const first = answerOf(await admin.call('import.look', { file }));
    expect(first).toMatchObject({ kind: 'accounts', isRemembered: false, encoding: 'utf-8', delimiter: ',' });
    expect(first.fields[0]).toMatchObject({ field: 'customer_no', column: null });
    expect(codeOf(await start(admin, 'accounts', file, { header: header.join(',') }))).toBe('columns-missing');
    const columns = first.fields.map(({ field, column }) => ({ field, column: column ?? 0 }));
    const input = { file, kind: 'accounts', isDry: true, encoding: 'utf-8', delimiter: ',', columns } as const;
    answerOf(await admin.call('import.start', { ...input, requestId: requestId() }));
    expect(await ended(admin)).toMatchObject({ counts: { newCount: 1 } });
    const again = answerOf(await admin.call('import.look', { file }));
    expect(again).toMatchObject({ isRemembered: true });
    expect(again.fields[0]).toMatchObject({ field: 'customer_no', column: 0 });
    expect(answerOf(await admin.call('import.look', { file, kind: 'contracts' }))).toMatchObject({
      isRemembered: false,
    });
    expect(readFileSync(join(at.folder, 'uploads', file), 'utf8')).toBe(text);
  });
});
