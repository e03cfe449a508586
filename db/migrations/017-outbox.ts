// Mail that is really sent: what became of each row, who sends it now, which bill it tells of, and what may be written.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

const states = `('waiting', 'sending', 'accepted', 'deferred', 'bounced', 'refused', 'suppressed', 'lapsed', 'given-up')`;

/**
 * `due_at`: when it may be taken next; while somebody sends it, when their lease ends. A bill's notice goes out once to
 * each address; what a person sends again names them in `resent_by`.
 */
const checks = [
  `check (state in ${states})`,
  `check (kind <> 'bill' or bill_id is not null)`,
  `check (is_bulk in (0, 1))`,
  `check (state <> 'sending' or owner is not null)`,
];

/** SQLite changes no check of a table that is there: the table is made anew, its ids going on where they were. */
const remade = [
  `create table outbox_sent (
     id integer primary key autoincrement,
     message_id text not null unique,
     kind text not null,
     account_id integer not null references account,
     mail_address_id integer not null references mail_address,
     bill_id integer references bill,
     state text not null,
     is_bulk integer not null default 0,
     resent_by integer references staff,
     resend_of integer references outbox_sent,
     created_at text not null,
     due_at text not null,
     lapses_at text,
     owner text,
     attempts integer not null default 0,
     answer_code integer,
     answer_status text,
     reason text,
     accepted_at text,
     ended_at text,
     ${checks.join(', ')}
   ) strict`,
  `insert into outbox_sent (id, message_id, kind, account_id, mail_address_id, bill_id, state, created_at, due_at,
     lapses_at)
     select id, message_id, kind, account_id, mail_address_id, json_extract(facts, '$.bill'), state, created_at,
       created_at, lapses_at
     from outbox`,
  `delete from sqlite_sequence where name = 'outbox_sent'`,
  `insert into sqlite_sequence (name, seq) select 'outbox_sent', seq from sqlite_sequence where name = 'outbox'`,
  `drop table outbox`,
  `alter table outbox_sent rename to outbox`,
];

const altered = [
  `alter table outbox drop constraint outbox_state_check`,
  `drop index outbox_waiting`,
  `drop index outbox_account`,
  `alter table outbox
     add column bill_id bigint references bill,
     add column is_bulk bigint not null default 0,
     add column resent_by bigint references staff,
     add column resend_of bigint references outbox,
     add column due_at text collate "C",
     add column owner text collate "C",
     add column attempts bigint not null default 0,
     add column answer_code bigint,
     add column answer_status text collate "C",
     add column reason text collate "C",
     add column accepted_at text collate "C",
     add column ended_at text collate "C"`,
  `update outbox set due_at = created_at, bill_id = (facts::json ->> 'bill')::bigint`,
  `alter table outbox alter column due_at set not null, drop column facts,
     ${checks.map((check) => `add ${check}`).join(', ')}`,
];

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    ...(d.engine === 'sqlite' ? remade : altered),
    `create index outbox_due on outbox (is_bulk, due_at, id) where state in ('waiting', 'sending', 'deferred')`,
    `create index outbox_account on outbox (account_id, id)`,
    `create index outbox_address on outbox (mail_address_id)`,
    `create index outbox_bill on outbox (bill_id, id) where bill_id is not null`,
    `create unique index outbox_notice on outbox (bill_id, mail_address_id)
       where bill_id is not null and resent_by is null`,
    `create index outbox_state on outbox (state, ended_at)`,
    // Mail came back for good: nothing but a question to confirm it goes there until its owner has answered one.
    `alter table mail_address add column suppressed_at ${d.text}`,
    `alter table mail_address add column suppressed_reason ${d.text}`,
    `alter table account add column wants_amounts ${d.int} not null default 0 check (wants_amounts in (0, 1))`,
    // When a bill's notice is due, and when it was seen to; bills of before are not told of any more.
    `alter table bill add column notice_due_on ${d.text}`,
    `alter table bill add column noticed_at ${d.text}`,
    `update bill set noticed_at = created_at`,
    `create index bill_notice on bill (notice_due_on, id) where noticed_at is null`,
    // A row for each wording that ever was in force; the newest one is.
    `create table mail_template (
       kind ${d.text} not null,
       version ${d.int} not null,
       subject ${d.text} not null,
       body ${d.text} not null,
       changed_at ${d.text} not null,
       changed_by ${d.ref} not null references staff,
       primary key (kind, version)
     ) ${d.keyed}`,
  ]);
};
