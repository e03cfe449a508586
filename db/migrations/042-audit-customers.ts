// Whom an entry of the audit is about, where it names a customer and no account of theirs: a disclosure asks for it.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const body =
    dialectOf(knex).engine === 'sqlite'
      ? `integer generated always as (json_extract(body, '$.customer')) virtual`
      : `bigint generated always as ((body::jsonb ->> 'customer')::bigint) stored`;
  await runAll(knex, [
    `alter table audit_entry add column customer_id ${body}`,
    `create index audit_entry_customer on audit_entry (customer_id, at) where customer_id is not null`,
  ]);
};
