// Returned cards: what the carrier's list does to cards, passwords and requests (rule 13), for an admin and for the
// command line alike.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as batchCards from '../../db/batch-cards.ts';
import * as history from '../../db/card-history.ts';
import * as requests from '../../db/card-requests.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as cards from '../../db/cards.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as data from '../../db/registered-data.ts';
import { cardHoldsOf } from '../acts/card-holds.ts';
import type { AuditBody } from '../audit.ts';
import { done, type Prepared, refuse } from '../command.ts';
import type { Policy } from '../rules/policy.ts';
import { type ReturnedRow, readReturnedList, shownFaults, type WrongRow } from './card-returned-list.ts';

type Taking = {
  readonly tx: Knex;
  readonly now: string;
  readonly today: string;
  readonly policy: Policy;
  readonly actor: string;
  readonly touch: (topic: string) => void;
};
export type Returns = { returned: number; same: number; voided: number; heldBack: number; toPull: string[] };
type Taken =
  | { readonly ok: true; readonly value: Returns; readonly audit: AuditBody }
  | { readonly ok: false; readonly rows: WrongRow[] };

const isSame = (card: cards.Card, { reason, on }: ReturnedRow): boolean =>
  card.state === 'returned' && card.returnReason === reason && card.returnedOn === on;

/** A row that cannot be true: nothing of the list is taken in then. */
const faultOf = (card: cards.Card | null, row: ReturnedRow, today: string): string | null => {
  if (!card) return 'unknown-serial';
  if (card.postedOn === null) return 'not-posted';
  if (card.state === 'returned' && !isSame(card, row)) return 'returned-otherwise';
  if (row.on > today) return 'date-in-future';
  return row.on < card.postedOn ? 'before-posting' : null;
};

/** The card's own password, where nobody has put another in its place: whoever finds the card shall not use it. */
const voidInitial = async ({ tx }: Taking, card: cards.Card): Promise<boolean> => {
  const current = await credentials.currentOf(tx, card.accountId);
  if (!current?.isInitial || current.id !== card.credentialId) return false;
  await credentials.makeVoid(tx, current.id);
  return true;
};

/** What waits to go to the same address: held back where it can be, else told to be pulled. */
const stopNext = async (ctx: Taking, accountId: number): Promise<{ isHeldBack: boolean; serial: string | null }> => {
  const { tx, now } = ctx;
  const open = await requests.openOf(tx, accountId);
  const text = open && (await cardTexts.textOfRequest(tx, open.id));
  const [hold] = text ? await cardHoldsOf(ctx, text) : [];
  if (!open || !hold) return { isHeldBack: false, serial: null };
  const generated = await history.generatedOf(tx, open);
  if (generated) return { isHeldBack: false, serial: generated.serial };
  if (open.state === 'dropped-out') return { isHeldBack: false, serial: null };
  await batchCards.dropOut(tx, open.id, { code: hold.code, detail: JSON.stringify([hold]) }, now);
  await batchCards.leaveOutDropped(tx, open);
  await events.add(tx, { accountId, kind: 'card-dropped-out', actor: ctx.actor }, now);
  return { isHeldBack: true, serial: null };
};

/** @param text as the carrier sent it */
export const takeReturns = async (ctx: Taking, text: string): Promise<Taken> => {
  const { tx, now, today, actor } = ctx;
  const read = readReturnedList(text);
  if (!read.ok) return read;
  const found = [];
  const wrong: WrongRow[] = [];
  for (const row of read.rows) {
    const card = await cards.bySerial(tx, row.serial);
    const code = faultOf(card, row, today);
    if (code) wrong.push({ line: row.line, code });
    else if (card) found.push({ row, card });
    if (wrong.length >= shownFaults) break;
  }
  if (wrong.length > 0) return { ok: false, rows: wrong };

  await accounts.hold(
    tx,
    found.map(({ card }) => card.accountId),
  );
  const value: Returns = { returned: 0, same: 0, voided: 0, heldBack: 0, toPull: [] };
  for (const { row, card } of found) {
    const { accountId } = card;
    if (isSame(card, row)) {
      value.same += 1;
      continue;
    }
    if (!(await history.markReturned(tx, card, row, now)))
      return { ok: false, rows: [{ line: row.line, code: 'changed' }] };
    value.returned += 1;
    const isPasswordVoid = await voidInitial(ctx, card);
    if (isPasswordVoid) value.voided += 1;
    const facts = { returnReason: row.reason, returnedOn: row.on, isPasswordVoid };
    await events.add(tx, { accountId, kind: 'card-returned', actor, facts }, now);
    // A batch that is put together and not printed yet leaves out an account that has changed since.
    await data.bumpVersion(tx, accountId);
    const { isHeldBack, serial } = await stopNext(ctx, accountId);
    if (isHeldBack) value.heldBack += 1;
    if (serial !== null) value.toPull.push(serial);
    ctx.touch(`account:${accountId}`);
  }
  ctx.touch('cards');
  ctx.touch('contact');
  const { toPull, ...counts } = value;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { ok: true, value, audit: { ...counts, toPull: toPull.length, sha256 } };
};

export const takeReturnedCards: Prepared<'card.returned', string | null> = {
  prepare: ({ client, uploads }, { file }) => uploads.text(client, file),
  // The list lies there for a day and is swept: taken away now, a commit that fails would leave nothing to try again.
  run: async (ctx, _input, text) => {
    if (text === null) return refuse('no-upload');
    const taken = await takeReturns(ctx, text);
    if (!taken.ok) return refuse('returns-wrong', { rows: taken.rows });
    return done(taken.value, taken.audit);
  },
};
