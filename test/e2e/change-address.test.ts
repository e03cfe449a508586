import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, openDemoConsole, patient, signIn, storyEngines, stumbles, words } from './console.ts';
import {
  addColleague,
  callBack,
  closeContact,
  nameOf,
  openAccount,
  press,
  proveTwoFacts,
  sato,
  takahashi,
} from './steps.ts';

const { ja } = words;
const changeAddress = ja.changeWhat.change.replace('{{what}}', ja.reach.delivery);
const colleague = '小野寺 結衣';

describe.each(storyEngines)('a delivery address is changed by telephone on %s', (engine) => {
  let desk: Console & { remove: () => Promise<void> | void };
  let agent: Page;
  let other: Page;
  let supervisor: Page;
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
    await addColleague(desk.core, 'agent2', colleague, 'agent');
    [agent, other, supervisor] = await Promise.all([desk.page(), desk.page(), desk.page()]);
    await signIn(agent, 'agent');
    await signIn(other, 'agent2');
    await signIn(supervisor, 'supervisor');
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const rows = (table: string) => desk.core.db.read(table);
  const fillAddress = async (page: Page, rest: string): Promise<void> => {
    await page.getByLabel(ja.addressField.postcode, { exact: true }).fill('０６０－００６２');
    await expect
      .poll(() => page.getByLabel(ja.addressField.town, { exact: true }).inputValue(), patient)
      .toContain('南二条西');
    await page.getByLabel(ja.addressField.rest, { exact: true }).fill(rest);
    await page.getByLabel(ja.addressField.careOf, { exact: true }).fill('田中様方');
    await page.getByLabel(ja.change.reason, { exact: true }).fill('お引越しのため');
  };

  it('and is not offered before the caller is verified, with the reason in words', async () => {
    await openAccount(agent, 'Hanako_Sato');
    expect(await button(agent, changeAddress).isDisabled()).toBe(true);
    await agent.getByText(ja.reach.whyNot.replace('{{why}}', ja.reason['no-contact'])).waitFor();
  });

  it('at once after two facts and a call-back; the old mail address is told', async () => {
    await proveTwoFacts(agent, sato);
    await callBack(agent);
    await expect.poll(() => button(agent, changeAddress).isEnabled(), patient).toBe(true);
    await button(agent, changeAddress).click();
    await fillAddress(agent, '6丁目2-1');
    await agent.keyboard.press('Enter');
    await agent.getByText(ja.noticePlanned.mail.replace('{{n}}', '1')).waitFor();
    expect(await stumbles(agent)).toEqual([]);
    await button(agent, ja.change.confirm).click();
    await agent.getByText(ja.change.done).waitFor();
    await agent.getByText(ja.noticeDone.mail.replace('{{n}}', '1')).waitFor();
    await agent.getByText(ja.changeSay.address).waitFor();
    await agent.getByRole('dialog').getByRole('button', { name: ja.act.close }).last().click();

    await agent.getByText('〒060-0062 北海道札幌市中央区南二条西6丁目2-1 田中様方').waitFor();
    await agent.getByText(ja.event['address-changed'], { exact: true }).waitFor();
    expect(await rows('outbox').pluck('kind')).toContain('address-changed');
  });

  it('but a postcode from elsewhere is refused with the place that it belongs to', async () => {
    await button(agent, changeAddress).click();
    await fillAddress(agent, '6丁目2-1');
    await agent.getByLabel(ja.addressField.town, { exact: true }).fill('北海道函館市本町');
    await agent.keyboard.press('Enter');
    await button(agent, ja.change.confirm).click();
    await agent.getByText('北海道札幌市中央区南二条西').first().waitFor();
    await screenshot(agent, 'change-address-refused-ja-light');
    await button(agent, ja.change.back).click();

    // One that no list has: a large user's own, which the caller confirms.
    await agent.getByLabel(ja.addressField.postcode, { exact: true }).fill('040-8666');
    const isConfirmed = agent.getByLabel(ja.confirmPostcode.caller, { exact: true });
    expect([await isConfirmed.isChecked(), await button(agent, ja.change.next).isDisabled()]).toEqual([false, true]);
    await agent.getByLabel(ja.addressField.town, { exact: true }).fill('北海道函館市本町');
    await screenshot(agent, 'change-address-large-user-ja-light');
    await isConfirmed.check();
    await button(agent, ja.change.next).click();
    await button(agent, ja.change.confirm).click();
    await agent.getByText(ja.change.done).waitFor();
    await agent.getByText('〒040-8666 北海道函館市本町6丁目2-1 田中様方').waitFor();
    await agent.keyboard.press('Escape');
    await closeContact(agent);
  });

  it('for two facts alone only a supervisor can be asked, by another button', async () => {
    await openAccount(other, 'takahashi55');
    await proveTwoFacts(other, takahashi);
    await other.getByText(ja.reach.asks).waitFor();
    await button(other, changeAddress).click();
    await other.getByText(ja.change.asksSentence).waitFor();
    await fillAddress(other, '1丁目9-3');
    await other.keyboard.press('Enter');
    await other.getByText(ja.noticePlanned.card).waitFor();
    expect(await button(other, ja.change.confirm).count()).toBe(0);
    await button(other, ja.change.ask).click();
    await other.getByText(ja.change.asked).waitFor();
    await other.getByRole('dialog').getByRole('button', { name: ja.act.close }).last().click();
    await other.getByText(ja.approvalAct.account.changeAddress).first().waitFor();
    expect(await rows('account').where({ login_id: 'takahashi55' }).pluck('delivery_postcode')).toEqual(['0700032']);
  });

  it('who sees what would change, why and what was proven, and grants it', async () => {
    await supervisor.getByRole('link', { name: new RegExp(ja.frame.approvals) }).click();
    await supervisor.getByRole('link', { name: new RegExp(ja.approvalAct.account.changeAddress) }).click();
    const facts = supervisor.getByRole('region', { name: ja.approvalAct.account.changeAddress });
    await facts.getByText('北海道札幌市中央区南二条西1丁目9-3').waitFor();
    await facts.getByText('北海道旭川市二条通8丁目12番地').waitFor();
    await facts.getByText('お引越しのため').waitFor();
    await facts.getByText(`${ja.fact['birth-date']}：${ja.proof.matched}`).waitFor();
    await button(supervisor, ja.approvals.grant).click();
    await supervisor.getByText(ja.approvals.granted).waitFor();
    const request = supervisor.getByRole('link', { name: new RegExp(ja.approvalAct.account.changeAddress) });
    await request.waitFor({ state: 'detached' });
  });

  it('then the account has the address, and its timeline both names; a card tells the old address', async () => {
    await other.getByText('北海道札幌市中央区南二条西1丁目9-3').waitFor();
    const approved = ja.eventFact.approvedBy.replace('{{name}}', nameOf('supervisor'));
    await other.getByRole('listitem').filter({ hasText: approved }).getByText(colleague).waitFor();
    expect(await rows('notice_card').pluck('postcode')).toEqual(['0700032']);
    await screenshot(other, 'change-address-approved-ja-light');
  });

  it('which an admin prints, posts and marks as posted', async () => {
    const admin = await desk.page();
    await signIn(admin, 'admin');
    await admin.getByRole('link', { name: ja.frame.cards, exact: true }).click();
    const waiting = admin.getByRole('link', { name: ja.batches.toPost.replace('{{n}}', '1') });
    await waiting.waitFor();
    await screenshot(admin, 'notice-cards-batches-ja-light');
    await waiting.click();
    await admin.getByLabel(ja.noticeCards.all).check();
    await screenshot(admin, 'notice-cards-ja-light', { fullPage: true });
    expect(await stumbles(admin)).toEqual([]);
    const saving = admin.waitForEvent('download');
    await press(admin, ja.noticeCards.print.replace('{{n}}', '1'));
    expect((await saving).suggestedFilename()).toMatch(/^akari-notice-cards-.*\.pdf$/);
    await press(admin, ja.noticeCards.post.replace('{{n}}', '1'));
    await admin.getByText(ja.noticeCards.outcomeFinal).waitFor();
    await screenshot(admin, 'notice-cards-post-ja-light');
    expect(await stumbles(admin)).toEqual([]);
    await press(admin.getByRole('dialog'), ja.noticeCards.confirm);
    await admin.getByText(ja.noticeCards.none).waitFor();
    await other.getByText(ja.event['notice-posted'], { exact: true }).first().waitFor();
    expect(await rows('notice_card').select('state', 'postcode')).toEqual([{ state: 'posted', postcode: '' }]);
  });

  it('or refuses it, and the one who asked reads why', async () => {
    await press(other, changeAddress);
    await fillAddress(other, '3丁目4-5');
    await other.keyboard.press('Enter');
    await button(other, ja.change.ask).click();
    await other.getByText(ja.change.asked).waitFor();
    await other.keyboard.press('Escape');

    await supervisor.getByRole('link', { name: new RegExp(ja.approvalAct.account.changeAddress) }).click();
    expect(await button(supervisor, ja.approvals.refuse).isDisabled()).toBe(true);
    await supervisor.getByLabel(ja.approvals.noteLabel).fill('折り返しのうえ、もう一度ご依頼ください。');
    await button(supervisor, ja.approvals.refuse).click();
    await supervisor.getByText(ja.approvals.refused).waitFor();

    const event = other.getByRole('listitem').filter({ hasText: ja.event['approval-refused'] });
    await event.getByText('折り返しのうえ、もう一度ご依頼ください。').waitFor();
    await event.getByText(nameOf('supervisor')).waitFor();
    expect(await other.getByText('3丁目4-5').count()).toBe(0);
    await closeContact(other);
  });

  it('never by an agent where the customer is protected', async () => {
    await openAccount(agent, 'aoi_h2024');
    await press(agent, ja.contact.startHere);
    await agent.getByText(ja.reach.whyNot.replace('{{why}}', ja.reason['needs-supervisor'])).waitFor();
    expect(await button(agent, changeAddress).isDisabled()).toBe(true);
    await closeContact(agent);
  });

  it('and every step is on a whole audit', async () => {
    const calls = await rows('audit_entry').distinct('call').pluck('call');
    for (const call of ['account.changeAddress', 'approval.open', 'approval.decide']) expect(calls).toContain(call);
    expect((await desk.core.db.snapshot((tx) => verifyAudit(tx))).isWhole).toBe(true);
  });
});
