// The cards of a batch on their way: planned, staged with a password that nobody can use yet, left out, given back.
import type { Knex } from 'knex';
import type { CardText } from './card-texts.ts';
import type { Card } from './cards.ts';

/**
 * Binds requests to a batch, but those that were cancelled or taken meanwhile; few enough for one statement each.
 * @returns the requests that it has taken
 */
export const plan = async (tx: Knex, batchId: number, texts: readonly CardText[]): Promise<number[]> => {
  const taken: { id: number }[] = await tx('card_request')
    .whereIn(
      'id',
      texts.map(({ requestId }) => requestId),
    )
    .where({ state: 'waiting' })
    .update({ state: 'in-batch', version: tx.raw('version + 1') })
    .returning('id');
  const ids = new Set(taken.map(({ id }) => id));
  const rows = texts
    .filter(({ requestId }) => ids.has(requestId))
    .map(({ requestId, accountId, accountVersion }) => ({
      batch_id: batchId,
      request_id: requestId,
      account_id: accountId,
      account_version: accountVersion,
      state: 'planned',
    }));
  if (rows.length > 0) await tx('card').insert(rows);
  return [...ids];
};

/**
 * Takes requests out of the queue, all for one reason, until somebody has mended them (rule 17).
 * @returns those that were still there
 */
export const dropOut = async (
  tx: Knex,
  requestIds: readonly number[],
  reason: { code: string; detail: string },
  now: string,
): Promise<ReadonlySet<number>> => {
  const rows: { id: number }[] = await tx('card_request')
    .whereIn('id', requestIds)
    .whereIn('state', ['waiting', 'in-batch'])
    .update({
      state: 'dropped-out',
      drop_code: reason.code,
      drop_detail: reason.detail,
      dropped_at: now,
      version: tx.raw('version + 1'),
    })
    .returning('id');
  return new Set(rows.map(({ id }) => id));
};

export type PlannedCard = Pick<Card, 'id' | 'requestId' | 'accountId' | 'accountVersion'>;

/** What a batch's digest is made over: all of it in the order of its requests, a page at a time. */
export const planned = (tx: Knex, batchId: number, afterRequestId: number, limit: number): Promise<PlannedCard[]> =>
  tx('card')
    .where({ batch_id: batchId, state: 'planned' })
    .where('request_id', '>', afterRequestId)
    .orderBy('request_id')
    .limit(limit)
    .select({ id: 'id', requestId: 'request_id', accountId: 'account_id', accountVersion: 'account_version' });

/**
 * Which of a batch's cards may still be printed as they were read: no other hand has changed the account or taken the
 * request out. Until the end of the transaction nobody does; an account that somebody is changing counts as changed.
 */
export const asPlanned = async (tx: Knex, planned: readonly PlannedCard[]): Promise<ReadonlySet<number>> => {
  const query = tx('card as k')
    .join('account as a', 'a.id', 'k.account_id')
    .join('card_request as r', 'r.id', 'k.request_id')
    .whereIn(
      'k.id',
      planned.map(({ id }) => id),
    )
    .where({ 'k.state': 'planned', 'r.state': 'in-batch' })
    .whereRaw('a.version = k.account_version')
    .select('k.id');
  const rows: { id: number }[] = await (tx.client.config.client === 'pg' ? query.forShare('a').skipLocked() : query);
  return new Set(rows.map(({ id }) => id));
};

export type StagedCard = {
  cardId: number;
  accountId: number;
  serial: string;
  part: number;
  page: number;
  barcodeReason: string | null;
  passwordHash: string;
  /** Tokyo date printed on the card. */
  expiresOn: string;
};

/**
 * Binds new passwords, which nobody can use yet, to the cards of one batch; few enough for one statement each. Nothing is
 * left to be written of each card once all are drawn: a hundred thousand at once would hold up every agent.
 */
export const stage = async (tx: Knex, staged: readonly StagedCard[], now: string): Promise<void> => {
  if (staged.length === 0) return;
  const credentials: { id: number; account_id: number }[] = await tx('credential')
    .insert(
      staged.map(({ accountId, expiresOn }) => ({
        account_id: accountId,
        state: 'staged',
        is_initial: 1,
        issued_at: now,
        expires_on: expiresOn,
      })),
    )
    .returning(['id', 'account_id']);
  // No engine promises to return rows in the order in which they were given.
  const ids = new Map(credentials.map(({ id, account_id }) => [account_id, id]));
  const idOf = ({ accountId }: StagedCard): number => {
    const id = ids.get(accountId);
    if (id === undefined) throw new Error(`no credential was made for account ${accountId}`);
    return id;
  };
  await tx('credential_secret').insert(
    staged.map((card) => ({ credential_id: idOf(card), password_hash: card.passwordHash })),
  );
  const row = '(cast(? as bigint), cast(? as bigint), ?, cast(? as bigint), cast(? as bigint), ?)';
  await tx.raw(
    `with staged (card_id, credential_id, serial, part, page, barcode_reason) as (values ${staged.map(() => row)})
     update card set state = 'generated', credential_id = staged.credential_id, serial = staged.serial,
       part = staged.part, page = staged.page, barcode_reason = staged.barcode_reason
     from staged where card.id = staged.card_id`,
    staged.flatMap((card) => [card.cardId, idOf(card), card.serial, card.part, card.page, card.barcodeReason]),
  );
};

/** Some of a batch's cards, and after which request to go on; null once none is left. */
type Walk = { readonly afterRequestId: number; readonly count: number } | null;

/** By the order of a batch's own index: each piece begins where the one before ended. */
const nextPiece = (tx: Knex, batchId: number, afterRequestId: number, limit: number) =>
  tx('card')
    .where({ batch_id: batchId })
    .whereIn('state', ['planned', 'generated'])
    .where('request_id', '>', afterRequestId)
    .orderBy('request_id')
    .limit(limit);

/** Takes staged passwords back, some at a time. */
export const unstage = async (tx: Knex, batchId: number, afterRequestId: number, limit: number): Promise<Walk> => {
  const rows: { id: number; requestId: number; credentialId: number }[] = await nextPiece(
    tx,
    batchId,
    afterRequestId,
    limit,
  )
    .whereNotNull('credential_id')
    .select({ id: 'id', requestId: 'request_id', credentialId: 'credential_id' });
  const last = rows.at(-1);
  if (!last) return null;
  const cards = rows.map(({ id }) => id);
  const credentials = rows.map(({ credentialId }) => credentialId);
  await tx('card')
    .whereIn('id', cards)
    .update({ credential_id: null, serial: null, part: null, page: null, barcode_reason: null, state: 'planned' });
  await dropStaged(tx, credentials);
  return { afterRequestId: last.requestId, count: rows.length };
};

export const dropStaged = async (tx: Knex, credentials: readonly number[]): Promise<void> => {
  await tx('credential_secret').whereIn('credential_id', credentials).delete();
  await tx('credential').whereIn('id', credentials).where({ state: 'staged' }).delete();
};

/**
 * Ends requests of cards that stay in no batch, but those of which another card stands in another batch by now.
 * @returns the requests that it has ended
 */
export const releaseRequests = async (
  tx: Knex,
  requestIds: readonly number[],
  to: 'waiting' | 'cancelled',
  now: string | null,
): Promise<number[]> => {
  const rows: { id: number }[] = await tx('card_request')
    .whereIn('id', requestIds)
    .where({ state: 'in-batch' })
    .whereNotExists(
      tx('card')
        .whereRaw('card.account_id = card_request.account_id and card.request_id = card_request.id')
        .whereIn('card.state', ['planned', 'generated']),
    )
    .update({ state: to, ended_at: to === 'cancelled' ? now : null, version: tx.raw('version + 1') })
    .returning('id');
  return rows.map(({ id }) => id);
};

/**
 * Cards that are not to be printed after all: their accounts have changed since the batch was put together.
 * @returns those whose requests have gone on by that, and not before
 */
export const leaveOut = async (
  tx: Knex,
  cards: readonly PlannedCard[],
  requestTo: 'waiting' | 'cancelled',
  now: string,
): Promise<PlannedCard[]> => {
  if (cards.length === 0) return [];
  await tx('card')
    .whereIn(
      'id',
      cards.map(({ id }) => id),
    )
    .update({ state: 'dropped-out', version: tx.raw('version + 1') });
  const requestIds = cards.map(({ requestId }) => requestId);
  const released = new Set(await releaseRequests(tx, requestIds, requestTo, now));
  return cards.filter(({ requestId }) => released.has(requestId));
};

/** What is planned of requests that have dropped out: no batch prints it any more. */
export const leaveOutDropped = (tx: Knex, requestIds: readonly number[]): Promise<number> =>
  tx('card')
    .whereIn('request_id', requestIds)
    .where({ state: 'planned' })
    .update({ state: 'dropped-out', version: tx.raw('version + 1') });

/** The card of a request whose batch nobody has begun to print; the batch is held until the end of the transaction. */
export const unprintedOf = async (
  tx: Knex,
  request: { id: number; accountId: number },
): Promise<PlannedCard | null> => {
  const card: (PlannedCard & { batchId: number }) | undefined = await tx('card')
    .where({ account_id: request.accountId, request_id: request.id, state: 'planned' })
    .first({
      id: 'id',
      batchId: 'batch_id',
      requestId: 'request_id',
      accountId: 'account_id',
      accountVersion: 'account_version',
    });
  if (!card) return null;
  const batch = await tx('batch').where({ id: card.batchId }).forUpdate().first('state');
  return batch?.state === 'made' || batch?.state === 'released' ? card : null;
};

/** Gives requests of a batch that is undone back to the queue, some at a time. */
export const giveBack = async (
  tx: Knex,
  batchId: number,
  afterRequestId: number,
  limit: number,
): Promise<(NonNullable<Walk> & { readonly requestIds: readonly number[] }) | null> => {
  const rows: { id: number; requestId: number }[] = await nextPiece(tx, batchId, afterRequestId, limit).select({
    id: 'id',
    requestId: 'request_id',
  });
  const last = rows.at(-1);
  if (!last) return null;
  await tx('card')
    .whereIn(
      'id',
      rows.map(({ id }) => id),
    )
    .update({ state: 'undone', version: tx.raw('version + 1') });
  const requests = rows.map(({ requestId }) => requestId);
  await releaseRequests(tx, requests, 'waiting', null);
  return { afterRequestId: last.requestId, count: rows.length, requestIds: requests };
};
