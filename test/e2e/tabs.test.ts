import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openDemoConsole, patient, signIn, storyEngines, words } from './console.ts';

const { ja } = words;

describe.each(storyEngines)('an agent with many tabs on %s', (engine) => {
  let desk: Console & { remove: () => Promise<void> | void };
  const tabs: Page[] = [];
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  /** Chromium without a window calls every tab visible, so a tab is told what it would have seen. */
  const show = (tab: Page, state: DocumentVisibilityState): Promise<void> =>
    tab.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  const openAccount = async (tab: Page): Promise<void> => {
    await tab.getByRole('combobox', { name: ja.search.label }).fill('Hanako_Sato');
    await tab.getByRole('option').first().click();
    await tab.getByRole('heading', { name: /佐藤.*花子/ }).waitFor();
  };
  const startHere = (tab: Page) => tab.getByRole('button', { name: ja.contact.startHere, exact: true });

  it('opens the same account in eight of them', async () => {
    const first = await desk.page();
    for (let n = 0; n < 8; n += 1) {
      const last = tabs.at(-1);
      if (last) await show(last, 'hidden');
      const tab = n === 0 ? first : await first.context().newPage();
      if (n > 0) await tab.goto(desk.server.invite());
      await signIn(tab, 'agent');
      await openAccount(tab);
      tabs.push(tab);
    }
  }, 60_000);

  it('listens over one stream where a tab is looked at, and reads what an act changed once', async () => {
    const tab = tabs.at(-1) as Page;
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await startHere(tab).click();
    await tab.getByText(ja.reason['not-verified']).first().waitFor();
    await tab.waitForTimeout(300);
    expect(asked.filter((path) => path === '/call/account.open')).toHaveLength(1);
    expect(asked.filter((path) => path === '/events').length).toBeLessThanOrEqual(1);
  });

  it('finds what happened meanwhile on coming back to a tab', async () => {
    const [first] = tabs as [Page];
    const opened = first.getByText(ja.event['contact-opened'], { exact: true });
    const before = await opened.count();
    await show(first, 'visible');
    await expect.poll(() => opened.count(), patient).toBe(before + 1);
  });
});
