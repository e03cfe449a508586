// Cards that are drawn and not posted, beside what has become of their accounts since.
import type { Knex } from 'knex';
import { type DrawnCard, type PullReason, whyPull } from '../main/rules/card-pull.ts';
import type { Card } from './cards.ts';

export type CardToPull = Pick<Card, 'id' | 'batchId' | 'requestId' | 'accountId' | 'credentialId'> & {
  serial: string;
  part: number;
  reasons: PullReason[];
};
type Row = Omit<CardToPull, 'reasons'> &
  Omit<DrawnCard, 'isDoNotPost' | 'isWithdrawn' | 'isProtected'> & {
    isDoNotPost: number;
    isProtected: number;
    status: string;
  };

/** Its account has another version than the card was staged with: most of a batch is left at that. */
const drawnAndChanged = (tx: Knex) =>
  tx('card as k')
    .join('account as a', 'a.id', 'k.account_id')
    .join('credential as c', 'c.id', 'k.credential_id')
    .where({ 'k.state': 'generated' })
    .whereRaw('a.version <> k.account_version')
    .whereRaw(
      `(a.is_do_not_post = 1 or a.is_protected = 1 or a.status = 'withdrawn'
        or a.delivery_changed_at >= c.issued_at or a.login_changed_at >= c.issued_at)`,
    )
    .orderBy('k.id')
    .select({
      id: 'k.id',
      batchId: 'k.batch_id',
      requestId: 'k.request_id',
      accountId: 'k.account_id',
      credentialId: 'k.credential_id',
      serial: 'k.serial',
      part: 'k.part',
      drawnAt: 'c.issued_at',
      isDoNotPost: 'a.is_do_not_post',
      isProtected: 'a.is_protected',
      status: 'a.status',
      addressChangedAt: 'a.delivery_changed_at',
      loginChangedAt: 'a.login_changed_at',
      flagsChangedAt: tx.raw(
        `(select max(e.at) from account_event e where e.account_id = a.id and e.kind = 'flags-changed')`,
      ),
    });

const judged = (rows: readonly Row[]): CardToPull[] =>
  rows.flatMap(({ id, batchId, requestId, accountId, credentialId, serial, part, ...row }) => {
    const { isDoNotPost, isProtected, status } = row;
    const reasons = whyPull({
      ...row,
      isDoNotPost: isDoNotPost === 1,
      isProtected: isProtected === 1,
      isWithdrawn: status === 'withdrawn',
    });
    return reasons.length === 0 ? [] : [{ id, batchId, requestId, accountId, credentialId, serial, part, reasons }];
  });

/** The cards of these batches that must not be posted as they are, in the order of their serials. */
export const toPull = async (tx: Knex, batchIds: readonly number[]): Promise<CardToPull[]> =>
  batchIds.length === 0 ? [] : judged(await drawnAndChanged(tx).whereIn('k.batch_id', batchIds));

/** An account's card on its way: null where none is drawn that is not posted. */
export const drawnOf = async (tx: Knex, accountId: number): Promise<{ isToPull: boolean } | null> => {
  const drawn = await tx('card').where({ account_id: accountId, state: 'generated' }).first('id');
  if (!drawn) return null;
  return { isToPull: judged(await drawnAndChanged(tx).where('k.account_id', accountId)).length > 0 };
};
