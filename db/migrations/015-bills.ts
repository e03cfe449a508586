// Bills of one or more contracts, what was debited for them, and imports of both.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

const kinds = `('accounts', 'contracts', 'bills', 'debits')`;

/** SQLite changes no check of a table that is there: the table is made anew, its ids going on where they were. */
const widenKinds = (engine: 'sqlite' | 'postgres'): string[] => {
  if (engine === 'postgres')
    return ['import_run', 'import_layout'].flatMap((table) => [
      `alter table ${table} drop constraint ${table}_kind_check`,
      `alter table ${table} add constraint ${table}_kind_check check (kind in ${kinds})`,
    ]);
  return [
    `create table import_run_wider (
       id integer primary key autoincrement,
       kind text not null check (kind in ${kinds}),
       file_name text not null,
       file_sha256 text,
       actor text not null,
       started_at text not null,
       ended_at text,
       state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
       counts text not null default '{}',
       job_id integer references job,
       byte_count integer
     ) strict`,
    `insert into import_run_wider
       select id, kind, file_name, file_sha256, actor, started_at, ended_at, state, counts, job_id, byte_count
       from import_run`,
    `delete from sqlite_sequence where name = 'import_run_wider'`,
    `insert into sqlite_sequence (name, seq) select 'import_run_wider', seq from sqlite_sequence where name = 'import_run'`,
    `drop table import_run`,
    `alter table import_run_wider rename to import_run`,
    `create index import_run_sha256 on import_run (file_sha256)`,
    `create table import_layout_wider (
       kind text not null check (kind in ${kinds}),
       header_sha256 text not null,
       columns text not null,
       used_at text not null,
       primary key (kind, header_sha256)
     ) strict, without rowid`,
    `insert into import_layout_wider select kind, header_sha256, columns, used_at from import_layout`,
    `drop table import_layout`,
    `alter table import_layout_wider rename to import_layout`,
  ];
};

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    // Amounts are yen with tax. Per rate: what it was charged on, tax included, and how much of that is tax.
    `create table bill (
       id ${d.id},
       bill_no ${d.text} not null unique,
       customer_id ${d.ref} not null references customer,
       billing_month ${d.text} not null,
       state ${d.text} not null check (state in ('fixed', 'cancelled')),
       issued_on ${d.text} not null,
       due_on ${d.text} not null,
       payment ${d.text} not null check (payment in ('debit', 'card', 'slip')),
       amount_yen ${d.int} not null,
       standard_yen ${d.int} not null,
       standard_tax_yen ${d.int} not null,
       reduced_yen ${d.int} not null,
       reduced_tax_yen ${d.int} not null,
       created_at ${d.text} not null,
       corrected_at ${d.text},
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create index bill_customer on bill (customer_id, billing_month, id)`,
    `create table bill_line (
       id ${d.id},
       bill_id ${d.ref} not null references bill,
       line_no ${d.int} not null,
       contract_id ${d.ref} not null references contract,
       used_from ${d.text} not null,
       used_through ${d.text} not null,
       read_on ${d.text} not null,
       usage_kwh ${d.int} not null,
       basic_yen ${d.int} not null,
       energy_yen ${d.int} not null,
       fuel_yen ${d.int} not null,
       renewable_yen ${d.int} not null,
       other_yen ${d.int} not null,
       amount_yen ${d.int} not null,
       tax_percent ${d.int} not null check (tax_percent in (0, 8, 10)),
       version ${d.int} not null default 1,
       unique (bill_id, line_no)
     ) ${d.strict}`,
    `create index bill_line_contract on bill_line (contract_id, bill_id)`,
    `create table debit (
       id ${d.id},
       bill_id ${d.ref} not null references bill,
       debited_on ${d.text} not null,
       result ${d.text} not null check (result in ('debited', 'failed')),
       created_at ${d.text} not null,
       version ${d.int} not null default 1,
       unique (bill_id, debited_on)
     ) ${d.strict}`,
    ...widenKinds(d.engine),
  ]);
};
