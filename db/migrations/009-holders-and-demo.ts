// Customers without an account on the line, call-backs tried in vain, and how a demo was made.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    // Which numbers were shown for dialling in a call; the timeline tells it as well, but not everybody has one.
    `create table contact_dial (
       id ${d.id},
       contact_id ${d.ref} not null references contact,
       phone_id ${d.ref} not null,
       at ${d.text} not null
     ) ${d.strict}`,
    `create index contact_dial_contact on contact_dial (contact_id)`,
    `alter table staff_session add column open_customer_id ${d.ref}`,
    `alter table staff_session add column customer_opened_at ${d.text}`,
    `alter table call_back add column attempts ${d.int} not null default 0`,
    `alter table call_back add column last_tried_at ${d.text}`,
    // Each making of a demo's people, the newest last: a renewal keeps the database and its audit.
    `create table demo_making (
       id ${d.id},
       made_at ${d.text} not null,
       made_on ${d.text} not null,
       seed ${d.int} not null,
       accounts ${d.int} not null
     ) ${d.strict}`,
  ]);
};
