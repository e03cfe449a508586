// What every card says of its sender, and the key of the print house.
import { z } from 'zod';
import { id, instant, line, nothing, plain, type Row, text, writeInput } from './row.ts';

/** Lines are short, since nothing of them is wrapped. */
const sender = z.strictObject({
  company: line(24),
  postcode: text.trim().regex(/^\d{3}-?\d{4}$/),
  address: line(40),
  postOffice: line(8),
  returnTo: line(60).nullable(),
  service: line(24),
  serviceAddress: line(60),
  helpPhone: line(20),
  helpHours: line(40),
});

export const printSettings = {
  'print.settings': {
    kind: 'read',
    roles: ['admin'],
    input: nothing,
    output: z.strictObject({
      /** null: nothing can be printed yet. */
      sender: sender.nullable(),
      /** The end of the public key, by which two people compare it. */
      houseKey: z.strictObject({ ending: z.string(), changedAt: instant }).nullable(),
      /** How far printers are off, in tenths of a millimetre, for each page of the sheet. */
      offsets: z.array(z.strictObject({ x: z.number().int(), y: z.number().int() })),
      version: z.number().int(),
    }),
    refusals: {},
  },
  'print.setSender': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({
      sender,
      offsets: z
        .array(z.strictObject({ x: z.number().int().min(-50).max(50), y: z.number().int().min(-50).max(50) }))
        .max(2)
        .default([]),
      version: z.number().int(),
    }),
    output: z.strictObject({ version: z.number().int() }),
    refusals: {
      'changed-meanwhile': plain,
      'same-value': plain,
      'character-not-drawable': z.strictObject({ character: z.string() }),
    },
  },
  /** Whoever holds the private key opens every print file: another admin has to agree. */
  'print.setHouseKey': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ key: line(4000), reason: line(500) }),
    output: z.strictObject({ approvalId: z.number() }),
    refusals: { 'not-a-key': plain, 'same-value': plain },
    secretInput: ['reason'],
  },
  /** 見本 with invented people and dummy secrets, or rulers and fold lines to measure a printer by; fetched by its token. */
  'print.sample': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({
      what: z.enum(['proof', 'calibration']),
      layout: z.enum(['v-fold', 'single']).default('v-fold'),
      /** With the date through which this batch's passwords are valid, as whoever releases it wants to see it. */
      batchId: id.nullable().default(null),
    }),
    output: z.strictObject({ file: z.string(), fileName: z.string() }),
    refusals: { 'sender-missing': plain, 'no-such-batch': plain },
  },
} as const satisfies Record<string, Row>;
export type SenderInput = z.output<typeof sender>;
