import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../setup/scratch-folder.ts';
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

  it('shows none where somebody is', async () => {
    const app = await openApp(home);
    expect(await app.notes('message box')).toEqual([]);
    await app.close();
  });

  it.each([
    ['a database that is not there', 'missing.sqlite', null, /The database is not there/],
    ['a file of another kind', 'other.sqlite', 'x'.repeat(4096), /not a database of Akari Desk/],
  ])('says so in both languages and ends when it is given %s', async (_what, name, text, sentence) => {
    const folder = scratchFolder('akari-home-').path;
    const path = join(folder, name);
    if (text) writeFileSync(path, text);
    const app = launchApp({ home: folder, db: `sqlite:${path}` });
    app.shown.catch(() => {});
    expect((await app.ended).code).toBe(0);
    const [[, said]] = (await app.notes('error box')) as [[string, string]];
    expect(said).toMatch(sentence);
    expect(said).toMatch(/データベース/);
    expect(await app.notes('new BrowserWindow')).toEqual([]);
    if (text) expect(readFileSync(path, 'utf8')).toBe(text);
  });

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
