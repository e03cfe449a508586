// The daily acts that no other story does: each asked for, confirmed, done, and there afterwards.
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword } from '../../main/demo/staff.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, openDemoConsole, signIn, storyEngines, stumbles, words } from './console.ts';
import { callBack, nameOf, openAccount, press, proveTwoFacts, sato } from './steps.ts';

const { ja } = words;
const changeWhat = (what: string) => ja.changeWhat.change.replace('{{what}}', what);
const newWhat = (what: string) => ja.change.newValue.replace('{{what}}', what);

describe.each(storyEngines)('every daily act by hand on %s', (engine) => {
  let desk: Console & { remove: () => Promise<void> | void };
  let page: Page;
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
    page = await desk.page();
    await signIn(page, 'agent');
    await openAccount(page, 'Hanako_Sato');
    await proveTwoFacts(page, sato);
    await callBack(page);
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const fill = (label: string, value: string, on = page) => on.getByLabel(label, { exact: true }).fill(value);
  const look = async (name: string, on = page): Promise<void> => {
    await screenshot(on, `daily-${name}-ja-light`);
    expect({ name, stumbles: await stumbles(on) }).toEqual({ name, stumbles: [] });
  };
  const account = () => desk.core.db.read('account').orderBy('id').first();
  /** Goes on from a filled form, looks at what would be done, and does it. */
  const carryOut = async (name: string, confirm: string = ja.change.confirm): Promise<void> => {
    await fill(ja.change.reason, 'お客さまのお申し出');
    await page.keyboard.press('Enter');
    await page.getByText(ja.change.back).waitFor();
    // What was refused before has been typed anew.
    expect(await page.getByText(ja.refusal['phone-format']).count()).toBe(0);
    await look(name);
    await press(page.getByRole('dialog'), confirm);
    await page.getByText(ja.change.done).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const onTimeline = (kind: keyof typeof ja.event) => page.getByText(ja.event[kind], { exact: true }).first().waitFor();

  it('the application phone, which nobody sees', async () => {
    await page
      .getByRole('button', { name: new RegExp(`^${changeWhat(ja.field['application-phone']).split('を')[0]}`) })
      .click();
    await fill(newWhat(ja.field['application-phone']), '12');
    await fill(ja.change.reason, 'お客さまのお申し出');
    await page.keyboard.press('Enter');
    await press(page.getByRole('dialog'), ja.change.confirm);
    await page.getByText(ja.refusal['phone-format']).waitFor();
    await press(page, ja.change.back);
    await fill(newWhat(ja.field['application-phone']), '０８０－２２２２－３３３３');
    await carryOut('application-phone');
    await onTimeline('application-phone-changed');
    expect(await page.getByText('2222-3333').count()).toBe(0);
    const contract = await desk.core.db.read('contract').orderBy('id').first('application_phone_digits');
    expect(contract.application_phone_digits).toBe('08022223333');
  });

  it('notices, off and on again', async () => {
    for (const [way, wanted] of [
      ['off', 0],
      ['on', 1],
    ] as const) {
      await press(page, changeWhat(ja.reach.notices));
      await carryOut(`notices-${way}`);
      expect((await account()).wants_notices).toBe(wanted);
    }
    await page.getByText(ja.reach.noticesOn, { exact: true }).first().waitFor();
    await press(page, changeWhat(ja.reach.amounts));
    await carryOut('amounts-on');
    expect((await account()).wants_amounts).toBe(1);
    await page.getByText(ja.reach.amountsOn, { exact: true }).first().waitFor();
  });

  it('the login ID, and the one before is still found', async () => {
    await press(page, changeWhat(ja.field['login-id']));
    await fill(newWhat(ja.field['login-id']), 'misaki0707');
    await fill(ja.change.reason, 'お客さまのお申し出');
    await page.keyboard.press('Enter');
    await press(page.getByRole('dialog'), ja.change.confirm);
    await page.getByText(ja.refusal['login-id-taken']).waitFor();
    await press(page, ja.change.back);
    await fill(newWhat(ja.field['login-id']), 'Hanako.2026');
    await carryOut('login-id');
    await page.getByText('Hanako_Sato').first().waitFor();
    await page.getByRole('link', { name: ja.frame.search }).first().click();
    await fill(ja.search.label, 'Hanako_Sato');
    const hit = page.getByRole('option').filter({ hasText: 'Hanako.2026' });
    await hit.getByText(ja.foundBy['former-login']).waitFor();
    await hit.click();
    await page.getByRole('heading', { name: ja.login.title }).waitFor();
  });

  it('a contact phone taken away', async () => {
    const phones = () => desk.core.db.read('contact_phone').where({ customer_id: 1 }).pluck('number');
    expect(await phones()).toHaveLength(2);
    await page
      .getByRole('button', { name: new RegExp(`${ja.reach.phones}.*67`) })
      .last()
      .click();
    await page.getByText(ja.changeMode.remove, { exact: true }).click();
    await carryOut('phone-removed', ja.changeConfirm.remove);
    await onTimeline('phone-changed');
    expect(await phones()).toEqual(['090-1234-5678']);
  });

  it('closing the web account, and taking that back', async () => {
    await press(page, ja.changeWhat.withdraw);
    await carryOut('withdraw', ja.changeWhat.withdraw);
    expect((await account()).status).toBe('withdrawn');
    await press(page, ja.changeWhat.reopen);
    await carryOut('reopen', ja.changeWhat.reopen);
    expect((await account()).status).toBe('active');
    await onTimeline('reopened');
  });

  it('a call-back that nobody answers is kept for another time, then given up', async () => {
    await page.getByRole('link', { name: ja.frame.callBacks }).first().click();
    await press(page, ja.callBackOutcome['not-reached']);
    await fill(ja.notReached.next, '2099-01-15T10:30');
    await look('call-back-again');
    await press(page.getByRole('dialog'), ja.notReached.keep);
    await page.getByText(ja.notReached.kept).waitFor();
    await page.getByText('2099/01/15 10:30').waitFor();
    await page.getByText(ja.callBacks.attempts.split('（')[0]?.replace('{{n}}', '1') ?? '').waitFor();
    await look('call-backs-tried');
    await press(page, ja.callBackOutcome['not-reached']);
    await press(page.getByRole('dialog'), ja.notReached.giveUp);
    await page.getByText(ja.callBacks.noneOpen).waitFor();
  });

  it('a reset code for a member of staff, who chooses another password with it', async () => {
    const auditor = await desk.page();
    await signIn(auditor, 'auditor');
    await auditor.getByText(nameOf('auditor')).first().click();
    await auditor.getByText(ja.frame.signOut, { exact: true }).click();
    const admin = await desk.page();
    await signIn(admin, 'admin');
    await admin.getByRole('link', { name: ja.frame.staff }).click();
    const actOn = (act: string) => ja.staff.actOn.replace('{{act}}', act).replace('{{name}}', nameOf('auditor'));
    await press(admin, actOn(ja.staff.newCode));
    await look('reset-code', admin);
    await press(admin, ja.inviteCode.show);
    const code = (await admin.getByRole('group', { name: ja.inviteCode.code }).textContent()) ?? '';
    await admin.keyboard.press('Escape');
    await admin.getByText(ja.staffState.reset).waitFor();
    await look('staff-reset', admin);

    await press(auditor, ja.signIn.hasInvite);
    const password = randomBytes(12).toString('hex');
    await fill(ja.signIn.login, 'auditor', auditor);
    await fill(ja.acceptInvite.code, code, auditor);
    await fill(ja.newPassword.next, password, auditor);
    await fill(ja.newPassword.again, password, auditor);
    await press(auditor, ja.acceptInvite.confirm);
    await auditor.getByText(ja.acceptInvite.done).waitFor();
    await fill(ja.signIn.password, demoPassword, auditor);
    await press(auditor, ja.signIn.enter);
    await auditor.getByText(ja.refusal['wrong-password']).waitFor();
    await signIn(auditor, 'auditor', 'ja', password);

    await press(admin, actOn(ja.staff.deactivate));
    await press(admin.getByRole('dialog'), ja.staff.deactivate);
    await auditor.getByRole('heading', { name: ja.signIn.title }).waitFor();
    await press(admin, actOn(ja.staff.reactivate));
    await look('staff-reactivate', admin);
    await press(admin.getByRole('dialog'), ja.staff.reactivate);
    await admin.getByText(ja.staffActiveDone.on.replace('{{name}}', nameOf('auditor'))).waitFor();
    await signIn(auditor, 'auditor', 'ja', password);
  }, 60_000);
});
