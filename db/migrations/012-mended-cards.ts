// What a card's mended text was mended from: once something else is registered, it no longer stands.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> =>
  runAll(knex, [`alter table card_request add column mended_from ${dialectOf(knex).text}`]);
