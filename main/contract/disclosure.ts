// Requests for disclosure (開示請求, 個人情報保護法 33条): a register with due dates, and what is held on one customer.
import { z } from 'zod';
import { date, id, instant, plain, type Row, text, writeInput } from './row.ts';

const state = z.enum(['open', 'answered', 'withdrawn']);
const noRequest = { 'no-such-disclosure': plain } as const;

export const disclosures = {
  'disclosure.list': {
    kind: 'read',
    roles: ['admin'],
    input: z.strictObject({ state: z.enum(['open', 'settled']).default('open') }),
    output: z.strictObject({
      today: date,
      requests: z.array(
        z.strictObject({
          disclosureId: z.number(),
          customerId: z.number(),
          customerNo: z.string(),
          customerName: z.string(),
          receivedOn: date,
          dueOn: date,
          isOverdue: z.boolean(),
          state,
          recordedBy: z.string(),
          settledBy: z.string().nullable(),
          settledAt: instant.nullable(),
        }),
      ),
      hasMore: z.boolean(),
    }),
    refusals: {},
  },
  /** Comes on paper, with who asks proven by it: no caller is needed. */
  'disclosure.record': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ customerNo: text.trim().min(1).max(20), receivedOn: date }),
    output: z.strictObject({ disclosureId: z.number(), dueOn: date }),
    refusals: { 'no-such-customer': plain, 'disclosure-open': plain, 'received-date': plain },
    secretInput: ['customerNo'],
  },
  /** Everything held on the customer, and who has read it: written down before it leaves. */
  'disclosure.file': {
    kind: 'audited-read',
    roles: ['admin'],
    input: z.strictObject({ disclosureId: id, format: z.enum(['pdf', 'csv']) }),
    output: z.strictObject({ file: z.string(), fileName: z.string() }),
    refusals: noRequest,
  },
  'disclosure.settle': {
    kind: 'write',
    roles: ['admin'],
    input: writeInput({ disclosureId: id, outcome: z.enum(['answered', 'withdrawn']) }),
    output: z.strictObject({ disclosureId: z.number() }),
    refusals: { ...noRequest, 'disclosure-settled': plain },
  },
} as const satisfies Record<string, Row>;
