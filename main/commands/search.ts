import type { Knex } from 'knex';
import * as customers from '../../db/customers.ts';
import type { Hit } from '../../db/search.ts';
import { search } from '../../db/search.ts';
import { indexState } from '../../db/search-index.ts';
import { done, type Run, type Searching } from '../command.ts';
import type { Output } from '../contract/index.ts';
import type { CalendarDate, Instant } from '../rules/calendar.ts';
import { loginStateOf } from '../rules/login-state.ts';
import { parseQuery, type SearchPlan } from '../rules/search-query.ts';

type Badge = Output<'account.search'>['hits'][number]['badges'][number];

/** What an agent should know before opening an account, the gravest first. */
const badgesOf = (hit: Hit, now: Instant, today: CalendarDate): Badge[] => {
  const login = loginStateOf(hit, now, today);
  const badges: Badge[] = [];
  if (hit.isProtected) badges.push('protected');
  if (login === 'withdrawn' || login === 'limited' || login === 'never-issued' || login === 'first-login')
    badges.push(login);
  if (hit.lastEndsOn !== null && hit.lastEndsOn < today) badges.push('ended');
  if (hit.isDoNotPost) badges.push('do-not-post');
  return badges;
};

/** Search keys are an account's, so whoever has none is looked up by a whole number. */
const holdersOf = async (tx: Knex, { customerNo, supplyPoint }: SearchPlan): Promise<customers.Holder[]> => {
  if (customerNo?.isWhole) return customers.holdersWithout(tx, { customerNo: customerNo.key });
  return supplyPoint?.isWhole ? customers.holdersWithout(tx, { supplyPointNo: supplyPoint.key }) : [];
};

const readHits: Run<'account.search'> = async ({ db, now, today }, { text, limit }) => {
  const plan = parseQuery(text);
  const isRebuilding = (await indexState(db.read)).isBuilding;
  if (plan.tooShort) return done({ hits: [], holders: [], hasMore: false, keys: [], isTooShort: true, isRebuilding });
  const [{ hits, hasMore }, holders] = await Promise.all([search(db.read, plan, limit), holdersOf(db.read, plan)]);
  return done({
    hits: hits.map((hit) => ({
      accountId: hit.accountId,
      customerNo: hit.customerNo,
      loginId: hit.loginId,
      name: hit.name,
      nameKana: hit.nameKana,
      address: hit.address,
      badges: badgesOf(hit, now, today),
      foundBy: hit.foundBy,
    })),
    holders,
    hasMore,
    keys: plan.kinds,
    isTooShort: false,
    isRebuilding,
  });
};

export const searchAccounts: Searching<'account.search'> = {
  found: ({ keys, hits, holders }) => ({ keys, hits: hits.length + holders.length }),
  run: readHits,
};
