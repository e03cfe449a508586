// What every database has whatever it is used for: its kind, its settings, its audit chains.
import type { Knex } from 'knex';
import { dialectOf, forbidChanges, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  const bodyAccount =
    d.engine === 'sqlite'
      ? `integer generated always as (json_extract(body, '$.account')) virtual`
      : `bigint generated always as ((body::jsonb ->> 'account')::bigint) stored`;
  if (d.engine === 'postgres')
    // SQLite's connections define theirs; harnesses replace this one as its owner.
    await knex.raw(`create function akari_now() returns text language sql volatile as
      $$ select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$`);
  await runAll(knex, [
    `create table database_info (
       id ${d.int} primary key check (id = 1),
       kind ${d.text} not null check (kind in ('demo', 'test', 'real')),
       made_at ${d.text} not null,
       made_on ${d.text} not null,
       seed ${d.int}
     ) ${d.strict}`,
    ...forbidChanges(d, 'database_info', ['id']),
    `create table setting (
       key ${d.text} primary key,
       value ${d.text} not null,
       version ${d.int} not null,
       changed_at ${d.text} not null
     ) ${d.strict}`,
    `create table secret (
       name ${d.text} primary key,
       value ${d.text} not null
     ) ${d.strict}`,
    `create table audit_chain (
       chain ${d.int} primary key check (chain between 0 and 63),
       seq ${d.int} not null,
       hash ${d.text} not null
     ) ${d.strict}`,
    `create table audit_entry (
       chain ${d.int} not null references audit_chain,
       seq ${d.int} not null,
       at ${d.text} not null,
       actor ${d.text} not null,
       call ${d.text} not null,
       body ${d.text} not null,
       prev ${d.text} not null,
       hash ${d.text} not null,
       account_id ${bodyAccount},
       primary key (chain, seq)
     ) ${d.keyed}`,
    `create index audit_entry_at on audit_entry (at, chain, seq)`,
    `create index audit_entry_actor on audit_entry (actor, at)`,
    `create index audit_entry_account on audit_entry (account_id, at) where account_id is not null`,
    ...forbidChanges(d, 'audit_entry', ['chain', 'seq']),
  ]);
  await knex('audit_chain').insert(Array.from({ length: 64 }, (_, chain) => ({ chain, seq: 0, hash: '0'.repeat(64) })));
};
