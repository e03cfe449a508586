// The telephone call. The door's own word is "call", so the telephone's is "contact".
import { z } from 'zod';
import { returnedCard } from './card.ts';
import { callTakers, id, instant, line, note, nothing, plain, type Row, writeInput } from './row.ts';

const typedFacts = ['customer-no', 'supply-point', 'bill-amount', 'mail-address', 'birth-date'] as const;
export const facts = [...typedFacts, 'call-back'] as const;
export const ticks = ['name', 'address'] as const;
export const topics = ['account', 'nothing-found', 'general'] as const;
export const categories = [
  'login-limit',
  'forgotten-password',
  'card-not-arrived',
  'billing-mail',
  'moving',
  'registered-data',
  'how-to-use',
  'other',
] as const;
export const relations = ['family', 'employee', 'agent-company', 'guardian', 'other'] as const;

const closed = { 'no-contact': plain };
const bound = { ...closed, 'no-customer': plain };
const dialling = {
  ...bound,
  'needs-supervisor': plain,
  'no-such-value': plain,
  'too-recent': z.strictObject({ days: z.number() }),
};

export const contact = {
  /** The signed-in person's open contact, or null. */
  'contact.current': {
    kind: 'read',
    roles: callTakers,
    input: nothing,
    output: z.strictObject({
      contact: z
        .strictObject({
          contactId: z.number(),
          topic: z.enum(topics),
          openedAt: instant,
          customerId: z.number().nullable(),
          customerName: z.string().nullable(),
          accountId: z.number().nullable(),
          level: z.number().int(),
          misses: z.number().int(),
          missLimit: z.number().int(),
          /** Verification ends at this instant unless something is done before. */
          idleEndsAt: instant,
          ticked: z.array(z.enum(ticks)),
          matched: z.array(z.enum(facts)),
          /** What this customer can be asked for: facts that the account lacks are not offered. */
          offered: z.array(z.enum(facts)),
          /** Masked numbers that may be called back: on file for long enough. */
          callBackNumbers: z.array(z.strictObject({ phoneId: z.number(), masked: z.string() })),
          proxy: z
            .strictObject({ relation: z.enum(relations), hasConsent: z.boolean(), hasAttorney: z.boolean() })
            .nullable(),
          /** The last card to this account came back. */
          returnedCard: returnedCard.nullable(),
        })
        .nullable(),
    }),
    refusals: {},
  },
  'contact.open': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      topic: z.enum(topics),
      accountId: id.nullable().default(null),
      /** A customer who has no account; of one who has, the call is on the first of them. */
      customerId: id.nullable().default(null),
    }),
    output: z.strictObject({ contactId: z.number() }),
    refusals: {
      'contact-open': z.strictObject({ contactId: z.number() }),
      'no-such-account': plain,
      'no-such-customer': plain,
      'needs-supervisor-after-failure': z.strictObject({ until: instant }),
    },
  },
  /** The caller of a contact opened without an account turns out to be this customer. */
  'contact.attach': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ accountId: id.nullable().default(null), customerId: id.nullable().default(null) }),
    output: z.strictObject({ contactId: z.number() }),
    refusals: {
      ...closed,
      'no-such-account': plain,
      'no-such-customer': plain,
      'other-customer': plain,
      'needs-supervisor-after-failure': z.strictObject({ until: instant }),
    },
  },
  /** The caller said the name or the address that the screen shows: it finds the record, and proves nothing. */
  'contact.tick': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ fact: z.enum(ticks) }),
    output: z.strictObject({ level: z.number().int() }),
    refusals: bound,
  },
  /** Compares what the caller says with what is on file; what was said is never kept. */
  'contact.check': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ fact: z.enum(typedFacts), said: line(200) }),
    output: z.strictObject({
      outcome: z.enum(['matched', 'missed']),
      level: z.number().int(),
      misses: z.number().int(),
      /** The third miss ended the contact. */
      hasFailed: z.boolean(),
    }),
    /** `not-readable`: what was typed cannot be such a fact at all; it counts for nothing. */
    refusals: { ...bound, 'not-offered': plain, 'already-matched': plain, 'not-readable': plain },
    secretInput: ['said'],
  },
  /** A number on file in full, to dial it: an act of its own on the audit. */
  'contact.showNumber': {
    kind: 'audited-read',
    roles: callTakers,
    input: z.strictObject({ phoneId: id }),
    output: z.strictObject({ number: z.string() }),
    refusals: dialling,
  },
  /** The customer was reached at the number that was dialled. */
  'contact.reached': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ phoneId: id }),
    output: z.strictObject({ level: z.number().int() }),
    refusals: { ...dialling, 'not-dialled': plain },
  },
  'contact.setProxy': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      proxy: z
        .strictObject({ relation: z.enum(relations), hasConsent: z.boolean(), hasAttorney: z.boolean() })
        .nullable(),
    }),
    output: z.strictObject({ level: z.number().int() }),
    refusals: closed,
  },
  'contact.note': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ note: note.min(1) }),
    output: z.strictObject({ eventId: z.number() }),
    /** A note stands on an account's timeline: of a customer without one there is nothing to note it on. */
    refusals: { ...bound, 'no-account-note': plain },
    secretInput: ['note'],
  },
  'contact.close': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({ category: z.enum(categories), note: note.default('') }),
    output: z.strictObject({ contactId: z.number() }),
    /** A note stands on an account's timeline, where a purge finds it; without a customer there is none. */
    refusals: { ...closed, 'no-customer-note': plain, 'no-account-note': plain },
    secretInput: ['note'],
  },
} as const satisfies Record<string, Row>;
