// Long work: who holds it, how far it is, how it ended; and what imports remember beside it.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table job (
       id ${d.id},
       kind ${d.text} not null,
       state ${d.text} not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
       input ${d.text} not null,
       cursor ${d.text} not null default '',
       progress ${d.text} not null default '{}',
       result ${d.text},
       owner ${d.text},
       lease_until ${d.text} not null,
       fence ${d.int} not null default 0,
       is_cancel_asked ${d.int} not null default 0,
       made_by ${d.ref} references staff,
       made_at ${d.text} not null,
       started_at ${d.text},
       ended_at ${d.text}
     ) ${d.strict}`,
    `create index job_open on job (kind) where state in ('waiting', 'running')`,
    `create index job_kind on job (kind, id)`,
    `alter table import_run add column job_id ${d.ref} references job`,
    `alter table import_run add column byte_count ${d.int}`,
    `create index import_run_sha256 on import_run (file_sha256)`,
    // How a file with this header was read last. Of the header only a digest: a stranger's may hold data.
    `create table import_layout (
       kind ${d.text} not null check (kind in ('accounts', 'contracts')),
       header_sha256 ${d.text} not null,
       columns ${d.text} not null,
       used_at ${d.text} not null,
       primary key (kind, header_sha256)
     ) ${d.keyed}`,
  ]);
};
