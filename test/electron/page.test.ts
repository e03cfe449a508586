// The built page in a real browser, under the window's policy and over the built preload's bridge: all of the desktop
// console but Electron itself.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ja from '../../renderer/locales/ja.json' with { type: 'json' };
import { openBrowser } from '../setup/chromium.ts';
import { staffPassword } from '../setup/desk.ts';
import type { App } from './app.ts';
import { type Home, openApp, openHome } from './desk-app.ts';

type Served = { status: number; headers: Record<string, string>; body: Uint8Array };
type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** Chromium cannot be taught a scheme from outside, so the page's own address is played by another one. */
const origin = 'https://desk.test';

const openPage = async (browser: Browser, app: App, problems: string[]): Promise<Page> => {
  const context = await browser.newContext({ locale: 'ja', viewport: { width: 1280, height: 800 } });
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (!url.startsWith(`${origin}/`)) return route.abort();
    const address = url.replace(origin, 'akari://desk');
    const served = await app.order<Served>('fetch', { url: address }).catch(() => null);
    return served ? route.fulfill({ ...served, body: Buffer.from(served.body) }) : route.abort();
  });
  // A page that is being closed may still ask; nobody waits for that answer.
  const ask = (name: 'desk.status', input: Record<string, never>) => app.bridge.call(name, input).catch(() => null);
  await context.exposeFunction('bridgeCall', ask);
  await context.addInitScript(() => {
    const { bridgeCall } = window as unknown as { bridgeCall: Bridge['call'] };
    Object.assign(window, { bridge: { call: bridgeCall, listen: () => () => {}, file: async () => new Uint8Array() } });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${origin}/index.html`);
  return page;
};

describe('the page in its window', () => {
  let home: Home;
  let app: App;
  let browser: Browser;
  const problems: string[] = [];
  beforeAll(async () => {
    home = await openHome();
    app = await openApp(home);
    browser = await openBrowser();
  });
  afterAll(async () => {
    for (const context of browser.contexts()) await context.unrouteAll({ behavior: 'ignoreErrors' });
    await browser.close();
    await app.close();
    await home.close();
  });

  it('signs in, covers itself when its session was locked, and breaks no rule of the policy', async () => {
    const page = await openPage(browser, app, problems);
    await page.getByLabel(ja.signIn.login, { exact: true }).fill('agent');
    await page.getByLabel(ja.signIn.password, { exact: true }).fill(staffPassword);
    await page.getByRole('button', { name: ja.signIn.enter, exact: true }).click();
    await page.getByRole('navigation').waitFor();
    expect(await page.evaluate(() => document.fonts.check('16px "Noto Sans JP"', '灯'))).toBe(true);

    await app.order('emit', { on: 'powerMonitor', name: 'lock-screen', detail: {} });
    await expect.poll(async () => (await app.bridge.call('contact.current', {})).ok).toBe(false);
    await page.reload();
    await page.getByRole('dialog', { name: ja.idleLock.title }).waitFor();
    expect(problems).toEqual([]);
  });

  it('can neither run what was written into it nor reach anybody', async () => {
    const page = await openPage(browser, app, problems);
    problems.length = 0;
    const reached = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.wasRun = true');
      image.src = 'data:,';
      document.body.append(image);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const answer = await fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      );
      return { wasRun: 'wasRun' in window, answer };
    });
    expect(reached).toEqual({ wasRun: false, answer: 'refused' });
    expect(problems.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(3);
  });
});
