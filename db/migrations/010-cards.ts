// Postcards with credentials: who asked for one, the batches they are printed in, and what became of each card.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    // What a card says is read when its batch is generated; what was mended (rule 7) prints in its place.
    `create table card_request (
       id ${d.id},
       account_id ${d.ref} not null references account,
       cause ${d.text} not null,
       state ${d.text} not null check (state in ('waiting', 'in-batch', 'dropped-out', 'cancelled', 'done')),
       asked_by ${d.ref} references staff,
       asked_at ${d.text} not null,
       contact_id ${d.ref} references contact,
       approved_by ${d.ref} references staff,
       drop_code ${d.text},
       drop_detail ${d.text},
       dropped_at ${d.text},
       mended_name ${d.text},
       mended_postcode ${d.text},
       mended_line ${d.text},
       mended_building ${d.text},
       mended_by ${d.ref} references staff,
       ended_at ${d.text},
       version ${d.int} not null default 1,
       check (approved_by is null or approved_by <> asked_by)
     ) ${d.strict}`,
    `create unique index card_request_open on card_request (account_id)
       where state in ('waiting', 'in-batch', 'dropped-out')`,
    `create index card_request_account on card_request (account_id, id)`,
    `create index card_request_state on card_request (asked_at, id) where state in ('waiting', 'in-batch', 'dropped-out')`,
    `create table batch (
       id ${d.id},
       state ${d.text} not null check (state in
         ('made', 'released', 'generating', 'generated', 'printed', 'posted', 'reconciled', 'undone')),
       layout ${d.text} not null,
       planned_posting_on ${d.text} not null,
       valid_through ${d.text} not null,
       card_count ${d.int} not null,
       digest ${d.text} not null,
       made_by ${d.ref} not null references staff,
       made_at ${d.text} not null,
       released_by ${d.ref} references staff,
       released_at ${d.text},
       job_id ${d.ref},
       generated_at ${d.text},
       reconciled_at ${d.text},
       undone_by ${d.ref} references staff,
       undone_at ${d.text},
       files_deleted_at ${d.text},
       version ${d.int} not null default 1,
       check (released_by is null or released_by <> made_by),
       check (state in ('made', 'undone') or released_by is not null)
     ) ${d.strict}`,
    `create index batch_open on batch (id) where state not in ('reconciled', 'undone')`,
    `create table batch_part (
       id ${d.id},
       batch_id ${d.ref} not null references batch,
       part ${d.int} not null,
       card_count ${d.int} not null,
       file_name ${d.text} not null,
       file_sha256 ${d.text} not null,
       file_bytes ${d.int} not null,
       state ${d.text} not null check (state in ('generated', 'printed', 'posted')),
       posted_on ${d.text},
       posted_by ${d.ref} references staff,
       version ${d.int} not null default 1,
       unique (batch_id, part)
     ) ${d.strict}`,
    `create table card (
       id ${d.id},
       batch_id ${d.ref} not null references batch,
       request_id ${d.ref} not null references card_request,
       account_id ${d.ref} not null references account,
       account_version ${d.int} not null,
       credential_id ${d.ref} references credential,
       serial ${d.text} unique,
       part ${d.int},
       page ${d.int},
       barcode_reason ${d.text},
       state ${d.text} not null check (state in
         ('planned', 'dropped-out', 'generated', 'pulled', 'posted', 'returned', 'void', 'undone')),
       print_result ${d.text} check (print_result in ('printed', 'spoiled', 'rerun', 'pulled')),
       printed_on ${d.text},
       posted_on ${d.text},
       returned_on ${d.text},
       return_reason ${d.text},
       version ${d.int} not null default 1,
       unique (batch_id, request_id)
     ) ${d.strict}`,
    `create index card_account on card (account_id, id)`,
    `create index card_credential on card (credential_id)`,
    `create index card_part on card (batch_id, part, page)`,
    // A card that reached a wrong person (個人情報保護法 26条): the two reports to the authority have dates to keep.
    `create table incident (
       id ${d.id},
       card_id ${d.ref} not null references card,
       account_id ${d.ref} not null references account,
       noticed_on ${d.text} not null,
       first_report_due_on ${d.text} not null,
       final_report_due_on ${d.text} not null,
       first_reported_on ${d.text},
       final_reported_on ${d.text},
       recorded_by ${d.ref} not null references staff,
       recorded_at ${d.text} not null,
       version ${d.int} not null default 1
     ) ${d.strict}`,
    `create index incident_account on incident (account_id)`,
    // Days that the table of national holidays does not know: the company's own, and corrections of the table.
    `create table calendar_day (
       day ${d.text} primary key,
       kind ${d.text} not null check (kind in ('company', 'holiday', 'no-holiday')),
       set_by ${d.ref} not null references staff,
       set_at ${d.text} not null
     ) ${d.keyed}`,
  ]);
};
