// Requests for a postcard with credentials: at most one open for each account.
import type { Knex } from 'knex';
import type { CardCause } from '../main/rules/card-request.ts';
import type { Mendable } from './card-texts.ts';

export type RequestState = 'waiting' | 'in-batch' | 'dropped-out' | 'cancelled' | 'done';
const openStates: readonly RequestState[] = ['waiting', 'in-batch', 'dropped-out'];

export type CardRequest = {
  id: number;
  accountId: number;
  cause: CardCause;
  state: RequestState;
  askedBy: number | null;
  askedAt: string;
  dropCode: string | null;
  dropDetail: string | null;
  approvedBy: number | null;
  approvedAt: string | null;
  version: number;
};

const columns = {
  id: 'r.id',
  accountId: 'r.account_id',
  cause: 'r.cause',
  state: 'r.state',
  askedBy: 'r.asked_by',
  askedAt: 'r.asked_at',
  dropCode: 'r.drop_code',
  dropDetail: 'r.drop_detail',
  approvedBy: 'r.approved_by',
  approvedAt: 'r.approved_at',
  version: 'r.version',
};

export const byId = async (tx: Knex, id: number): Promise<CardRequest | null> =>
  (await tx('card_request as r').where('r.id', id).first(columns)) ?? null;

export const openOf = async (tx: Knex, accountId: number): Promise<CardRequest | null> =>
  (await tx('card_request as r').where('r.account_id', accountId).whereIn('r.state', openStates).first(columns)) ??
  null;

/** The last one that was not taken back. */
export const lastOf = async (tx: Knex, accountId: number): Promise<CardRequest | null> =>
  (await tx('card_request as r')
    .where('r.account_id', accountId)
    .whereNot('r.state', 'cancelled')
    .orderBy('r.id', 'desc')
    .first(columns)) ?? null;

export type NewRequest = {
  accountId: number;
  cause: CardCause;
  /** null: asked for by an import. */
  askedBy: number | null;
  contactId: number | null;
  approvedBy: number | null;
};

/** @throws a duplicate where the account has an open one */
export const add = async (tx: Knex, request: NewRequest, now: string): Promise<number> => {
  const [row] = await tx('card_request')
    .insert({
      account_id: request.accountId,
      cause: request.cause,
      state: 'waiting',
      asked_by: request.askedBy,
      asked_at: now,
      contact_id: request.contactId,
      approved_by: request.approvedBy,
      approved_at: request.approvedBy === null ? null : now,
    })
    .returning('id');
  return row.id;
};

/** Few enough for one statement on SQLite. */
const atOnce = 500;

/** For accounts that are new in a file: each has its step on the timeline. */
export const addForNew = async (
  tx: Knex,
  accountIds: readonly number[],
  { actor, now }: { actor: string; now: string },
): Promise<void> => {
  const cause: CardCause = 'new-account';
  for (let from = 0; from < accountIds.length; from += atOnce) {
    const some = accountIds.slice(from, from + atOnce);
    await tx('card_request').insert(some.map((id) => ({ account_id: id, cause, state: 'waiting', asked_at: now })));
    const event = { at: now, kind: 'card-requested', actor, facts: JSON.stringify({ cause }) };
    await tx('account_event').insert(some.map((id) => ({ account_id: id, ...event })));
  }
};

/** False: it is in a batch by now, or somebody was faster. */
export const cancel = async (tx: Knex, request: CardRequest, now: string): Promise<boolean> =>
  (await tx('card_request')
    .where({ id: request.id, version: request.version })
    .whereIn('state', ['waiting', 'dropped-out'])
    .update({ state: 'cancelled', ended_at: now, version: request.version + 1 })) === 1;

/** False: it is not open any more. */
export const setCause = async (tx: Knex, id: number, cause: CardCause): Promise<boolean> =>
  (await tx('card_request')
    .where({ id })
    .whereIn('state', openStates)
    .update({ cause, version: tx.raw('version + 1') })) === 1;

/** Gives a dropped-out request back to the queue, with its mended text or as it is registered; false: it has moved on. */
export const requeue = async (
  tx: Knex,
  request: CardRequest,
  mended: { text: Mendable; from: string; by: number } | null,
  approved: { by: number; at: string } | null,
): Promise<boolean> =>
  (await tx('card_request')
    .where({ id: request.id, version: request.version, state: 'dropped-out' })
    .update({
      state: 'waiting',
      drop_code: null,
      drop_detail: null,
      dropped_at: null,
      ...(mended && {
        mended_name: mended.text.name,
        mended_postcode: mended.text.postcode,
        mended_line: mended.text.line,
        mended_building: mended.text.building,
        mended_department: mended.text.department,
        mended_care_of: mended.text.careOf,
        mended_from: mended.from,
        mended_by: mended.by,
      }),
      ...(approved && { approved_by: approved.by, approved_at: approved.at }),
      version: request.version + 1,
    })) === 1;

/** As the index of what is open says it: bound, or said otherwise, it would be hidden behind years of what is done. */
export const isOpen = `r.state in ('waiting', 'in-batch', 'dropped-out')`;
const isWaiting = `r.state = 'waiting'`;

export type ListedRequest = CardRequest & { customerName: string; customerNo: string };
export type RequestFilter = {
  state: 'open' | 'waiting' | 'in-batch' | 'dropped-out';
  /** Asked before this instant. */
  before: string | null;
};

/** Oldest first: who has waited longest is helped first. */
export const list = (tx: Knex, filter: RequestFilter, limit: number): Promise<ListedRequest[]> => {
  const query = tx('card_request as r')
    .join('account as a', 'a.id', 'r.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .whereRaw(isOpen)
    .orderBy([{ column: 'r.asked_at' }, { column: 'r.id' }])
    .limit(limit)
    .select({ ...columns, customerName: 'c.name', customerNo: 'c.customer_no' });
  if (filter.state !== 'open') query.where('r.state', filter.state);
  return filter.before ? query.where('r.asked_at', '<', filter.before) : query;
};

export const counts = async (tx: Knex): Promise<Record<'waiting' | 'in-batch' | 'dropped-out', number>> => {
  const rows: { state: RequestState; n: number }[] = await tx('card_request as r')
    .whereRaw(isOpen)
    .groupBy('r.state')
    .select('r.state')
    .count({ n: '*' });
  const of = (state: RequestState): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
  return { waiting: of('waiting'), 'in-batch': of('in-batch'), 'dropped-out': of('dropped-out') };
};

/** When delivery address and application phones were changed by phone and not yet confirmed (rule 10). */
export const unconfirmedOf = async (tx: Knex, accountId: number): Promise<(string | null)[]> => {
  const address = await tx('account').where({ id: accountId }).first({ at: 'delivery_unconfirmed_at' });
  const phones: (string | null)[] = await tx('account_contract as l')
    .join('contract as t', 't.id', 'l.contract_id')
    .where('l.account_id', accountId)
    .whereNull('l.to_on')
    .pluck('t.application_phone_unconfirmed_at');
  return [address?.at ?? null, ...phones];
};

/** Of what waits for a batch, how many by the cause of the request. */
export const waitingByCause = async (tx: Knex): Promise<Partial<Record<CardCause, number>>> => {
  const rows: { cause: CardCause; n: number }[] = await tx('card_request as r')
    .whereRaw(isWaiting)
    .groupBy('r.cause')
    .select('r.cause')
    .count({ n: '*' });
  return Object.fromEntries(rows.map(({ cause, n }) => [cause, Number(n)]));
};
