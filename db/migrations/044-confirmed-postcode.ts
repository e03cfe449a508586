// The large user's postcode that somebody confirmed, as a copy: whatever brings another one makes the confirmation void.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> =>
  runAll(knex, [`alter table account add column delivery_confirmed_postcode ${dialectOf(knex).text}`]);
