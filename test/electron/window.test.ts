import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCore } from '../../main/core.ts';
import { serve } from '../../main/serve.ts';
import { openTestDesk } from '../setup/desk.ts';
import type { App } from './app.ts';
import { type Home, openApp, openHome, signIn } from './desk-app.ts';

const page = 'akari://desk/index.html';
type Served = { status: number; headers: Record<string, string>; body: Uint8Array };

describe('the window', () => {
  let home: Home;
  let app: App;
  beforeAll(async () => {
    home = await openHome();
    app = await openApp(home);
  });
  afterAll(async () => {
    await app.close();
    await home.close();
  });
  const fetched = (url: string, method = 'GET') => app.order<Served>('fetch', { url, method });
  const prevented = (on: string, name: string, detail: object) => app.order<boolean>('emit', { on, name, detail });

  it('is sandboxed, isolated and without Node, and loads the page under its own address', async () => {
    expect(await app.notes('app.enableSandbox')).toHaveLength(1);
    const [[options]] = (await app.notes('new BrowserWindow')) as [[{ webPreferences: object }]];
    expect(options).toMatchObject({ show: false, title: 'Akari Desk' });
    expect(options.webPreferences).toEqual({
      preload: expect.stringMatching(/out[\\/]preload[\\/]index\.cjs$/),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: true,
    });
    expect(await app.notes('loadURL')).toEqual([[page]]);
    expect(await app.notes('protocol.registerSchemesAsPrivileged')).toEqual([
      [[{ scheme: 'akari', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
    ]);
  });

  it('keeps everything in the one data folder, the browser part in a folder of its own', async () => {
    expect(await app.notes('app.setPath')).toEqual([
      ['userData', home.path],
      ['sessionData', join(home.path, 'chromium')],
    ]);
  });

  it('gives the page four ways to the core and nothing else', () => {
    expect(Object.keys(app.bridge).sort()).toEqual(['call', 'file', 'listen', 'part']);
  });

  it('never lets the page or a message to it see the secret of its desk', async () => {
    await signIn(app);
    const stop = app.bridge.listen('callBacks', () => {});
    stop();
    const posted = await app.order<{ desk?: string }[]>('posted');
    const secrets = new Set(posted.flatMap(({ desk }) => desk ?? []));
    expect(secrets.size).toBe(1);
    const [secret = ''] = [...secrets] as string[];
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(app.sent)).not.toContain(secret);
    expect(JSON.stringify(await app.bridge.call('desk.status', {}))).not.toContain(secret);
    expect(JSON.stringify(await app.notes('new BrowserWindow'))).not.toContain(secret);
  });

  describe('serves the page', () => {
    it.each([
      [page, 'text/html; charset=utf-8'],
      ['akari://desk/favicon.svg', 'image/svg+xml'],
    ])('%s', async (url, kind) => {
      const { status, headers } = await fetched(url);
      expect({ status, kind: headers['content-type'] }).toEqual({ status: 200, kind });
    });

    it('with every file it is made of', async () => {
      for (const name of readdirSync('out/renderer/assets')) {
        const { status, headers, body } = await fetched(`akari://desk/assets/${name}`);
        expect({ name, status, nosniff: headers['x-content-type-options'] }).toEqual({
          name,
          status: 200,
          nosniff: 'nosniff',
        });
        expect(headers['content-type']).toMatch(/^(text\/(javascript|css)|font\/(ttf|woff2)|image\/)/);
        expect(body.length).toBeGreaterThan(0);
      }
    });

    it('under the policy that the loopback host sends too', async () => {
      const desk = await openTestDesk('sqlite');
      const server = await serve(openCore(desk.db));
      const loopback = (await fetch(server.origin)).headers;
      const { headers } = await fetched(page);
      for (const name of [
        'content-security-policy',
        'x-content-type-options',
        'referrer-policy',
        'cross-origin-opener-policy',
      ])
        expect({ name, value: headers[name] }).toEqual({ name, value: loopback.get(name) });
      expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|https?:|\*/);
      await server.close();
      await desk.close();
    });

    it.each([
      'akari://desk/../package.json',
      'akari://desk/..%2fmain/electron.js',
      'akari://desk/%2e%2e%2fmain/electron.js',
      'akari://desk/assets/..%2f..%2fmain%2felectron.js',
      'akari://desk/assets%5c..%5c..%5cmain%5celectron.js',
      'akari://desk/..%5c..%5cpackage.json',
      'akari://desk/%2fetc/hosts.txt',
      'akari://desk/C:%5cWindows%5cwin.txt',
      'akari://desk/index.html%00.txt',
      'akari://desk/%E0%A4%A',
      'akari://desk/assets',
      'akari://desk/',
      'akari://elsewhere/index.html',
      'akari://desk/nothing.js',
    ])('but nothing for %s', async (url) => {
      const { status, headers, body } = await fetched(url);
      expect({ status, length: body.length }).toEqual({ status: 404, length: 0 });
      expect(headers['x-content-type-options']).toBe('nosniff');
    });

    it('and takes nothing', async () => {
      for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetched(page, method)).status).toBe(405);
      expect((await fetched(page, 'HEAD')).body).toHaveLength(0);
    });
  });

  describe('refuses', () => {
    it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('to leave its page (%s)', async (name) => {
      for (const url of [
        'https://example.com/',
        'file:///etc/passwd',
        'akari://elsewhere/index.html',
        'akari://desk/assets/index.html',
        `${page}.evil`,
        'data:text/html,hello',
        'javascript:alert(1)',
        'about:blank',
      ])
        expect({ url, prevented: await prevented('contents', name, { url, isMainFrame: true }) }).toEqual({
          url,
          prevented: true,
        });
      expect(await prevented('contents', name, { url: page, isMainFrame: false })).toBe(true);
      expect(await prevented('contents', name, { url: `${page}#/accounts/1`, isMainFrame: true })).toBe(false);
    });

    it('new windows and embedded pages', async () => {
      for (const url of ['https://example.com/', page, 'about:blank', ''])
        expect(await app.order('openWindow', { url })).toBe('deny');
      expect(await prevented('contents', 'will-attach-webview', { src: page })).toBe(true);
    });

    it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'hid', 'usb', 'openExternal', 'fullscreen'])(
      'the permission %s, asked or looked up',
      async (name) => {
        expect(await app.order('permission', { name })).toEqual({ granted: false, checked: false, device: false });
      },
    );

    it('to put a text on the clipboard, unless it is its own page that asks', async () => {
      const name = 'clipboard-sanitized-write';
      const asked = { granted: true, checked: true, device: false };
      expect(await app.order('permission', { name })).toEqual(asked);
      const refused = { granted: false, checked: false, device: false };
      expect(await app.order('permission', { name, url: 'https://example.com/' })).toEqual(refused);
      expect(await app.order('permission', { name, url: page })).toEqual(asked);
    });

    it('the network and the disk', async () => {
      const { urls, cancel } = await app.order<{ urls: string[]; cancel: boolean }>('network');
      expect(cancel).toBe(true);
      for (const scheme of ['http', 'https', 'ws', 'wss', 'file']) expect(urls).toContain(`${scheme}://*/*`);
    });

    it('to save what it did not get from the core', async () => {
      const saves = async (getURL: string) => !(await prevented('session', 'will-download', { getURL }));
      expect(await saves('blob:akari://desk/1b4e28ba')).toBe(true);
      for (const url of ['https://example.com/a.exe', 'data:text/plain,a', 'blob:https://example.com/1', 'file:///a'])
        expect({ url, saves: await saves(url) }).toEqual({ url, saves: false });
    });

    it('to answer anyone but its own main frame', async () => {
      const frames = [
        null,
        { url: 'https://example.com/', parent: null },
        { url: 'akari://desk.example.com/index.html', parent: null },
        { url: 'about:blank', parent: null },
        { url: page, parent: { url: page, parent: null } },
      ];
      const before = (await app.order<object[]>('posted')).length;
      for (const frame of frames) {
        expect(await app.order('invoke', { channel: 'call', args: ['desk.status', {}], frame })).toEqual({
          ok: false,
          error: 'not-allowed',
          detail: { roles: [] },
        });
        expect(await app.order('invoke', { channel: 'file', args: ['token'], frame })).toBeNull();
        await app.order('send', { channel: 'listen', args: ['callBacks'], frame });
        await app.order('send', { channel: 'unlisten', args: ['callBacks'], frame });
      }
      expect(await app.order('posted')).toHaveLength(before);
    });

    it('what is no JSON, or more of it than the loopback host takes', async () => {
      const unreadable = { ok: false, error: 'bad-input', detail: { issues: [{ path: '', code: 'unreadable' }] } };
      const round: { self?: object } = {};
      round.self = round;
      for (const args of [
        ['account.search', { text: 'あ'.repeat(100_000) }],
        ['account.search', { text: 1n }],
        ['account.search', round],
        [{ toString: 'desk.status' }, {}],
        ['x'.repeat(65), {}],
        [],
      ])
        expect(await app.order('invoke', { channel: 'call', args })).toEqual(unreadable);
      expect(await app.bridge.call('nothing.such' as 'desk.status', {})).toMatchObject({ error: 'bad-input' });
      expect(await app.bridge.call('desk.status', undefined as never)).toMatchObject({ ok: true });
    });
  });

  it('gives a file once, and says so when there is none', async () => {
    await app.bridge.call('staff.signIn', { login: 'auditor', password: 'correct horse battery' });
    const made = await app.bridge.call('audit.export', {});
    const token = made.ok ? made.value.file : '';
    const bytes = await app.bridge.file(token);
    expect(Buffer.from(bytes).toString('utf8')).toContain('staff.signIn');
    await expect(app.bridge.file(token)).rejects.toThrow('no such file');
  });

  it('hears of changes until the last listener on a topic has stopped', async () => {
    await signIn(app);
    const heard: string[] = [];
    const stops = ['a', 'b'].map((who) => app.bridge.listen('session', () => heard.push(who)));
    await app.order('emit', { on: 'powerMonitor', name: 'lock-screen', detail: {} });
    await expect.poll(() => heard).toEqual(['a', 'b']);
    stops[0]?.();
    stops[0]?.();
    await app.order('emit', { on: 'powerMonitor', name: 'lock-screen', detail: {} });
    await expect.poll(() => heard).toEqual(['a', 'b', 'b']);
    stops[1]?.();
    const posted = await app.order<{ kind: string; topic?: string }[]>('posted');
    expect(posted.filter(({ topic }) => topic === 'session').map(({ kind }) => kind)).toEqual(['listen', 'unlisten']);
  });

  it.each(['suspend', 'lock-screen', 'user-did-resign-active'])('locks the session on %s', async (name) => {
    await signIn(app);
    expect(await app.bridge.call('contact.current', {})).toMatchObject({ ok: true });
    await app.order('emit', { on: 'powerMonitor', name, detail: {} });
    await expect
      .poll(async () => (await app.bridge.call('contact.current', {})) as object)
      .toMatchObject({
        error: 'session-locked',
      });
  });

  it('comes to the front when the program is started a second time', async () => {
    expect(await app.notes('focus')).toHaveLength(0);
    await app.order('emit', { on: 'app', name: 'second-instance', detail: {} });
    expect(await app.notes('restore')).toHaveLength(1);
    expect(await app.notes('focus')).toHaveLength(1);
  });
});
