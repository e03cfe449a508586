// What sending needs in tests: a sender that is set up, and customers with mail that waits.
import type { Knex } from 'knex';
import { type MailSending, mailSendingOf, setMailSending } from '../../db/mail-settings.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { type Delivery, type DeliveryReport, deliverDue } from '../../main/mail/deliver.ts';
import { readMailSetup } from '../../main/mail/setup.ts';
import { openSmtpCarrier } from '../../main/mail/smtp-carrier.ts';
import { setSenders } from '../door/bills.ts';
import { noon } from '../setup/desk.ts';

export const sendingTo = (port: number, more: Partial<MailSending> = {}): MailSending => ({
  server: { host: '127.0.0.1', port, security: 'none', user: null },
  senderName: 'あかり電力',
  senderLocal: 'info',
  billUrl: 'https://web.akari.example.jp/bills',
  confirmUrl: 'https://web.akari.example.jp/confirm',
  connections: 5,
  perMinute: null,
  noticesFrom: null,
  ...more,
});

/** Once for each database; a demo has settings of its own, which keep its mail to itself. */
export const setUpSending = async (tx: Knex, port: number, more: Partial<MailSending> = {}): Promise<void> => {
  const before = await mailSendingOf(tx);
  if (!before) await setSenders(tx);
  await setMailSending(tx, sendingTo(port, more), before?.version ?? 0, noon);
};

let serial = 0;
export const queue = async (
  tx: Knex,
  mail: { accountId: number; mailAddressId: number; kind?: string; lapsesAt?: string | null },
  now = noon,
): Promise<string> => {
  serial += 1;
  const messageId = `<${serial}.${mail.mailAddressId}@akari.invalid>`;
  const { kind = 'limit-lifted', lapsesAt = null, accountId, mailAddressId } = mail;
  await outbox.add(tx, { messageId, kind, accountId, mailAddressId, lapsesAt }, now);
  return messageId;
};

type How = { silenceMilliseconds?: number; password?: string; note?: NonNullable<Delivery['note']> };
/** Sends what is due, as `akari mail deliver` does. */
export const deliver = async (db: Database, more: How = {}): Promise<DeliveryReport> => {
  const setup = await readMailSetup(db.write, true);
  if (typeof setup === 'string' || !setup.sending.server) throw new Error(`mail is not set up: ${setup}`);
  const { sending } = setup;
  const carrier = openSmtpCarrier({
    sending,
    server: setup.sending.server,
    connections: sending.connections,
    password: more.password ?? null,
    silenceMilliseconds: more.silenceMilliseconds ?? 20_000,
  });
  try {
    const signal = new AbortController().signal;
    return await deliverDue({
      db,
      carrier,
      setup,
      actor: 'system:mail',
      signal,
      changed: () => {},
      ...(more.note && { note: more.note }),
    });
  } finally {
    carrier.close();
  }
};
