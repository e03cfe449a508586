import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlite, openDatabase } from '../../db/open.ts';
import { makeSetUpCode } from '../../main/commands/desk.ts';
import { openCore } from '../../main/core.ts';
import { demoPassword } from '../../main/demo/staff.ts';
import { systemEffects } from '../../main/effects.ts';
import { screenshot } from '../setup/chromium.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import {
  type Console,
  type Language,
  looks,
  openConsole,
  openDemoConsole,
  signIn,
  stumbles,
  words,
} from './console.ts';
import { nameOf } from './steps.ts';

/** The hit list of a text, opened at the customer whose login ID this is. */
const openAccount = async (page: Page, language: Language, text: string, login: string): Promise<void> => {
  await page.getByRole('link', { name: words[language].frame.search }).first().click();
  await page.getByLabel(words[language].search.label).first().fill(text);
  await page.getByRole('option').filter({ hasText: login }).first().click();
  await page.getByRole('heading', { name: words[language].login.title, exact: true }).waitFor();
};

describe.each(looks)('every screen in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const look = async (page: Page, name: string): Promise<void> => {
    await screenshot(page, `${name}-${language}-${theme}`);
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

  it('an agent works with: sign-in, search, accounts of every state, contact, call-backs, idle lock', async () => {
    const page = await desk.page({ language, theme });
    await page.getByLabel(text.signIn.login, { exact: true }).waitFor();
    await look(page, 'sign-in');
    await signIn(page, 'agent', language);
    await page.getByText(text.searchGuide.title).waitFor();
    await look(page, 'search-empty');
    await page.getByLabel(text.search.label).first().fill('タナカ');
    await page.getByText(text.badge['first-login']).or(page.getByText('タナカ')).first().waitFor();
    await look(page, 'search-hits');
    await page.getByLabel(text.search.label).first().fill('存在しないお客さま');
    await page.getByText(text.search.nothingFound).waitFor();
    await look(page, 'search-nothing');

    await openAccount(page, language, 'Hanako_Sato', 'Hanako_Sato');
    await look(page, 'account-limited');
    await openAccount(page, language, '北見水産', 'kitami-suisan');
    await look(page, 'account-organisation');
    await openAccount(page, language, 'w4t9n3bk7h', 'w4t9n3bk7h');
    await look(page, 'account-never-issued');
    await openAccount(page, language, 'aoi_h2024', 'aoi_h2024');
    await look(page, 'account-protected');
    expect(await page.getByText('北二十四条').count()).toBe(0);

    await openAccount(page, language, 'Hanako_Sato', 'Hanako_Sato');
    await press(page, text.contact.startHere);
    await page.getByText(text.reason['not-verified']).first().waitFor();
    await look(page, 'contact');
    await openAccount(page, language, 'kitami', 'kitami-suisan');
    await page.getByText(text.reason['other-customer']).first().waitFor();
    await look(page, 'contact-other-customer');
    await page.getByLabel(text.close.category).selectOption('other');
    await press(page, text.close.button);
    await page.getByText(text.contact.closed).waitFor();

    await page.getByRole('link', { name: text.frame.callBacks }).first().click();
    await page.getByRole('cell', { name: nameOf('agent') }).waitFor();
    await look(page, 'call-backs');
    await press(page, text.callBackOutcome['not-reached']);
    await page.getByLabel(text.notReached.next).waitFor();
    await look(page, 'call-back-not-reached');
    await page.keyboard.press('Escape');
    await page.getByText(text.callBackList.settled, { exact: true }).click();
    await page.getByText(text.callBacks.noneSettled).waitFor();

    await page.getByText('佐々木 ゆかり').first().click();
    await page.getByText(text.frame.lock, { exact: true }).click();
    await page.getByRole('heading', { name: text.idleLock.title }).waitFor();
    await look(page, 'idle-lock');
    await page.getByLabel(text.signIn.password, { exact: true }).fill(demoPassword);
    await press(page, text.idleLock.back);
    await page.getByText(text.callBacks.noneSettled).waitFor();
  }, 90_000);

  it('an auditor works with: entries, filters, verification', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'auditor', language);
    await page.getByRole('heading', { name: text.audit.title }).waitFor();
    await page.getByRole('cell', { name: 'staff.signIn' }).first().waitFor();
    await press(page, text.integrity.verify);
    await page
      .getByText(text.integrity.whole.split('（')[0]?.split('(')[0]?.split('{')[0]?.trim() ?? '')
      .first()
      .waitFor();
    await look(page, 'audit');
  }, 60_000);
});

describe('an empty database', () => {
  it('is set up by who holds the code, by hand, and then signs that person in', async () => {
    const folder = scratchFolder('akari-set-up-');
    const url = `sqlite:${folder.path}/empty.sqlite`;
    await createSqlite(url, { kind: 'test', madeOn: '2026-11-23' });
    const core = openCore(await openDatabase(url));
    const code = (await makeSetUpCode(core.db, systemEffects)) ?? '';
    const desk = await openConsole(core);
    const page = await desk.page();
    const { ja } = words;
    await page.getByRole('heading', { name: ja.setUp.title }).waitFor();
    await screenshot(page, 'set-up-ja-light');
    expect(await stumbles(page)).toEqual([]);

    const password = randomBytes(12).toString('hex');
    const fill = async (typed: string) => {
      await page.getByLabel(ja.setUp.code, { exact: true }).fill(typed);
      await page.getByLabel(ja.signIn.login).fill('miura');
      await page.getByLabel(ja.setUp.name).fill('三浦 千佳');
      await page.getByLabel(ja.signIn.password, { exact: true }).fill(password);
      await page.getByRole('button', { name: ja.setUp.finish }).click();
    };
    await fill('AAAA-AAAA-AAAA-AAAA');
    await page.getByText(ja.refusal['wrong-code']).waitFor();
    await fill(code.toLowerCase());
    await signIn(page, 'miura', 'ja', password);
    await page.getByText(ja.frame.needsSecondAdmin).waitFor();
    await screenshot(page, 'second-admin-ja-light');
    await desk.close();
    folder.remove();
  }, 60_000);
});
