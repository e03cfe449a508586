// What is done once each Tokyo day: a row for each day and chore, so that two consoles do not both do it.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table daily_chore (
       day ${d.text} not null,
       chore ${d.text} not null,
       state ${d.text} not null check (state in ('running', 'done', 'failed')),
       found ${d.text} not null default '{}',
       fence ${d.int} not null default 1,
       lease_until ${d.text} not null,
       started_at ${d.text} not null,
       ended_at ${d.text},
       primary key (day, chore)
     ) ${d.keyed}`,
    `create index daily_chore_done on daily_chore (chore, day) where state = 'done'`,
  ]);
};
