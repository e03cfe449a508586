// From nothing to the first search: the choice of a database, its recovery sheet, set-up, import; and a remote one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { migratePostgres } from '../../db/open.ts';
import { type Held, openHolder } from '../../main/opening/holder.ts';
import { noKeyStore } from '../../main/opening/key-store.ts';
import { writeCustomerFile } from '../customer-files.ts';
import { screenshot } from '../setup/chromium.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { certificatePath, remotePassword, startTlsPostgres, type TlsPostgres } from '../setup/tls-postgres.ts';
import { type Console, type Language, looks, openConsole, signIn, stumbles, words } from './console.ts';
import { press } from './steps.ts';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

type Begun = { folder: string; codes: string[]; desk: Console<Held> };
const begin = async (folder = scratchFolder('akari-start-').path): Promise<Begun> => {
  const codes: string[] = [];
  const held = await openHolder({
    folder,
    option: undefined,
    keys: noKeyStore,
    showSetUpCode: (code) => codes.push(code),
  });
  const desk = await openConsole(held);
  toClose.push(() => desk.close());
  return { folder, codes, desk };
};

const akari = async (args: string[], stdin: string): Promise<{ code: number; out: string }> => {
  const child = spawn(process.execPath, ['main/cli.ts', ...args], {
    env: { ...process.env, AKARI_HOME: scratchFolder('akari-home-').path },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  return { code: Number(code), out: Buffer.concat(out).toString('utf8') };
};

const password = 'a long enough sentence';
const nameOf: Record<Language, string> = { ja: '札幌センター', en: 'Sapporo centre' };

describe.each(looks)('the first start in %s and %s', (language, theme) => {
  const text = words[language];
  const look = async (page: Page, name: string): Promise<void> => {
    await screenshot(page, `${name}-${language}-${theme}`, { fullPage: true });
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const setUp = async (page: Page, code: string): Promise<void> => {
    await page.getByRole('heading', { name: text.setUp.title }).waitFor();
    await page.getByLabel(text.setUp.code, { exact: true }).fill(code);
    await page.getByLabel(text.setUp.addSecond).check();
    for (const [legend, login, name] of [
      [text.setUp.first, 'miura', '三浦 千佳'],
      [text.setUp.second, 'honma', '本間 拓也'],
    ] as const) {
      const fields = page.getByRole('group', { name: legend });
      await fields.getByLabel(text.signIn.login).fill(login);
      await fields.getByLabel(text.setUp.name).fill(name);
      await fields.getByLabel(text.signIn.password, { exact: true }).fill(password);
    }
    await press(page, text.setUp.finish);
  };

  it('leads from an empty folder over the recovery sheet and two administrators to the first search', async () => {
    const name = nameOf[language];
    const { folder, codes, desk } = await begin();
    const page = await desk.page({ language, theme });
    await page.getByRole('heading', { name: text.start.title }).waitFor();
    await look(page, 'start');
    await press(page, text.start.localButton);
    await page.getByLabel(text.startLocal.name).fill('../up');
    await press(page, text.startLocal.draw);
    await page.getByText(text.refusal['name-format']).waitFor();
    await page.getByLabel(text.startLocal.plain).check();
    await look(page, 'start-local-plain');
    expect(await page.getByRole('button', { name: text.startLocal.make }).isDisabled()).toBe(true);
    await page.getByLabel(text.startLocal.encrypted).check();
    await page.getByLabel(text.startLocal.name).fill(name);
    await press(page, text.startLocal.draw);

    await page.getByRole('heading', { name: text.sheet.title }).waitFor();
    await look(page, 'start-sheet');
    await page.emulateMedia({ media: 'print' });
    await screenshot(page, `start-sheet-printed-${language}-${theme}`, { fullPage: true });
    expect(await page.getByRole('button', { name: text.sheet.finish }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    const groups = await page.getByRole('list', { name: text.sheet.key }).getByRole('listitem').allInnerTexts();
    const key = groups.map((group) => group.slice(-4));
    expect(key).toHaveLength(14);
    await page.getByLabel(text.sheet.lastGroup).fill('ZZZZ');
    await press(page, text.sheet.finish);
    await page.getByText(text.refusal['wrong-group']).waitFor();
    expect(existsSync(join(folder, `${name}.sqlite`))).toBe(false);
    await page.getByLabel(text.sheet.lastGroup).fill(key.at(-1)?.toLowerCase() ?? '');
    await press(page, text.sheet.finish);

    await setUp(page, codes[0] ?? '');
    await page.getByRole('heading', { name: text.signIn.title }).waitFor();
    await look(page, 'start-sign-in');
    await signIn(page, 'miura', language, password);
    // The file is neither a demo nor plain, so its name stands in the bar and no band above it.
    await page.getByText(`${name}.sqlite`).waitFor();
    expect(await page.getByText(text.database.real, { exact: true }).isVisible()).toBe(true);
    expect(await page.getByText(text.database.plain, { exact: true }).count()).toBe(0);
    expect(await page.getByText(text.frame.needsSecondAdmin).count()).toBe(0);

    const file = join(folder, 'accounts.csv');
    writeCustomerFile(file, 'accounts', 40);
    const imported = await akari(
      ['--db', `sqlite:${join(folder, `${name}.sqlite`)}`, 'import', 'accounts', file],
      `${key.join(' ')}\n`,
    );
    expect({ code: imported.code, out: JSON.parse(imported.out) }).toMatchObject({
      code: 0,
      out: { ok: true, value: { newCount: 40 } },
    });
    await page.getByLabel(text.search.label).first().fill('1');
    await page.getByLabel(text.search.label).first().fill('札幌');
    await page.getByRole('option').first().waitFor();
    await look(page, 'start-first-search');
    await desk.close();
    toClose.pop();

    // The next morning the disk is not there yet; once it is, nobody has the key at hand but on paper.
    const kept = join(folder, `${name}.sqlite`);
    renameSync(kept, `${kept}.away`);
    const next = await begin(folder);
    const again = await next.desk.page({ language, theme });
    await again.getByRole('heading', { name: text.startFailed.title }).waitFor();
    expect(await again.getByLabel(text.startFailed.key, { exact: true }).count()).toBe(0);
    renameSync(`${kept}.away`, kept);
    await press(again, text.startFailed.retry);
    await again.getByLabel(text.startFailed.key, { exact: true }).waitFor();
    await look(again, 'start-key-retried');
    await again.reload();
    await again.getByRole('heading', { name: text.startFailed.asksTitle }).waitFor();
    await again.getByText(text.fault['key-missing']).waitFor();
    await look(again, 'start-key');
    await again.getByLabel(text.startFailed.key, { exact: true }).fill('something else');
    await press(again, text.start.open);
    await again.getByText(text.fault['wrong-key']).waitFor();
    await look(again, 'start-key-wrong');
    await again.getByLabel(text.startFailed.key, { exact: true }).fill(key.join('-'));
    await press(again, text.start.open);
    await signIn(again, 'honma', language, password);
    await again.getByText(`${name}.sqlite`).waitFor();
  }, 240_000);

  it('opens the demo, and another database from the sign-in page', async () => {
    const { desk } = await begin();
    const page = await desk.page({ language, theme });
    await press(page, text.start.demoButton);
    await page.getByText(text.signIn.demoTitle).waitFor();
    await press(page, text.start.other);
    await press(page, text.start.localButton);
    await page.getByLabel(text.startLocal.name).fill(nameOf[language]);
    await page.getByLabel(text.startLocal.plain).check();
    await page.getByLabel(text.startLocal.plainAccept).check();
    await press(page, text.startLocal.make);
    await page.getByRole('heading', { name: text.setUp.title }).waitFor();
    expect(await stumbles(page)).toEqual([]);
    // Taken by mistake, an empty database is left again.
    await press(page, text.start.other);
    await press(page, text.start.demoButton);
    await page.getByText(text.signIn.demoTitle).waitFor();
  }, 120_000);
});

describe('a tab where somebody has signed in', () => {
  it('keeps the database as it is while it is hidden, and no longer once it is closed', async () => {
    const { desk } = await begin();
    const page = await desk.page();
    await press(page, words.ja.start.demoButton);
    await signIn(page, 'agent');
    await page.getByLabel(words.ja.search.label).first().waitFor();
    const other = desk.core.connect('http', 'another tab');
    const changeAfter = async (seconds: number): Promise<string> => {
      vi.setSystemTime(Date.now() + seconds * 1000);
      const reply = await other.call('start.openDemo', {});
      return reply.ok ? 'ok' : reply.error;
    };
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    toClose.push(() => vi.useRealTimers());
    expect(await changeAfter(60)).toBe('signed-in');
    const said = page.waitForResponse((answer) => answer.url().endsWith('/call/start.rest'));
    // Chromium without a window calls every tab visible.
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect((await said).status()).toBe(200);
    expect(await changeAfter(60)).toBe('signed-in');
    await page.close();
    // Twenty tries are less than the time for which a hidden one counts.
    await expect.poll(() => changeAfter(11), { interval: 500, timeout: 10_000 }).toBe('ok');
  }, 60_000);
});

describe.each(looks)('a database on a server in %s and %s', (language, theme) => {
  const text = words[language];
  let server: TlsPostgres;
  beforeAll(async () => {
    server = await startTlsPostgres();
    await migratePostgres(server.ownerUrl, { kind: 'real', madeOn: '2026-11-23' });
    await server.grant('akari');
  }, 60_000);
  afterAll(() => server?.stop());

  it('is tried with a wrong password, then with the right one, opened and set up', async () => {
    const { codes, desk } = await begin();
    const page = await desk.page({ language, theme });
    await press(page, text.start.remoteButton);
    await page.getByLabel(text.remote.host).fill('localhost');
    await page.getByLabel(text.remote.port).fill(String(server.port));
    await page.getByLabel(text.remote.database).fill('postgres');
    await page.getByLabel(text.remote.user).fill('akari');
    await page.getByLabel(text.remote.password, { exact: true }).fill('wrong');
    await press(page, text.remote.test);
    await page.getByText(text.fault['certificate-untrusted']).waitFor();
    await screenshot(page, `start-remote-refused-${language}-${theme}`, { fullPage: true });
    await page.locator('input[type=file]').setInputFiles(certificatePath('authority'));
    await press(page, text.remote.open);
    await page.getByText(text.fault['wrong-password']).waitFor();
    expect(await stumbles(page)).toEqual([]);
    await page.getByLabel(text.remote.password, { exact: true }).fill(remotePassword);
    await press(page, text.remote.test);
    await page.getByText('localhost/postgres').waitFor();
    await page.getByLabel(text.remote.tls).selectOption('require');
    await page.getByText(text.tlsRisk.require).waitFor();
    expect(await page.getByText('localhost/postgres').count()).toBe(0);
    await screenshot(page, `start-remote-${language}-${theme}`, { fullPage: true });
    expect(await stumbles(page)).toEqual([]);
    await press(page, text.remote.open);
    await page.getByRole('heading', { name: text.setUp.title }).waitFor();
    expect(codes).toHaveLength(1);
    const admins = [{ login: 'miura', name: '三浦 千佳', password }];
    const reply = await desk.core.connect('http', 'by hand').call('desk.setUp', { code: codes[0] ?? '', admins });
    expect(reply).toMatchObject({ ok: true });
    await page.reload();
    await signIn(page, 'miura', language, password);
    await page.getByText('localhost/postgres').waitFor();
    expect(await page.getByText(text.database.real, { exact: true }).isVisible()).toBe(true);
  }, 60_000);
});
