// All that has to be set before any mail can leave, read together.
import type { Knex } from 'knex';
import { billSenderOf } from '../../db/bill-settings.ts';
import { type KeptText, type MailSending, mailSendingOf, textsInForce } from '../../db/mail-settings.ts';
import { type SenderText, senderOf } from '../../db/print-settings.ts';
import * as settings from '../../db/settings.ts';
import { initialTexts, isMailKind, type MailKind, type MailText } from '../rules/mail-text.ts';
import { type Policy, policyOf } from '../rules/policy.ts';

export type MailSetup = {
  readonly sending: MailSending;
  readonly domain: string;
  readonly company: SenderText;
  readonly texts: Readonly<Record<MailKind, MailText>>;
  readonly policy: Policy;
  readonly secret: string;
};
export type SetupFault = 'sending-missing' | 'domain-missing' | 'company-missing' | 'server-missing';

const textsOf = (kept: readonly KeptText[]): Readonly<Record<MailKind, MailText>> => {
  const texts = { ...initialTexts };
  for (const { kind, subject, body } of kept) if (isMailKind(kind)) texts[kind] = { subject, body };
  return texts;
};

/** @param needsServer a demo's mailbox needs none */
export const readMailSetup = async (tx: Knex, needsServer: boolean): Promise<MailSetup | SetupFault> => {
  const sending = (await mailSendingOf(tx))?.value;
  if (!sending) return 'sending-missing';
  if (needsServer && !sending.server) return 'server-missing';
  const domain = (await billSenderOf(tx))?.value.mailDomain;
  if (!domain) return 'domain-missing';
  const company = (await senderOf(tx))?.value.sender;
  if (!company) return 'company-missing';
  return {
    sending,
    domain,
    company,
    texts: textsOf(await textsInForce(tx)),
    policy: policyOf(await settings.numbers(tx)),
    secret: await settings.secret(tx, 'return-path'),
  };
};
