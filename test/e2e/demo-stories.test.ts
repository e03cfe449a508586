// A demo of yesterday is made anew at the door, its tour ticks itself off, and a holder without an account gets one.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looksIn, openDemoConsole, signIn, stumbles, words } from './console.ts';
import { openAccount, press, proveTwoFacts, sato } from './steps.ts';

describe.each(looksIn('ja'))('the demo in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  let page: Page;
  const yesterday = addDays(tokyoDate(new Date().toISOString()), -1);
  beforeAll(async () => {
    desk = await openDemoConsole(engine, { accounts: 60, today: yesterday });
    page = await desk.page({ language, theme });
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });
  const look = async (name: string, fullPage = false): Promise<void> => {
    await screenshot(page, `${name}-${language}-${theme}`, { fullPage });
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);

  it('is made anew with one press', async () => {
    await page.getByText(text.demoAge.loses).waitFor();
    await look('demo-old');
    await press(page, text.demoAge.renew);
    await page.getByText(text.demoAge.loses).waitFor({ state: 'detached', timeout: 30_000 });
    await signIn(page, 'agent', language);
  }, 60_000);

  it('has a tour whose steps tick themselves off by what was really done', async () => {
    await page.getByRole('heading', { name: text.tour.title }).waitFor();
    const story = (name: 'limit' | 'approval' | 'protected') =>
      page.getByRole('button', { name: new RegExp(text.tour.story[name].title) });
    await story('approval').click();
    await page.getByText(text.tour.story.approval.rules).waitFor();
    await look('tour-other-role', true);
    await story('limit').click();
    await look('tour', true);
    await press(page, 'Hanako_Sato');
    await page.getByRole('option').filter({ hasText: 'Hanako_Sato' }).first().click();
    await page.getByRole('heading', { name: text.login.title, exact: true }).waitFor();
    await proveTwoFacts(page, sato, language);
    await page.getByRole('link', { name: text.frame.search }).first().click();
    await page.getByLabel(text.search.label).first().fill('');
    await story('limit').getByText(text.tour.progress.replace('{{n}}', '3').replace('{{all}}', '5')).waitFor();
    await story('limit').click();
    expect(await page.getByRole('checkbox', { name: text.tour.step.verify }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: text.tour.step.lift }).isChecked()).toBe(false);
    await look('tour-ticked', true);
    await story('protected').click();
    await page.getByRole('checkbox', { name: text.tour.step.seeRefusal }).check();
    await page.reload();
    await story('protected').click();
    expect(await page.getByRole('checkbox', { name: text.tour.step.seeRefusal }).isChecked()).toBe(true);
    await press(page, text.tour.hide);
    await page.getByRole('heading', { name: text.tour.title }).waitFor({ state: 'detached' });
    await press(page, text.tour.show);
    await page.getByRole('heading', { name: text.tour.title }).waitFor();
  }, 60_000);

  it('opens an account for a holder of contracts who has none', async () => {
    const contact = page.getByLabel(text.close.category);
    if (await contact.isVisible()) {
      await contact.selectOption('other');
      await press(page, text.close.button);
      await contact.waitFor({ state: 'detached' });
    }
    const { customer_no: number } = await desk.core.db
      .read('customer')
      .where({ name: '大野　千代' })
      .first('customer_no');
    await page.getByLabel(text.search.label).first().fill(number);
    await page.getByText(text.holders.none.replace('{{n}}', '2')).waitFor();
    await look('holder-found');
    await page.keyboard.press('Enter');
    await page.getByText(text.customer.noAccount).waitFor();
    await page.getByText(text.reason['no-contact']).waitFor();
    await look('holder');
    await proveTwoFacts(page, { customerNo: number, birthDate: '1950-05-05' }, language);
    await page.getByLabel(text.reach.delivery).waitFor();
    await page.getByRole('checkbox').nth(1).uncheck();
    await fill(text.change.reason, 'Webサービスのご利用のお申し出');
    await look('holder-open-account', true);
    await press(page, text.openAccount.confirm);
    await page.getByRole('heading', { name: text.login.title, exact: true }).waitFor();
    await page.getByText(text.loginState['never-issued']).waitFor();
    await page.getByText('Webサービスのご利用のお申し出').waitFor();
    await look('holder-account', true);
    await page.getByLabel(text.search.label).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: text.frame.search }).first().click();
    await page.getByLabel(text.search.label).first().fill(number);
    await page.getByText(text.holders.some.replace('{{n}}', '1')).waitFor();
    await look('holder-partly');
    await openAccount(page, 'Hanako_Sato', language);
  }, 60_000);
});
