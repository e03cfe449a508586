// Bills on an account's screen: amounts after verification, the paper, and why no mail came.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looksIn, openDemoConsole, signIn, stumbles, words } from './console.ts';
import { press, proveTwoFacts, sato } from './steps.ts';

describe.each(looksIn('ja'))('bills in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const of = (what: string) => new RegExp(what.replace('?', '\\?'));
  it('are shown, taken as a file, and asked why no mail came', async () => {
    const page = await desk.page({ language, theme });
    const section = page.getByRole('region', { name: text.bills.title, exact: true });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
    };
    const closed = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
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
      .getByRole('button', { name: of(text.bills.whyNoMail) })
      .first()
      .click();
    await page.getByText(text.noMailCause['not-eligible']).waitFor();
    await look('bills-why-no-mail');
    await closed();

    await section.getByRole('button', { name: text.counted.what.replace('{{what}}', text.countedKind.bill) }).click();
    await page.getByText(text.counted.first).waitFor();
    await look('bills-counted-out');
    // Far behind the end of the table of holidays nothing is guessed.
    await page.getByLabel(text.countedFrom.bill).fill('2100-01-04');
    await page.getByRole('alert').getByText('2100').waitFor();
    await closed();

    await section
      .getByRole('button', { name: of(text.bills.resend) })
      .nth(1)
      .click();
    await page.getByRole('checkbox', { checked: true }).nth(1).waitFor();
    await look('resend');
    await press(page, text.resend.confirm.replace('{{n, number}}', '1'));
    await page.getByText(text.mailState.waiting).first().waitFor();
    await look('resend-queued');
    await closed();
    await section
      .getByRole('button', { name: of(text.bills.resend) })
      .nth(1)
      .click();
    await page.getByRole('checkbox', { name: text.resend.again }).waitFor();
    await look('resend-again');
    await closed();

    await open('saitotks');
    await section
      .getByRole('button', { name: of(text.bills.whyNoMail) })
      .first()
      .click();
    await page.getByText(text.mailState.bounced, { exact: true }).waitFor();
    await look('bills-mail-bounced');
    await closed();
  }, 120_000);

  it('whose mail reached nobody are sent again by an admin, all of some days', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'admin', language);
    await page.getByRole('link', { name: text.frame.mails, exact: true }).click();
    await page.getByLabel(text.failedMails.from, { exact: true }).fill('2020-01-01');
    await page.getByText(text.failedMails.ready, { exact: true }).waitFor();
    await screenshot(page, `failed-mails-${language}-${theme}`);
    expect(await stumbles(page)).toEqual([]);
    await press(page, text.failedMails.button);
    await page.getByRole('dialog').getByRole('button').last().click();
    await page.getByRole('progressbar').waitFor();
    await page.getByText(new RegExp(text.failedMails.done.replace(/\{\{[^}]+\}\}/g, '2').slice(0, 12))).waitFor();
    await screenshot(page, `failed-mails-sent-${language}-${theme}`);
  }, 90_000);
});
