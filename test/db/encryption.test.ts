// Rule 35: a local database of real customers is unreadable without its key, and works like any other with it.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { createSqlite, type DatabaseKey, isEncryptedFile, openDatabase, sqlitePath } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { keyFromFile } from '../../main/opening/key-file.ts';
import {
  isMisreadRecoveryKey,
  isSameGroup,
  readKey,
  recoveryGroups,
  writeKey,
} from '../../main/opening/recovery-key.ts';
import { writeCustomerFile } from '../customer-files.ts';
import { addCustomer } from '../setup/customer.ts';
import { addStaff, staffPassword } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const folders: { remove: () => void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const scratch = (): string => {
  const folder = scratchFolder('akari-cipher-');
  folders.push(folder);
  return folder.path;
};
const raw: DatabaseKey = { raw: Buffer.alloc(32, 7) };
const passphrase: DatabaseKey = { passphrase: 'correct horse battery staple' };
const made = { kind: 'real', madeOn: '2026-11-23' } as const;
const make = async (key: DatabaseKey | null): Promise<string> => {
  const url = `sqlite:${join(scratch(), 'centre.sqlite')}`;
  await createSqlite(url, { ...made, key });
  return url;
};
const everyByte = (url: string): string =>
  readdirSync(join(sqlitePath(url), '..'))
    .map((name) => readFileSync(join(sqlitePath(url), '..', name)).toString('latin1'))
    .join('\n');
const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('an encrypted local database', () => {
  it.each([
    ['a drawn key', raw],
    ['a passphrase', passphrase],
  ])(
    'with %s holds no readable name, neither in its file nor in its journal, and gives all of it back',
    async (_, key) => {
      const url = await make(key);
      const db = await openDatabase(url, undefined, { key });
      await addCustomer(db.write, { name: '佐藤　花子', loginId: 'Hanako_Sato' });
      // Nothing has been written back yet: both files are looked at while it is open, and afterwards.
      expect(existsSync(`${sqlitePath(url)}-wal`)).toBe(true);
      for (const bytes of [everyByte(url), await db.close().then(() => everyByte(url))]) {
        for (const text of ['佐藤　花子', 'Hanako_Sato', 'SQLite format 3', 'create table'])
          expect(bytes.includes(latin(text))).toBe(false);
      }
      expect(isEncryptedFile(sqlitePath(url))).toBe(true);
      const again = await openDatabase(url, undefined, { key });
      expect(await again.read('customer').pluck('name')).toEqual(['佐藤　花子']);
      expect(await again.snapshot(async (tx) => (await tx('customer')).length)).toBe(1);
      expect([again.isEncrypted, again.kind]).toEqual([true, 'real']);
      await again.close();
    },
  );

  it('tells a missing key from a wrong one, and changes nothing', async () => {
    const url = await make(raw);
    const before = everyByte(url);
    await expect(openDatabase(url)).rejects.toMatchObject({ fault: 'key-missing' });
    for (const key of [{ raw: Buffer.alloc(32, 8) }, passphrase])
      await expect(openDatabase(url, undefined, { key })).rejects.toMatchObject({ fault: 'wrong-key' });
    expect(everyByte(url)).toBe(before);
    expect(readdirSync(join(sqlitePath(url), '..'))).toEqual(['centre.sqlite']);
  });

  it('is none of ours where another program made it, even under the same key', async () => {
    const path = join(scratch(), 'other.sqlite');
    const other = new BetterSqlite3(path);
    other.pragma("cipher = 'sqlcipher'");
    other.pragma("key = 'correct horse battery staple'");
    other.exec('create table t (x); insert into t values (1)');
    other.close();
    await expect(openDatabase(`sqlite:${path}`, undefined, { key: passphrase })).rejects.toMatchObject({
      fault: 'not-ours',
    });
  });

  it.each([
    ['a text', Buffer.from('customer_no,name\n'.repeat(4096)).subarray(0, 8192)],
    ['one byte over and over', Buffer.alloc(8192, 0xe3)],
    ['a packed file that does not end with a page', gzipSync(Buffer.alloc(1000, 'x'))],
  ])('is not what %s is taken for', async (_, bytes) => {
    const path = join(scratch(), 'file.sqlite');
    writeFileSync(path, bytes);
    expect(isEncryptedFile(path)).toBeNull();
    await expect(openDatabase(`sqlite:${path}`, undefined, { key: raw })).rejects.toMatchObject({ fault: 'not-ours' });
  });

  it('with a passphrase opens in any other SQLCipher', async () => {
    const url = await make(passphrase);
    const other = new BetterSqlite3(sqlitePath(url), { readonly: true });
    other.pragma("cipher = 'sqlcipher'");
    other.pragma("key = 'correct horse battery staple'");
    expect(other.prepare('select kind from database_info').pluck().get()).toBe('real');
    other.close();
  });

  it('is imported into, searched and verified like a plain one', async () => {
    const url = await make(raw);
    const db = await openDatabase(url, undefined, { key: raw });
    await addStaff(db.write);
    const folder = join(sqlitePath(url), '..');
    const file = join(scratch(), 'accounts.csv');
    writeCustomerFile(file, 'accounts', 300);
    const imported = await importFile(db, 'accounts', file, {
      actor: 'system:test',
      rejectsPath: `${file}.rejects.csv`,
    });
    expect(imported).toMatchObject({ ok: true, value: { newCount: 300 } });
    const core = openCore(db);
    const agent = core.connect('cli', 'a desk');
    await agent.call('staff.signIn', { login: 'agent', password: staffPassword });
    const [{ name, name_key: key }] = await db
      .read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .limit(1);
    const found = await agent.call('account.search', { text: key });
    expect(found.ok && found.value.hits.map((hit) => hit.name)).toContain(name);
    expect((await verifyAudit(db.read)).isWhole).toBe(true);
    expect(everyByte(`sqlite:${join(folder, 'x')}`).includes(latin(name))).toBe(false);
    await core.close();
  }, 60_000);

  it('tells the frame that it is encrypted, and a plain one that it is not', async () => {
    for (const [key, isPlain] of [
      [raw, false],
      [null, true],
    ] as const) {
      const url = await make(key);
      const core = openCore(await openDatabase(url, undefined, { key: raw }));
      const status = await core.connect('cli', 'a desk').call('desk.status', {});
      expect(status.ok && status.value.database.isPlain).toBe(isPlain);
      await core.close();
    }
  });
});

describe('a recovery key', () => {
  const groups = recoveryGroups(Buffer.from('00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef', 'hex'));
  it('is fourteen groups of four signs that cannot be misread', () => {
    expect(groups).toHaveLength(14);
    for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each([
    ['with hyphens', groups.join('-')],
    ['with spaces and small letters', groups.join(' ').toLowerCase()],
    ['in full width', groups.join('').replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))],
    ['with O for 0 and l for 1', groups.join('-').replaceAll('0', 'O').replaceAll('1', 'l')],
  ])('is read back %s', (_, typed) => {
    expect(writeKey(readKey(typed))).toBe(groups.join('-'));
    expect(isMisreadRecoveryKey(typed)).toBe(false);
  });

  it('with one sign changed is no key any more, and known to be misread', () => {
    const text = groups.join('-');
    for (const place of [0, 7, 33, 60, 68]) {
      const other = text[place] === 'Z' ? 'Y' : 'Z';
      const typed = text.slice(0, place) + other + text.slice(place + 1);
      expect(readKey(typed)).toEqual({ passphrase: typed });
      expect(isMisreadRecoveryKey(typed)).toBe(true);
    }
  });

  it('is in hand of who types its last group', () => {
    const last = groups.at(-1) ?? '';
    expect(isSameGroup(` ${last.toLowerCase()} `, last)).toBe(true);
    expect(isSameGroup(groups[0] ?? '', last)).toBe(false);
    expect(isSameGroup('', last)).toBe(false);
  });
});

describe('a key file', () => {
  const file = (text: string, mode = 0o600): NodeJS.ProcessEnv => {
    const path = join(scratch(), 'key');
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return { AKARI_KEY_FILE: path };
  };
  it('gives its first line', () => {
    expect(keyFromFile(file('  a sentence to open it  \n\nmore'))).toEqual({ passphrase: 'a sentence to open it' });
    expect(keyFromFile({})).toBeNull();
  });
  it.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o666])('of mode %o is refused', (mode) => {
    expect(() => keyFromFile(file('a sentence to open it', mode))).toThrow(
      expect.objectContaining({ fault: 'key-file' }),
    );
  });
  it('that is empty or not there is refused', () => {
    for (const environment of [
      file('\n'),
      { AKARI_KEY_FILE: join(scratch(), 'nothing') },
      { AKARI_KEY_FILE: scratch() },
    ])
      expect(() => keyFromFile(environment)).toThrow(expect.objectContaining({ fault: 'key-file' }));
  });
});
