// Postcards with login ID and initial password: asking for one, taking that back, and what waits.
import { z } from 'zod';
import { returnReason } from './incident.ts';
import { actRow, isPostcodeConfirmed, postcodeFaults } from './registered-data.ts';
import { callTakers, date, id, instant, line, note, plain, type Row, text, writeInput } from './row.ts';

export const requestState = z.enum(['waiting', 'in-batch', 'dropped-out', 'cancelled', 'done']);
const cause = z.enum([
  'forgotten-password',
  'forgotten-login-id',
  'lost-card',
  'never-arrived',
  'suspected-misuse',
  'new-account',
]);

/** One reason why a card cannot be printed as it stands (rule 17). */
export const cardFault = z.strictObject({
  code: z.string(),
  field: z.enum(['address', 'care-of', 'name', 'person']).nullable(),
  /** With its variation selector, where that is what cannot be drawn. */
  character: z.string().nullable(),
  /** U+20BB7 */
  codePoint: z.string().nullable(),
  postcode: z.string().nullable(),
});
const menders = ['supervisor', 'admin'] as const;
const ofDropped = { 'no-such-request': plain, 'not-dropped-out': plain, 'needs-supervisor': plain } as const;
const stillFaulty = { 'still-faulty': z.strictObject({ faults: z.array(cardFault) }) } as const;
/** Line feeds in it are line breaks on the card. */
const mended = (max: number) => text.trim().max(max).nullable().default(null);
const shownState = z.enum([
  'waiting',
  'in-batch',
  'dropped-out',
  'cancelled',
  'generated',
  'pulled',
  'posted',
  'in-use',
  'returned',
  'expired',
  'void',
]);
const arrival = z.strictObject({ from: date, to: date });
/** What the last return asks of the next card. */
export const returnedCard = z.strictObject({
  returnedOn: date,
  reason: returnReason,
  /** Returned cards since one was last used. */
  returns: z.number().int(),
  isAddressChanged: z.boolean(),
  needs: z.enum(['address', 'approval']).nullable(),
});

export const card = {
  /** What an agent should know and say before asking for a card. */
  'card.outlook': {
    kind: 'read',
    roles: callTakers,
    input: z.strictObject({ accountId: id }),
    output: z.strictObject({
      /** The open request, if there is one. */
      open: z
        .strictObject({
          requestId: z.number(),
          cause,
          state: requestState,
          askedAt: instant,
          canCancel: z.boolean(),
          /** Its card is drawn and not posted: what is changed from here on does not stand on it. */
          isDrawn: z.boolean(),
          /** Something has changed, so that it must not be posted any more: an admin is asked to pull it. */
          isToPull: z.boolean(),
        })
        .nullable(),
      /** An earlier one so recent that the agent is warned. */
      earlier: z
        .strictObject({
          cause,
          state: shownState,
          askedAt: instant,
          postedOn: date.nullable(),
          returnedOn: date.nullable(),
          returnReason: returnReason.nullable(),
        })
        .nullable(),
      returned: returnedCard.nullable(),
      /** A supervisor has to approve it through this date; null: at once. */
      heldThrough: date.nullable(),
      /** When a card asked for today will come, as a guide; null where the holidays ahead are not known yet. */
      arrival: arrival.nullable(),
      /** Causes for which the password on file stops working with the request. */
      voidingCauses: z.array(cause),
    }),
    refusals: { 'no-such-account': plain },
  },
  /** What became of each card of an account, newest first. */
  'card.history': {
    kind: 'read',
    roles: [...callTakers, 'admin'],
    input: z.strictObject({ accountId: id }),
    output: z.strictObject({
      cards: z.array(
        z.strictObject({
          requestId: z.number(),
          /** null: in no batch yet, or not any more. */
          cardId: z.number().nullable(),
          serial: z.string().nullable(),
          cause,
          state: shownState,
          /** The last step that is done, on the way from the request to the first use. */
          step: z.enum(['asked', 'gathered', 'released', 'handed', 'printed', 'posted', 'in-use']),
          /** On its way: neither arrived nor ended. */
          isUnderWay: z.boolean(),
          askedAt: instant,
          askedBy: z.string().nullable(),
          dropCode: z.string().nullable(),
          plannedPostingOn: date.nullable(),
          postedOn: date.nullable(),
          /** Printed on the card. */
          validThrough: date.nullable(),
          usedAt: instant.nullable(),
          returnedOn: date.nullable(),
          returnReason: returnReason.nullable(),
          /** While under way, as a guide; null where the holidays ahead are not known. */
          arrival: arrival.nullable(),
          /** It should have come by now. */
          isLate: z.boolean(),
          isIncident: z.boolean(),
          canRecordIncident: z.boolean(),
        }),
      ),
      hasMore: z.boolean(),
      today: date,
      returned: returnedCard.nullable(),
    }),
    refusals: { 'no-such-account': plain },
  },
  /** The cause says why; `reason` is a note and may be empty. */
  'card.request': actRow(
    { cause },
    {
      withdrawn: plain,
      'clock-over': plain,
      'do-not-post': plain,
      'card-under-way': z.strictObject({ state: requestState, askedAt: instant }),
      'needs-approval': z.strictObject({ heldThrough: date }),
      /** The last card came back; `canAsk`: a supervisor may let the next one go to the same address. */
      'returned-address': z.strictObject({ reason: returnReason, returnedOn: date, canAsk: z.boolean() }),
      'returned-often': z.strictObject({ returns: z.number() }),
    },
    note.max(500),
  ),
  'card.cancel': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ accountId: id, note: note.max(500).default('') }),
    output: z.strictObject({ accountId: z.number() }),
    refusals: {
      'no-such-account': plain,
      'no-contact': plain,
      'no-customer': plain,
      'other-customer': plain,
      'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
      'needs-supervisor': plain,
      'no-open-request': plain,
      /** It is being printed: the card can be pulled, or will come. */
      'card-in-batch': plain,
    },
    secretInput: ['note'],
  },
  /** The work list: what waits for a batch, is in one, or dropped out and has to be mended. */
  'card.list': {
    kind: 'read',
    roles: [...callTakers, 'admin'],
    input: z.strictObject({
      state: z.enum(['open', 'waiting', 'in-batch', 'dropped-out']).default('open'),
      /** Only what was asked for at least so many days ago. */
      minDays: z.number().int().min(0).max(365).default(0),
    }),
    output: z.strictObject({
      counts: z.strictObject({ waiting: z.number(), 'in-batch': z.number(), 'dropped-out': z.number() }),
      requests: z.array(
        z.strictObject({
          requestId: z.number(),
          accountId: z.number(),
          customerName: z.string(),
          customerNo: z.string(),
          cause,
          state: requestState,
          askedAt: instant,
          askedBy: z.string().nullable(),
          ageDays: z.number().int(),
          dropCode: z.string().nullable(),
          /** Every reason why it dropped out. */
          faults: z.array(cardFault),
          /** The signed-in person may mend it and give it back to the queue. */
          canMend: z.boolean(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** A card that dropped out, with what would stand on it and what is wrong with that now. */
  'card.openDropped': {
    kind: 'audited-read',
    roles: menders,
    input: z.strictObject({ cardRequestId: id }),
    output: z.strictObject({
      cardRequestId: id,
      accountId: z.number(),
      text: z.strictObject({
        name: z.string(),
        postcode: z.string(),
        line: z.string(),
        building: z.string(),
        department: z.string(),
        careOf: z.string(),
      }),
      /** Empty: its cause is gone. */
      faults: z.array(cardFault),
      /** Whose agreement is missing beside the text: theirs who is signed in, or of a supervisor who has not asked. */
      approval: z.enum(['yours', 'of-another']).nullable(),
    }),
    refusals: ofDropped,
  },
  /** Rule 7: postcode, line break or character form of this card; another name or address is a change. Null: as it is. */
  'card.mend': {
    kind: 'write',
    roles: menders,
    input: writeInput({
      cardRequestId: id,
      name: mended(200),
      postcode: mended(16),
      isPostcodeConfirmed,
      line: mended(200),
      building: mended(100),
      department: mended(100),
      careOf: mended(100),
      reason: line(500),
    }),
    output: z.strictObject({ cardRequestId: id }),
    refusals: {
      ...ofDropped,
      ...stillFaulty,
      'same-value': plain,
      'other-name': plain,
      'other-address': plain,
      'other-care-of': plain,
      ...postcodeFaults,
    },
    secretInput: ['name', 'postcode', 'isPostcodeConfirmed', 'line', 'building', 'department', 'careOf', 'reason'],
  },
  /**
   * Gives a card back to the queue whose cause is gone: a phone is on file by now, an import has mended the address; or
   * that a supervisor agrees to by it.
   */
  'card.requeue': {
    kind: 'write',
    roles: menders,
    input: writeInput({ cardRequestId: id, reason: line(500) }),
    output: z.strictObject({ cardRequestId: id }),
    refusals: { ...ofDropped, ...stillFaulty },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
