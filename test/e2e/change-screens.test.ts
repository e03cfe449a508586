import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword } from '../../main/demo/staff.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looksIn, openDemoConsole, patient, signIn, stumbles, words } from './console.ts';
import { callBack, nameOf, openAccount, press, proveTwoFacts, sato } from './steps.ts';

describe.each(looksIn('en'))('the screens of changes in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  const changeWhat = (what: string) => text.changeWhat.change.replace('{{what}}', what);
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const look = async (page: Page, name: string): Promise<void> => {
    if (name.startsWith('account')) await page.evaluate(() => scrollTo(0, 0));
    await screenshot(page, `${name}-${language}-${theme}`, { fullPage: name.startsWith('account') });
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
  const fillAddress = async (page: Page, rest: string): Promise<void> => {
    await fill(page, text.addressField.postcode, '0600062');
    await expect
      .poll(() => page.getByLabel(text.addressField.town, { exact: true }).inputValue(), patient)
      .toContain('南二条西');
    await fill(page, text.addressField.rest, rest);
    await fill(page, text.addressField.building, 'ノースタワー 1204号室');
    await fill(page, text.change.reason, 'お引越しのため');
  };
  it('an agent changes registered data, or asks for it', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'agent', language);
    await openAccount(page, 'Hanako_Sato', language);
    await proveTwoFacts(page, sato, language);
    await page.getByText(text.reach.asks).waitFor();
    await look(page, 'account-asks');
    await press(page, changeWhat(text.reach.delivery));
    await fillAddress(page, '6丁目2-1');
    await look(page, 'change-asks');
    await page.keyboard.press('Enter');
    await press(page, text.change.ask);
    await page.getByText(text.change.asked).waitFor();
    await look(page, 'change-asked');
    await page.keyboard.press('Escape');

    await callBack(page, language);
    await page.getByText(text.reach.asks).waitFor({ state: 'detached' });
    await look(page, 'account-changeable');
    await press(page, changeWhat(text.reach.delivery));
    await fill(page, text.addressField.postcode, '0493521');
    await page.getByText(text.addressField.choose.split('{{')[0]?.trim() ?? '').waitFor();
    await look(page, 'change-address-towns');
    await fillAddress(page, '7丁目10');
    await look(page, 'change-address');
    await page.keyboard.press('Enter');
    await page.getByText(text.change.back).waitFor();
    await look(page, 'change-confirm');
    await press(page, text.change.confirm);
    await page.getByText(text.change.done).waitFor();
    await look(page, 'change-done');
    await page.keyboard.press('Escape');

    await press(page, text.changeWhat.add.replace('{{what}}', text.reach.mails));
    await fill(page, text.change.newValue.replace('{{what}}', text.field['mail-address']), 'hanako..s@example.jp');
    await fill(page, text.change.reason, 'アドレスの追加');
    await page.keyboard.press('Enter');
    await press(page, text.changeConfirm.add);
    await page.getByText(text.mailFault['double-dot']).waitFor();
    await look(page, 'change-mail-refused');
    await press(page, text.change.back);
    await fill(page, text.change.newValue.replace('{{what}}', text.field['mail-address']), 'hanako.s@example.jp');
    await page.keyboard.press('Enter');
    await press(page, text.changeConfirm.add);
    await page.getByText(text.change.done).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(text.reach.unconfirmed, { exact: true }).waitFor();

    await page
      .getByRole('button', { name: new RegExp(`${text.reach.phones}.*67`) })
      .last()
      .click();
    await page.getByText(text.changeMode.remove, { exact: true }).click();
    await look(page, 'change-phone');
    await page.keyboard.press('Escape');
    await press(page, changeWhat(text.field['login-id']));
    await look(page, 'change-login-id');
    await page.keyboard.press('Escape');
    await press(page, text.changeWhat.withdraw);
    await fill(page, text.change.reason, 'ご本人のお申し出');
    await page.keyboard.press('Enter');
    await page.getByText(text.readBackStatus.withdraw).waitFor();
    await look(page, 'change-withdraw');
    await press(page.getByRole('dialog'), text.changeWhat.withdraw);
    await page.getByText(text.change.done).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: text.changeWhat.reopen }).waitFor();
    await look(page, 'account-withdrawn');
    await page.getByText(nameOf('agent')).first().click();
    await page.getByText(text.newPassword.title, { exact: true }).click();
    await page.getByLabel(text.newPassword.old, { exact: true }).waitFor();
    await look(page, 'change-password');
  }, 120_000);

  it('a supervisor decides, sets flags and settles conflicts', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'supervisor', language);
    await page.getByRole('link', { name: new RegExp(text.frame.approvals) }).click();
    await page.getByText(text.approvals.choose).waitFor();
    await look(page, 'approvals');
    await page.getByRole('link', { name: new RegExp(text.approvalAct.account.changeAddress) }).click();
    // The account has changed since it was asked for: said before anybody decides.
    await page.getByText(text.approvals.outdated).waitFor();
    expect(await page.getByRole('button', { name: text.approvals.grant }).isDisabled()).toBe(true);
    await look(page, 'approval-outdated');
    await page.getByLabel(text.approvals.noteLabel).fill('すでに変更済みのため、却下します。');
    await press(page, text.approvals.refuse);
    const request = page.getByRole('link', { name: new RegExp(text.approvalAct.account.changeAddress) });
    await request.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: new RegExp(text.approvalAct.account.changePhone) }).click();
    await page.getByRole('button', { name: text.approvals.grant }).waitFor();
    await look(page, 'approval');
    await page.getByText(text.approvalList.decided, { exact: true }).click();
    await page.getByRole('link', { name: new RegExp(text.approvalAct.account.changeAddress) }).click();
    await page.getByText(text.approvals.forgotten).waitFor();
    await look(page, 'approval-decided');

    await page.getByRole('link', { name: text.frame.conflicts }).click();
    await page.getByText('****-**-**00').first().waitFor();
    await look(page, 'conflicts');
    await page.getByRole('button', { name: new RegExp(`^${text.conflictKeepButton.theirs}`) }).click();
    await page.getByText(text.conflictKeep.theirs).waitFor();
    await page.getByText('0144-35-3000').waitFor();
    await look(page, 'conflict-settle');
    await press(page.getByRole('dialog'), text.conflictKeepButton.theirs);
    await page.getByText(text.conflicts.noneConflict).waitFor();
    await page.getByText(text.conflictList.pending, { exact: true }).click();
    await page.getByText('***-****-**55').waitFor();
    await look(page, 'conflicts-pending');

    await openAccount(page, 'takahashi55', language);
    await press(page, changeWhat(text.flags.what));
    await page.getByRole('checkbox', { name: text.badge.protected }).check();
    await fill(page, text.change.reason, '支援措置申出書 第12号');
    await look(page, 'flags');
    // Meanwhile the other flag is set from another desk; this dialog leaves it as it is.
    const elsewhere = desk.core.connect('http', 'another desk');
    await elsewhere.call('staff.signIn', { login: 'supervisor', password: demoPassword });
    const { id } = await desk.core.db.read('account').where({ login_key: 'takahashi55' }).first('id');
    const stop = { accountId: Number(id), isProtected: null, isDoNotPost: true, reason: '返戻が続くため' };
    expect(await elsewhere.call('account.setFlags', { ...stop, requestId: randomUUID() })).toMatchObject({ ok: true });
    await press(page, text.flags.confirm);
    await page.getByText(text.protected.sentence).waitFor();
    expect(await desk.core.db.read('account').where({ id }).first('is_protected', 'is_do_not_post')).toEqual({
      is_protected: 1,
      is_do_not_post: 1,
    });
    await look(page, 'account-flagged');
  }, 90_000);

  it('an admin sets values and looks after the staff; somebody invited comes in', async () => {
    const page = await desk.page({ language, theme });
    await signIn(page, 'admin', language);
    await page.getByRole('link', { name: text.frame.settings }).click();
    await page.getByText(text.setting.inviteHours.title).waitFor();
    await look(page, 'settings');
    await press(page, changeWhat(text.setting.idleLockMinutes.title));
    await fill(page, text.settings.newValue, '５');
    await fill(page, text.change.reason, '離席が多いため');
    await press(page, text.settings.confirm);
    await page.getByText(text.settings.done).waitFor();
    await press(page, text.settings.historyOf.replace('{{name}}', text.setting.idleLockMinutes.title));
    await page.getByRole('cell', { name: text.settings.alone }).waitFor();
    await look(page, 'setting-history');
    await page.keyboard.press('Escape');
    await press(page, changeWhat(text.setting.verificationMissLimit.title));
    await fill(page, text.settings.newValue, '5');
    await fill(page, text.change.reason, '聞き間違いが多いため');
    await look(page, 'setting-change');
    await press(page, text.settings.ask);
    await page.getByText(text.settings.toApprovals).click();
    await page.getByRole('link', { name: new RegExp(text.approvalAct.setting.change) }).click();
    await page.getByText(text.reason['own-request']).waitFor();
    await look(page, 'approval-own');

    await page.getByRole('link', { name: text.frame.staff }).click();
    await page.getByText(text.staff.indispensableSentence).waitFor();
    await look(page, 'staff');
    await press(page, text.staff.invite);
    await fill(page, text.signIn.login, 'onodera');
    await fill(page, text.setUp.name, '小野寺 結衣');
    await look(page, 'staff-invite');
    await press(page, text.staff.inviteConfirm);
    await page.getByText(text.inviteCode.once).waitFor();
    await look(page, 'staff-invite-code');
    await page.keyboard.press('Escape');
    await press(page, text.staff.actOn.replace('{{act}}', text.staff.changeRole).replace('{{name}}', nameOf('agent')));
    await page.getByText(text.staff.roleSentence).waitFor();
    await look(page, 'staff-role');
    await page.keyboard.press('Escape');
    await press(page, text.staff.actOn.replace('{{act}}', text.staff.deactivate).replace('{{name}}', nameOf('agent')));
    await page.getByText(text.staffActiveSentence.off).waitFor();
    await look(page, 'staff-deactivate');

    const door = await desk.page({ language, theme });
    await press(door, text.signIn.hasInvite);
    await door.getByText(text.acceptInvite.sentence).waitFor();
    await look(door, 'accept-invite');
  }, 90_000);
});
