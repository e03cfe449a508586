// "The mail did not come": told why, mended, confirmed by the customer, sent again, and seen where it arrives.
import { simpleParser } from 'mailparser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as register from '../../db/register.ts';
import { openPortal, type Portal } from '../../main/portal.ts';
import { setUpSending } from '../mail/sending.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp-server.ts';
import { screenshot } from '../setup/chromium.ts';
import { noon } from '../setup/desk.ts';
import { type Console, looksIn, openDemoConsole, patient, signIn, stumbles, words } from './console.ts';
import { callBack, closeContact, openAccount, press, proveTwoFacts, sato } from './steps.ts';

describe.each(looksIn('en'))('the mail that did not come, in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let smtp: TestSmtp;
  let desk: Console & { remove: () => Promise<void> | void };
  let portal: Portal;
  let page: Page;
  beforeAll(async () => {
    smtp = await startSmtp('keep');
    // A console that is left running sends by itself.
    desk = await openDemoConsole(engine, {}, { looksAfterJobs: true });
    await setUpSending(desk.core.db.write, smtp.port());
    portal = openPortal(desk.core.db);
    page = await desk.page({ language, theme });
    await signIn(page, 'agent', language);
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
    await smtp?.close();
  });
  const bills = () => page.getByRole('region', { name: text.bills.title, exact: true });
  const ask = async (what: string, place: number): Promise<void> => {
    await bills().scrollIntoViewIfNeeded();
    await bills()
      .getByRole('button', { name: new RegExp(what.replace('?', '\\?')) })
      .nth(place)
      .click();
  };
  const closed = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const look = async (name: string): Promise<void> => {
    await screenshot(page, `${name}-${language}-${theme}`);
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const received = async (address: string) => {
    const mails = await Promise.all(smtp.mails().map((mail) => simpleParser(mail)));
    return mails.filter(({ to }) => to && !Array.isArray(to) && to.text.includes(address));
  };

  it('since the contract is not eligible, which nobody is told before they are verified', async () => {
    await openAccount(page, 'otsuka-minoru', language);
    await ask(text.bills.whyNoMail, 1);
    await page.getByText(text.noMail.general).waitFor();
    expect(await page.getByText(text.noMailSay['not-eligible']).count()).toBe(0);
    await page.getByText(text.mails.none).waitFor();
    await look('no-mail-not-eligible');
    await closed();
  }, 60_000);

  it('since the address had a typo: mended, confirmed by the customer, sent again', async () => {
    const right = 't.saitou@example.jp';
    const row = await desk.core.db.read('customer').where({ name: '齋藤　隆' }).first('customer_no', 'birth_on');
    await openAccount(page, 'saitotks', language);
    await proveTwoFacts(page, { customerNo: row.customer_no, birthDate: row.birth_on }, language);
    await callBack(page, language);
    await ask(text.bills.whyNoMail, 0);
    await page.getByText(text.noMailSay['address-bounced']).waitFor();
    await look('no-mail-typo');
    await press(page, text.noMailAct['change-mail']);
    const what = text.field['mail-address'];
    await page.getByLabel(text.change.newValue.replace('{{what}}', what), { exact: true }).fill(right);
    await page.getByLabel(text.change.reason, { exact: true }).fill('つづりの訂正');
    await press(page, text.change.next);
    await press(page, text.changeConfirm.change);
    await page.getByText(text.change.done).waitFor();
    await closed();

    await expect.poll(async () => (await received(right)).length, patient).toBe(1);
    const [question] = await received(right);
    // Nothing of the customer stands in it: nobody knows yet who reads it.
    expect(question?.text).not.toContain('齋藤');
    const token = /#(\S+)/.exec(question?.text ?? '')?.[1] ?? '';
    expect(await portal.confirmAddress(token)).toEqual({ answer: 'confirmed' });

    await ask(text.bills.resend, 0);
    await press(page, text.resend.confirm.replace('{{n, number}}', '1'));
    await page.getByText(text.mailState.accepted).waitFor(patient);
    await look('no-mail-sent-again');
    const [, notice] = await received(right);
    expect(notice?.text).toContain('齋藤');
    await closed();
    await closeContact(page, language);
  }, 90_000);

  it('at one of two addresses: the other one gets it', async () => {
    const account = await desk.core.db.read('account').where({ login_key: 'hanako_sato' }).first('id');
    const nobody = { address: 'nobody.sato@example.jp', addressKey: 'nobody.sato@example.jp', confirmedAt: noon };
    await register.addMailAddress(desk.core.db.write, { accountId: Number(account.id), position: 2, ...nobody }, noon);
    await openAccount(page, 'Hanako_Sato', language);
    await proveTwoFacts(page, sato, language);
    await ask(text.bills.resend, 1);
    await press(page, text.resend.confirm.replace('{{n, number}}', '2'));
    await page.getByText(text.mailState.refused, { exact: true }).waitFor(patient);
    const told = [text.mailKind.bill, text.mailState.refused, text.mailReason.answered].join(text.login.separator);
    await page.getByText(told).waitFor(patient);
    await page.getByText(text.mails.answered.replace('{{answer}}', '550 5.1.1')).waitFor();
    await look('no-mail-two-addresses');
    expect((await received('hanako.sato@example.jp')).length).toBe(1);
    expect(smtp.log().map(({ what, to }) => [what, to])).toContainEqual(['nobody', nobody.address]);
    await closed();
    // Nothing more goes there until its owner confirms it.
    await ask(text.bills.resend, 1);
    expect(await page.getByRole('checkbox', { name: /^n\*+/ }).isDisabled()).toBe(true);
    await page.getByText(text.addressOff.bounced).waitFor();
    await closed();
  }, 90_000);
});
