// Each attempt at a batch's files writes into a folder of its own: which of them counts is decided with the batch's state.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [`alter table batch add column files_at ${d.text}`]);
};
