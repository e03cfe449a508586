// Mails of before as rows with what became of them: for making a demo.
import type { Knex } from 'knex';
import type { MailReason, MailState } from '../main/rules/mail-state.ts';

export type PastMail = {
  readonly messageId: string;
  readonly accountId: number;
  readonly mailAddressId: number;
  readonly billId: number;
  readonly state: MailState;
  readonly reason: MailReason | null;
  readonly code: number | null;
  readonly status: string | null;
  readonly at: string;
  /** When it is tried next; null: it has ended. */
  readonly nextAt: string | null;
  readonly resentBy: number | null;
};

export const addPastMails = async (tx: Knex, mails: readonly PastMail[]): Promise<void> => {
  const rows = mails.map((mail) => ({
    message_id: mail.messageId,
    kind: 'bill',
    account_id: mail.accountId,
    mail_address_id: mail.mailAddressId,
    bill_id: mail.billId,
    state: mail.state,
    resent_by: mail.resentBy,
    created_at: mail.at,
    due_at: mail.nextAt ?? mail.at,
    attempts: 1,
    answer_code: mail.code,
    answer_status: mail.status,
    reason: mail.reason,
    accepted_at: mail.state === 'accepted' || mail.state === 'bounced' ? mail.at : null,
    ended_at: mail.nextAt === null ? mail.at : null,
  }));
  await tx.batchInsert('outbox', rows, 50);
};
