import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { type Console, openDemoConsole, signIn, storyEngines, words } from './console.ts';
import { nameOf, press } from './steps.ts';

const { ja } = words;
const newcomer = '小野寺 結衣';
const password = randomBytes(12).toString('hex');

describe.each(storyEngines)('administrators look after staff and settings on %s', (engine) => {
  let desk: Console & { remove: () => Promise<void> | void };
  let admin: Page;
  let second: Page;
  let invited: Page;
  let code = '';
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
    [admin, second, invited] = await Promise.all([desk.page(), desk.page(), desk.page()]);
    await signIn(admin, 'admin');
    await signIn(second, 'admin2');
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
  const actOn = (act: string, name = newcomer) => ja.staff.actOn.replace('{{act}}', act).replace('{{name}}', name);
  const go = (page: Page, screen: 'staff' | 'settings' | 'approvals') =>
    page
      .getByRole('navigation')
      .getByRole('link', { name: new RegExp(`^${ja.frame[screen]}`) })
      .click();
  const { title } = ja.setting.verificationMissLimit;
  const changeSetting = ja.changeWhat.change.replace('{{what}}', title);

  it('one of them invites somebody, and sees the code this once', async () => {
    await go(admin, 'staff');
    await press(admin, ja.staff.invite);
    await fill(admin, ja.signIn.login, 'onodera');
    await fill(admin, ja.setUp.name, newcomer);
    await admin.keyboard.press('Enter');
    await admin.getByText(ja.inviteCode.once).waitFor();
    code = (await admin.getByRole('group', { name: ja.inviteCode.code }).textContent()) ?? '';
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    await admin.getByRole('dialog').getByRole('button', { name: ja.act.close }).last().click();
    await admin
      .getByRole('row', { name: new RegExp(newcomer) })
      .getByText(ja.staffState.invited)
      .waitFor();
    expect(await admin.getByText(code).count()).toBe(0);
  });

  it('the invited person chooses a password with it and signs in; the code is spent', async () => {
    const accept = async (typed: string, chosen: string, again = chosen) => {
      await fill(invited, ja.signIn.login, 'onodera');
      await fill(invited, ja.acceptInvite.code, typed);
      await fill(invited, ja.newPassword.next, chosen);
      await fill(invited, ja.newPassword.again, again);
      await press(invited, ja.acceptInvite.confirm);
    };
    await press(invited, ja.signIn.hasInvite);
    await accept('AAAA-AAAA-AAAA-AAAA', password);
    await invited.getByText(ja.refusal['wrong-code']).waitFor();
    await accept(code, password, `${password}x`);
    await invited.getByText(ja.newPassword.differs).waitFor();
    await accept(code.toLowerCase(), 'short');
    await invited.getByText(ja.weakPassword.short).waitFor();
    await accept(code.toLowerCase(), password);
    await invited.getByText(ja.acceptInvite.done).waitFor();
    await signIn(invited, 'onodera', 'ja', password);
    await invited.getByText(newcomer).first().waitFor();
  });

  it('is given another role', async () => {
    await go(admin, 'settings');
    await go(admin, 'staff');
    await press(admin, actOn(ja.staff.changeRole));
    await admin.getByLabel(ja.staff.role, { exact: true }).selectOption('supervisor');
    await press(admin, ja.staff.roleConfirm);
    await admin.getByText(ja.staff.roleChanged.replace('{{name}}', newcomer)).waitFor();
    await admin
      .getByRole('row', { name: new RegExp(newcomer) })
      .getByText(ja.role.supervisor, { exact: true })
      .waitFor();
    await invited.getByRole('link', { name: new RegExp(ja.frame.approvals) }).waitFor();
  });

  it('changes their own password, and the old one no longer works', async () => {
    await invited.getByText(newcomer).first().click();
    await invited.getByText(ja.newPassword.title, { exact: true }).click();
    await fill(invited, ja.newPassword.old, password);
    await fill(invited, ja.newPassword.next, password);
    await fill(invited, ja.newPassword.again, password);
    await press(invited, ja.newPassword.confirm);
    await invited.getByText(ja.weakPassword.same).waitFor();
    await fill(invited, ja.newPassword.next, `${password}-2`);
    await fill(invited, ja.newPassword.again, `${password}-2`);
    await press(invited, ja.newPassword.confirm);
    await invited.getByText(ja.newPassword.changed).waitFor();
  });

  it('loses the desk at once when deactivated', async () => {
    await press(admin, actOn(ja.staff.deactivate));
    await press(admin.getByRole('dialog'), ja.staff.deactivate);
    await admin.getByText(ja.staffActiveDone.off.replace('{{name}}', newcomer).replace('{{n}}', '1')).waitFor();
    await admin
      .getByRole('row', { name: new RegExp(newcomer) })
      .getByText(ja.staffState.inactive)
      .waitFor();
    await invited.getByRole('heading', { name: ja.signIn.title }).waitFor();
    await fill(invited, ja.signIn.login, 'onodera');
    await fill(invited, ja.signIn.password, `${password}-2`);
    await press(invited, ja.signIn.enter);
    await invited.getByText(ja.refusal['wrong-password']).waitFor();
  });

  it('and the last two administrators cannot be taken away', async () => {
    for (const act of [ja.staff.changeRole, ja.staff.deactivate])
      expect(await button(admin, actOn(act, nameOf('admin2'))).isDisabled()).toBe(true);
    await admin.getByText(ja.staff.indispensableSentence).waitFor();
  });

  it('a setting that guards waits for the other one, and nobody approves their own', async () => {
    await go(admin, 'settings');
    await press(admin, changeSetting);
    await fill(admin, ja.settings.newValue, '99');
    await fill(admin, ja.change.reason, '聞き間違いが多いため');
    await press(admin, ja.settings.ask);
    await admin.getByText(ja.refusal['out-of-bounds'].replace('{{min}}', '1').replace('{{max}}', '10')).waitFor();
    await fill(admin, ja.settings.newValue, '5');
    await press(admin, ja.settings.ask);
    await admin.getByText(ja.settings.asked).waitFor();
    await admin.getByText(ja.settings.waiting.replace('{{n}}', '1')).waitFor();
    await go(admin, 'approvals');
    await admin.getByRole('link', { name: new RegExp(ja.approvalAct.setting.change) }).click();
    await admin.getByText(ja.reason['own-request']).waitFor();
    expect(await button(admin, ja.approvals.grant).count()).toBe(0);
  });

  it('the other one approves it, and the value is in force with both names', async () => {
    await go(second, 'approvals');
    await second.getByRole('link', { name: new RegExp(ja.approvalAct.setting.change) }).click();
    await second.getByText('聞き間違いが多いため').waitFor();
    await press(second, ja.approvals.grant);
    await second.getByText(ja.approvals.granted).waitFor();
    await go(second, 'settings');
    await press(second, ja.settings.historyOf.replace('{{name}}', title));
    const row = second.getByRole('dialog').getByRole('row').nth(1);
    for (const words of ['3回', '5回', nameOf('admin'), nameOf('admin2')])
      await row.getByText(words, { exact: true }).waitFor();
    expect((await desk.core.db.snapshot((tx) => verifyAudit(tx))).isWhole).toBe(true);
  });
});
