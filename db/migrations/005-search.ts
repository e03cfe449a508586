// Search keys: B-trees on folded columns and two dictionaries of every suffix of every distinct name or town part.
// `main/rules/search-terms.ts` makes the keys; `akari reindex` makes them all anew.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  // Four bytes instead of eight, in the tables with the most rows: there are never two thousand million different words.
  const small = 'integer';
  await runAll(knex, [
    `create index account_name_key on account (name_key)`,
    `create index account_kana_key on account (kana_key)`,
    `create index account_address_key on account (address_key)`,
    `create index account_municipality_name on account (municipality_code, name_key)`,
    `create index account_municipality_kana on account (municipality_code, kana_key)`,
    `create table name_term (id ${d.id}, term ${d.text} not null unique) ${d.strict}`,
    `create table name_suffix (
       suffix ${d.text} not null, term_id ${small} not null, primary key (suffix, term_id)
     ) ${d.keyed}`,
    `create table account_name (
       term_id ${small} not null, municipality_code ${small} not null, account_id ${d.ref} not null,
       primary key (term_id, municipality_code, account_id)
     ) ${d.keyed}`,
    // A town's term carries its municipality; a building's stands under 0, since its name is the better key.
    `create table address_term (
       id ${d.id}, municipality_code ${d.int} not null, term ${d.text} not null, unique (term, municipality_code)
     ) ${d.strict}`,
    // The municipality stands in the key: one town part of one place is found without reading all towns alike.
    `create table address_suffix (
       suffix ${d.text} not null, municipality_code ${small} not null, term_id ${small} not null,
       primary key (suffix, municipality_code, term_id)
     ) ${d.keyed}`,
    `create table account_address (
       term_id ${small} not null, tail ${d.text} not null, account_id ${d.ref} not null,
       primary key (term_id, tail, account_id)
     ) ${d.keyed}`,
  ]);
};
