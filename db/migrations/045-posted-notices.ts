// A notice card that a person has posted (rule 10): its day, and from then on no address beside the change's own.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

const states = `check (state in ('waiting', 'posted'))`;
const posted = `check ((state = 'posted') = (posted_on is not null))`;

/** SQLite changes no check of a table that is there: the table is made anew, its ids going on where they were. */
const remade = [
  `create table notice_card_posted (
     id integer primary key autoincrement,
     account_id integer not null references account,
     kind text not null,
     postcode text not null,
     line text not null,
     building text not null,
     department text not null,
     care_of text not null,
     state text not null ${states},
     created_at text not null,
     posted_on text,
     ${posted}
   ) strict`,
  `insert into notice_card_posted (id, account_id, kind, postcode, line, building, department, care_of, state, created_at)
     select id, account_id, kind, postcode, line, building, department, care_of, state, created_at from notice_card`,
  `delete from sqlite_sequence where name = 'notice_card_posted'`,
  `insert into sqlite_sequence (name, seq) select 'notice_card_posted', seq from sqlite_sequence where name = 'notice_card'`,
  `drop table notice_card`,
  `alter table notice_card_posted rename to notice_card`,
  `create index notice_card_waiting on notice_card (created_at) where state = 'waiting'`,
  `create index notice_card_account on notice_card (account_id)`,
];

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(
    knex,
    d.engine === 'sqlite'
      ? remade
      : [
          `alter table notice_card drop constraint notice_card_state_check`,
          `alter table notice_card
             add column posted_on ${d.text},
             add constraint notice_card_state_check ${states},
             add constraint notice_card_posted_check ${posted}`,
        ],
  );
};
