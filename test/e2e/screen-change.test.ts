// What a change of screen says to who reads by ear, and what a fault of one part leaves of the others.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../../main/log.ts';
import { screenshot } from '../setup/chromium.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { type Console, looksIn, openDemoConsole, patient, signIn, stumbles, words } from './console.ts';
import { openAccount } from './steps.ts';

describe.each(looksIn('ja'))('one screen after another in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  const folder = scratchFolder('akari-log-');
  beforeAll(async () => {
    desk = await openDemoConsole(engine, {}, { log: openLog(folder.path) });
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
    folder.remove();
  });
  /** The line of the log under a number that stands on the screen, and the whole log. */
  const logged = (sentence: string): { line: Record<string, unknown>; log: string } => {
    const log = readFileSync(join(folder.path, 'akari.log'), 'utf8');
    const [ref = 'no number'] = /[0-9a-f]{8}/.exec(sentence) ?? [];
    return { line: JSON.parse(log.split('\n').find((line) => line.includes(ref)) ?? '{}'), log };
  };
  const upTo = (sentence: string): string => sentence.slice(0, sentence.indexOf('{{'));
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

  it('loses one part to its fault, and nothing else of the screen; the log has both that and what nothing catches', async () => {
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
    const sentence = await page.getByText(upTo(text.broken.ref)).innerText();
    const { line } = logged(sentence);
    expect(line).toMatchObject({ call: 'desk.noteFault', kind: 'TypeError', caught: 'part' });
    // Innermost first, by the names that stand in our own files, though the page is built small.
    expect(line.components).toEqual(expect.arrayContaining(['Bills', 'ErrorBoundary', 'Account', 'Frame', 'Desk']));
    expect(line.place).toContainEqual(expect.stringMatching(/^[\w-]+\.js:\d+:\d+$/));
    await screenshot(page, `broken-part-${language}-${theme}`, { fullPage: true });
    expect(await stumbles(page)).toEqual([]);
    await page.getByRole('link', { name: text.frame.callBacks }).click();
    await page.getByRole('heading', { level: 1, name: text.frame.callBacks }).waitFor();

    for (const [caught, kind] of [
      ['event', 'RangeError'],
      ['promise', 'SyntaxError'],
    ] as const) {
      await page.evaluate((how) => {
        if (how === 'promise') void Promise.reject(new SyntaxError('佐藤 花子 090-1234-5678'));
        else
          setTimeout(() => {
            throw new RangeError('佐藤 花子 090-1234-5678');
          });
      }, caught);
      const told = page.getByRole('alert').filter({ hasText: upTo(text.broken.beside) });
      const { line, log } = logged(await told.innerText());
      expect(line).toMatchObject({ kind, caught });
      expect(log).not.toMatch(/佐藤|090-1234|http/);
      await screenshot(page, `broken-beside-${caught}-${language}-${theme}`);
      await told.getByRole('button', { name: text.act.close }).click();
      await told.waitFor({ state: 'hidden' });
    }
    await context.close();
  }, 60_000);
});
