// Since when a contract has been its present customer's, where it was another one's before (名義変更).
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> =>
  runAll(knex, [`alter table contract add column held_since ${dialectOf(knex).text}`]);
