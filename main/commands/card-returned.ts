// Returned cards: what the carrier's list does to cards, passwords and requests (rule 13), for an admin and for the
// command line alike.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as history from '../../db/card-history.ts';
import * as cards from '../../db/cards.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as data from '../../db/registered-data.ts';
import { holdBack } from '../acts/hold-back.ts';
import type { AuditBody } from '../audit.ts';
import { done, type Prepared, refuse } from '../command.ts';
import type { Policy } from '../rules/policy.ts';
import {
  type ReturnedList,
  type ReturnedRow,
  readReturnedList,
  shownFaults,
  type WrongRow,
} from './card-returned-list.ts';
import { inPieces } from './list-pieces.ts';

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

type Found = { readonly row: ReturnedRow; readonly card: cards.Card };

const isSame = ({ card, row: { reason, on } }: Found): boolean =>
  card.state === 'returned' && card.returnReason === reason && card.returnedOn === on;

/** A row that cannot be true: nothing of the list is taken in then. */
const faultOf = (card: cards.Card | undefined, row: ReturnedRow, today: string): string | null => {
  if (!card) return 'unknown-serial';
  if (card.postedOn === null) return 'not-posted';
  if (card.state === 'returned' && !isSame({ card, row })) return 'returned-otherwise';
  if (row.on > today) return 'date-in-future';
  return row.on < card.postedOn ? 'before-posting' : null;
};

/** The cards of a list in its order, or its first rows that are wrong. */
const find = async (
  { tx, today }: Taking,
  rows: readonly ReturnedRow[],
): Promise<{ found: Found[]; wrong: WrongRow[] }> => {
  const found: Found[] = [];
  const wrong: WrongRow[] = [];
  for (const piece of inPieces(rows)) {
    const serials = piece.map(({ serial }) => serial);
    const known = new Map((await cards.bySerials(tx, serials)).map((card) => [card.serial, card]));
    for (const row of piece) {
      const card = known.get(row.serial);
      const code = faultOf(card, row, today);
      if (code) wrong.push({ line: row.line, code });
      else if (card) found.push({ row, card });
    }
    if (wrong.length >= shownFaults) break;
  }
  return { found, wrong: wrong.slice(0, shownFaults) };
};

/**
 * Marks cards returned and tells it on their timelines. A card's own password goes, where nobody has put another in its
 * place: whoever finds the card shall not use it.
 */
const takePiece = async (
  { tx, now, actor }: Taking,
  piece: readonly Found[],
): Promise<{ voided: number } | { changed: WrongRow }> => {
  const returns = piece.map(({ row: { on, reason }, card: { id, version } }) => ({ id, version, on, reason }));
  const marked = await history.markReturned(tx, returns, now);
  const changed = piece.find(({ card }) => !marked.has(card.id));
  if (changed) return { changed: { line: changed.row.line, code: 'changed' } };
  const voided = await credentials.makeInitialsVoid(tx, [...marked]);
  const told = piece.map(({ row, card: { id, accountId } }) => {
    const facts = { returnReason: row.reason, returnedOn: row.on, isPasswordVoid: voided.has(id) };
    return { accountId, kind: 'card-returned', actor, facts };
  });
  await events.addMany(tx, told, now);
  // A batch that is put together and not printed yet leaves out an account that has changed since.
  await data.bumpVersions(
    tx,
    piece.map(({ card }) => card.accountId),
  );
  return { voided: voided.size };
};

/** Rows whose accounts have a card that only pulling stops, and that has no serial yet to be pulled by. */
const findBeingDrawn = async ({ tx }: Taking, rows: readonly Found[]): Promise<WrongRow[]> => {
  const wrong: WrongRow[] = [];
  for (const piece of inPieces(rows)) {
    const drawn = await history.beingDrawn(
      tx,
      piece.map(({ card }) => card.accountId),
    );
    const held = piece.filter(({ card }) => drawn.has(card.accountId));
    wrong.push(...held.map(({ row }) => ({ line: row.line, code: 'being-drawn' })));
  }
  return wrong.slice(0, shownFaults);
};

export const takeReturns = async (ctx: Taking, list: ReturnedList): Promise<Taken> => {
  if (!list.ok) return list;
  const { found, wrong } = await find(ctx, list.rows);
  if (wrong.length > 0) return { ok: false, rows: wrong };

  await accounts.hold(
    ctx.tx,
    found.map(({ card }) => card.accountId),
  );
  const news = found.filter((one) => !isSame(one));
  // Held, an account that is not drawn yet is left out of the batch.
  const drawn = await findBeingDrawn(ctx, news);
  if (drawn.length > 0) return { ok: false, rows: drawn };
  let voided = 0;
  for (const piece of inPieces(news)) {
    const taken = await takePiece(ctx, piece);
    if ('changed' in taken) return { ok: false, rows: [taken.changed] };
    voided += taken.voided;
  }
  // By all that the list says: of an account with two cards in it the next one waits for what both ask of it.
  const accountIds = [...new Set(news.map(({ card }) => card.accountId))];
  let heldBack = 0;
  const toPull: string[] = [];
  for (const piece of inPieces(accountIds)) {
    const stopped = await holdBack(ctx, piece);
    heldBack += stopped.count;
    toPull.push(...piece.flatMap((accountId) => stopped.toPull.get(accountId) ?? []));
  }
  for (const accountId of accountIds) ctx.touch(`account:${accountId}`);
  ctx.touch('cards');
  ctx.touch('contact');
  const counts = { returned: news.length, same: found.length - news.length, voided, heldBack };
  const audit = { ...counts, toPull: toPull.length, sha256: list.sha256 };
  return { ok: true, value: { ...counts, toPull }, audit };
};

export const takeReturnedCards: Prepared<'card.returned', ReturnedList | null> = {
  prepare: async ({ client, uploads }, { file }) => {
    const text = await uploads.text(client, file);
    return text === null ? null : readReturnedList(text);
  },
  // The list lies there for a day and is swept: taken away now, a commit that fails would leave nothing to try again.
  run: async (ctx, _input, list) => {
    if (list === null) return refuse('no-upload');
    const taken = await takeReturns(ctx, list);
    if (!taken.ok) return refuse('returns-wrong', { rows: taken.rows });
    return done(taken.value, taken.audit);
  },
};
