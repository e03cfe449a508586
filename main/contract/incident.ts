// Cards that came back, cards that reached a wrong person, and the days on which nobody works.
import { z } from 'zod';
import { date, id, instant, line, plain, type Row, text, writeInput } from './row.ts';

export const returnReason = z.enum([
  'unknown-at-address',
  'moved-away',
  'address-incomplete',
  'refused',
  'storage-expired',
]);
const wrongRows = z.strictObject({ rows: z.array(z.strictObject({ line: z.number(), code: z.string() })) });
const which = z.enum(['first', 'final']);

export const incidents = {
  /** The carrier's list of returned cards: `serial,reason,returned_on`, an upload of this desk's own (`batch.offer`). */
  'card.returned': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ file: z.string().regex(/^[0-9a-f]{32}$/) }),
    output: z.strictObject({
      returned: z.number().int(),
      /** On file as returned already, the very same. */
      same: z.number().int(),
      /** Initial passwords that nobody had changed, made void. */
      voided: z.number().int(),
      /** Requests that wait for the same address, taken out of the queue. */
      heldBack: z.number().int(),
      /** Cards printed to the same address and not posted yet: only pulling them stops them. */
      toPull: z.array(z.string()),
    }),
    refusals: {
      'no-upload': plain,
      /** Nothing was taken in: the first rows that are wrong. */
      'returns-wrong': wrongRows,
    },
  },
  /** A card reached a wrong person: its password is void at once, and the authority's dates begin to run. */
  'incident.record': {
    kind: 'write',
    roles: ['supervisor', 'admin'],
    input: writeInput({
      cardId: id,
      noticedOn: date,
      reason: line(500),
      /** Ask for a new card as well. */
      isReissue: z.boolean(),
    }),
    output: z.strictObject({
      incidentId: z.number(),
      firstDueOn: date,
      finalDueOn: date,
      isPasswordVoid: z.boolean(),
    }),
    refusals: {
      'no-such-card': plain,
      'card-not-posted': plain,
      'incident-recorded': z.strictObject({ noticedOn: date }),
      'incident-date': plain,
      /** Nothing was recorded: without the new card it can be. */
      'reissue-refused': z.strictObject({ error: z.string() }),
    },
    secretInput: ['reason'],
  },
  'incident.list': {
    kind: 'read',
    roles: ['supervisor', 'admin'],
    input: z.strictObject({ state: z.enum(['open', 'closed']).default('open') }),
    output: z.strictObject({
      open: z.number().int(),
      today: date,
      incidents: z.array(
        z.strictObject({
          incidentId: z.number(),
          accountId: z.number(),
          customerName: z.string(),
          customerNo: z.string(),
          serial: z.string().nullable(),
          noticedOn: date,
          note: z.string().nullable(),
          firstDueOn: date,
          firstReportedOn: date.nullable(),
          finalDueOn: date,
          finalReportedOn: date.nullable(),
          /** The report that comes next; null once both are made. */
          next: z.strictObject({ which, isOverdue: z.boolean() }).nullable(),
          recordedBy: z.string(),
          recordedAt: instant,
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** A report to the authority was made. */
  'incident.report': {
    kind: 'write',
    roles: ['supervisor', 'admin'],
    input: writeInput({ incidentId: id, which, on: date }),
    output: z.strictObject({ incidentId: z.number() }),
    refusals: {
      'no-such-incident': plain,
      'already-reported': z.strictObject({ on: date }),
      'first-report-missing': plain,
      'report-date': plain,
    },
  },
  /** Days that the table of national holidays does not know (rule 26). */
  'calendar.list': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({}),
    output: z.strictObject({
      days: z.array(
        z.strictObject({
          day: date,
          kind: z.enum(['company', 'holiday', 'no-holiday']),
          setBy: z.string(),
          setAt: instant,
        }),
      ),
      hasMore: z.boolean(),
      /** The years of which the table knows the holidays. */
      years: z.strictObject({ first: z.string(), last: z.string() }),
      /** This year or the next one, where the table does not hold it: no date in it can be told. */
      unknownYears: z.array(z.string()),
    }),
    refusals: {},
  },
  /** Pasted lines, `2027-01-04 company`; all of them or none. */
  'calendar.set': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ lines: text.min(1).max(20_000) }),
    output: z.strictObject({ set: z.number().int(), removed: z.number().int(), same: z.number().int() }),
    refusals: { 'calendar-wrong': wrongRows },
  },
} as const satisfies Record<string, Row>;
