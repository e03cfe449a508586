// Mail at the desk of an admin: how it leaves, what it says, what waits; and what a demo shows of what it "sent".
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import type { KeyStore } from '../../main/opening/key-store.ts';
import { entriesOf } from '../audit/entries-of.ts';
import { queue, sendingTo } from '../mail/sending.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp-server.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { setSenders } from './bills.ts';
import { answerOf, codeOf } from './caller.ts';

describe.each(engines)('mail at an admin’s desk on %s', (engine) => {
  let test: TestDesk;
  let admin: Desk;
  let smtp: TestSmtp;
  /** Of the system; locked, it keeps nothing and says so to nobody. */
  const store = { kept: new Map<string, string>(), isLocked: false };
  const keys: KeyStore = {
    isThere: true,
    get: async (of) => store.kept.get(of) ?? null,
    set: async (of, secret) => void (store.isLocked || store.kept.set(of, secret)),
  };
  beforeAll(async () => {
    [test, smtp] = [await openTestDesk(engine, { keys }), await startSmtp('tls', 'auth')];
    admin = await test.signIn('admin');
  });
  afterAll(async () => {
    await test?.close();
    await smtp?.close();
  });
  const server = (more: object) => ({
    host: '127.0.0.1',
    port: smtp.port(),
    security: 'none' as const,
    user: null,
    ...more,
  });
  const set = async (more: object) => {
    const { version } = answerOf(await admin.call('mail.settings', {}));
    const sending = { ...sendingTo(smtp.port()), server: server(more) };
    return admin.call('mail.setSending', { ...sending, version, requestId: requestId() });
  };
  const troubleNow = async () => answerOf(await admin.call('mail.test', {})).trouble;

  it('is told in one word what keeps mail from leaving', async () => {
    expect(await troubleNow()).toBe('sending-missing');
    answerOf(await set({}));
    expect(await troubleNow()).toBe('domain-missing');
    await setSenders(test.db.write);
    expect(await troubleNow()).toBeNull();
    expect(codeOf(await set({ host: 'mail.example.jp' }))).toBe('mail-not-encrypted');
    answerOf(await set({ security: 'starttls' }));
    // A certificate that no authority of this machine has signed.
    expect(await troubleNow()).toBe('tls');
    const authority = new URL('../fixtures/tls/authority.pem', import.meta.url).pathname;
    process.env.AKARI_SMTP_CA_FILE = authority;
    try {
      expect(await troubleNow()).toBeNull();
      answerOf(await set({ security: 'starttls', user: 'akari' }));
      expect(await troubleNow()).toBe('password-missing');
      process.env.AKARI_SMTP_PASSWORD = 'wrong';
      expect(await troubleNow()).toBe('sign-in');
      expect(answerOf(await admin.call('mail.settings', {})).password).toBe('environment');
      process.env.AKARI_SMTP_PASSWORD = 'the password';
      expect(await troubleNow()).toBeNull();
      delete process.env.AKARI_SMTP_PASSWORD;
      const keep = (password: string) => admin.call('mail.keepPassword', { password, requestId: requestId() });
      store.isLocked = true;
      expect(codeOf(await keep('the password'))).toBe('key-not-kept');
      store.isLocked = false;
      const [kept, entries] = await entriesOf(test.db, () => keep('the password'));
      expect([answerOf(kept), entries]).toMatchObject([{ isKept: true }, [{ call: 'mail.keepPassword', body: {} }]]);
      const settings = answerOf(await admin.call('mail.settings', {}));
      expect(settings).toMatchObject({ password: 'key-store', hasKeyStore: true });
      expect(await troubleNow()).toBeNull();
      for (const table of ['setting', 'request', 'audit_entry', 'account_event'])
        expect(JSON.stringify(await test.db.read(table))).not.toContain('the password');
      answerOf(await set({ security: 'starttls', host: 'localhost', port: 9 }));
      expect(await troubleNow()).toBe('no-connection');
    } finally {
      delete process.env.AKARI_SMTP_CA_FILE;
      delete process.env.AKARI_SMTP_PASSWORD;
    }
    answerOf(await set({}));
    expect(codeOf(await admin.call('mail.keepPassword', { password: 'x', requestId: requestId() }))).toBe(
      'mail-no-user',
    );
  });

  it('writes a text once it can be sent, and keeps each one of before', async () => {
    const kind = 'withdrawn' as const;
    const write = (subject: string, body: string, version: number) =>
      admin.call('mail.setText', { kind, subject, body, version, requestId: requestId() });
    for (const [subject, body, fault] of [
      ['退会\r\nBcc: x@example.com', '承りました。', 'line-break'],
      ['退会', '{ご請求金額}', 'unknown-placeholder'],
      ['退会', '{お名前', 'brace'],
      [' ', '承りました。', 'empty'],
    ] as const) {
      const reply = await write(subject, body, 0);
      expect([codeOf(reply), reply.ok || reply.detail]).toMatchObject(['mail-text-unfit', { fault }]);
    }
    const bill = { kind: 'bill' as const, subject: 'ご請求', body: 'あります', version: 0 };
    expect(codeOf(await admin.call('mail.setText', { ...bill, requestId: requestId() }))).toBe('mail-text-unfit');
    const [written, entries] = await entriesOf(test.db, () =>
      write('退会のお知らせ', '{お名前}さま\r\n承りました。', 0),
    );
    expect([answerOf(written), entries[0]?.body]).toEqual([{ version: 1 }, { kind, version: 1 }]);
    expect(codeOf(await write('別の', '承りました。', 0))).toBe('changed-meanwhile');
    expect(codeOf(await write('退会のお知らせ', '{お名前}さま\n承りました。', 1))).toBe('same-value');
    answerOf(await write('退会', '承りました。', 1));
    const { versions } = answerOf(await admin.call('mail.textHistory', { kind }));
    expect(versions.map(({ version, subject, changedBy }) => [version, subject, changedBy])).toEqual([
      [2, '退会', '三浦 千佳'],
      [1, '退会のお知らせ', '三浦 千佳'],
    ]);
    const preview = answerOf(await admin.call('mail.previewText', { kind, subject: '{サービス名}', body: '{お名前}' }));
    expect(preview).toEqual({ subject: 'あかりでんきWebサービス', body: '見本　花子' });
  });

  it('sees what waits and why, and has it tried at once', async () => {
    const { accountId } = await addCustomer(test.db.write);
    const { id } = await test.db.read('mail_address').where({ account_id: accountId }).first('id');
    const messageId = await queue(test.db.write, { accountId, mailAddressId: id });
    await queue(test.db.write, { accountId, mailAddressId: id });
    const due_at = '2026-11-23T05:00:00.000Z';
    const deferred = { state: 'deferred', reason: 'answered', answer_code: 450, answer_status: '4.2.1', due_at };
    await test.db.write('outbox').where({ message_id: messageId }).update(deferred);
    expect(answerOf(await admin.call('mail.outbox', {}))).toEqual({
      counts: { waiting: 1, deferred: 1 },
      oldestWaitingAt: '2026-11-23T03:00:00.000Z',
      nextTryAt: due_at,
      deferred: [{ reason: 'answered', code: 450, status: '4.2.1', mails: 1 }],
    });
    const [tried, entries] = await entriesOf(test.db, () => admin.call('mail.retryNow', { requestId: requestId() }));
    expect([answerOf(tried), entries[0]?.body]).toEqual([{ mails: 1 }, { mails: 1 }]);
    expect(answerOf(await admin.call('mail.outbox', {})).nextTryAt).toBe('2026-11-23T03:00:00.000Z');
  });

  it('has no demo’s mailbox where there is no demo', async () => {
    expect(codeOf(await admin.call('mail.demoMailbox', {}))).toBe('no-demo-mail');
    expect(codeOf(await admin.call('mail.demoMail', { mailId: 1 }))).toBe('no-demo-mail');
  });
});
