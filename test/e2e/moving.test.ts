// A family that moves within the area, a name after a marriage, a move-out taken back: at the screen, in each look.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseNow } from '../../db/clock.ts';
import { demoCustomerPassword } from '../../main/demo/fill.ts';
import { openPortal } from '../../main/portal.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { screenshot } from '../setup/chromium.ts';
import { addCustomer } from '../setup/customer.ts';
import { type Console, looksIn, openDemoConsole, signIn, stumbles, words } from './console.ts';
import { callBack, closeContact, openAccount, press, proveTwoFacts, sato } from './steps.ts';

describe.each(looksIn('en'))('moving in %s and %s on %s', (language, theme, engine) => {
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
    await screenshot(page, `${name}-${language}-${theme}`, {});
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const fill = (page: Page, label: string, value: string) =>
    page.getByRole('dialog').getByLabel(label, { exact: true }).fill(value);
  const choose = async (page: Page, act: keyof typeof text.approvalAct.moving): Promise<void> => {
    await press(page, text.moving.menu);
    await page.getByRole('menuitem', { name: text.approvalAct.moving[act], exact: true }).click();
  };
  const goOn = async (page: Page, confirm: string): Promise<void> => {
    await fill(page, text.change.reason, 'お引越しのため');
    await page.keyboard.press('Enter');
    await page.getByText(text.change.back).waitFor();
    await look(page, `moving-confirm-${confirm.length}`);
    await press(page, confirm);
    await page.getByText(text.change.done).waitFor();
  };

  it('a family moves within the area and keeps the login, takes another name, and moves out by mistake', async () => {
    const page = await desk.page({ language, theme });
    const { core } = desk;
    const today = tokyoDate(await databaseNow(core.db.read));
    await signIn(page, 'agent', language);
    await openAccount(page, 'Hanako_Sato', language);
    await proveTwoFacts(page, sato, language);
    await callBack(page, language);
    await press(page, text.unlock.button);
    await page.keyboard.press('Escape');

    await choose(page, 'moveWithin');
    await fill(page, text.moving.oldEnd, addDays(today, 5));
    await fill(page, text.startField.supplyPointNo, '0100-0000-0000-0099-9999-99');
    await fill(page, text.field['contract-start'], addDays(today, 8));
    await fill(page, text.startField.postcode, '060-0042');
    await fill(page, text.startField.plan, '従量電灯B');
    await fill(page, text.startField.line, '北海道札幌市中央区大通西5丁目8');
    await page.getByText(text.moving.gap.replace('{{n}}', '2'), { exact: true }).waitFor();
    await look(page, 'moving-within');
    await goOn(page, text.approvalAct.moving.moveWithin);
    await look(page, 'moving-done');
    await page.keyboard.press('Escape');

    await choose(page, 'changeName');
    await fill(page, text.moving.newName, '鈴木　花子');
    await fill(page, text.field['name-kana'], 'スズキ　ハナコ');
    await goOn(page, text.change.confirm);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: '鈴木　花子' }).waitFor();

    await choose(page, 'moveOut');
    await fill(page, text.field['contract-end'], addDays(today, 30));
    await look(page, 'moving-out');
    await goOn(page, text.approvalAct.moving.moveOut);
    await page.keyboard.press('Escape');
    await page.getByRole('note').first().waitFor();
    await page.evaluate(() => scrollTo(0, 400));
    await look(page, 'account-clock');
    await choose(page, 'undoMoveOut');
    await look(page, 'moving-undo');
    await page.keyboard.press('Escape');

    const { customer_id } = await core.db.read('account').where({ login_id: 'Hanako_Sato' }).first('customer_id');
    expect((await core.db.read('customer').where({ id: customer_id }).first('name')).name).toBe('鈴木　花子');
    await core.db.write('credential').update({ failures: 0, locked_until: null });
    expect((await openPortal(core.db).attempt('hanako_sato', demoCustomerPassword)).answer).toBe('accepted');

    await closeContact(page, language);
    await page.getByRole('link', { name: text.frame.closing }).click();
    await page.getByRole('heading', { name: text.closing.title }).waitFor();
    await look(page, 'closing');
    await page.close();
  }, 300_000);

  it('another person takes a contract over, two accounts become one, and a customer comes back to a new one', async () => {
    const { core } = desk;
    const { read, write } = core.db;
    const today = tokyoDate(await databaseNow(read));
    const birthDate = '1980-04-01';
    const twice = await addCustomer(write, { contractNo: '5990000001', name: '大橋　圭', nameKana: 'オオハシ　ケイ' });
    const second = { customerId: twice.customerId, contractNo: '5990000002', loginId: 'ohashi-shop' };
    const { accountId: otherId } = await addCustomer(write, second);
    const father = await addCustomer(write, {
      contractNo: '5990000003',
      name: '谷口　勇',
      nameKana: 'タニグチ　イサム',
    });
    const page = await desk.page({ language, theme });
    await signIn(page, 'agent', language);
    const call = async (login: string, customerNo: string, born = birthDate): Promise<void> => {
      await openAccount(page, login, language);
      await proveTwoFacts(page, { customerNo, birthDate: born }, language);
      await callBack(page, language);
    };
    const goOnTo = async (confirm: string, name: string): Promise<void> => {
      await fill(page, text.change.reason, 'お申し出による');
      await look(page, `${name}-typed`);
      await page.keyboard.press('Enter');
      await page.getByText(text.change.back).waitFor();
      await look(page, `${name}-confirm`);
      await press(page, confirm);
    };

    await call(father.loginId, father.customerNo);
    await choose(page, 'changeHolder');
    await fill(page, text.moving.holderNo, twice.customerNo);
    await fill(page, text.field['holder-from'], addDays(today, -2));
    await fill(page, text.startField.applicationPhone, '090-5555-6666');
    await goOnTo(text.change.ask, 'holder');
    await page.getByText(text.change.asked).waitFor();
    await look(page, 'holder-asked');
    await page.keyboard.press('Escape');
    await closeContact(page, language);

    // Of a protected one a supervisor alone may ask: the menu says so before anything is typed.
    const protect = async (is_protected: 0 | 1): Promise<void> => {
      await write('account').where({ id: otherId }).update({ is_protected });
      await page.reload();
      await page.getByRole('heading', { level: 1, name: /大橋/ }).waitFor();
    };
    await call(twice.loginId, twice.customerNo);
    await protect(1);
    await page.getByRole('button', { name: text.moving.menu, exact: true }).click();
    const joining = page.getByRole('menuitem', { name: text.approvalAct.moving.joinAccounts });
    await joining.getByText(text.reason['needs-supervisor']).waitFor();
    expect(await joining.isDisabled()).toBe(true);
    await screenshot(page, `join-off-${language}-${theme}`, {});
    await page.keyboard.press('Escape');
    await protect(0);
    await choose(page, 'joinAccounts');
    await page.getByRole('dialog').getByLabel(twice.loginId, { exact: true }).check();
    await goOnTo(text.change.ask, 'join');
    await page.getByText(text.change.asked).waitFor();
    await page.keyboard.press('Escape');
    await closeContact(page, language);

    const closed = await read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .where('login_id', 'ono_k')
      .first();
    await call('ono_k', closed.customer_no, closed.birth_on);
    await choose(page, 'moveIn');
    await fill(page, text.startField.supplyPointNo, '0100000000000000555555');
    await fill(page, text.field['contract-start'], addDays(today, 8));
    await fill(page, text.startField.postcode, '060-0042');
    await fill(page, text.startField.plan, '従量電灯B');
    await fill(page, text.startField.line, '北海道札幌市中央区大通西5丁目8');
    await fill(page, text.startField.applicationPhone, '090-2222-3333');
    await goOnTo(text.approvalAct.moving.moveIn, 'anew');
    await page.getByText(text.moving.anewSay).waitFor();
    await page.getByRole('link', { name: text.moving.anewGo }).waitFor();
    await look(page, 'anew-done');
    await page.getByRole('link', { name: text.moving.anewGo }).click();
    await page.getByText(text.loginState['never-issued']).first().waitFor();
    await look(page, 'anew-account');
    await page.close();

    const decider = await desk.page({ language, theme });
    await signIn(decider, 'supervisor', language);
    for (const act of ['changeHolder', 'joinAccounts'] as const) {
      await decider.getByRole('link', { name: new RegExp(text.frame.approvals) }).click();
      await decider
        .getByRole('link', { name: new RegExp(text.approvalAct.moving[act].replace(/[()（）]/g, '.')) })
        .click();
      await decider.getByRole('button', { name: text.approvals.grant }).waitFor();
      await look(decider, `approval-${act}`);
      // The contract that was taken over has changed the account: who asks looks at it anew.
      if (act === 'joinAccounts') await decider.getByText(text.approvals.outdated).waitFor();
      else {
        await press(decider, text.approvals.grant);
        // Its own choice goes with it.
        await decider.getByText(text.approvals.granted).waitFor();
      }
    }
    await openAccount(decider, twice.loginId, language);
    await decider.getByText(text.event['holder-taken-over']).waitFor();
    await look(decider, 'holder-taken-over');
    expect((await read('account').where({ id: otherId }).first('status')).status).toBe('active');
    await decider.close();
  }, 300_000);
});
