// What a batch tells on the timelines of its accounts (rule 16), why one was undone, and what waits, found by an index.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `alter table batch add column undone_note ${d.text}`,
    // The last request whose account has been told of the step: whoever takes a cut-off job up again goes on from there.
    `alter table batch add column released_told ${d.ref} not null default 0`,
    `alter table batch add column generated_told ${d.ref} not null default 0`,
    // In the order in which a batch gathers, and with what it is gathered by: years of requests that are done stay out of it.
    `create index card_request_waiting on card_request (id, asked_at, cause) where state = 'waiting'`,
  ]);
};
