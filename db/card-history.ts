// What became of an account's cards: each request with the card printed for it, its batch and the password on it.
import type { Knex } from 'knex';
import type { CardCause } from '../main/rules/card-request.ts';
import type { ReturnReason } from '../main/rules/card-return.ts';
import type { BatchState, PartState } from './batches.ts';
import type { RequestState } from './card-requests.ts';
import type { CardState, PrintResult } from './cards.ts';

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
  /** When its return was taken in. */
  returnedAt: string | null;
  returnReason: ReturnReason | null;
  batchState: BatchState | null;
  plannedPostingOn: string | null;
  validThrough: string | null;
  batchMadeAt: string | null;
  generatedAt: string | null;
  partState: PartState | null;
  /** Of the password on the card; null where there is none. */
  credential: { isCurrent: boolean; isInitial: boolean; expiresOn: string | null; changedAt: string | null } | null;
  incidentId: number | null;
};

type Raw = Omit<HistoryRow, 'credential'> & {
  credentialState: string | null;
  isInitial: number | null;
  expiresOn: string | null;
  changedAt: string | null;
};

/** Newest request first, and of each the newest card first. Cards that were left out of a batch, or undone, are not told. */
export const historyOf = async (tx: Knex, accountId: number, limit: number): Promise<HistoryRow[]> => {
  const rows: Raw[] = await tx('card_request as r')
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
      returnedAt: 'k.returned_at',
      returnReason: 'k.return_reason',
      batchState: 'b.state',
      plannedPostingOn: 'b.planned_posting_on',
      validThrough: 'b.valid_through',
      batchMadeAt: 'b.made_at',
      generatedAt: 'b.generated_at',
      partState: 'p.state',
      credentialState: 'c.state',
      isInitial: 'c.is_initial',
      expiresOn: 'c.expires_on',
      changedAt: 'c.changed_at',
      incidentId: 'i.id',
    });
  return rows.map(({ credentialState, isInitial, expiresOn, changedAt, ...row }) => ({
    ...row,
    credential:
      credentialState === null
        ? null
        : { isCurrent: credentialState === 'current', isInitial: isInitial === 1, expiresOn, changedAt },
  }));
};

/** When the delivery address was last changed; null where it is as it came. */
export const addressChangedAt = async (tx: Knex, accountId: number): Promise<string | null> =>
  (await tx('account').where({ id: accountId }).first({ at: 'delivery_changed_at' }))?.at ?? null;

/** A card that came back; false: somebody was faster. */
export const markReturned = async (
  tx: Knex,
  card: { id: number; version: number },
  said: { on: string; reason: ReturnReason },
  now: string,
): Promise<boolean> =>
  (await tx('card')
    .where({ id: card.id, version: card.version })
    .whereIn('state', ['posted', 'void'])
    .update({
      state: 'returned',
      returned_on: said.on,
      returned_at: now,
      return_reason: said.reason,
      version: card.version + 1,
    })) === 1;

/**
 * A card whose password may open nothing any more, whoever holds it. One that came back stays returned: what its return
 * asks of the next card holds on.
 */
export const markVoid = async (tx: Knex, card: { id: number; version: number }): Promise<boolean> =>
  (await tx('card')
    .where({ id: card.id, version: card.version, state: 'posted' })
    .update({ state: 'void', version: card.version + 1 })) === 1;

/** The generated card of an open request that is not posted yet: only pulling it stops it now. */
export const generatedOf = async (
  tx: Knex,
  request: { id: number; accountId: number },
): Promise<{ serial: string } | null> =>
  (await tx('card')
    .where({ account_id: request.accountId, request_id: request.id, state: 'generated' })
    .first('serial')) ?? null;
