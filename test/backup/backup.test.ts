import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlite, type Database, type DatabaseKey, openDatabase, sqlitePath } from '../../db/open.ts';
import { erase, purgedAmong } from '../../db/purge.ts';
import { registerOf } from '../../db/purge-register.ts';
import { verifyAudit } from '../../main/audit.ts';
import { makeBackup } from '../../main/backup/make.ts';
import { type RestoreOptions, restoreBackup } from '../../main/backup/restore.ts';
import type { Seal, Unsealing } from '../../main/backup/seal.ts';
import { seed, seeded } from '../faults/seeded.ts';
import { digestOf } from '../import/digest.ts';
import { addGone, unique } from '../purge/gone.ts';
import { addCustomer } from '../setup/customer.ts';
import { addStaff, freshDatabase, noon, openTestDesk } from '../setup/desk.ts';
import { type ScratchFolder, scratchFolder } from '../setup/scratch-folder.ts';

const actor = 'system:test';
const key: DatabaseKey = { raw: Buffer.alloc(32, 7) };
const name = '架空　白鳥子';

let scratch: ScratchFolder;
beforeEach(() => {
  scratch = scratchFolder('akari-backup-');
});
afterEach(() => scratch.remove());
const at = (file: string): string => join(scratch.path, file);

const open = (given: DatabaseKey | null = null, file = 'centre.sqlite'): Promise<Database> =>
  openDatabase(`sqlite:${at(file)}`, () => noon, { key: given });
const make = async (kind: 'real' | 'test', given: DatabaseKey | null): Promise<Database> => {
  await createSqlite(`sqlite:${at('centre.sqlite')}`, { kind, madeOn: '2026-11-23', key: given }, () => noon);
  const db = await open(given);
  await addStaff(db.write);
  await addCustomer(db.write, { name });
  return db;
};
const backUp = (db: Database, seal: Seal | null = null, file = 'a.backup') =>
  makeBackup(db, { to: at(file), reason: 'nightly', seal, actor });
const restore = (
  by: Partial<RestoreOptions> = {},
  given: DatabaseKey | null = null,
  unsealing: Unsealing | null = null,
) =>
  restoreBackup({
    file: at('a.backup'),
    to: at('restored.sqlite'),
    key: async () => given,
    unsealing: async () => unsealing,
    sha256: null,
    expectHead: null,
    register: null,
    actor,
    clock: () => noon,
    ...by,
  });
const holdsName = (path: string): boolean => readFileSync(path).includes(Buffer.from(name));

describe('a backup', () => {
  it('of an encrypted database is encrypted under the same key, made while somebody writes, and restored whole', async () => {
    const db = await make('real', key);
    const writing = addCustomer(db.write, { name: '書込　途中' });
    const made = await backUp(db);
    await writing;
    expect(made).toMatchObject({ ok: true, encryption: 'database' });
    expect([holdsName(at('a.backup')), statSync(at('a.backup')).mode & 0o777]).toEqual([false, 0o600]);
    if (!made.ok) throw new Error('not made');
    await db.close();
    expect(await restore({ sha256: '0'.repeat(64) }, key)).toEqual({ ok: false, error: 'other-sum' });
    await expect(restore({}, { raw: Buffer.alloc(32, 8) })).rejects.toMatchObject({ fault: 'wrong-key' });
    await expect(restore({}, null)).rejects.toMatchObject({ fault: 'key-missing' });
    expect(existsSync(at('restored.sqlite'))).toBe(false);
    expect(await restore({ sha256: made.sha256 }, key)).toMatchObject({ ok: true, kind: 'real', sha256: made.sha256 });
    const again = await open(key, 'restored.sqlite');
    expect(await again.read('customer').pluck('name')).toContain(name);
    expect(await verifyAudit(again.read)).toMatchObject({ isWhole: true });
    const calls = await again.read('audit_entry').orderBy('seq').pluck('call');
    expect(calls).toEqual(['backup.begun', 'backup.restored']);
    await again.close();
    expect(await restore({}, key)).toEqual({ ok: false, error: 'exists' });
  });

  it.each(['passphrase', 'recipient'] as const)('sealed with a %s opens with that alone', async (way) => {
    const identity = await generateIdentity();
    const other = await generateIdentity();
    const seal: Seal =
      way === 'passphrase'
        ? { passphrase: 'a long enough passphrase' }
        : { recipient: await identityToRecipient(identity) };
    const right: Unsealing = way === 'passphrase' ? { passphrase: 'a long enough passphrase' } : { identity };
    const wrong: Unsealing = way === 'passphrase' ? { passphrase: 'another long passphrase' } : { identity: other };
    const db = await make('test', null);
    expect(await backUp(db, seal)).toMatchObject({ ok: true, encryption: 'age' });
    await db.close();
    expect(holdsName(at('a.backup'))).toBe(false);
    expect(await restore({}, null, wrong)).toEqual({ ok: false, error: 'seal' });
    expect(await restore({}, null, right)).toMatchObject({ ok: true, kind: 'test' });
    expect(holdsName(at('restored.sqlite'))).toBe(true);
    const bytes = readFileSync(at('a.backup'));
    writeFileSync(at('cut.backup'), bytes.subarray(0, bytes.length - 100));
    expect(await restore({ file: at('cut.backup'), to: at('cut.sqlite') }, null, right)).toEqual({
      ok: false,
      error: 'seal',
    });
    expect(readdirSync(scratch.path).filter((file) => /restoring|unfinished|copy/.test(file))).toEqual([]);
  });

  it('of more than a hundred real customers is never plain, and overwrites no file', async () => {
    const db = await make('real', null);
    expect(await backUp(db)).toMatchObject({ ok: true, encryption: 'plain' });
    expect(await backUp(db)).toEqual({ ok: false, error: 'exists' });
    for (let index = 0; index < 100; index += 1) await addCustomer(db.write);
    expect(await backUp(db, null, 'b.backup')).toEqual({ ok: false, error: 'needs-encryption' });
    expect(await backUp(db, { passphrase: 'a long enough passphrase' }, 'b.backup')).toMatchObject({ ok: true });
    await db.close();
  });

  it('that is damaged, whose audit was rewritten, or that a newer program made, takes no place', async () => {
    const db = await make('test', null);
    await backUp(db);
    await db.close();
    const whole = readFileSync(at('a.backup'));
    const spoil = async (file: string, change: (copy: BetterSqlite3.Database) => void) => {
      writeFileSync(at(file), whole);
      const copy = new BetterSqlite3(at(file));
      change(copy);
      copy.close();
      return restore({ file: at(file) });
    };
    expect(
      await spoil('audit.backup', (copy) => {
        copy.exec(`drop trigger audit_entry_no_update; update audit_entry set actor = 'nobody'`);
      }),
    ).toMatchObject({ ok: false, error: 'audit', finding: { kind: 'hash' } });
    expect(
      await spoil('lost.backup', (copy) => {
        copy.pragma('foreign_keys = off');
        copy.exec('delete from customer');
      }),
    ).toEqual({ ok: false, error: 'damaged', faults: ['foreign keys'] });
    await expect(
      spoil('newer.backup', (copy) =>
        copy.exec(`insert into knex_migrations (name, batch, migration_time) values ('999-later', 9, 0)`),
      ),
    ).rejects.toMatchObject({ fault: 'newer' });
    writeFileSync(at('other.backup'), 'not a database');
    await expect(restore({ file: at('other.backup') })).rejects.toMatchObject({ fault: 'not-ours' });
    expect(readdirSync(scratch.path).filter((file) => file.startsWith('restored'))).toEqual([]);
  });

  it('leaves nobody signed in where it is restored', async () => {
    const desk = await openTestDesk('sqlite');
    await desk.signIn('agent');
    await backUp(desk.db);
    await desk.close();
    expect(await restore()).toMatchObject({ ok: true, sessionsEnded: 1 });
    const again = await open(null, 'restored.sqlite');
    expect(await again.read('staff_session_token')).toEqual([]);
    expect(await again.read('staff_session').pluck('end_reason')).toEqual(['restored']);
    await again.close();
  });

  it('brings nobody back who was purged since, and leaves nothing of them in its file', async () => {
    const db = await make('test', null);
    const gone = await addGone(db.write);
    await backUp(db);
    await db.write.transaction((tx) => erase(tx, [gone.accountId], null));
    const register = await registerOf(db.read);
    expect(register.accounts).toEqual([gone.accountId]);
    const other = { ...register, madeAt: '2020-01-01T00:00:00.000Z' };
    expect(await restore({ register: other })).toEqual({ ok: false, error: 'other-register' });
    expect(await restore({ register })).toMatchObject({ ok: true, purgedAgain: 1 });
    await db.close();
    const bytes = readFileSync(at('restored.sqlite'));
    for (const word of [unique.name, unique.mail, '珀丸', unique.note]) expect(bytes.includes(word)).toBe(false);
    const again = await open(null, 'restored.sqlite');
    expect(await again.read('customer').pluck('name')).toEqual([name]);
    // The number is as unwelcome to an import here as it was there.
    expect([...(await purgedAmong(again.read, [unique.customerNo, '1']))]).toEqual([unique.customerNo]);
    expect(await verifyAudit(again.read)).toMatchObject({ isWhole: true });
    await again.close();
  });

  it("of PostgreSQL is its own tools' affair", async () => {
    const database = await freshDatabase('postgres');
    const db = await database.open();
    expect(await backUp(db)).toEqual({ ok: false, error: 'remote' });
    await db.close();
    await database.remove();
  });
});

describe('cut off by a kill', () => {
  const program = fileURLToPath(new URL('../faults/backup-process.ts', import.meta.url));
  const run = async (
    act: string,
    from: string,
    to: string,
    step: string,
  ): Promise<{ isKilled: boolean; out: string }> => {
    const child = spawn(process.execPath, [program, act, from, to, step, noon], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    const [, signal] = await once(child, 'close');
    return { isKilled: signal === 'SIGKILL', out: Buffer.concat(out).toString('utf8').trim() };
  };
  const left = (): string[] =>
    readdirSync(scratch.path).filter((file) => file.includes('copy') || file.includes('unfinished'));

  it('a backup is there whole or not at all, and made again it is the same', async () => {
    const db = await make('test', null);
    await db.close();
    const hits: Record<string, number> = {};
    for (const step of ['commit', 'last-open', 'last-write', 'last-sync', 'last-rename', 'last-sync-folder']) {
      const to = at(`${step}.backup`);
      const url = `sqlite:${at('centre.sqlite')}`;
      const { isKilled } = await run('backup', url, to, step);
      if (isKilled) hits[step] = (hits[step] ?? 0) + 1;
      expect({ step, isThere: existsSync(to) }).toEqual({ step, isThere: step === 'last-sync-folder' });
      if (!existsSync(to)) expect(JSON.parse((await run('backup', url, to, '')).out)).toMatchObject({ ok: true });
      const restored = await restore({ file: to, to: at(`${step}.sqlite`) });
      expect(restored).toMatchObject({ ok: true });
      const [one, two] = [await open(), await open(null, `${step}.sqlite`)];
      expect(await digestOf(two)).toBe(await digestOf(one));
      await Promise.all([one.close(), two.close()]);
    }
    console.info(`kills in a backup: ${JSON.stringify(hits)}`);
    expect(Object.values(hits)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(left()).toEqual([]);
  }, 120_000);

  it('a restore is there whole or not at all, and run again it ends as if nothing had happened', async () => {
    const db = await make('test', null);
    await backUp(db);
    const expected = await digestOf(db);
    await db.close();
    const hits: Record<string, number> = {};
    for (const step of ['open', 'write', 'sync', 'rename', 'last-rename', 'last-sync-folder']) {
      const to = at(`${step}.sqlite`);
      const { isKilled } = await run('restore', at('a.backup'), to, step);
      if (isKilled) hits[step] = (hits[step] ?? 0) + 1;
      expect({ step, isThere: existsSync(to) }).toEqual({ step, isThere: step === 'last-sync-folder' });
      if (!existsSync(to))
        expect(JSON.parse((await run('restore', at('a.backup'), to, '')).out)).toMatchObject({ ok: true });
      const again = await open(null, `${step}.sqlite`);
      expect(await digestOf(again)).toBe(expected);
      expect(await verifyAudit(again.read)).toMatchObject({ isWhole: true });
      await again.close();
      expect(sqlitePath(again.url)).toBe(to);
    }
    console.info(`kills in a restore: ${JSON.stringify(hits)}`);
    expect(Object.values(hits)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(readdirSync(scratch.path).filter((file) => file.includes('restoring'))).toEqual([]);
  }, 120_000);

  it('a restore that purges over again is there whole or not at all, at whatever moment it is killed', async () => {
    const db = await make('test', null);
    const gone = await addGone(db.write);
    await backUp(db);
    await db.write.transaction((tx) => erase(tx, [gone.accountId], null));
    writeFileSync(at('purged.json'), JSON.stringify(await registerOf(db.read)));
    await db.close();
    const begin = (to: string) =>
      spawn(process.execPath, [program, 'restore', at('a.backup'), to, '', noon, at('purged.json')], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    const beganAt = performance.now();
    await once(begin(at('whole.sqlite')), 'close');
    const lasted = performance.now() - beganAt;
    const whole = await open(null, 'whole.sqlite');
    const expected = await digestOf(whole);
    await whole.close();
    const random = seeded(seed);
    let kills = 0;
    const wanted = process.env.AKARI_SOAK === '1' ? 30 : 3;
    for (let round = 0; kills < wanted; round += 1) {
      expect(round).toBeLessThan(wanted * 3);
      const to = at(`moment-${round}.sqlite`);
      const child = begin(to);
      const timer = setTimeout(() => child.kill('SIGKILL'), lasted * (0.2 + 0.8 * random()));
      const [, signal] = await once(child, 'close');
      clearTimeout(timer);
      if (signal === 'SIGKILL') kills += 1;
      if (!existsSync(to)) await once(begin(to), 'close');
      const again = await open(null, `moment-${round}.sqlite`);
      expect(await digestOf(again)).toBe(expected);
      expect(await verifyAudit(again.read)).toMatchObject({ isWhole: true });
      await again.close();
      const bytes = readFileSync(to);
      for (const word of [unique.name, unique.mail, unique.note]) expect(bytes.includes(word)).toBe(false);
    }
    console.info(`kills in a restore at any moment: ${kills}`);
  }, 300_000);
});
