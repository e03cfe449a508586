// The cards of a batch as they are printed: each with a password of its own, which is hashed and staged before it is drawn.

import * as batchCards from '../../db/batch-cards.ts';
import type * as batches from '../../db/batches.ts';
import { addOfCards } from '../../db/card-events.ts';
import * as cardTexts from '../../db/card-texts.ts';
import { databaseNow } from '../../db/clock.ts';
import type { CredentialCard } from '../print/card-text.ts';
import { layouts } from '../print/layout.ts';
import { prepareCard } from '../print/prepare-card.ts';
import { serialOf } from '../rules/batch.ts';
import type { CardFace } from '../rules/card-check.ts';
import { type HashedAhead, type HashedPassword, hashAhead } from './hash-ahead.ts';
import type { JobContext } from './job.ts';
import { Speedometer } from './speed.ts';

/** Staged in one transaction, so small that an agent's own write hardly waits. */
const pieceCards = 64;

export type Printing = {
  readonly batch: batches.Batch;
  readonly cardsPerPart: number;
  printed: number;
};
type Ready = { readonly card: batchCards.PlannedCard; readonly face: CardFace; readonly loginId: string };
/** With the password that is drawn on it and on no other. */
type Secured = Ready & HashedPassword;

/** Reads cards anew; what changed since the release, and is not printed (rule 15), is found where they are staged. */
const prepare = async (
  { db }: JobContext,
  planned: readonly batchCards.PlannedCard[],
): Promise<{ ready: Ready[]; changed: batchCards.PlannedCard[] }> => {
  const texts = await cardTexts.textsOfRequests(
    db.read,
    planned.map(({ requestId }) => requestId),
  );
  const ready: Ready[] = [];
  const changed: batchCards.PlannedCard[] = [];
  for (const card of planned) {
    const text = texts.get(card.requestId);
    const prepared = text && prepareCard(text, 'v-fold');
    if (text && prepared?.ok) ready.push({ card, face: prepared.face, loginId: text.loginId });
    else changed.push(card);
  }
  return { ready, changed };
};

/** Stages a piece's passwords and gives its cards, in the order of their serials. */
const stagePiece = async (
  job: JobContext,
  printing: Printing,
  hashed: HashedAhead,
  planned: readonly batchCards.PlannedCard[],
): Promise<CredentialCard[]> => {
  const { batch, cardsPerPart, printed } = printing;
  const { ready, changed } = await prepare(job, planned);
  const secured = await Promise.all(ready.map(async (one): Promise<Secured> => ({ ...one, ...(await hashed.take()) })));
  const pagesPerCard = layouts['v-fold'].pages.length;
  const placeOf = ({ card, face, hash }: Secured, index: number): batchCards.StagedCard => ({
    cardId: card.id,
    accountId: card.accountId,
    serial: serialOf(batch.id, printed + index + 1),
    part: Math.floor((printed + index) / cardsPerPart) + 1,
    page: ((printed + index) % cardsPerPart) * pagesPerCard + 1,
    barcodeReason: 'fault' in face.barcode ? face.barcode.fault : null,
    passwordHash: hash,
    expiresOn: batch.validThrough,
  });
  let going: readonly Secured[] = [];
  const forget = (cards: readonly Secured[]): void => {
    for (const { password } of cards) password.fill(0);
  };
  try {
    await job.db.write.transaction(async (tx) => {
      await job.guard(tx);
      const now = await databaseNow(tx);
      // Hashing took its time: what was read before it may have changed.
      const still = await batchCards.asPlanned(
        tx,
        secured.map(({ card }) => card),
      );
      going = secured.filter(({ card }) => still.has(card.id));
      const gone = secured.flatMap(({ card }) => (still.has(card.id) ? [] : [card]));
      const left = await batchCards.leaveOut(tx, [...changed, ...gone], 'waiting', now);
      const step = { kind: 'card-left-out', batchId: batch.id, actor: job.actor, at: now } as const;
      await addOfCards(
        tx,
        step,
        left.map(({ id }) => id),
      );
      await batchCards.stage(tx, going.map(placeOf), now);
    });
  } catch (error) {
    forget(secured);
    throw error;
  }
  forget(secured.filter((one) => !going.includes(one)));
  printing.printed += going.length;
  return going.map((one, index) => ({
    serial: placeOf(one, index).serial,
    face: one.face,
    loginId: one.loginId,
    password: one.password,
  }));
};

/** One card is as much work as another. */
const speedOf = (speedometer: Speedometer, { printed }: Printing) => {
  const speed = speedometer.at(performance.now() / 1000, { rows: printed, bytes: printed });
  return speed && { cardsPerSecond: speed.rowsPerSecond, secondsLeft: speed.secondsLeft };
};

/**
 * The batch's cards in the order of their serials; their passwords are not yet anybody's. To be returned where it is not
 * read to its end: only then is every password in clear gone.
 */
export async function* cardsOf(job: JobContext, printing: Printing): AsyncGenerator<CredentialCard> {
  const hashed = hashAhead(job.db.kind, printing.batch.cardCount);
  const speedometer = new Speedometer(printing.batch.cardCount);
  let piece: CredentialCard[] = [];
  let afterRequestId = 0;
  try {
    for (;;) {
      job.signal.throwIfAborted();
      const planned = await batchCards.planned(job.db.read, printing.batch.id, afterRequestId, pieceCards);
      const last = planned.at(-1);
      if (!last) return;
      afterRequestId = last.requestId;
      piece = await stagePiece(job, printing, hashed, planned);
      yield* piece;
      job.report(String(afterRequestId), {
        done: printing.printed,
        all: printing.batch.cardCount,
        speed: speedOf(speedometer, printing),
      });
    }
  } finally {
    for (const { password } of piece) password.fill(0);
    await hashed.close();
  }
}
