// Mails that tell of meter readings and of debits (rule 19), each once to an address beside the bill's own.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `alter table outbox add column debit_id ${d.ref} references debit`,
    `create index outbox_debit on outbox (debit_id) where debit_id is not null`,
    `drop index outbox_notice`,
    `create unique index outbox_notice on outbox (bill_id, mail_address_id, kind, coalesce(debit_id, 0))
       where bill_id is not null and resent_by is null`,
    // Set by the file that brings it while such mail is wished for: all that came before stays told, without a write.
    `alter table debit add column is_untold ${d.int} not null default 0 check (is_untold in (0, 1))`,
    `create index debit_untold on debit (debited_on, id) where is_untold = 1`,
  ]);
};
