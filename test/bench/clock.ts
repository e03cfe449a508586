// The clock of accounts at size: who is over, who ends soon, and of one account from when; then a purge of them, and how
// long an agent waits for an account meanwhile.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { clockOf, closing, openThroughOf } from '../../db/account-clocks.ts';
import * as purge from '../../db/purge.ts';
import * as sessions from '../../db/sessions.ts';
import * as staff from '../../db/staff.ts';
import { type Desk, openCore, tokenHash } from '../../main/core.ts';
import { importFile } from '../../main/import/import.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { drawer } from '../customer-files.ts';
import { openTestDatabase, type TestDatabase } from '../databases.ts';
import { answerOf } from '../door/caller.ts';
import { asking, readThrough } from '../purge/plans.ts';
import { requestId } from '../setup/desk.ts';
import { type Judged, printTable, ratio, type Subject, type Timing, takeTurns, timingOf } from './ratios.ts';
import type { BenchOptions } from './run.ts';

const rounds = 100;
const page = 50;
const purged = 500;
const months = 24;

const load = async (at: TestDatabase, files: BenchOptions['files']): Promise<void> => {
  for (const kind of ['accounts', 'contracts'] as const) {
    const stamp = { actor: 'system:bench', rejectsPath: join(at.folder, 'rejects.csv') };
    const result = await importFile(at.db, kind, files[kind], stamp);
    if (!result.ok) throw new Error(result.error);
    console.log(`${kind}: ${result.value.newCount} in ${result.value.seconds} s`);
  }
};

/** Ended over two years and a month, evenly: so many are over, and as many end within any thirty days. */
const spread = async (at: TestDatabase, today: string): Promise<void> => {
  const ids: number[] = await at.db.read('account_clock').orderBy('account_id').pluck('account_id');
  const days = 760;
  await at.db.write.transaction(async (tx) => {
    for (let day = 0; day < days; day += 1) {
      const those = ids.filter((_, index) => index % days === day);
      for (let from = 0; from < those.length; from += 500)
        await tx('account_clock')
          .whereIn('account_id', those.slice(from, from + 500))
          .update({ open_through: addDays(today, day - 30) });
    }
  });
};

/** What a customer leaves in two years: bills with their mails, some calls, a history. */
export const fillAccount = async (
  tx: Knex,
  { accountId, customerId }: purge.DueAccount,
  today: string,
): Promise<void> => {
  const at = `${today}T00:00:00.000Z`;
  const contract = await tx('contract').where({ customer_id: customerId }).first('id');
  const mail = await tx('mail_address').where({ account_id: accountId }).first('id');
  const numbers = Array.from({ length: months }, (_, month) => month);
  const yen = { amount_yen: 8000, standard_yen: 8000, standard_tax_yen: 727, reduced_yen: 0, reduced_tax_yen: 0 };
  const dates = { issued_on: today, due_on: today, created_at: at, noticed_at: at };
  const bills: { id: number }[] = await tx('bill')
    .insert(
      numbers.map((month) => ({
        ...{ bill_no: `${accountId}-${month}`, customer_id: customerId, billing_month: `2025-${month}` },
        ...{ state: 'fixed', payment: 'debit', ...yen, ...dates },
      })),
    )
    .returning('id');
  const parts = { basic_yen: 0, energy_yen: 8000, fuel_yen: 0, renewable_yen: 0, other_yen: 0, amount_yen: 8000 };
  const used = { used_from: today, used_through: today, read_on: today, usage_kwh: 210, tax_percent: 10 };
  await tx('bill_line').insert(
    bills.map(({ id }) => ({ bill_id: id, line_no: 1, contract_id: contract?.id, ...parts, ...used })),
  );
  await tx('debit').insert(
    bills.map(({ id }) => ({ bill_id: id, debited_on: today, result: 'debited', created_at: at })),
  );
  if (mail)
    await tx('outbox').insert(
      bills.map(({ id }) => ({
        ...{ message_id: `<${id}@bench.example>`, kind: 'bill', account_id: accountId, mail_address_id: mail.id },
        ...{ bill_id: id, state: 'accepted', created_at: at, due_at: at, ended_at: at },
      })),
    );
  await tx('account_event').insert(
    numbers.map(() => ({ account_id: accountId, at, kind: 'note', actor: 'system:bench', note: 'bench' })),
  );
};

/** Of a table so small an engine rightly reads all; so it does of an index of what is open at this moment. */
const fewRows = 1000;
const open: Readonly<Record<string, string>> = {
  legal_hold_standing: 'legal_hold',
  contact_open: 'contact',
  incident_open: 'incident',
  disclosure_due: 'disclosure',
};
const rowsIn = async ({ db }: TestDatabase, table: string): Promise<number> =>
  Number(
    (
      await db
        .read(open[table] ?? table)
        .count({ n: '*' })
        .first()
    )?.n ?? 0,
  );

const timesOf = async (at: TestDatabase, accounts: number, today: string): Promise<void> => {
  const { read } = at.db;
  const draw = drawer(5, 5);
  const ids = Array.from({ length: rounds }, () => 1 + Math.floor(draw() * accounts));
  const pages = ids.map(() => Array.from({ length: page }, () => 1 + Math.floor(draw() * accounts)));
  const through = addDays(today, 30);
  const over = await purge.countDue(read, today);
  const ending = await purge.countEnding(read, today, through);
  const looks: readonly {
    name: string;
    against: 'PK' | 'PK50' | null;
    ask: (tx: Knex, round: number) => Promise<unknown>;
  }[] = [
    { name: 'last day of one account', against: 'PK', ask: (tx, round) => openThroughOf(tx, ids[round] ?? 0) },
    {
      name: 'clock of one account, with its contract',
      against: 'PK',
      ask: (tx, round) => clockOf(tx, ids[round] ?? 0),
    },
    {
      name: 'ending within 30 days, 50 as the work list shows them',
      against: 'PK50',
      ask: (tx) => closing(tx, today, through, page),
    },
    {
      name: `ending within 30 days, counted (${ending})`,
      against: null,
      ask: (tx) => purge.countEnding(tx, today, through),
    },
    { name: 'due for purge, 20 of them', against: 'PK50', ask: (tx) => purge.due(tx, today, 20) },
    { name: `due for purge, counted (${over})`, against: null, ask: (tx) => purge.countDue(tx, today) },
    { name: 'those that are over and kept, counted', against: null, ask: (tx) => purge.countKept(tx, today) },
  ];
  const columns = ['id', 'customer_id', 'login_id', 'status', 'registered_on', 'delivery_line'];
  const subjects: Subject[] = [
    { name: 'PK', run: (round) => read('account').where({ id: ids[round] }).first(columns) },
    {
      name: 'PK50',
      run: (round) =>
        read('account')
          .whereIn('id', pages[round] ?? [])
          .select(columns),
    },
    ...looks.map(({ name, ask }): Subject => ({ name, run: (round) => ask(read, round) })),
  ];
  const times = await takeTurns(subjects, rounds);
  const of = (name: string): Timing => times.get(name) ?? { p50: 0, p95: 0, p99: 0 };
  console.log(
    `\nPK ${of('PK').p50.toFixed(0)} us, PK50 ${of('PK50').p50.toFixed(0)} us (p50), by the same query builder`,
  );
  const found: Judged[] = [];
  for (const { name, against, ask } of looks) {
    const asked = await asking(at.db, () => ask(at.db.write, 0));
    const whole = new Set<string>();
    for (const one of asked) for (const table of await readThrough(at.db, one)) whole.add(table);
    const timing = of(name);
    const beside = against ? `${ratio(timing.p50 / of(against).p50)} x ${against}` : `${ratio(timing.p50 / 1000)} ms`;
    for (const table of whole) if ((await rowsIn(at, table)) < fewRows) whole.delete(table);
    found.push({
      what: name,
      measured: `${beside}; p99 ${ratio(timing.p99 / 1000)} ms${whole.size > 0 ? `; reads all of ${[...whole].join(', ')}` : ''}`,
      goal: 'reads no table through',
      isMet: whole.size === 0,
    });
  }
  printTable('Clocks', found);
};

const desksOf = async (at: TestDatabase) => {
  const now = new Date().toISOString();
  const core = openCore(at.db, { folder: at.folder });
  const desks: Desk[] = [];
  for (const [login, role] of [
    ['bench-asks', 'admin'],
    ['bench-decides', 'admin'],
    ['bench-agent', 'agent'],
  ] as const) {
    await at.db.write.transaction(async (tx) => {
      const person = { login, loginKey: login, name: login, role, passwordHash: 'none' };
      const staffId = await staff.add(tx, person, now);
      await sessions.begin(tx, { staffId, tokenHash: tokenHash(login), host: 'cli' }, now);
    });
    desks.push(core.connect('cli', login));
  }
  const [asks, decides, agent] = desks as [Desk, Desk, Desk];
  return { core, asks, decides, agent };
};

/** An agent's waits for an account, one after another as somebody types, until `isOver`. */
const opens = async (
  agent: Desk,
  accountIds: readonly number[],
  isOver: () => Promise<boolean>,
): Promise<Timing & { count: number }> => {
  const waits: number[] = [];
  for (let n = 0; !(await isOver()); n += 1) {
    const accountId = accountIds[(n * 37) % accountIds.length] ?? 0;
    const began = process.hrtime.bigint();
    answerOf(await agent.call('account.open', { accountId }));
    waits.push(Number(process.hrtime.bigint() - began) / 1000);
    await pause(20);
  }
  return { ...timingOf(waits), count: waits.length };
};

const purgeThem = async (at: TestDatabase, today: string): Promise<void> => {
  const going = await purge.due(at.db.read, today, purged);
  for (const account of going) await at.db.write.transaction((tx) => fillAccount(tx, account, today));
  const due = await purge.countDue(at.db.read, today);
  // The run is to take these and no others.
  const others = (await purge.due(at.db.read, today, due)).slice(going.length).map(({ accountId }) => accountId);
  for (let from = 0; from < others.length; from += 500)
    await at.db
      .write('account_clock')
      .whereIn('account_id', others.slice(from, from + 500))
      .update({ open_through: addDays(today, 60) });
  const staying: number[] = await at.db
    .read('account')
    .whereNotIn(
      'id',
      going.map(({ accountId }) => accountId),
    )
    .limit(2000)
    .pluck('id');
  const { core, asks, decides, agent } = await desksOf(at);
  let left = 300;
  const idle = await opens(agent, staying, async () => left-- === 0);
  const { approvalId, accounts } = answerOf(await asks.call('purge.ask', { reason: 'bench', requestId: requestId() }));
  const { digest } = answerOf(await decides.call('approval.open', { approvalId }));
  answerOf(await decides.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
  const job = () =>
    at.db.read('job').where({ kind: 'purge' }).orderBy('id', 'desc').first('state', 'started_at', 'ended_at');
  const busy = await opens(agent, staying, async () => !['waiting', 'running'].includes((await job()).state));
  const { state, started_at, ended_at } = await job();
  if (state !== 'done') throw new Error(`the purge is ${state}`);
  await core.close();
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000;
  const ms = (microseconds: number): string => ratio(microseconds / 1000);
  printTable(`A purge of ${accounts} accounts with ${months} bills each`, [
    {
      what: 'accounts a second',
      measured: `${ratio(accounts / seconds)} (${ratio(seconds)} s)`,
      goal: '',
      isMet: null,
    },
    {
      what: `account.open during it, of idle: p99 of ${busy.count}`,
      measured: `${ratio(busy.p99 / idle.p99)} x (${ms(busy.p99)} to ${ms(idle.p99)} ms; medians ${ms(busy.p50)} to ${ms(idle.p50)})`,
      goal: '<= 2 x',
      isMet: busy.p99 <= 2 * idle.p99,
    },
  ]);
};

export const benchClock = async ({ engine, accounts, files, server }: BenchOptions): Promise<void> => {
  const at = await openTestDatabase(engine, server ? { server } : {});
  const today = tokyoDate(new Date().toISOString());
  await load(at, files);
  await spread(at, today);
  if (engine === 'postgres') await at.db.write.raw('vacuum analyze');
  await timesOf(at, accounts, today);
  await purgeThem(at, today);
  await at.close();
};
