// The telephone call ("contact"), what was proven in it, the call-backs promised in it, and the mail it causes.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table contact (
       id ${d.id},
       staff_id ${d.ref} not null references staff,
       session_id ${d.ref} not null references staff_session,
       customer_id ${d.ref} references customer,
       account_id ${d.ref} references account,
       topic ${d.text} not null,
       opened_at ${d.text} not null,
       last_active_at ${d.text} not null,
       facts_from ${d.text} not null,
       closed_at ${d.text},
       outcome ${d.text} check (outcome in ('closed', 'failed', 'lapsed')),
       category ${d.text},
       proxy_relation ${d.text},
       has_consent ${d.int} not null default 0 check (has_consent in (0, 1)),
       has_attorney ${d.int} not null default 0 check (has_attorney in (0, 1)),
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create unique index contact_open on contact (staff_id) where closed_at is null`,
    `create index contact_customer on contact (customer_id, opened_at)`,
    `create table verification (
       id ${d.id},
       contact_id ${d.ref} not null references contact,
       fact ${d.text} not null,
       outcome ${d.text} not null check (outcome in ('ticked', 'matched', 'missed')),
       at ${d.text} not null
     ) ${d.strict}`,
    `create index verification_contact on verification (contact_id)`,
    `create table call_back (
       id ${d.id},
       contact_id ${d.ref} not null references contact,
       account_id ${d.ref} references account,
       promised_by ${d.ref} not null references staff,
       promised_at ${d.text} not null,
       due_at ${d.text} not null,
       state ${d.text} not null check (state in ('open', 'done', 'not-reached')),
       settled_at ${d.text},
       settled_by ${d.ref} references staff,
       note ${d.text},
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create index call_back_open on call_back (due_at) where state = 'open'`,
    `create table outbox (
       id ${d.id},
       message_id ${d.text} not null unique,
       kind ${d.text} not null,
       account_id ${d.ref} not null references account,
       mail_address_id ${d.ref} not null references mail_address,
       state ${d.text} not null check (state in ('waiting', 'lapsed')),
       created_at ${d.text} not null,
       lapses_at ${d.text},
       facts ${d.text} not null default '{}'
     ) ${d.strict}`,
    `create index outbox_waiting on outbox (created_at) where state = 'waiting'`,
    `create index outbox_account on outbox (account_id)`,
  ]);
};
