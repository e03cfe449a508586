// What needs a second person: approvals, settings with their history, invitations, and changes made at the desk.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `create table approval (
       id ${d.id},
       act ${d.text} not null,
       account_id ${d.ref} references account,
       content ${d.text} not null,
       digest ${d.text} not null,
       subject_version ${d.int} not null,
       reason ${d.text} not null,
       contact_id ${d.ref} references contact,
       asked_by ${d.ref} not null references staff,
       asked_at ${d.text} not null,
       state ${d.text} not null check (state in ('asked', 'granted', 'refused', 'void')),
       decided_by ${d.ref} references staff,
       decided_at ${d.text},
       decision_note ${d.text},
       version ${d.int} not null default 1,
       check (decided_by is null or decided_by <> asked_by)
     ) ${d.strict}`,
    `create index approval_asked on approval (asked_at) where state = 'asked'`,
    `create index approval_account on approval (account_id)`,
    `create table setting_change (
       id ${d.id},
       key ${d.text} not null,
       old_value ${d.text} not null,
       new_value ${d.text} not null,
       changed_at ${d.text} not null,
       changed_by ${d.ref} not null references staff,
       approved_by ${d.ref} references staff
     ) ${d.strict}`,
    `create index setting_change_key on setting_change (key, id)`,
    `create table staff_invite (
       staff_id ${d.ref} primary key references staff,
       code_hash ${d.text} not null,
       made_by ${d.ref} not null references staff,
       made_at ${d.text} not null,
       expires_at ${d.text} not null
     ) ${d.strict}`,
    // Who set up or re-invited this person, and when: that one's requests they may not decide for a week.
    `alter table staff add column set_by ${d.ref} references staff`,
    `alter table staff add column set_at ${d.text}`,
    `create table pending_change (
       id ${d.id},
       account_id ${d.ref} not null references account,
       field ${d.text} not null,
       subject_id ${d.ref} not null,
       old_value ${d.text} not null,
       new_value ${d.text} not null,
       made_at ${d.text} not null,
       made_by ${d.ref} not null references staff,
       state ${d.text} not null check (state in ('pending', 'confirmed', 'conflict', 'kept', 'given-up')),
       file_value ${d.text},
       settled_at ${d.text},
       settled_by ${d.ref} references staff,
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create index pending_change_open on pending_change (account_id) where state in ('pending', 'conflict', 'kept')`,
    `create table notice_card (
       id ${d.id},
       account_id ${d.ref} not null references account,
       kind ${d.text} not null,
       postcode ${d.text} not null,
       line ${d.text} not null,
       building ${d.text} not null,
       department ${d.text} not null,
       care_of ${d.text} not null,
       state ${d.text} not null check (state in ('waiting')),
       created_at ${d.text} not null
     ) ${d.strict}`,
    `create index notice_card_waiting on notice_card (created_at) where state = 'waiting'`,
    // Rule 10: a change made by phone without a call-back holds the postcard back for a while.
    `alter table account add column delivery_unconfirmed_at ${d.text}`,
    `alter table contract add column application_phone_unconfirmed_at ${d.text}`,
  ]);
};
