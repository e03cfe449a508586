// What the stories have in common: finding a customer, taking the call, proving who calls, filling in a change.
import type { Locator, Page } from 'playwright-core';
import * as staff from '../../db/staff.ts';
import type { Core } from '../../main/core.ts';
import { demoPassword, demoStaff } from '../../main/demo/staff.ts';
import { hashPassword } from '../../main/passwords.ts';
import { type Language, words } from './console.ts';

export const press = async (within: Page | Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).first().click();

/** The hit list of a text, opened at the customer whose login ID this is. */
export const openAccount = async (page: Page, login: string, language: Language = 'ja'): Promise<void> => {
  await page.getByRole('link', { name: words[language].frame.search }).first().click();
  await page.getByLabel(words[language].search.label).first().fill(login);
  await page.getByRole('option').filter({ hasText: login }).first().click();
  await page.getByRole('heading', { name: words[language].login.title, exact: true }).waitFor();
};

type Said = { readonly customerNo: string; readonly birthDate: string };
export const sato: Said = { customerNo: '1000202610', birthDate: '1980-04-01' };
export const takahashi: Said = { customerNo: '1000202981', birthDate: '1955-11-03' };

/** Two facts that agree: level 2. */
export const proveTwoFacts = async (page: Page, said: Said, language: Language = 'ja'): Promise<void> => {
  const { contact, fact, facts } = words[language];
  await press(page, contact.startHere);
  for (const [name, value] of [
    [fact['customer-no'], said.customerNo],
    [fact['birth-date'], said.birthDate],
  ] as const) {
    await page.getByLabel(name, { exact: true }).fill(value);
    await page.keyboard.press('Enter');
    await page.getByLabel(name, { exact: true }).waitFor({ state: 'detached' });
  }
  await page.getByText(facts.matched, { exact: true }).nth(1).waitFor();
};

/** And a call-back to a number on file: level 3. */
export const callBack = async (page: Page, language: Language = 'ja'): Promise<void> => {
  const { callBackNumber, level } = words[language];
  await press(page, callBackNumber.show);
  await press(page, callBackNumber.reached);
  await page.getByText(level.complete).waitFor();
};

export const closeContact = async (page: Page, language: Language = 'ja'): Promise<void> => {
  const { close } = words[language];
  await page.getByLabel(close.category).selectOption('registered-data');
  await press(page, close.button);
  await page.getByLabel(close.category).waitFor({ state: 'detached' });
};

/** One more person than the demo has, with its password. */
export const addColleague = async ({ db }: Core, login: string, name: string, role: 'agent' | 'admin') => {
  const passwordHash = await hashPassword(demoPassword, 'demo');
  const now = new Date().toISOString();
  await db.write.transaction((tx) => staff.add(tx, { login, loginKey: login, name, role, passwordHash }, now));
};

export const nameOf = (login: string): string => demoStaff.find((person) => person.login === login)?.name ?? '';
