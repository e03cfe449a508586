// Bills on an account's screen: amounts after verification, the paper, and why no mail came.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looks, openDemoConsole, signIn, stumbles, words } from './console.ts';
import { proveTwoFacts, sato } from './steps.ts';

describe.each(looks)('bills in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  it('are shown, taken as a file, and asked why no mail came', async () => {
    const page = await desk.page({ language, theme });
    const section = page.getByRole('region', { name: text.bills.title, exact: true });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
    };
    const open = async (login: string): Promise<void> => {
      await page.getByRole('link', { name: text.frame.search }).first().click();
      await page.getByLabel(text.search.label).first().fill(login);
      await page.getByRole('option').filter({ hasText: login }).first().click();
      await section.scrollIntoViewIfNeeded();
    };
    await signIn(page, 'agent', language);
    await open('hokurei-store');
    await section.getByText(text.bills.hidden).first().waitFor();
    await look('bills-many-contracts');
    await section.getByLabel(text.bills.contract).selectOption({ index: 7 });
    await section.getByText(text.bills.dataSince).waitFor();
    await section.getByLabel(text.bills.month).fill('2001-01');
    await section.getByText(text.bills.noneFound).waitFor();

    await open('Hanako_Sato');
    await proveTwoFacts(page, sato, language);
    await section.getByText(text.bills.hidden).first().waitFor({ state: 'detached' });
    await section.scrollIntoViewIfNeeded();
    await look('bills-verified');
    const saving = page.waitForEvent('download');
    await section.getByRole('button', { name: /PDF/ }).nth(1).click();
    const saved = await saving;
    expect(
      readFileSync(await saved.path())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    await section
      .getByRole('button', { name: new RegExp(text.bills.whyNoMail.replace('?', '\\?')) })
      .first()
      .click();
    await page.getByText(text.noMailCause['not-eligible']).waitFor();
    await look('bills-why-no-mail');
  }, 90_000);
});
