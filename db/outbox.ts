// Mail to be sent after the transaction that caused it: one row a recipient, its Message-ID made with it.
import type { Knex } from 'knex';

export const add = async (
  tx: Knex,
  mail: { messageId: string; kind: string; accountId: number; mailAddressId: number; lapsesAt: string | null },
  now: string,
): Promise<void> => {
  await tx('outbox').insert({
    message_id: mail.messageId,
    kind: mail.kind,
    account_id: mail.accountId,
    mail_address_id: mail.mailAddressId,
    state: 'waiting',
    created_at: now,
    lapses_at: mail.lapsesAt,
  });
};
