import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { until } from '../setup/until.ts';
import { launchApp } from './app.ts';
import { type Home, openApp, openHome } from './desk-app.ts';

type Item = { label?: string; role?: string; submenu?: Item[] };
const all = (items: Item[]): Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])]);

describe('the program', () => {
  let home: Home;
  beforeAll(async () => {
    home = await openHome();
  });
  afterAll(() => home.close());

  it('ends at once where it runs already, and touches nothing', async () => {
    const app = launchApp({ home: home.path, db: home.url, fake: { SECOND: '1' } });
    app.shown.catch(() => {});
    expect(await app.ended).toMatchObject({ code: 0, said: '' });
    expect(await app.notes('utilityProcess.fork')).toEqual([]);
    expect(await app.notes('new BrowserWindow')).toEqual([]);
  });

  it.each([
    ['ja', 'あかりデスクについて', '編集'],
    ['en-GB', 'About Akari Desk', 'Edit'],
    ['fr', 'About Akari Desk', 'Edit'],
  ])('has a small menu in the language of a system in %s', async (locale, _about, edit) => {
    const app = await openApp(home, { LOCALE: locale });
    const [[menu]] = (await app.notes('menu')) as [[Item[]]];
    expect(menu.map(({ label }) => label)).toContain(edit);
    expect(all(menu).filter(({ role, label }) => role && role !== 'toggleDevTools' && !label)).toEqual([]);
    expect(all(menu).map(({ role }) => role)).toContain('toggleDevTools');
    expect(all(menu).map(({ role }) => role)).not.toContain('reload');
    await app.close();
  });

  it('has no developer tools once it is packaged', async () => {
    const app = await openApp(home, { PACKAGED: '1' });
    const [[menu]] = (await app.notes('menu')) as [[Item[]]];
    expect(all(menu).map(({ role }) => role)).not.toContain('toggleDevTools');
    expect((await app.notes('new BrowserWindow'))[0]).toMatchObject([{ webPreferences: { devTools: false } }]);
    await app.close();
  });

  it('shows the set-up code in a box of its own where nobody is registered, and copies it at will', async () => {
    const empty = await openHome({ hasStaff: false });
    const app = await openApp(empty, { RESPONSE: '0', LOCALE: 'en' });
    const boxes = (await app.notes('message box')) as [{ message: string; buttons: string[] }][];
    expect(boxes).toHaveLength(1);
    const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(boxes[0]?.[0].message ?? '')?.[0] ?? '';
    expect(code).toHaveLength(19);
    expect(await app.notes('clipboard')).toEqual([[code]]);
    const admins = [{ login: 'first', name: '一番', password: 'a long enough sentence' }];
    expect(await app.bridge.call('desk.setUp', { code, admins })).toMatchObject({ ok: true });
    expect(JSON.stringify(app.sent)).not.toContain(code);
    await app.close();
    await empty.close();
  });

  it('shows the code that counts where the core has been started again', async () => {
    const empty = await openHome({ hasStaff: false });
    const app = await openApp(empty, { LOCALE: 'en' });
    const codes = async () =>
      JSON.stringify(await app.notes('message box')).match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g) ?? [];
    expect(new Set(await codes()).size).toBe(1);
    process.kill(await app.order<number>('core'), 'SIGKILL');
    await until('there is another code', async () => new Set(await codes()).size === 2);
    const admins = [{ login: 'first', name: '一番', password: 'a long enough sentence' }];
    const setUp = (code: string | undefined) => app.bridge.call('desk.setUp', { code: code ?? '', admins });
    const shown = await codes();
    expect(await setUp(shown[0])).toMatchObject({ ok: false });
    expect(await setUp(shown.at(-1))).toMatchObject({ ok: true });
    await app.close();
    await empty.close();
  });

  it('shows none where somebody is', async () => {
    const app = await openApp(home);
    expect(await app.notes('message box')).toEqual([]);
    await app.close();
  });

  it.each([
    ['a database that is not there', 'missing.sqlite', null, 'missing'],
    ['a file of another kind', 'other.sqlite', 'x'.repeat(4096), 'not-ours'],
  ])('opens all the same and says on its page what is wrong with %s', async (_what, name, text, fault) => {
    const folder = scratchFolder('akari-home-').path;
    const path = join(folder, name);
    if (text) writeFileSync(path, text);
    const app = launchApp({ home: folder, db: `sqlite:${path}` });
    await app.shown;
    expect(await app.bridge.call('start.status', {})).toMatchObject({
      value: { state: 'failed', failure: { fault, label: name, asks: null } },
    });
    expect(await app.bridge.call('desk.status', {})).toEqual({ ok: false, error: 'unreachable', detail: { fault } });
    await app.close();
    if (text) expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it("hands a new database's key to the system, and gets it back at the next start without anybody typing", async () => {
    const folder = scratchFolder('akari-home-').path;
    const app = launchApp({ home: folder, fake: { LOCALE: 'en' } });
    await app.shown;
    expect(await app.bridge.call('start.status', {})).toMatchObject({
      value: { state: 'choose', remembersKeys: true },
    });
    const drawn = await app.bridge.call('start.drawKey', { name: 'centre' });
    const groups = drawn.ok ? drawn.value.groups : [];
    const made = await app.bridge.call('start.makeLocal', { name: 'centre', lastGroup: groups.at(-1) ?? '' });
    expect(made).toMatchObject({ ok: true });
    // The set-up code of the new database is shown where the person sits, and not on the page.
    expect(await app.notes('message box')).toHaveLength(1);
    await app.close();
    const kept = join(folder, 'keys.json');
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o777).toBe(0o600);
    for (const name of ['keys.json', 'last-database.json', 'akari.log'])
      for (const group of groups) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(group);

    const again = launchApp({ home: folder });
    await again.shown;
    expect(await again.bridge.call('desk.status', {})).toMatchObject({
      value: { database: { label: 'centre.sqlite', isPlain: false }, needsSetUp: true },
    });
    expect(JSON.stringify(again.sent)).not.toContain(groups[0]);
    await again.close();

    const without: Record<string, string>[] = [{ NO_KEY_STORE: '1' }];
    if (process.platform === 'linux') without.push({ KEY_STORE: 'basic_text' });
    for (const fake of without) {
      const locked = launchApp({ home: folder, fake });
      await locked.shown;
      expect(await locked.bridge.call('start.status', {})).toMatchObject({
        value: { state: 'failed', failure: { fault: 'key-missing', asks: 'key' }, remembersKeys: false },
      });
      expect(await locked.bridge.call('start.retry', { secret: groups.join('-') })).toMatchObject({ ok: true });
      await locked.close();
    }
  }, 90_000);

  it('says so where its data folder cannot be made, and ends', async () => {
    const file = join(scratchFolder('akari-home-').path, 'a-file');
    writeFileSync(file, '');
    const app = launchApp({ home: file });
    app.shown.catch(() => {});
    expect(await app.ended).toMatchObject({ code: 1, said: '' });
    expect(await app.notes('error box')).toMatchObject([['Akari Desk', expect.stringContaining('EEXIST')]]);
  });

  it('remembers where its window stood, for its owner only', async () => {
    const file = join(home.path, 'window.json');
    rmSync(file, { force: true });
    const app = await openApp(home, { DISPLAYS: '[{"id":7,"workArea":{"x":0,"y":25,"width":1600,"height":875}}]' });
    const [[first]] = (await app.notes('new BrowserWindow')) as [[object]];
    expect(first).toMatchObject({ x: 160, y: 63, width: 1280, height: 800 });
    await app.close();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      last: 7,
      of: [[7, { x: 160, y: 38, width: 1280, height: 800, isMaximized: false }]],
    });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);

    const place = { x: 300, y: 50, width: 1000, height: 700, isMaximized: true };
    writeFileSync(file, JSON.stringify({ last: 7, of: [[7, place]] }));
    const again = await openApp(home, { DISPLAYS: '[{"id":7,"workArea":{"x":0,"y":25,"width":1600,"height":875}}]' });
    expect((await again.notes('new BrowserWindow'))[0]).toMatchObject([{ x: 300, y: 75, width: 1000, height: 700 }]);
    expect(await again.notes('maximize')).toHaveLength(1);
    await again.close();
  });
});
