// What a demo "sent": mail that never left the machine, as a server would have got it.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table demo_mail (
       outbox_id ${d.ref} primary key references outbox,
       at ${d.text} not null,
       sender ${d.text} not null,
       recipient ${d.text} not null,
       subject ${d.text} not null,
       body ${d.text} not null
     ) ${d.keyed}`,
  ]);
};
