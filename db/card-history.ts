// What became of an account's cards: each request with the card printed for it, its batch and the password on it.
import type { Knex } from 'knex';
import type { CardCause } from '../main/rules/card-request.ts';
import type { ReturnReason } from '../main/rules/card-return.ts';
import type { BatchState, PartState } from './batches.ts';
import type { RequestState } from './card-requests.ts';
import type { CardState, PrintResult } from './cards.ts';
import { type Statements, withStatements } from './statements.ts';

export type HistoryRow = {
  requestId: number;
  cause: CardCause;
  requestState: RequestState;
  askedAt: string;
  askedBy: number | null;
  dropCode: string | null;
  cardId: number | null;
  cardState: Exclude<CardState, 'dropped-out' | 'undone'> | null;
  serial: string | null;
  printResult: PrintResult | null;
  postedOn: string | null;
  returnedOn: string | null;
  returnReason: ReturnReason | null;
  batchState: BatchState | null;
  plannedPostingOn: string | null;
  validThrough: string | null;
  partState: PartState | null;
  /** Of the password on the card; null where there is none. */
  credential: Password | null;
  incidentId: number | null;
};

type Password = { isCurrent: boolean; isInitial: boolean; expiresOn: string | null; changedAt: string | null };
type RawPassword = {
  credentialState: string | null;
  isInitial: number | null;
  expiresOn: string | null;
  changedAt: string | null;
};
const passwordColumns = {
  credentialState: 'c.state',
  isInitial: 'c.is_initial',
  expiresOn: 'c.expires_on',
  changedAt: 'c.changed_at',
};
const withPassword = <Row extends RawPassword>({ credentialState, isInitial, expiresOn, changedAt, ...row }: Row) => ({
  ...row,
  credential:
    credentialState === null
      ? null
      : { isCurrent: credentialState === 'current', isInitial: isInitial === 1, expiresOn, changedAt },
});

/** Newest request first, and of each the newest card first. Cards that were left out of a batch, or undone, are not told. */
export const historyOf = async (tx: Knex, accountId: number, limit: number): Promise<HistoryRow[]> => {
  const rows: (Omit<HistoryRow, 'credential'> & RawPassword)[] = await tx('card_request as r')
    .leftJoin('card as k', (on) => {
      on.on('k.request_id', 'r.id').onNotIn('k.state', ['dropped-out', 'undone']);
    })
    .leftJoin('batch as b', 'b.id', 'k.batch_id')
    .leftJoin('batch_part as p', (on) => {
      on.on('p.batch_id', 'k.batch_id').on('p.part', 'k.part');
    })
    .leftJoin('credential as c', 'c.id', 'k.credential_id')
    .leftJoin('incident as i', 'i.card_id', 'k.id')
    .where('r.account_id', accountId)
    .orderBy([
      { column: 'r.id', order: 'desc' },
      { column: 'k.id', order: 'desc' },
    ])
    .limit(limit)
    .select({
      requestId: 'r.id',
      cause: 'r.cause',
      requestState: 'r.state',
      askedAt: 'r.asked_at',
      askedBy: 'r.asked_by',
      dropCode: 'r.drop_code',
      cardId: 'k.id',
      cardState: 'k.state',
      serial: 'k.serial',
      printResult: 'k.print_result',
      postedOn: 'k.posted_on',
      returnedOn: 'k.returned_on',
      returnReason: 'k.return_reason',
      batchState: 'b.state',
      plannedPostingOn: 'b.planned_posting_on',
      validThrough: 'b.valid_through',
      partState: 'p.state',
      ...passwordColumns,
      incidentId: 'i.id',
    });
  return rows.map(withPassword);
};

/** A card that left the house, as far as the next one of its account depends on it. */
export type SentRow = {
  cardId: number;
  accountId: number;
  cardState: 'posted' | 'returned' | 'void';
  returnedOn: string | null;
  /** When its return was taken in. */
  returnedAt: string | null;
  returnReason: ReturnReason | null;
  batchMadeAt: string;
  /** When its account was read for the last time: a batch goes on being drawn for long after its first cards. */
  drawnAt: string | null;
  /** When its account's delivery address was last changed; null where it is as it came. */
  addressChangedAt: string | null;
  credential: Password | null;
};

/** What left the house of these accounts, in no order; few enough for one statement. */
export const sentOf = async (tx: Knex, accountIds: readonly number[]): Promise<SentRow[]> => {
  const rows: (Omit<SentRow, 'credential'> & RawPassword)[] = await tx('card as k')
    .join('batch as b', 'b.id', 'k.batch_id')
    .join('account as a', 'a.id', 'k.account_id')
    .leftJoin('credential as c', 'c.id', 'k.credential_id')
    .whereIn('k.account_id', accountIds)
    .whereIn('k.state', ['posted', 'returned', 'void'])
    .select({
      cardId: 'k.id',
      accountId: 'k.account_id',
      cardState: 'k.state',
      returnedOn: 'k.returned_on',
      returnedAt: 'k.returned_at',
      returnReason: 'k.return_reason',
      batchMadeAt: 'b.made_at',
      drawnAt: 'c.issued_at',
      addressChangedAt: 'a.delivery_changed_at',
      ...passwordColumns,
    });
  return rows.map(withPassword);
};

export type Return = { id: number; version: number; on: string; reason: ReturnReason };

const listed: { readonly [Engine in Statements['engine']]: string } = {
  sqlite: `select value ->> 'id', value ->> 'version', value ->> 'on', value ->> 'reason' from json_each(?)`,
  postgres: `select * from jsonb_to_recordset(?::jsonb) as said (id bigint, version bigint, "on" text, reason text)`,
};

/**
 * Cards that came back, of which a list may name thousands: one statement for all of these.
 * @returns those that it has marked; of the others somebody was faster
 */
export const markReturned = (tx: Knex, returns: readonly Return[], now: string): Promise<ReadonlySet<number>> =>
  withStatements(tx, async ({ engine, all }) => {
    const rows = await all<{ id: number }>(
      `with returned (card_id, card_version, returned_on, reason) as materialized (${listed[engine]})
       update card set state = 'returned', returned_on = returned.returned_on, returned_at = ?,
         return_reason = returned.reason, version = card.version + 1
       from returned
       where card.id = returned.card_id and card.version = returned.card_version and card.state in ('posted', 'void')
       returning id`,
      [JSON.stringify(returns), now],
    );
    return new Set(rows.map(({ id }) => id));
  });

/**
 * A card whose password may open nothing any more, whoever holds it. One that came back stays returned: what its return
 * asks of the next card holds on.
 */
export const markVoid = async (tx: Knex, card: { id: number; version: number }): Promise<boolean> =>
  (await tx('card')
    .where({ id: card.id, version: card.version, state: 'posted' })
    .update({ state: 'void', version: card.version + 1 })) === 1;

/** Of these accounts, those whose next card is being drawn: its serial may be another one's once all of the batch is. */
export const beingDrawn = async (tx: Knex, accountIds: readonly number[]): Promise<ReadonlySet<number>> =>
  new Set(
    await tx('card as k')
      .join('batch as b', 'b.id', 'k.batch_id')
      .whereIn('k.account_id', accountIds)
      .where({ 'k.state': 'generated', 'b.state': 'generating' })
      .pluck('k.account_id'),
  );

/** By the request, serials of cards that are generated and not posted yet: only pulling stops them now. */
export const generatedOf = async (tx: Knex, requestIds: readonly number[]): Promise<ReadonlyMap<number, string>> => {
  const rows: { requestId: number; serial: string }[] = await tx('card')
    .whereIn('request_id', requestIds)
    .where({ state: 'generated' })
    .select({ requestId: 'request_id', serial: 'serial' });
  return new Map(rows.map(({ requestId, serial }) => [requestId, serial]));
};
