// Whatever a purge takes is looked for by those that point at it: without an index each look reads a whole table.
import type { Knex } from 'knex';
import { runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> =>
  runAll(knex, [
    `create index outbox_resend on outbox (resend_of) where resend_of is not null`,
    `create index contact_account on contact (account_id) where account_id is not null`,
    `create index call_back_account on call_back (account_id) where account_id is not null`,
    `create index call_back_contact on call_back (contact_id)`,
    `create index approval_contact on approval (contact_id) where contact_id is not null`,
    `create index card_request_contact on card_request (contact_id) where contact_id is not null`,
    `create index card_of_request on card (request_id)`,
    `create index notice_card_account on notice_card (account_id)`,
    `create index incident_event on incident (event_id) where event_id is not null`,
    `create index pending_change_account on pending_change (account_id)`,
  ]);
