// Notice cards (rule 10): who is told by post of a change, printed and posted by hand.
import { z } from 'zod';
import { cardFault } from './card.ts';
import { callTakers, date, id, instant, nothing, plain, type Row, writeInput } from './row.ts';

/** As many as the list shows. */
const ids = z.array(id).min(1).max(200);

export const noticeCards = {
  /** The work list; without what only the card itself says. */
  'noticeCard.list': {
    kind: 'read',
    roles: [...callTakers, 'admin'],
    input: nothing,
    output: z.strictObject({
      today: date,
      waiting: z.number().int(),
      /** Neither printed nor posted while the account's post is stopped or the customer is protected. */
      stopped: z.number().int(),
      cards: z.array(
        z.strictObject({
          noticeCardId: id,
          accountId: id,
          customerName: z.string(),
          customerNo: z.string(),
          /** Of the mail that would have told it. */
          kind: z.string(),
          askedAt: instant,
          ageDays: z.number().int(),
          /** Not empty: it cannot be printed, and is addressed by hand. */
          faults: z.array(cardFault),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** One card a page, to the address before the change. */
  'noticeCard.print': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({ noticeCardIds: ids }),
    output: z.strictObject({ file: z.string(), fileName: z.string(), cards: z.number().int() }),
    refusals: { 'sender-missing': plain, 'notices-moved-on': plain, 'notice-not-printable': plain },
  },
  'noticeCard.markPosted': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ noticeCardIds: ids, postedOn: date }),
    output: z.strictObject({ posted: z.number().int() }),
    refusals: { 'notices-moved-on': plain, 'posting-in-future': plain, 'posting-before-notice': plain },
  },
} as const satisfies Record<string, Row>;
