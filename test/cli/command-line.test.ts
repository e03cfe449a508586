import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import BetterSqlite3 from 'better-sqlite3';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sqlitePath } from '../../db/open.ts';
import { rooms } from '../../main/cli/command-line.ts';
import { contract } from '../../main/contract/index.ts';
import { inviteOnEnter } from '../../main/hosts/invite-on-enter.ts';
import { inItsOwnProcess, inThisProcess } from '../setup/command-line.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { openTestDesk, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const home = scratchFolder('akari-home-');
/** In a process of its own where it needs another environment or is another program. */
const akari = (words: readonly string[], typed = '', environment?: Record<string, string>, program?: string) =>
  environment || program
    ? inItsOwnProcess(words, typed, {
        environment: { AKARI_HOME: home.path, ...environment },
        ...(program && { program }),
      })
    : inThisProcess(words, typed);

beforeAll(() => {
  vi.stubEnv('AKARI_HOME', home.path);
});
afterAll(() => {
  vi.unstubAllEnvs();
  home.remove();
});

describe('the rooms of commands', () => {
  it('name each command that they have, so that it is found without loading the others', async () => {
    for (const { names, load } of rooms) {
      const program = new Command();
      (await load())(program, () => undefined);
      expect(program.commands.map((command) => command.name()).toSorted()).toEqual([...names].toSorted());
    }
  });
});

describe.concurrent('akari explain', () => {
  it.each([
    [['lock', '--failed-at', '2026-11-22T22:00:00+09:00'], { lockedUntil: '2026-11-23T06:00:00+09:00' }],
    [['lock', '--failed-at', '2026-11-23T02:00:00+09:00'], { lockedUntil: '2026-11-23T06:00:00+09:00' }],
    [['lock', '--failed-at', '2026-11-22T21:00:00Z'], { lockedUntil: '2026-11-24T06:00:00+09:00' }],
    [['mail-address', 'a..b@example.jp'], { accepted: true, deliverable: false, reason: 'double-dot' }],
    [['mail-address', 'hanako@example.jp'], { accepted: true, deliverable: true, reason: null }],
    [['mail-address', '花子@example.jp'], { accepted: false, deliverable: false, reason: 'character' }],
    [['mail-address', '-hanako@example.jp'], { accepted: true, deliverable: true, reason: null }],
    [['fold', '髙橋　ｹﾝｲﾁ'], { key: '高橋ケンイチ' }],
    [['fold', '+81 90-1234-5678'], { key: '09012345678' }],
    [['fold', '-テスト'], { key: 'テスト' }],
    [['fold', '０１１（２３１）４５６７'], { key: '0112314567' }],
    [['visible', '--kind', 'bill', '--date', '2026-12-25'], { visibleBy: '2027-01-08' }],
    [['visible', '--kind', 'debit', '--date', '2026-12-25', '--date', '2026-12-01'], { visibleBy: '2027-01-07' }],
    [['arrival', '--requested', '2026-11-19'], { from: '2026-11-28', to: '2026-11-30' }],
    [['arrival', '--requested', '2026-11-19', '--island'], { from: '2026-12-01', to: '2026-12-03' }],
    [['retention', '--ended', '2024-08-31'], { openThrough: '2026-08-31' }],
    [['retention', '--ended', '2024-08-31', '--recorded', '2024-09-10', '--open'], { openThrough: null }],
  ])('%j says %j', async (args, expected) => {
    const { code, out, err } = await akari(['explain', ...args]);
    expect({ code, err, out: JSON.parse(out) }).toEqual({ code: 0, err: '', out: expected });
  });

  it('says the same as a program of its own, wherever its machine stands', async () => {
    const words = ['explain', 'lock', '--failed-at', '2026-11-22T22:00:00+09:00'];
    const { code, out, err } = await akari(words, '', { TZ: 'America/New_York' });
    expect({ code, err, out: JSON.parse(out) }).toEqual({
      code: 0,
      err: '',
      out: { lockedUntil: '2026-11-23T06:00:00+09:00' },
    });
  });

  it('says the barcode of an address, of part B alone, and why there is none', async () => {
    const barcode = async (...args: string[]) => JSON.parse((await akari(['explain', 'barcode', ...args])).out);
    const whole = await barcode('--postcode', '263-0023', '--address', '千葉市稲毛区緑町3丁目30-8 郵便ビル403号');
    expect(whole).toMatchObject({ code: '26300233-30-8-403', check: '5', reason: null });
    expect(whole.bars).toMatch(/^[FADT]{67}$/);
    expect(whole.characters).toHaveLength(20);
    expect(await barcode('--postcode', '2630023', '--rest', '3丁目30-8 郵便ビル403号')).toEqual(whole);
    expect(await barcode('--postcode', '060-0000', '--address', '札幌市中央区北三条西6丁目')).toEqual({
      code: null,
      characters: null,
      check: null,
      bars: null,
      reason: 'representative-postcode',
    });
  });

  it.each([
    ['visible', '--kind', 'bill', '--date', '2051-01-01'],
    ['visible', '--kind', 'bill', '--date', '2026-02-30'],
    ['visible', '--kind', 'post', '--date', '2026-02-03'],
    ['arrival', '--requested', 'tomorrow'],
    ['retention'],
    ['barcode', '--postcode', '26300', '--rest', '3'],
    ['barcode', '--postcode', '2630023'],
    ['barcode', '--postcode', '2630023', '--rest', '3', '--address', '千葉市稲毛区緑町3'],
    ['lock', '--failed-at', 'yesterday'],
    ['lock', '--failed-at', '2026-11-23T02:00:00'],
    ['lock', '--failed-at', '2026-02-30T02:00:00Z'],
    ['lock'],
    ['lock', '--failed-at'],
    ['lock', '--failed-at', '2026-11-23T02:00:00Z', '2026-11-24T02:00:00Z'],
    ['fold'],
    ['fold', 'さとう', '札幌'],
    ['nothing'],
    ['lok'],
    ['lock', '--at', 'now'],
  ])('refuses %s %s %s %s %s %s %s with one clear line and exit 2', async (...args) => {
    const { code, out, err } = await inThisProcess(['explain', ...args.filter(Boolean)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]*[ぁ-ん][^\n]* \/ [^\n]+\n$/);
  });
});

describe('akari --help', () => {
  it('names every command, and each is found by its name alone', async () => {
    const { code, out } = await inThisProcess(['--help']);
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
    expect(names).toEqual(expect.arrayContaining(['call', 'migrate', 'explain', 'portal', 'audit', 'backup']));
    for (const name of names) {
      const help = await inThisProcess(['--db', 'explain', name, '--help']);
      expect(help).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: akari ${name}`) });
    }
  });

  it('is what a name that no command has is answered with', async () => {
    expect(await inThisProcess(['expla'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/unknown[\s\S]*explain/),
    });
  });
});

describe('akari contract --json', () => {
  it('lists every call with roles, input schema and refusals', async () => {
    const { code, out } = await akari(['contract', '--json']);
    expect(code).toBe(0);
    const { calls } = JSON.parse(out) as {
      calls: { name: string; roles: unknown; input: { type: string }; refusals: object }[];
    };
    expect(calls.map(({ name }) => name).sort()).toEqual(Object.keys(contract).sort());
    for (const call of calls) expect(call.input.type).toBe('object');
    expect(Object.keys(calls.find(({ name }) => name === 'account.unlock')?.refusals ?? {})).toContain(
      'already-lifted',
    );
  });
});

describe('akari on a database', () => {
  let desk: TestDesk;
  let customer: TestCustomer;
  const on = (...args: string[]) => ['--db', desk.url, ...args];
  beforeAll(async () => {
    desk = await openTestDesk('sqlite');
    customer = await addCustomer(desk.db.write, { loginId: 'Hanako', credential: { isInitial: true } });
  });
  afterAll(() => desk.close());

  it('tries a login with the password on stdin, and says what the portal would', async () => {
    const attempt = (password: string, ...more: string[]) =>
      akari(on('portal', 'attempt', '--login', 'HANAKO', ...more), `${password}\n`);
    const wrong = await attempt('wrong');
    expect({ code: wrong.code, out: JSON.parse(wrong.out) }).toEqual({
      code: 0,
      out: { answer: 'refused', failures: 1, lockedUntil: null },
    });
    const right = await attempt(rightPassword, '--phone', '090-1234-5678');
    expect(JSON.parse(right.out)).toEqual({ answer: 'must-change', failures: 0, lockedUntil: null });
  });

  it('changes a password given as two lines', async () => {
    const changed = await akari(
      on('portal', 'change-password', '--login', 'hanako', '--phone', '09012345678'),
      `${rightPassword}\nA new and longer one\n`,
    );
    expect(JSON.parse(changed.out)).toEqual({ answer: 'changed', reason: null });
    const after = await akari(on('portal', 'attempt', '--login', 'hanako'), 'A new and longer one\n');
    expect(JSON.parse(after.out)).toMatchObject({ answer: 'accepted' });
  });

  it('takes --db behind the command as well', async () => {
    const { code, out } = await akari(['call', 'desk.status', '--db', desk.url], '', {});
    expect({ code, ok: JSON.parse(out).ok }).toEqual({ code: 0, ok: true });
  });

  it('exits by what a call answers: 1 refused, 2 bad input, and a wrong password signs nobody in', async () => {
    const refused = await akari(
      on(
        'call',
        'account.unlock',
        JSON.stringify({ accountId: customer.accountId, reason: 'caps-lock', requestId: 'from-outside' }),
        '--as',
        'agent',
      ),
      'correct horse battery\n',
    );
    expect({ code: refused.code, error: JSON.parse(refused.out).error }).toEqual({ code: 1, error: 'no-contact' });
    const bad = await akari(
      on('call', 'account.open', '{"accountId":"x"}', '--as', 'agent'),
      'correct horse battery\n',
    );
    expect({ code: bad.code, error: JSON.parse(bad.out).error }).toEqual({ code: 2, error: 'bad-input' });
    const nobody = await akari(on('call', 'account.open', '{"accountId":1}', '--as', 'agent'), 'wrong\n');
    expect({ code: nobody.code, error: JSON.parse(nobody.out).error }).toEqual({ code: 1, error: 'wrong-password' });
  });

  it('verifies the audit, and finds a tail that was cut by the head exported before', async () => {
    const { head } = JSON.parse((await akari(on('audit', 'head'))).out);
    const whole = await akari(on('audit', 'verify', '--expect-head', head));
    expect({ code: whole.code, out: JSON.parse(whole.out) }).toMatchObject({ code: 0, out: { isWhole: true } });
    const lost = await akari(on('audit', 'verify', '--expect-head', 'f'.repeat(64)));
    expect({ code: lost.code, out: JSON.parse(lost.out) }).toMatchObject({
      code: 1,
      out: { isWhole: false, finding: { kind: 'expected-head' } },
    });
  });

  it('says in both languages that a database is not there, with exit 3, and makes none', async () => {
    const path = join(home.path, 'nowhere.sqlite');
    const { code, out, err } = await akari(['--db', `sqlite:${path}`, 'audit', 'verify']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/見つかりません[\s\S]*not there/);
    expect(existsSync(path)).toBe(false);
  });

  it('makes a demo on an empty data folder, and an empty real database when asked', async () => {
    const empty = { AKARI_HOME: join(home.path, 'empty') };
    const first = await akari(['call', 'desk.status'], '', empty);
    expect(JSON.parse(first.out).value).toMatchObject({ database: { kind: 'demo' }, needsSetUp: false });
    const url = `sqlite:${join(home.path, 'ours.sqlite')}`;
    expect(JSON.parse((await akari(['--db', url, 'migrate', '--plain'])).out)).toEqual({ made: true });
    const status = JSON.parse((await akari(['--db', url, 'call', 'desk.status'])).out).value;
    expect(status).toMatchObject({ database: { kind: 'real' }, needsSetUp: true, demoStaff: [] });
  });

  it('makes an encrypted database by a key typed twice, and opens it by the key before any password', async () => {
    const path = join(home.path, 'typed.sqlite');
    const on = (...more: string[]) => ['--db', `sqlite:${path}`, ...more];
    const key = 'eine lange Wendung, nur hier';
    for (const typed of [`${key}\n${key}!\n`, `${key}\n`, 'too short\ntoo short\n', '9FW4'.repeat(14).concat('\n')]) {
      const { code, out, err } = await akari(on('migrate'), typed);
      expect({ typed, code, out }).toEqual({ typed, code: 2, out: '' });
      expect(err).not.toContain(key);
      expect(existsSync(path)).toBe(false);
    }
    const made = await akari(on('migrate'), `${key}\n${key}\n`);
    expect({ code: made.code, out: JSON.parse(made.out) }).toEqual({ code: 0, out: { made: true } });
    expect(readFileSync(path).toString('latin1')).not.toContain('SQLite format');

    const locked = await akari(on('call', 'desk.status'));
    expect({ code: locked.code, out: locked.out }).toEqual({ code: 3, out: '' });
    expect(locked.err).toMatch(/鍵がありません[\s\S]*there is no key/);
    const wrong = await akari(on('call', 'desk.status'), 'another key altogether\n');
    expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 3, out: '' });
    expect(wrong.err).toMatch(/この鍵では[\s\S]*does not open/);
    const signedIn = await akari(on('call', 'contact.current', '{}', '--as', 'nobody'), `${key}\nno such password\n`);
    expect({ code: signedIn.code, error: JSON.parse(signedIn.out).error }).toEqual({
      code: 1,
      error: 'wrong-password',
    });
    expect(readFileSync(join(home.path, 'akari.log'), 'utf8')).not.toContain(key);
    expect(readFileSync(join(home.path, 'last-database.json'), 'utf8')).not.toContain(key);
  }, 60_000);

  it('takes the key from AKARI_KEY_FILE, for its owner only, and needs nothing on stdin', async () => {
    const path = join(home.path, 'filed.sqlite');
    const file = join(home.path, 'key');
    writeFileSync(file, 'a sentence in a key file\n', { mode: 0o600 });
    const filed = (...more: string[]) => akari(['--db', `sqlite:${path}`, ...more], '', { AKARI_KEY_FILE: file });
    expect(JSON.parse((await filed('migrate')).out)).toEqual({ made: true });
    expect(JSON.parse((await filed('migrate')).out)).toEqual({ made: false });
    expect(JSON.parse((await filed('call', 'desk.status')).out).value.database).toMatchObject({ isPlain: false });
    if (process.platform === 'win32') return;
    chmodSync(file, 0o644);
    const open = await filed('call', 'desk.status');
    expect({ code: open.code, out: open.out }).toEqual({ code: 3, out: '' });
    expect(open.err).toMatch(/0600[\s\S]*0600/);
  }, 60_000);

  it('makes an unencrypted database of real customers only when told so, and opens it without asking again', async () => {
    const path = join(home.path, 'plain.sqlite');
    const migrate = (...more: string[]) => akari(['--db', `sqlite:${path}`, 'migrate', ...more]);
    const refused = await migrate();
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
    expect(refused.err).toMatch(/暗号化[\s\S]*--plain[\s\S]*encrypt/);
    expect(existsSync(path)).toBe(false);
    expect(JSON.parse((await migrate('--plain')).out)).toEqual({ made: true });
    expect(JSON.parse((await migrate()).out)).toEqual({ made: false });
    const demo = await akari(['--db', `sqlite:${path}`, 'demo']);
    expect({ code: demo.code, out: demo.out }).toEqual({ code: 2, out: '' });
    expect(demo.err).toMatch(/exists already/);
    const test = await akari(['--db', `sqlite:${join(home.path, 'test.sqlite')}`, 'migrate', '--kind', 'test']);
    expect(test.code).toBe(0);
  });

  it('says what the database or the driver refuses in a sentence, never as a stack or a statement', async () => {
    const broken = await openTestDesk('sqlite');
    await broken.db.write.raw('drop table unknown_login');
    const attempt = await akari(['--db', broken.url, 'portal', 'attempt', '--login', 'nobody'], 'secret\n');
    expect({ code: attempt.code, out: attempt.out }).toEqual({ code: 3, out: '' });
    const ref = /番号 ([0-9a-f]{8}).*reference \1/.exec(attempt.err)?.[1];
    expect(attempt.err.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(home.path, 'akari.log'), 'utf8')).toContain(`"ref":"${ref}"`);
    const holder = new BetterSqlite3(sqlitePath(broken.url));
    holder.exec(
      'drop trigger audit_entry_no_replace; create trigger t before insert on audit_entry begin ' +
        "select raise(abort, 'x'); end",
    );
    holder.close();
    const other = await akari(['--db', broken.url, 'audit', 'head']);
    expect({ code: other.code, out: other.out }).toEqual({ code: 3, out: '' });
    for (const { err } of [attempt, other]) expect(err).not.toMatch(/\n\s+at |select|insert|SqliteError/i);
    await broken.close();
  });

  it.each(['x', '-1', '65536', '1.5', ''])('refuses the port "%s" in one line', async (port) => {
    for (const { code, out, err } of [
      await inThisProcess(on('serve', `--port=${port}`)),
      // Both hand the word to the same function.
      ...(port === '65536' ? [await akari(['--browser', `--port=${port}`], '', undefined, 'main/start.ts')] : []),
    ]) {
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/--port.*65535/);
      expect(err).not.toMatch(/\n\s+at /);
    }
  });

  it('says that a port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    for (const { code, out, err } of [
      await akari(on('serve', '--port', String(port))),
      await akari(['--browser', '--db', desk.url, '--port', String(port)], '', undefined, 'main/start.ts'),
    ]) {
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trim()).toMatch(/^.*使用中.*in use.*$/);
    }
    other.close();
  });

  it('says in one line which option npm start does not know', async () => {
    const { code, out, err } = await akari(['--colour'], '', undefined, 'main/start.ts');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('Enter in the terminal of a console', () => {
  const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });
  it('asks for a fresh address each time, until it is stopped', async () => {
    const keys = terminal(true);
    let asked = 0;
    const stop = inviteOnEnter(keys, () => {
      asked += 1;
    });
    keys.write('\n');
    keys.write('\n');
    await vi.waitFor(() => expect(asked).toBe(2));
    stop?.();
    expect(keys.listenerCount('data')).toBe(0);
    keys.write('\n');
    expect(asked).toBe(2);
  });

  it('is listened for only where somebody sits', () => {
    expect(inviteOnEnter(terminal(false), () => {})).toBeNull();
  });
});
