// Since when a mail is put off: three days are counted from the first no, and not from what caused it (rule 22).
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `alter table outbox add column deferred_since ${d.text}`,
    `update outbox set deferred_since = created_at where state in ('sending', 'deferred') and reason is not null`,
  ]);
};
