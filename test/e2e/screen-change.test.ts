// What a change of screen says to who reads by ear, and what a fault of one part leaves of the others.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looksIn, openDemoConsole, patient, signIn, stumbles, words } from './console.ts';
import { openAccount } from './steps.ts';

describe.each(looksIn('ja'))('one screen after another in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);
  const named = (screen: string) =>
    text.frame.titleOf.replace('{{screen}}', screen).replace('{{product}}', text.product);

  it('names the window after the screen and puts the focus on its heading, and never after a customer', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'agent', language);
    await page.getByLabel(text.search.label).first().fill('Hanako_Sato');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /佐藤/ }).waitFor();
    await expect.poll(() => focused(page), patient).toBe('H1');
    expect(await page.title()).toBe(named(text.frame.search));
    await page.getByRole('link', { name: text.frame.callBacks }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.title(), patient).toBe(named(text.frame.callBacks));
    await expect.poll(() => focused(page), patient).toBe('H1');
    await page.goBack();
    await expect.poll(() => page.title(), patient).toBe(named(text.frame.search));
    await page.getByRole('heading', { level: 1, name: /佐藤/ }).waitFor();
    await expect.poll(() => focused(page), patient).toBe('H1');
  }, 60_000);

  it('loses one part to its fault, and nothing else of the screen', async () => {
    // The page complains of the fault, as it should: it is not among those that must not.
    const context = await desk.browser.newContext({ colorScheme: theme, locale: language, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.addInitScript((chosen) => localStorage.setItem('akari.language', chosen), language);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.route('**/call/bill.list', (route) => route.fulfill({ json: { ok: true, value: { bills: null } } }));
    await page.goto(desk.server.invite());
    await signIn(page, 'supervisor', language);
    await openAccount(page, 'Hanako_Sato', language);
    await page.getByText(text.broken.part).waitFor();
    await page.getByRole('heading', { level: 1, name: /佐藤/ }).waitFor();
    expect(complaints.join()).toContain('TypeError');
    await screenshot(page, `broken-part-${language}-${theme}`, { fullPage: true });
    expect(await stumbles(page)).toEqual([]);
    await page.getByRole('link', { name: text.frame.callBacks }).click();
    await page.getByRole('heading', { level: 1, name: text.frame.callBacks }).waitFor();
    await context.close();
  }, 60_000);
});
