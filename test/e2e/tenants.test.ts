// A tenant moves out, another one moves in, and the first comes back after 23 months to the same login.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { openTestDesk, staffPassword, type TestDesk } from '../setup/desk.ts';
import { type Console, openConsole, signIn, storyEngines, words } from './console.ts';
import { callBack, closeContact, openAccount, press, proveTwoFacts } from './steps.ts';

const text = words.ja;
const back = '2028-10-20T03:00:00.000Z';

describe.each(storyEngines)('tenants of one place on %s', (engine) => {
  let at: TestDesk;
  let desk: Console;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    desk = await openConsole(at.core);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await at?.remove();
  });

  const fill = (page: Page, label: string, value: string) =>
    page.getByRole('dialog').getByLabel(label, { exact: true }).fill(value);
  const call = async (customer: TestCustomer): Promise<Page> => {
    const page = await desk.page();
    await signIn(page, 'agent', 'ja', staffPassword);
    await openAccount(page, customer.loginId);
    await proveTwoFacts(page, { customerNo: customer.customerNo, birthDate: '1980-04-01' });
    await callBack(page);
    return page;
  };
  const act = async (page: Page, name: 'moveOut' | 'moveIn', typed: Record<string, string>): Promise<void> => {
    await press(page, text.moving.menu);
    await page.getByRole('menuitem', { name: text.approvalAct.moving[name], exact: true }).click();
    for (const [label, value] of Object.entries(typed)) await fill(page, label, value);
    await fill(page, text.change.reason, 'お引越しのため');
    await page.keyboard.press('Enter');
    await press(page, text.approvalAct.moving[name]);
    await page.getByText(text.change.done).waitFor();
    await page.keyboard.press('Escape');
  };
  const start = (supplyPointNo: string, startsOn: string) => ({
    [text.startField.supplyPointNo]: supplyPointNo,
    [text.field['contract-start']]: startsOn,
    [text.startField.postcode]: '060-0042',
    [text.startField.plan]: '従量電灯B',
    [text.startField.line]: '北海道札幌市中央区大通西5丁目8',
    [text.startField.applicationPhone]: '090-2222-3333',
  });

  it('the next one sees nothing of the first, who finds the login as it was', async () => {
    const first = await addCustomer(at.db.write, { name: '先住　一郎', nameKana: 'センジュウ　イチロウ' });
    const next = await addCustomer(at.db.write, { name: '次　次郎', nameKana: 'ツギ　ジロウ', endedOn: '2026-11-10' });

    const out = await call(first);
    await act(out, 'moveOut', { [text.field['contract-end']]: '2026-11-24' });
    await closeContact(out);
    const into = await call(next);
    await act(into, 'moveIn', start(first.supplyPointNo, '2026-11-25'));
    await into.getByText(text.contracts.running, { exact: true }).first().waitFor();
    expect(await into.locator('main').innerText()).not.toContain(first.customerNo);
    await closeContact(into);

    await at.setNow(back);
    expect((await at.portal.attempt(first.loginId, rightPassword)).answer).toBe('accepted');
    const again = await call(first);
    await again.getByRole('note').filter({ hasText: '2028/11/24' }).waitFor();
    await act(again, 'moveIn', start('0100000000000000777777', '2028-10-25'));
    await again.getByRole('note').filter({ hasText: '2028/11/24' }).waitFor({ state: 'detached' });
    await at.setNow('2029-06-01T03:00:00.000Z');
    expect((await at.portal.attempt(first.loginId, rightPassword)).answer).toBe('accepted');
  }, 300_000);
});
