// The cards of a batch as they are printed: each with a password of its own, which is hashed and staged before it is drawn.
import { randomBytes } from 'node:crypto';
import type * as batches from '../../db/batches.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as cards from '../../db/cards.ts';
import { databaseNow } from '../../db/clock.ts';
import { hashPassword } from '../passwords.ts';
import type { CredentialCard } from '../print/card-text.ts';
import { layouts } from '../print/layout.ts';
import { prepareCard } from '../print/prepare-card.ts';
import { serialOf } from '../rules/batch.ts';
import type { CardFace } from '../rules/card-check.ts';
import { drawPassword } from '../rules/password-draw.ts';
import type { JobContext } from './job.ts';

/** As many passwords in clear at once; their hashes keep all cores busy. */
const pieceCards = 32;

type Drawn = { card: cards.PlannedCard; face: CardFace; loginId: string; password: Uint8Array; hash: string };
export type Printing = {
  readonly batch: batches.Batch;
  readonly cardsPerPart: number;
  printed: number;
  /** Staged ahead of the drawing. */
  coming: Promise<CredentialCard[] | null>;
};

/** Reads a card anew: what changed since the release is not printed (decisions.md, "Jobs, batches, mail"). */
const draw = async (job: JobContext, card: cards.PlannedCard): Promise<Drawn | null> => {
  const text = await cardTexts.textOfRequest(job.db.read, card.requestId);
  const prepared = text && text.accountVersion === card.accountVersion ? prepareCard(text, 'v-fold') : null;
  if (!text || !prepared?.ok) return null;
  const password = drawPassword((length) => randomBytes(length));
  const hash = await hashPassword(password, job.db.kind, 'initial');
  return { card, face: prepared.face, loginId: text.loginId, password, hash };
};

/** Stages a piece's passwords and gives its cards, in the order of their serials. */
const stagePiece = async (
  job: JobContext,
  printing: Printing,
  planned: readonly cards.PlannedCard[],
): Promise<CredentialCard[]> => {
  const { batch, cardsPerPart } = printing;
  const drawn = await Promise.all(planned.map((card) => draw(job, card)));
  const pagesPerCard = layouts['v-fold'].pages.length;
  const staged: CredentialCard[] = [];
  await job.db.write.transaction(async (tx) => {
    await job.guard(tx);
    const now = await databaseNow(tx);
    for (const [index, card] of planned.entries()) {
      const made = drawn[index];
      if (!made) {
        await cards.leaveOut(tx, card, 'waiting', now);
        continue;
      }
      const place = printing.printed;
      printing.printed += 1;
      const serial = serialOf(batch.id, printing.printed);
      const { face, loginId, password } = made;
      const row = {
        cardId: card.id,
        accountId: card.accountId,
        serial,
        part: Math.floor(place / cardsPerPart) + 1,
        page: (place % cardsPerPart) * pagesPerCard + 1,
        barcodeReason: 'fault' in face.barcode ? face.barcode.fault : null,
        passwordHash: made.hash,
        expiresOn: batch.validThrough,
      };
      await cards.stage(tx, row, now);
      staged.push({ serial, face, loginId, password });
    }
  });
  return staged;
};

/** The batch's cards in the order of their serials; their passwords are not yet anybody's. */
export async function* cardsOf(job: JobContext, printing: Printing): AsyncGenerator<CredentialCard> {
  let afterId = 0;
  const next = async (): Promise<CredentialCard[] | null> => {
    job.signal.throwIfAborted();
    const planned = await cards.planned(job.db.read, printing.batch.id, afterId, pieceCards);
    const last = planned.at(-1);
    if (!last) return null;
    afterId = last.id;
    return stagePiece(job, printing, planned);
  };
  printing.coming = next();
  for (;;) {
    const piece = await printing.coming;
    if (!piece) return;
    // The next piece is hashed while this one is drawn.
    printing.coming = next();
    // Awaited above; until then nobody would hear of its failure.
    printing.coming.catch(() => {});
    yield* piece;
    job.report(String(afterId), { done: printing.printed, all: printing.batch.cardCount });
  }
}
