// Requests for disclosure (開示請求): who wants to know what is held on them, and by when they are answered.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table disclosure (
       id ${d.id},
       customer_id ${d.ref} not null references customer,
       received_on ${d.text} not null,
       due_on ${d.text} not null,
       state ${d.text} not null check (state in ('open', 'answered', 'withdrawn')),
       recorded_by ${d.ref} not null references staff,
       recorded_at ${d.text} not null,
       settled_by ${d.ref} references staff,
       settled_at ${d.text},
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create unique index disclosure_open on disclosure (customer_id) where state = 'open'`,
    `create index disclosure_customer on disclosure (customer_id)`,
    `create index disclosure_due on disclosure (due_on, id) where state = 'open'`,
  ]);
};
