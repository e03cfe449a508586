// Single cards: what is read of one, and what becomes of it once it is drawn.
import type { Knex } from 'knex';
import { hold } from './accounts.ts';
import { dropStaged, releaseRequests } from './batch-cards.ts';

export type CardState = 'planned' | 'dropped-out' | 'generated' | 'pulled' | 'posted' | 'returned' | 'void' | 'undone';
export type PrintResult = 'printed' | 'spoiled' | 'rerun' | 'pulled';
export type Card = {
  id: number;
  batchId: number;
  requestId: number;
  accountId: number;
  accountVersion: number;
  credentialId: number | null;
  serial: string | null;
  part: number | null;
  page: number | null;
  state: CardState;
  printResult: PrintResult | null;
  /** As the print house reported it. */
  printedOn: string | null;
  postedOn: string | null;
  returnedOn: string | null;
  returnReason: string | null;
  version: number;
};
const columns = {
  id: 'id',
  batchId: 'batch_id',
  requestId: 'request_id',
  accountId: 'account_id',
  accountVersion: 'account_version',
  credentialId: 'credential_id',
  serial: 'serial',
  part: 'part',
  page: 'page',
  state: 'state',
  printResult: 'print_result',
  printedOn: 'printed_on',
  postedOn: 'posted_on',
  returnedOn: 'returned_on',
  returnReason: 'return_reason',
  version: 'version',
};

export const bySerial = async (tx: Knex, serial: string): Promise<Card | null> =>
  (await tx('card').where({ serial }).first(columns)) ?? null;

/** Those that there are. */
export const bySerials = (tx: Knex, serials: readonly string[]): Promise<Card[]> =>
  tx('card').whereIn('serial', serials).select(columns);

export const byId = async (tx: Knex, id: number): Promise<Card | null> =>
  (await tx('card').where({ id }).first(columns)) ?? null;

/** The newest card of an account that left the house. */
export const lastOf = async (tx: Knex, accountId: number): Promise<Card | null> =>
  (await tx('card')
    .where({ account_id: accountId })
    .whereNotIn('state', ['planned', 'dropped-out', 'undone'])
    .orderBy('id', 'desc')
    .first(columns)) ?? null;

/** Of a part, those that are neither posted nor pulled. */
export const unpostedOf = (
  tx: Knex,
  batchId: number,
  part: number,
): Promise<Pick<Card, 'id' | 'accountId' | 'credentialId' | 'requestId'>[]> =>
  tx('card')
    .where({ batch_id: batchId, part, state: 'generated' })
    .select({ id: 'id', accountId: 'account_id', credentialId: 'credential_id', requestId: 'request_id' });

/** SQLite takes no longer list at once. */
const pieceCards = 500;
const idOf = ({ id }: { id: number }): number => id;

/**
 * 引抜き: taken out before they are posted; their passwords never come to life, and the requests are given back.
 * @returns false: somebody was faster with one of them
 */
export const pull = async (
  tx: Knex,
  cards: readonly Pick<Card, 'id' | 'accountId' | 'credentialId' | 'requestId'>[],
  requestTo: 'waiting' | 'cancelled',
  now: string,
): Promise<boolean> => {
  await hold(
    tx,
    cards.map(({ accountId }) => accountId),
  );
  for (let from = 0; from < cards.length; from += pieceCards) {
    const piece = cards.slice(from, from + pieceCards);
    const pulled = await tx('card')
      .whereIn('id', piece.map(idOf))
      .where({ state: 'generated' })
      .update({ state: 'pulled', credential_id: null, version: tx.raw('version + 1') });
    if (pulled !== piece.length) return false;
    await dropStaged(
      tx,
      piece.flatMap(({ credentialId }) => credentialId ?? []),
    );
    await releaseRequests(
      tx,
      piece.map(({ requestId }) => requestId),
      requestTo,
      now,
    );
  }
  return true;
};

export const setPrintResult = (
  tx: Knex,
  cardIds: readonly number[],
  result: PrintResult,
  on: string,
): Promise<number> => tx('card').whereIn('id', cardIds).update({ print_result: result, printed_on: on });

/** Those whose password a part brings, before anything of it is marked: no agent and no customer changes them meanwhile. */
export const holdAccountsOf = async (tx: Knex, part: { batchId: number; part: number }): Promise<void> => {
  const cards = tx('card').where({ batch_id: part.batchId, part: part.part, state: 'generated' });
  await hold(tx, await cards.pluck('account_id'));
};

/**
 * Rule 13, in one transaction with the part's own mark: each card's password takes the old one's place, lock and count
 * are gone with the old credential, the request is done.
 * @returns how many accounts got a new password
 */
export const post = async (
  tx: Knex,
  where: { batchId: number; part: number },
  posting: { on: string; actor: string; now: string },
): Promise<number> => {
  const cards = () => tx('card').where({ batch_id: where.batchId, part: where.part, state: 'generated' });
  const accounts = () => cards().select('account_id');
  const old = () => tx('credential').where({ state: 'current' }).whereIn('account_id', accounts());
  await tx('credential_secret').whereIn('credential_id', old().select('id')).delete();
  await old().update({ state: 'void', version: tx.raw('version + 1') });
  await tx('credential')
    .where({ state: 'staged' })
    .whereIn('id', cards().select('credential_id'))
    .update({ state: 'current', posted_at: posting.now });
  await tx('card_request')
    .where({ state: 'in-batch' })
    .whereIn('id', cards().select('request_id'))
    .update({ state: 'done', ended_at: posting.now, version: tx.raw('version + 1') });
  await tx.raw(
    `insert into account_event (account_id, at, kind, actor, facts)
       select account_id, ?, 'posted', ?, ? from card where batch_id = ? and part = ? and state = 'generated'`,
    [posting.now, posting.actor, JSON.stringify({ batch: where.batchId }), where.batchId, where.part],
  );
  return cards().update({ state: 'posted', posted_on: posting.on, version: tx.raw('version + 1') });
};
