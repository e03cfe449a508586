// Through which day each account whose contracts have all ended stays open (rule 27).
import type { Knex } from 'knex';
import { lastDayOfMonths } from '../../main/rules/retention.ts';
import { dialectOf, runAll } from './dialect.ts';

/** The clocks that run already: there are few days on which they can have started, however many accounts there are. */
const startExisting = async (knex: Knex): Promise<void> => {
  const later = (a: string, b: string): string => `case when ${b} > ${a} then ${b} else ${a} end`;
  const end = later('k.ended_on', `coalesce(k.end_recorded_on, '')`);
  const leaving = `l.to_on is not null and (k.ended_on is null or k.ended_on > l.to_on)`;
  await knex.raw(`create temporary table clock_start as
    select a.id as account_id,
      case when count(l.id) = 0 then a.registered_on
        when sum(case when k.ended_on is null and l.to_on is null then 1 else 0 end) > 0 then null
        else max(case when ${leaving} then l.to_on else ${end} end) end as starts_on
    from account a left join account_contract l on l.account_id = a.id left join contract k on k.id = l.contract_id
    group by a.id, a.registered_on`);
  const days: string[] = await knex('clock_start').whereNotNull('starts_on').distinct().pluck('starts_on');
  await knex.raw('create temporary table clock_day (starts_on text not null, open_through text not null)');
  for (let from = 0; from < days.length; from += 200)
    await knex('clock_day').insert(
      days.slice(from, from + 200).map((starts_on) => ({ starts_on, open_through: lastDayOfMonths(starts_on, 24) })),
    );
  await knex.raw(`insert into account_clock (account_id, open_through)
    select s.account_id, d.open_through from clock_start s join clock_day d on d.starts_on = s.starts_on`);
  await runAll(knex, ['drop table clock_start', 'drop table clock_day']);
};

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [
    // A table of its own: an account's row has many indexes, and most accounts have no clock.
    `create table account_clock (
       account_id ${d.ref} primary key references account,
       open_through ${d.text} not null
     ) ${d.strict}`,
  ]);
  await startExisting(knex);
  await runAll(knex, ['create index account_clock_through on account_clock (open_through, account_id)']);
};
