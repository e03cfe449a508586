// Who works here, their sessions, and the answers a repeated request gets. Hashes stand in tables of their own.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table staff (
       id ${d.id},
       login ${d.text} not null,
       login_key ${d.text} not null unique,
       name ${d.text} not null,
       role ${d.text} not null check (role in ('agent', 'supervisor', 'admin', 'auditor')),
       is_active ${d.int} not null default 1 check (is_active in (0, 1)),
       failures ${d.int} not null default 0,
       locked_until ${d.text},
       lock_attempt ${d.text},
       created_at ${d.text} not null,
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create table staff_secret (
       staff_id ${d.ref} primary key references staff,
       password_hash ${d.text} not null,
       changed_at ${d.text} not null
     ) ${d.strict}`,
    `create table set_up_code (
       id ${d.id},
       code_hash ${d.text} not null,
       made_at ${d.text} not null,
       expires_at ${d.text} not null,
       used_at ${d.text}
     ) ${d.strict}`,
    `create table staff_session (
       id ${d.id},
       staff_id ${d.ref} not null references staff,
       host ${d.text} not null,
       started_at ${d.text} not null,
       last_seen_at ${d.text} not null,
       locked_at ${d.text},
       open_account_id ${d.ref},
       account_opened_at ${d.text},
       ended_at ${d.text},
       end_reason ${d.text}
     ) ${d.strict}`,
    `create index staff_session_staff on staff_session (staff_id) where ended_at is null`,
    `create table staff_session_token (
       session_id ${d.ref} primary key references staff_session,
       token_hash ${d.text} not null unique
     ) ${d.strict}`,
    `create table request (
       staff_id ${d.ref} not null references staff,
       request_id ${d.text} not null,
       call ${d.text} not null,
       input_sha256 ${d.text} not null,
       output ${d.text} not null,
       at ${d.text} not null,
       primary key (staff_id, request_id)
     ) ${d.strict}`,
    `create index request_at on request (at)`,
  ]);
};
