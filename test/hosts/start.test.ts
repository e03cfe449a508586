// The calls with which a page chooses its database, and the host that goes on whatever becomes of it.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSqlite, migratePostgres, openDatabase } from '../../db/open.ts';
import type { Desk } from '../../main/core.ts';
import { demoPassword } from '../../main/demo/staff.ts';
import { type Held, openHolder } from '../../main/opening/holder.ts';
import { type KeyStore, noKeyStore } from '../../main/opening/key-store.ts';
import { readKey } from '../../main/opening/recovery-key.ts';
import { serve } from '../../main/serve.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { certificate, remotePassword, startTlsPostgres, type TlsPostgres } from '../setup/tls-postgres.ts';

type Host = { held: Held; desk: Desk; codes: string[]; folder: string };
const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
const newFolder = (): string => {
  const scratch = scratchFolder('akari-start-');
  toClose.push(() => scratch.remove());
  return scratch.path;
};
const openHost = async ({
  folder = newFolder(),
  option,
  keys = noKeyStore,
}: {
  folder?: string;
  option?: string;
  keys?: KeyStore;
} = {}): Promise<Host> => {
  const codes: string[] = [];
  const held = await openHolder({ folder, option, keys, showSetUpCode: (code) => codes.push(code) });
  toClose.push(() => held.close());
  return { held, desk: held.connect('http', randomBytes(8).toString('hex')), codes, folder };
};
/** A system's key store, for as long as it is held. */
const store = (): KeyStore & { kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    isThere: true,
    kept,
    get: async (of) => kept.get(of) ?? null,
    set: async (of, secret) => void kept.set(of, secret),
  };
};
const valueIn = <T>(reply: { ok: true; value: T } | { ok: false; error: string; detail?: unknown }): T => {
  if (!reply.ok) throw new Error(`${reply.error} ${JSON.stringify(reply.detail)}`);
  return reply.value;
};
const status = async (desk: Desk) => valueIn(await desk.call('start.status', {}));
const label = async (desk: Desk) => valueIn(await desk.call('desk.status', {})).database.label;
const makeEncrypted = async ({ desk }: Host, name = '札幌センター'): Promise<string[]> => {
  const { groups } = valueIn(await desk.call('start.drawKey', { name }));
  valueIn(await desk.call('start.makeLocal', { name, lastGroup: groups.at(-1) ?? '' }));
  return groups;
};
const cannotOpen = (fault: string) => ({ ok: false, error: 'cannot-open', detail: { fault } });

describe('an empty data folder', () => {
  it('has the demo open at once, and asks which database is wanted until somebody has said', async () => {
    const host = await openHost();
    expect(await status(host.desk)).toMatchObject({ state: 'choose', failure: null, locals: [], remembersKeys: false });
    expect(await label(host.desk)).toBe('demo.sqlite');
    const other = host.held.connect('http', 'other');
    expect(await other.call('staff.signIn', { login: 'agent', password: demoPassword })).toMatchObject({ ok: true });
    valueIn(await other.call('staff.signOut', {}));
    valueIn(await host.desk.call('start.openDemo', {}));
    expect(await status(host.desk)).toMatchObject({ state: 'open' });
    await host.held.close();
    expect(await status((await openHost({ folder: host.folder })).desk)).toMatchObject({ state: 'open' });
  }, 60_000);
});

describe('a new encrypted database', () => {
  it('is made once the end of its printed key was typed, shows a set-up code, and opens only with the key', async () => {
    const host = await openHost();
    const { desk, folder } = host;
    const name = '札幌センター';
    const file = join(folder, `${name}.sqlite`);
    const { groups } = valueIn(await desk.call('start.drawKey', { name }));
    expect(existsSync(file)).toBe(false);
    const make = (lastGroup: string | null, as = name) => desk.call('start.makeLocal', { name: as, lastGroup });
    expect(await make('ZZZZ')).toMatchObject({ error: 'wrong-group' });
    expect(await make(groups.at(-1) ?? '', 'other')).toMatchObject({ error: 'no-drawn-key' });
    expect(existsSync(file)).toBe(false);
    expect(await make((groups.at(-1) ?? '').toLowerCase())).toEqual({ ok: true, value: { label: `${name}.sqlite` } });
    expect(host.codes).toHaveLength(1);
    expect(valueIn(await desk.call('desk.status', {}))).toMatchObject({
      needsSetUp: true,
      database: { kind: 'real', isPlain: false },
    });
    const admins = [{ login: 'miura', name: '三浦', password: 'a long enough sentence' }];
    valueIn(await desk.call('desk.setUp', { code: host.codes[0] ?? '', admins }));
    await host.held.close();
    await (await openDatabase(`sqlite:${file}`, undefined, { key: readKey(groups.join(' ')) })).close();

    // The next start: without a key it says so and answers nothing else; a wrong one changes nothing; the right one opens.
    const next = await openHost({ folder });
    expect(await status(next.desk)).toMatchObject({
      state: 'failed',
      failure: { fault: 'key-missing', label: `${name}.sqlite`, asks: 'key' },
    });
    expect(await next.desk.call('desk.status', {})).toEqual({
      ok: false,
      error: 'unreachable',
      detail: { fault: 'key-missing' },
    });
    expect(await next.desk.call('start.retry', { secret: 'no such key at all' })).toEqual(cannotOpen('wrong-key'));
    expect(await next.desk.call('start.retry', { secret: groups.join('') })).toMatchObject({ ok: true });
    expect(await next.desk.call('staff.signIn', { login: 'miura', password: 'a long enough sentence' })).toMatchObject({
      ok: true,
    });
    expect(next.codes).toEqual([]);
    await next.held.close();
    for (const kept of readdirSync(folder).filter((entry) => !entry.endsWith('.sqlite') && entry !== 'certificates'))
      for (const group of groups) expect(readFileSync(join(folder, kept), 'utf8')).not.toContain(group);
  }, 60_000);

  it('opens by itself where the system keeps its key', async () => {
    const keys = store();
    const host = await openHost({ keys });
    const groups = await makeEncrypted(host);
    expect(await status(host.desk)).toMatchObject({ remembersKeys: true });
    await host.held.close();
    expect([...keys.kept.values()]).toEqual([groups.join('-')]);
    const next = await openHost({ folder: host.folder, keys });
    expect(await status(next.desk)).toMatchObject({ state: 'open' });
  }, 60_000);

  it.each(['', '../up', 'a/b', 'a\\b', '.hidden', 'C:x', 'demo', 'CON', 'x'.repeat(61)])(
    'cannot be called "%s"',
    async (name) => {
      const host = await openHost();
      const drawn = await host.desk.callAny('start.drawKey', { name });
      expect((drawn as { error?: string }).error).toMatch(/^(name-format|bad-input)$/);
      expect(await host.desk.callAny('start.makeLocal', { name, lastGroup: null })).toMatchObject({ ok: false });
      expect(readdirSync(host.folder).filter((file) => file.endsWith('.sqlite'))).toEqual(['demo.sqlite']);
    },
  );
});

describe('the databases that a page may open', () => {
  it('are those of the data folder and no file elsewhere', async () => {
    const elsewhere = join(newFolder(), 'elsewhere.sqlite');
    await createSqlite(`sqlite:${elsewhere}`, { kind: 'real', madeOn: '2026-11-23' });
    const host = await openHost();
    await createSqlite(`sqlite:${join(host.folder, 'plain.sqlite')}`, { kind: 'real', madeOn: '2026-11-23' });
    writeFileSync(join(host.folder, 'notes.sqlite'), 'no database');
    expect((await status(host.desk)).locals).toEqual([{ name: 'plain', isEncrypted: false }]);
    for (const name of [elsewhere, elsewhere.replace('.sqlite', ''), '../plain', 'notes', 'nothing'])
      expect(await host.desk.call('start.openLocal', { name, key: null })).toMatchObject({
        error: name.length > 60 ? 'bad-input' : 'no-such-database',
      });
    expect(await host.desk.call('start.openLocal', { name: 'plain', key: null })).toMatchObject({ ok: true });
    expect(await label(host.desk)).toBe('plain.sqlite');
  });

  it('cannot be changed while anybody of this host is signed in and there, locked or not', async () => {
    const host = await openHost();
    const colleague = host.held.connect('http', 'colleague');
    colleague.listen('session', () => {});
    valueIn(await colleague.call('staff.signIn', { login: 'agent', password: demoPassword }));
    const tries = async (): Promise<unknown[]> => [
      await host.desk.call('start.openDemo', {}),
      await host.desk.call('start.makeLocal', { name: 'x', lastGroup: null }),
      await colleague.call('start.drawKey', { name: 'x' }),
    ];
    for (const reply of await tries()) expect(reply).toMatchObject({ error: 'signed-in' });
    valueIn(await colleague.call('staff.lock', {}));
    for (const reply of await tries()) expect(reply).toMatchObject({ error: 'signed-in' });
    expect(await status(host.desk)).toMatchObject({ state: 'choose' });
    await colleague.call('staff.unlock', { password: demoPassword });
    valueIn(await colleague.call('staff.signOut', {}));
    expect(await host.desk.call('start.openDemo', {})).toMatchObject({ ok: true });
  }, 60_000);

  it('are changed under a listening page, which is told to read again; what was asked before is answered', async () => {
    const host = await openHost();
    const heard: string[] = [];
    host.desk.listen('callBacks', (topic) => heard.push(topic));
    const asked = Array.from({ length: 10 }, () => host.desk.call('desk.status', {}));
    await makeEncrypted(host);
    for (const reply of await Promise.all(asked)) expect(reply).toMatchObject({ ok: true });
    expect(heard).toEqual(['callBacks']);
  }, 60_000);
});

describe('a tab that is closed without signing out', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }));
  afterEach(() => void vi.useRealTimers());
  const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
  const change = async ({ desk }: Host): Promise<string> => {
    const reply = await desk.call('start.openDemo', {});
    return reply.ok ? 'ok' : reply.error;
  };
  const signIn = async (host: Host): Promise<Desk> => {
    const colleague = host.held.connect('http', randomBytes(8).toString('hex'));
    valueIn(await colleague.call('staff.signIn', { login: 'agent', password: demoPassword }));
    return colleague;
  };

  it('keeps nobody from another database, and a reload is no closing', async () => {
    const host = await openHost();
    const colleague = await signIn(host);
    const leave = colleague.listen('session', () => {});
    pass(600);
    expect(await change(host)).toBe('signed-in');
    leave();
    leave();
    pass(5);
    expect(await change(host)).toBe('signed-in');
    // The page that comes after it asks how things stand, and listens.
    valueIn(await colleague.call('desk.status', {}));
    pass(9);
    expect(await change(host)).toBe('signed-in');
    colleague.listen('session', () => {})();
    pass(11);
    expect(await change(host)).toBe('ok');
  }, 60_000);

  it('is told from one that nobody looks at, which calls now and then until its desk is locked', async () => {
    const host = await openHost();
    const colleague = await signIn(host);
    const leave = colleague.listen('session', () => {});
    valueIn(await colleague.call('start.rest', { isResting: true }));
    leave();
    for (let minute = 0; minute < 10; minute += 2) {
      pass(120);
      expect(await change(host)).toBe('signed-in');
      valueIn(await colleague.call('desk.status', {}));
    }
    valueIn(await colleague.call('start.rest', { isResting: false }));
    pass(11);
    expect(await change(host)).toBe('ok');

    // Its browser was ended.
    const other = await signIn(host);
    valueIn(await other.call('start.rest', { isResting: true }));
    pass(301);
    expect(await change(host)).toBe('ok');
  }, 60_000);

  it('is noticed by the browser’s host as its stream ends', async () => {
    const host = await openHost();
    const server = await serve(host.held, { pageFolder: '/nowhere' });
    toClose.push(() => server.close());
    const post = async (path: string, body: object, headers = {}): Promise<{ key: string; ok: boolean }> => {
      const asked = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      return (await fetch(server.origin + path, { ...asked, body: JSON.stringify(body) })).json();
    };
    const { key } = await post('/exchange', { token: server.address.split('#token=')[1] });
    const headers = { authorization: `Bearer ${key}` };
    const signedIn = await post('/call/staff.signIn', { login: 'agent', password: demoPassword }, headers);
    expect(signedIn.ok).toBe(true);
    const tab = new AbortController();
    const stream = await fetch(`${server.origin}/events?topics=session,staff`, { headers, signal: tab.signal });
    expect(stream.status).toBe(200);
    pass(600);
    expect(await change(host)).toBe('signed-in');
    tab.abort();
    const afterAWhile = (): Promise<string> => {
      pass(11);
      return change(host);
    };
    await expect.poll(afterAWhile, { timeout: 10_000 }).toBe('ok');
  }, 60_000);
});

describe('a database that was named and is not there', () => {
  it('leaves the host up, which says so and opens another one', async () => {
    const folder = newFolder();
    const host = await openHost({ folder, option: `sqlite:${join(folder, 'gone.sqlite')}` });
    expect(await status(host.desk)).toMatchObject({
      state: 'failed',
      failure: { fault: 'missing', label: 'gone.sqlite', asks: null },
    });
    expect(await host.desk.call('start.retry', { secret: null })).toEqual(cannotOpen('missing'));
    expect(existsSync(join(folder, 'gone.sqlite'))).toBe(false);
    // A fault of the page that says so is logged where there is no database either.
    const fault = { name: 'TypeError', caught: 'page' as const, components: ['Start'], places: ['Start.js:1:2'] };
    const { ref } = valueIn(await host.desk.call('desk.noteFault', fault));
    expect(readFileSync(join(folder, 'akari.log'), 'utf8')).toContain(`"ref":"${ref}"`);
    valueIn(await host.desk.call('start.openDemo', {}));
    expect(await label(host.desk)).toBe('demo.sqlite');
  }, 60_000);
});

describe('a remote database', () => {
  let server: TlsPostgres;
  beforeAll(async () => {
    server = await startTlsPostgres();
    await migratePostgres(server.ownerUrl, { kind: 'test', madeOn: '2026-11-23' });
    await server.grant('akari');
  });
  afterAll(() => server?.stop());
  const form = () => ({
    host: 'localhost',
    port: server.port,
    database: 'postgres',
    user: 'akari',
    password: remotePassword,
    tls: 'verify-full' as const,
    ca: certificate('authority'),
  });

  it('is tried first, opened, and remembered without its password', async () => {
    const host = await openHost();
    const { desk, folder } = host;
    expect(await desk.call('start.testRemote', { ...form(), password: 'wrong' })).toEqual(cannotOpen('wrong-password'));
    expect(await desk.call('start.testRemote', { ...form(), ca: null })).toEqual(cannotOpen('certificate-untrusted'));
    expect(await desk.call('start.testRemote', { ...form(), ca: 'no certificate' })).toMatchObject({
      error: 'certificate-format',
    });
    for (const name of ['/tmp', 'a b', 'user@db', 'db/x', 'db?x', 'db#x', '-'])
      expect(await desk.call('start.testRemote', { ...form(), host: name })).toMatchObject({ error: 'host-format' });
    expect(await desk.call('start.testRemote', form())).toEqual({ ok: true, value: { label: 'localhost/postgres' } });
    expect(await label(desk)).toBe('demo.sqlite');
    expect(await desk.call('start.openRemote', { ...form(), password: 'wrong' })).toEqual(cannotOpen('wrong-password'));
    expect(await status(desk)).toMatchObject({ state: 'choose' });
    valueIn(await desk.call('start.openRemote', form()));
    expect(await label(desk)).toBe('localhost/postgres');
    expect((await status(desk)).remote).toEqual({
      host: 'localhost',
      port: server.port,
      database: 'postgres',
      user: 'akari',
      tls: 'verify-full',
      ca: certificate('authority'),
    });
    await host.held.close();
    const remembered = readFileSync(join(folder, 'last-database.json'), 'utf8');
    for (const text of [remotePassword, encodeURIComponent(remotePassword)]) expect(remembered).not.toContain(text);

    const next = await openHost({ folder });
    expect((await status(next.desk)).failure).toEqual({
      fault: 'password-missing',
      label: 'localhost/postgres',
      asks: 'password',
    });
    expect(await next.desk.call('start.retry', { secret: 'wrong' })).toEqual(cannotOpen('wrong-password'));
    expect(await next.desk.call('start.retry', { secret: remotePassword })).toMatchObject({ ok: true });
  }, 60_000);

  it('has its password kept by the system where that can be done', async () => {
    const keys = store();
    const host = await openHost({ keys });
    valueIn(await host.desk.call('start.openRemote', form()));
    await host.held.close();
    expect([...keys.kept.values()]).toEqual([remotePassword]);
    expect([...keys.kept.keys()].join()).not.toContain(encodeURIComponent(remotePassword));
    const { desk } = await openHost({ folder: host.folder, keys });
    expect(await status(desk)).toMatchObject({ state: 'open' });
    // What the form begins with is the very address under which the password was kept.
    const { remote } = await status(desk);
    if (!remote) throw new Error('the form begins with nothing');
    const again = { ...remote, tls: 'verify-full' as const, password: '' };
    expect(await desk.call('start.testRemote', again)).toMatchObject({ ok: true });
  }, 60_000);

  it('is opened as the form shows it, without a certificate that it hides', async () => {
    const host = await openHost();
    const { desk } = host;
    const hidden = { ...form(), tls: 'require' as const, ca: 'no certificate' };
    expect(await desk.call('start.testRemote', hidden)).toMatchObject({ ok: true });
    // Another authority's than the server's: whoever asked it would be refused.
    valueIn(await desk.call('start.openRemote', { ...form(), tls: 'require', ca: certificate('stranger') }));
    expect((await status(desk)).remote).toMatchObject({ tls: 'require', ca: null });
  }, 60_000);

  it('that is away at the start is told so, and opened once it is back', async () => {
    const folder = newFolder();
    const away = new URL(server.ownerUrl);
    away.port = '9';
    const host = await openHost({ folder, option: away.href });
    expect((await status(host.desk)).failure).toMatchObject({ fault: 'port-refused', asks: null });
    rmSync(join(folder, 'last-database.json'), { force: true });
    valueIn(await host.desk.call('start.openRemote', form()));
    expect(await status(host.desk)).toMatchObject({ state: 'open', failure: null });
  }, 60_000);
});
