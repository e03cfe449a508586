// Why a setting was changed: asked for with every change, and told by its history.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  // '' before this version, which asked for a reason and did not keep it.
  await runAll(knex, [`alter table setting_change add column reason ${d.text} not null default ''`]);
};
