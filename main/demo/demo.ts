// Makes the demo database: every state of the rules built so far, reproducible from a seed and a date.
import type { Knex } from 'knex';
import { databaseNow } from '../../db/clock.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import { createSqlite } from '../../db/open.ts';
import * as register from '../../db/register.ts';
import { rewriteKeys } from '../../db/search-keys.ts';
import * as staff from '../../db/staff.ts';
import { hashPassword } from '../passwords.ts';
import {
  addDays,
  addHours,
  addMinutes,
  type CalendarDate,
  type Instant,
  tokyoDate,
  tokyoInstant,
} from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { lockEndsAt } from '../rules/lock.ts';
import { policyOf } from '../rules/policy.ts';
import { drawnPeople } from './drawn-people.ts';
import type { DemoLogin, DemoPerson } from './people.ts';
import { demoPassword, demoStaff } from './staff.ts';
import { storyPeople } from './story-people.ts';

/** What the demo's customers type at the portal. */
export const demoCustomerPassword = 'Hokkaido-2026';

export type DemoOptions = { accounts?: number; seed?: number; today?: CalendarDate };

type Hashes = { initial: string; chosen: string; staff: string };
const policy = policyOf(new Map());

/** Eleven digits of which the last checks the others: the numbers look like the utility's own. */
const customerNo = (index: number): string => `10${String(20_261 + index * 37).padStart(7, '0')}${index % 10}`;
const supplyPointNo = (index: number): string => `0100${String(1_000_003 + index * 7_919).padStart(18, '0')}`;

const credentialOf = (login: DemoLogin, now: Instant, today: CalendarDate) => {
  const failedAt = (hour: number): Instant => {
    const at = tokyoInstant(today, hour);
    return at < now ? at : addMinutes(now, -20);
  };
  switch (login) {
    case 'never-issued':
      return null;
    case 'first-login':
      return { isInitial: true, postedAt: addDays(today, -6), failures: 0, failedAt: null, lockedUntil: null };
    case 'initial-expired':
      return { isInitial: true, postedAt: addDays(today, -50), failures: 0, failedAt: null, lockedUntil: null };
    case 'in-use':
      return { isInitial: false, postedAt: addDays(today, -400), failures: 0, failedAt: null, lockedUntil: null };
    case 'some-failures':
      return {
        isInitial: false,
        postedAt: addDays(today, -200),
        failures: 4,
        failedAt: addMinutes(now, -35),
        lockedUntil: null,
      };
    case 'limited-this-morning': {
      // Before six it ends this morning; later in the day nobody is limited until then any more.
      const failed = addMinutes(now, -50);
      return {
        isInitial: false,
        postedAt: addDays(today, -900),
        failures: 10,
        failedAt: failed,
        lockedUntil: lockEndsAt(failed, policy),
      };
    }
    case 'limited-next-morning': {
      const failed = failedAt(9);
      return {
        isInitial: false,
        postedAt: addDays(today, -300),
        failures: 10,
        failedAt: failed,
        lockedUntil: lockEndsAt(failed, policy),
      };
    }
  }
};

const addLogin = async (
  tx: Knex,
  accountId: number,
  login: DemoLogin,
  hashes: Hashes,
  now: Instant,
  today: CalendarDate,
): Promise<void> => {
  const state = credentialOf(login, now, today);
  if (!state) return;
  const postedAt = tokyoInstant(state.postedAt, 11);
  const expiresOn = state.isInitial ? addDays(state.postedAt, policy.initialPasswordDays) : null;
  const id = await credentials.add(tx, {
    accountId,
    isInitial: state.isInitial,
    issuedAt: addHours(postedAt, -72),
    postedAt,
    expiresOn,
    passwordHash: state.isInitial ? hashes.initial : hashes.chosen,
  });
  const say = (kind: string, at: Instant, facts: events.EventFacts = {}) =>
    events.add(tx, { accountId, kind, actor: kind === 'posted' ? 'system:demo' : 'portal', facts }, at);
  await say('posted', postedAt);
  if (!state.isInitial) {
    await credentials.setPassword(tx, id, hashes.chosen, addHours(postedAt, 100));
    await credentials.recordSuccess(tx, id, { lastFailureAt: null, lastFailureFactor: null }, addHours(postedAt, 100));
    await say('first-login', addHours(postedAt, 100));
  }
  if (state.failedAt)
    await credentials.recordFailure(
      tx,
      id,
      { failures: state.failures, lockedUntil: state.lockedUntil, lockAttempt: null },
      state.failedAt,
    );
  if (state.failedAt && state.lockedUntil)
    await say('login-limited', state.failedAt, { failures: state.failures, lockedUntil: state.lockedUntil });
};

const addPeople = async (
  tx: Knex,
  people: readonly DemoPerson[],
  hashes: Hashes,
  now: Instant,
  today: CalendarDate,
): Promise<void> => {
  const customers = new Map<string, number>();
  const supplyPoints = new Map<string, string>();
  let contractIndex = 0;
  for (const person of people) {
    const onFileSince = tokyoInstant(addDays(today, -200), 9);
    let customerId = customers.get(person.customerKey);
    if (customerId === undefined) {
      customerId = await register.addCustomer(
        tx,
        {
          customerNo: customerNo(customers.size),
          kind: person.kind,
          name: person.name,
          nameKana: person.kana,
          birthOn: person.birthOn,
        },
        now,
      );
      customers.set(person.customerKey, customerId);
      for (const [index, number] of person.phones.entries())
        await register.addContactPhone(tx, {
          customerId,
          position: index + 1,
          number,
          digits: fold(number, 'phone'),
          recordedAt: onFileSince,
          source: 'import',
        });
    }
    const firstStart = person.contracts[0]?.startedOn ?? today;
    const accountId = await register.addAccount(
      tx,
      {
        customerId,
        loginId: person.loginId,
        loginKey: fold(person.loginId, 'login'),
        status: person.status ?? 'active',
        registeredOn: firstStart,
        postcode: person.postcode,
        line: person.line,
        building: person.building,
        wantsNotices: person.wantsNotices ?? false,
        isProtected: person.isProtected ?? false,
        isDoNotPost: person.isDoNotPost ?? false,
      },
      now,
    );
    for (const [index, address] of person.mails.entries())
      await register.addMailAddress(
        tx,
        { accountId, position: index + 1, address, addressKey: fold(address, 'mail'), confirmedAt: onFileSince },
        onFileSince,
      );
    for (const contract of person.contracts) {
      contractIndex += 1;
      const own = supplyPointNo(contractIndex);
      const supplyPoint = contract.supplyPoint ? (supplyPoints.get(contract.supplyPoint) ?? own) : own;
      if (contract.supplyPoint) supplyPoints.set(contract.supplyPoint, supplyPoint);
      const phone = person.phones.at(-1) ?? null;
      const contractId = await register.addContract(
        tx,
        {
          contractNo: String(5_000_000_000 + contractIndex),
          supplyPointNo: supplyPoint,
          customerId,
          plan: contract.plan,
          startedOn: contract.startedOn,
          endedOn: contract.endedOn,
          postcode: person.postcode,
          line: contract.line ?? [person.line, person.building].filter(Boolean).join('　'),
          applicationPhone: phone,
          applicationPhoneDigits: phone && fold(phone, 'phone'),
          isMailEligible: contract.isMailEligible ?? true,
        },
        now,
      );
      await register.linkContract(tx, accountId, contractId, contract.startedOn);
    }
    await events.add(tx, { accountId, kind: 'registered', actor: 'system:demo' }, tokyoInstant(firstStart, 9));
    await addLogin(tx, accountId, person.login, hashes, now, today);
    await rewriteKeys(tx, accountId);
  }
};

const addDemoStaff = async (tx: Knex, passwordHash: string, now: Instant): Promise<void> => {
  for (const { login, name, role } of demoStaff)
    await staff.add(tx, { login, loginKey: fold(login, 'login'), name, role, passwordHash }, now);
};

/** @param url `sqlite:PATH` where nothing stands yet */
export const makeDemo = async (url: string, options: DemoOptions = {}): Promise<void> => {
  const seed = options.seed ?? 1;
  const today = options.today ?? tokyoDate(new Date().toISOString());
  const [initial, chosen, staffHash] = await Promise.all([
    hashPassword(demoCustomerPassword, 'demo', 'initial'),
    hashPassword(demoCustomerPassword, 'demo'),
    hashPassword(demoPassword, 'demo'),
  ]);
  const story = storyPeople(today);
  const people = [...story, ...drawnPeople(Math.max(0, (options.accounts ?? 200) - story.length), seed, today)];
  await createSqlite(url, {
    kind: 'demo',
    madeOn: today,
    seed,
    fill: (db) =>
      db.transaction(async (tx) => {
        const now = await databaseNow(tx);
        await addDemoStaff(tx, staffHash, now);
        await addPeople(tx, people, { initial, chosen, staff: staffHash }, now, today);
      }),
  });
};
