// The mailbox of a demo, in which all mail ends.
import type { Knex } from 'knex';

export type DemoMail = {
  readonly outboxId: number;
  readonly at: string;
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
};
const columns = {
  outboxId: 'd.outbox_id',
  at: 'd.at',
  sender: 'd.sender',
  recipient: 'd.recipient',
  subject: 'd.subject',
};

/** A second copy of the same mail is dropped, as receivers do. */
export const add = async (tx: Knex, mail: DemoMail): Promise<void> => {
  const { outboxId, ...rest } = mail;
  await tx('demo_mail')
    .insert({ outbox_id: outboxId, ...rest })
    .onConflict('outbox_id')
    .ignore();
};

/** Newest first, without their texts. */
export const page = (tx: Knex, before: number | null, limit: number): Promise<Omit<DemoMail, 'body'>[]> => {
  const query = tx('demo_mail as d').orderBy('d.outbox_id', 'desc').limit(limit).select(columns);
  return before === null ? query : query.where('d.outbox_id', '<', before);
};

export const byId = async (tx: Knex, outboxId: number): Promise<DemoMail | null> =>
  (await tx('demo_mail as d')
    .where('d.outbox_id', outboxId)
    .first({ ...columns, body: 'd.body' })) ?? null;
