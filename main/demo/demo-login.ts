// What a demo customer's login looks like in the database, and on the timeline.
import type { Knex } from 'knex';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import { addDays, addHours, addMinutes, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';
import { lockEndsAt } from '../rules/lock.ts';
import { policyOf } from '../rules/policy.ts';
import type { DemoLogin } from './people.ts';

export type Hashes = { readonly initial: string; readonly chosen: string; readonly staff: string };
const policy = policyOf(new Map());

type LoginFacts = { isInitial: boolean; postedDaysAgo: number; failures: number; failedAt: Instant | null };
const unhurt = { failures: 0, failedAt: null };

const factsOf = (login: Exclude<DemoLogin, 'never-issued'>, today: CalendarDate, moment: Instant): LoginFacts => {
  const six = tokyoInstant(today, 6);
  switch (login) {
    case 'first-login':
      return { ...unhurt, isInitial: true, postedDaysAgo: 6 };
    case 'initial-expired':
      return { ...unhurt, isInitial: true, postedDaysAgo: 50 };
    case 'in-use':
      return { ...unhurt, isInitial: false, postedDaysAgo: 400 };
    case 'some-failures':
      return { isInitial: false, postedDaysAgo: 200, failures: 4, failedAt: addMinutes(moment, -35) };
    case 'limited-this-morning':
      return { isInitial: false, postedDaysAgo: 900, failures: 10, failedAt: addMinutes(tokyoInstant(today, 0), -80) };
    case 'limited-next-morning': {
      // Failing at six sharp limits until tomorrow; before six, nothing can (rule 3).
      const failedAt = moment > six ? addMinutes(moment, -40) : moment === six ? six : addMinutes(moment, -10);
      return { isInitial: false, postedDaysAgo: 300, failures: 10, failedAt };
    }
  }
};

export const addLogin = async (
  tx: Knex,
  accountId: number,
  login: DemoLogin,
  hashes: Hashes,
  { today, moment }: { today: CalendarDate; moment: Instant },
): Promise<void> => {
  if (login === 'never-issued') return;
  const { isInitial, postedDaysAgo, failures, failedAt } = factsOf(login, today, moment);
  const postedOn = addDays(today, -postedDaysAgo);
  const postedAt = tokyoInstant(postedOn, 11);
  const id = await credentials.add(tx, {
    accountId,
    isInitial,
    issuedAt: addHours(postedAt, -72),
    postedAt,
    expiresOn: isInitial ? addDays(postedOn, policy.initialPasswordDays) : null,
    passwordHash: isInitial ? hashes.initial : hashes.chosen,
  });
  const say = (kind: string, at: Instant, facts: events.EventFacts = {}) =>
    events.add(tx, { accountId, kind, actor: kind === 'posted' ? 'system:demo' : 'portal', facts }, at);
  await say('posted', postedAt);
  if (!isInitial) {
    const firstLoginAt = addHours(postedAt, 100);
    await credentials.setPassword(tx, id, hashes.chosen, firstLoginAt);
    await credentials.recordSuccess(tx, id, { lastFailureAt: null, lastFailureFactor: null }, firstLoginAt);
    await say('first-login', firstLoginAt);
  }
  if (!failedAt) return;
  const lockedUntil = failures >= policy.passwordFailureLimit ? lockEndsAt(failedAt, policy) : null;
  await credentials.recordFailure(tx, id, { failures, lockedUntil, lockAttempt: null }, failedAt);
  if (lockedUntil) await say('login-limited', failedAt, { failures, lockedUntil });
};
