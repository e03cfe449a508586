// Legal holds: what must not be purged while one stands. Why it was set stands on the timeline alone.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table legal_hold (
       id ${d.id},
       account_id ${d.ref} not null references account,
       set_by ${d.ref} not null references staff,
       set_at ${d.text} not null,
       lifted_by ${d.ref} references staff,
       lifted_at ${d.text},
       check ((lifted_by is null) = (lifted_at is null))
     ) ${d.strict}`,
    `create unique index legal_hold_standing on legal_hold (account_id) where lifted_at is null`,
    `create index legal_hold_account on legal_hold (account_id)`,
  ]);
};
