// Where a mail comes back to: the row's id with a proof in it that we made it, so that nobody can have an address
// suppressed by writing to us.
import { createHmac, timingSafeEqual } from 'node:crypto';

const proofOf = (secret: string, outboxId: number): string =>
  createHmac('sha256', secret).update(`return-path ${outboxId}`).digest('hex').slice(0, 20);

/** `bounce+12.0123456789abcdef0123@csmail.example.jp` */
export const returnPath = (secret: string, outboxId: number, domain: string): string =>
  `bounce+${outboxId}.${proofOf(secret, outboxId)}@${domain}`;

/** The row that an address of ours names; null where it is none, or its proof is not ours. Letter case is the carriers' own. */
export const outboxIdOf = (secret: string, address: string): number | null => {
  const [, digits, given] = /^bounce\+(\d{1,15})\.([0-9a-f]{20})@/i.exec(address.trim()) ?? [];
  if (digits === undefined || given === undefined) return null;
  const id = Number(digits);
  return timingSafeEqual(Buffer.from(proofOf(secret, id)), Buffer.from(given.toLowerCase())) ? id : null;
};
