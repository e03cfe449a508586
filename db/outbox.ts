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

export type BillMail = { readonly state: 'waiting' | 'sent' | 'refused' | 'bounced'; readonly at: string };

/** Mails that told of a bill, the last one last; one that lapsed unsent counts as never sent. */
export const ofBill = async (tx: Knex, accountId: number, billId: number): Promise<BillMail[]> => {
  const rows: { state: BillMail['state'] | 'lapsed'; at: string; facts: string }[] = await tx('outbox')
    .where({ account_id: accountId, kind: 'bill' })
    .orderBy('id')
    .select({ state: 'state', at: 'created_at', facts: 'facts' });
  return rows.flatMap(({ state, at, facts }) =>
    state !== 'lapsed' && JSON.parse(facts).bill === billId ? [{ state, at }] : [],
  );
};
