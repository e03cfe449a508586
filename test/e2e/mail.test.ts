// A demo's mail: what an agent's act causes ends in the console's own mailbox, and an admin sees how mail would leave.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseNow } from '../../db/clock.ts';
import * as outbox from '../../db/outbox.ts';
import { systemEffects } from '../../main/effects.ts';
import { openSender } from '../../main/mail/sender.ts';
import { type KeyStore, noKeyStore } from '../../main/opening/key-store.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looks, openDemoConsole, signIn, stumbles, words } from './console.ts';

describe.each(looks)('mail in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  const kept = new Map<string, string>();
  const keys: KeyStore = {
    isThere: true,
    get: async (of) => kept.get(of) ?? null,
    set: async (of, secret) => void kept.set(of, secret),
  };
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    // One of the two runs on a system that keeps secrets.
    desk = await openDemoConsole(engine, {}, language === 'ja' ? { keys } : {});
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });
  /** As a console that is left running does. */
  const send = async (): Promise<void> => {
    const { db } = desk.core;
    const sender = openSender({
      db,
      keys: noKeyStore,
      effects: systemEffects,
      actor: 'system:mail',
      changed: () => {},
    });
    await sender.send(new AbortController().signal);
    sender.close();
  };

  it('ends in the demo’s mailbox, which says that nothing left the machine', async () => {
    const { db } = desk.core;
    const mail = await db.read('mail_address').whereNotNull('confirmed_at').whereNull('removed_at').first();
    const queued = { accountId: mail.account_id, mailAddressId: mail.id, kind: 'limit-lifted', lapsesAt: null };
    await outbox.add(db.write, { ...queued, messageId: '<shown@akari.invalid>' }, await databaseNow(db.read));
    await send();
    const page = await desk.page({ language, theme });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
    };
    await signIn(page, 'agent', language);
    await page.getByRole('link', { name: text.frame.mail, exact: true }).click();
    const box = page.getByRole('region', { name: text.mail.mailbox, exact: true });
    await box.getByText(text.mail.nothingLeft).waitFor();
    await look('mail-demo-mailbox');
    await box
      .getByRole('row', { name: new RegExp(mail.address.replace(/[+.]/g, '\\$&')) })
      .getByRole('button')
      .first()
      .click();
    await page.getByRole('dialog').getByText('お手続きにお心当たりのない場合は').waitFor();
    await look('mail-demo-one');
  }, 90_000);

  it('is set by an admin, and its texts are looked at before they are in force', async () => {
    const page = await desk.page({ language, theme });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
    };
    await signIn(page, 'admin', language);
    await page.getByRole('link', { name: text.frame.mails, exact: true }).click();
    await page.getByRole('button', { name: text.mail.test }).click();
    await page.getByText(text.mailTrouble['server-missing']).waitFor();
    const sending = page.getByRole('region', { name: text.mail.sending, exact: true });
    await sending.getByRole('switch', { name: text.mail.useServer }).press('Space');
    await sending.getByLabel(text.mail.host, { exact: true }).fill('mail.example.jp');
    await sending.getByRole('button', { name: text.mail.save }).click();
    await sending.getByText(text.refusal['mail-demo-outside']).waitFor();
    await look('mail-admin');
    const sender = page.getByRole('region', { name: text.billSender.title, exact: true });
    await sender.getByLabel(text.billSender.domain, { exact: true }).fill('notice.example.jp');
    await sender.getByRole('button', { name: text.billSender.save }).click();
    await sending.getByText('@notice.example.jp').waitFor();
    await sending.getByLabel(text.mail.host, { exact: true }).fill('127.0.0.1');
    await sending.getByLabel(text.mail.user, { exact: true }).fill('akari');
    await sending.getByRole('button', { name: text.mail.save }).click();
    const secret = page.getByRole('region', { name: text.mailPassword.title, exact: true });
    await secret.getByText(text.mailPassword.missing).waitFor();
    if (language === 'ja') {
      await look('mail-password-missing');
      await secret.getByLabel(text.mailPassword.password, { exact: true }).fill('the password');
      await secret.getByRole('button', { name: text.mailPassword.keep }).click();
      await secret.getByText(text.mailPassword['key-store']).waitFor();
      expect([...kept.values()]).toEqual(['the password']);
    } else await secret.getByText(text.mailPassword.noKeyStore).waitFor();
    await look('mail-password');
    const kind = text.mailKind.withdrawn;
    await page.getByRole('button', { name: text.mail.changeLabel.replace('{{kind}}', kind), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(text.mail.subject, { exact: true }).fill('{ご請求金額}');
    await dialog.getByRole('button', { name: text.mail.preview }).click();
    await dialog.getByText('ご請求金額', { exact: false }).last().waitFor();
    await dialog.getByLabel(text.mail.subject, { exact: true }).fill('退会のお知らせ');
    await dialog.getByRole('button', { name: text.mail.preview }).click();
    await dialog.getByText('見本　花子', { exact: false }).waitFor();
    await look('mail-text');
    await dialog.getByRole('button', { name: text.mail.saveText }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /退会のお知らせ/ }).waitFor();
  }, 90_000);
});
