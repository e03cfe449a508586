// When a supervisor agreed to a card, and when its return was noted: an agreement covers what was known by then.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const { text } = dialectOf(knex);
  await runAll(knex, [
    `alter table card_request add column approved_at ${text}`,
    `update card_request set approved_at = asked_at where approved_by is not null`,
    `alter table card add column returned_at ${text}`,
    `update card set returned_at = coalesce(
         (select max(e.at) from account_event e where e.account_id = card.account_id and e.kind = 'card-returned'),
         returned_on || 'T15:00:00.000Z')
       where returned_on is not null`,
  ]);
};
