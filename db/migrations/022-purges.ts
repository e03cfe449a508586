// Purges (rule 30): runs that two people answer for, what they took, and what keeps a purged customer from coming back.
import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table purge_run (
       id ${d.id},
       state ${d.text} not null check (state in ('asked', 'released', 'running', 'done')),
       through ${d.text} not null,
       account_count ${d.int} not null,
       digest ${d.text} not null,
       asked_by ${d.ref} not null references staff,
       asked_at ${d.text} not null,
       approval_id ${d.ref},
       approved_by ${d.ref} references staff,
       approved_at ${d.text},
       job_id ${d.ref} references job,
       counts ${d.text} not null default '{}',
       first_seq ${d.int},
       last_seq ${d.int},
       started_at ${d.text},
       ended_at ${d.text},
       version ${d.int} not null default 1,
       check (approved_by is null or approved_by <> asked_by),
       check (state = 'asked' or approved_by is not null)
     ) ${d.strict}`,
    // Internal ids alone; they point at nothing once they are purged.
    `create table purge_item (
       run_id ${d.ref} not null references purge_run,
       account_id ${d.ref} not null,
       customer_id ${d.ref} not null,
       open_through ${d.text} not null,
       state ${d.text} not null check (state in ('planned', 'purged', 'kept')),
       reason ${d.text},
       purged_at ${d.text},
       primary key (run_id, account_id)
     ) ${d.keyed}`,
    `create index purge_item_planned on purge_item (run_id, account_id) where state = 'planned'`,
    // Without a run: a restore did it over again.
    `create table purged_account (
       account_id ${d.ref} primary key,
       customer_id ${d.ref} not null,
       run_id ${d.ref} references purge_run
     ) ${d.keyed}`,
    `create table purged_customer (
       customer_hash ${d.text} primary key,
       customer_id ${d.ref} not null,
       run_id ${d.ref} references purge_run
     ) ${d.keyed}`,
    `create table purge_key (
       id ${d.int} primary key check (id = 1),
       key ${d.text} not null
     ) ${d.strict}`,
  ]);
  await knex('purge_key').insert({ id: 1, key: randomBytes(32).toString('hex') });
};
