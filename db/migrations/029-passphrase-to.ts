// Whom a batch's passphrase is for: the print house's key, or the eyes of who made it (rule 15); and how its cards stand.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    `alter table batch add column passphrase_to ${d.text} check (passphrase_to in ('house', 'maker'))`,
    // When who made it typed its last group back: only then is anything drawn.
    `alter table batch add column passphrase_noted_at ${d.text}`,
    // How a batch stands is read once a second while somebody looks on: a hundred thousand cards by the index alone.
    `create index card_standing on card (batch_id, part, state, print_result)`,
  ]);
};
