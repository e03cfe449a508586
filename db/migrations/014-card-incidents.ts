// Incidents are looked for by what is still to be reported, and say who made each report.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    // A card reaches a wrong person once.
    `create unique index incident_card on incident (card_id)`,
    `create index incident_open on incident (first_report_due_on, id) where final_reported_on is null`,
    `alter table incident add column first_reported_by ${d.ref} references staff`,
    `alter table incident add column final_reported_by ${d.ref} references staff`,
    // Where what happened stands in words: notes are kept on the timeline alone, where a purge finds them.
    `alter table incident add column event_id ${d.ref} references account_event`,
  ]);
};
