// Customers, their contracts and accounts, the credentials of those accounts, and what happened to them.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  const flag = (name: string, value: 0 | 1): string =>
    `${name} ${d.int} not null default ${value} check (${name} in (0, 1))`;
  await runAll(knex, [
    `create table customer (
       id ${d.id},
       customer_no ${d.text} not null unique,
       kind ${d.text} not null check (kind in ('person', 'sole-trader', 'organisation', 'unknown')),
       name ${d.text} not null,
       name_kana ${d.text} not null,
       birth_on ${d.text},
       created_at ${d.text} not null,
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create table contact_phone (
       id ${d.id},
       customer_id ${d.ref} not null references customer,
       position ${d.int} not null,
       number ${d.text} not null,
       digits ${d.text} not null,
       recorded_at ${d.text} not null,
       source ${d.text} not null check (source in ('import', 'console', 'portal')),
       unique (customer_id, position)
     ) ${d.strict}`,
    `create index contact_phone_digits on contact_phone (digits, customer_id)`,
    `create table account (
       id ${d.id},
       customer_id ${d.ref} not null references customer,
       login_id ${d.text} not null,
       login_key ${d.text} not null unique,
       status ${d.text} not null check (status in ('active', 'withdrawn')),
       registered_on ${d.text} not null,
       withdrawn_at ${d.text},
       login_changed_at ${d.text},
       delivery_postcode ${d.text} not null,
       delivery_line ${d.text} not null,
       delivery_building ${d.text} not null default '',
       delivery_department ${d.text} not null default '',
       delivery_care_of ${d.text} not null default '',
       delivery_changed_at ${d.text},
       ${flag('wants_notices', 0)},
       ${flag('is_protected', 0)},
       ${flag('is_do_not_post', 0)},
       source_updated_on ${d.text},
       created_at ${d.text} not null,
       version ${d.int} not null default 1,
       name_key ${d.text} not null,
       kana_key ${d.text} not null,
       address_key ${d.text} not null,
       municipality_code ${d.int} not null
     ) ${d.strict}`,
    `create index account_customer on account (customer_id)`,
    `create table former_login_id (
       id ${d.id},
       account_id ${d.ref} not null references account,
       login_id ${d.text} not null,
       login_key ${d.text} not null,
       until ${d.text} not null
     ) ${d.strict}`,
    `create index former_login_id_key on former_login_id (login_key)`,
    `create index former_login_id_account on former_login_id (account_id)`,
    `create table mail_address (
       id ${d.id},
       account_id ${d.ref} not null references account,
       position ${d.int} check (position between 1 and 3),
       address ${d.text} not null,
       address_key ${d.text} not null,
       created_at ${d.text} not null,
       confirmed_at ${d.text},
       removed_at ${d.text},
       unique (account_id, position)
     ) ${d.strict}`,
    `create index mail_address_key on mail_address (address_key, account_id)`,
    `create table contract (
       id ${d.id},
       contract_no ${d.text} not null unique,
       supply_point_no ${d.text} not null,
       customer_id ${d.ref} not null references customer,
       plan ${d.text} not null,
       started_on ${d.text} not null,
       ended_on ${d.text},
       end_recorded_on ${d.text},
       supply_postcode ${d.text} not null,
       supply_line ${d.text} not null,
       supply_building ${d.text} not null default '',
       application_phone ${d.text},
       application_phone_digits ${d.text},
       ${flag('is_mail_eligible', 1)},
       created_at ${d.text} not null,
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create index contract_supply_point on contract (supply_point_no)`,
    `create unique index contract_running on contract (supply_point_no) where ended_on is null`,
    `create index contract_customer on contract (customer_id)`,
    `create table account_contract (
       id ${d.id},
       account_id ${d.ref} not null references account,
       contract_id ${d.ref} not null references contract,
       from_on ${d.text} not null,
       to_on ${d.text}
     ) ${d.strict}`,
    `create index account_contract_account on account_contract (account_id, to_on, contract_id)`,
    `create index account_contract_contract on account_contract (contract_id, account_id)`,
    `create unique index account_contract_current on account_contract (contract_id) where to_on is null`,
    `create table credential (
       id ${d.id},
       account_id ${d.ref} not null references account,
       state ${d.text} not null check (state in ('staged', 'current', 'void')),
       ${flag('is_initial', 1)},
       issued_at ${d.text} not null,
       posted_at ${d.text},
       expires_on ${d.text},
       changed_at ${d.text},
       failures ${d.int} not null default 0,
       last_failure_at ${d.text},
       last_failure_factor ${d.text} check (last_failure_factor in ('password', 'phone')),
       last_success_at ${d.text},
       locked_until ${d.text},
       lock_attempt ${d.text},
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create unique index credential_current on credential (account_id) where state = 'current'`,
    `create index credential_account on credential (account_id)`,
    `create table credential_secret (
       credential_id ${d.ref} primary key references credential,
       password_hash ${d.text} not null
     ) ${d.strict}`,
    `create table unknown_login (
       login_hmac ${d.text} primary key,
       failures ${d.int} not null,
       locked_until ${d.text},
       last_failure_at ${d.text} not null
     ) ${d.strict}`,
    `create index unknown_login_at on unknown_login (last_failure_at)`,
    `create table account_event (
       id ${d.id},
       account_id ${d.ref} not null references account,
       at ${d.text} not null,
       kind ${d.text} not null,
       actor ${d.text} not null,
       contact_id ${d.ref},
       facts ${d.text} not null default '{}',
       note ${d.text}
     ) ${d.strict}`,
    `create index account_event_account on account_event (account_id, id)`,
    `create table import_run (
       id ${d.id},
       kind ${d.text} not null check (kind in ('accounts', 'contracts')),
       file_name ${d.text} not null,
       file_sha256 ${d.text},
       actor ${d.text} not null,
       started_at ${d.text} not null,
       ended_at ${d.text},
       state ${d.text} not null check (state in ('running', 'done', 'failed', 'cancelled')),
       counts ${d.text} not null default '{}'
     ) ${d.strict}`,
  ]);
};
