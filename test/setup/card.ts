// A card that left the house, without the batch that prints it: the batch's own tests walk that way.
import type { Knex } from 'knex';
import { serialOf } from '../../main/rules/batch.ts';
import { addDays } from '../../main/rules/calendar.ts';
import type { TestCustomer } from './customer.ts';
import { noon } from './desk.ts';

export type TestCard = { readonly cardId: number; readonly serial: string; readonly credentialId: number };
type Options = {
  readonly postedOn?: string;
  readonly state?: 'generated' | 'posted';
  /** On the account's own credential, as it stands; else on a new initial one in its place. */
  readonly isOnOwnCredential?: boolean;
};

export const addPostedCard = (
  db: Knex,
  { accountId, credentialId }: TestCustomer,
  { postedOn = '2026-11-16', state = 'posted', isOnOwnCredential = false }: Options = {},
): Promise<TestCard> =>
  db.transaction(async (tx) => {
    const before = `${addDays(postedOn, -3)}T03:00:00.000Z`;
    const [maker, releaser] = await tx('staff').where({ role: 'admin' }).orderBy('id').pluck('id');
    const [batch] = await tx('batch')
      .insert({
        state: state === 'posted' ? 'reconciled' : 'generated',
        layout: 'v-fold',
        planned_posting_on: postedOn,
        valid_through: addDays(postedOn, 30),
        card_count: 1,
        digest: 'd',
        made_by: maker,
        made_at: before,
        released_by: releaser,
        released_at: before,
        generated_at: before,
      })
      .returning('id');
    const serial = serialOf(batch.id, 1);
    const isPosted = state === 'posted';
    const [request] = await tx('card_request')
      .insert({
        account_id: accountId,
        cause: 'forgotten-password',
        state: isPosted ? 'done' : 'in-batch',
        asked_at: before,
        ended_at: isPosted ? noon : null,
      })
      .returning('id');
    let credential = credentialId ?? 0;
    if (!isOnOwnCredential) {
      const current = () => tx('credential').where({ account_id: accountId, state: 'current' });
      if (isPosted) await current().update({ state: 'void' });
      const [added] = await tx('credential')
        .insert({
          account_id: accountId,
          state: isPosted ? 'current' : 'staged',
          is_initial: 1,
          issued_at: before,
          posted_at: isPosted ? `${postedOn}T03:00:00.000Z` : null,
          expires_on: addDays(postedOn, 30),
        })
        .returning('id');
      credential = added.id;
      // The test's one password, on this card as well.
      const known = await tx('credential_secret').first('password_hash');
      await tx('credential_secret').insert({ credential_id: credential, password_hash: known?.password_hash ?? 'x' });
    }
    const [card] = await tx('card')
      .insert({
        batch_id: batch.id,
        request_id: request.id,
        account_id: accountId,
        account_version: 1,
        credential_id: credential,
        serial,
        part: 1,
        page: 1,
        state,
        posted_on: isPosted ? postedOn : null,
      })
      .returning('id');
    return { cardId: card.id, serial, credentialId: credential };
  });

/** More posted cards of the same account, batch and day as this one, each of a request of its own and without a password. */
export const addCopies = (db: Knex, { cardId }: TestCard, count: number): Promise<string[]> =>
  db.transaction(async (tx) => {
    const { id: _card, ...card } = await tx('card').where({ id: cardId }).first();
    const { id: _request, ...request } = await tx('card_request').where({ id: card.request_id }).first();
    const all = Array.from({ length: count }, (_, index) => serialOf(card.batch_id, index + 2));
    const requests: { id: number }[] = await tx
      .batchInsert(
        'card_request',
        all.map(() => request),
        100,
      )
      .returning('id');
    const copies = all.map((serial, index) => ({
      ...card,
      serial,
      request_id: requests[index]?.id,
      credential_id: null,
    }));
    await tx.batchInsert('card', copies, 100);
    return all;
  });
