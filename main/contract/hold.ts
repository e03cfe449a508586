// A legal hold keeps an account from being purged (rule 30): for a dispute, an inquiry by an office, a court.
import { z } from 'zod';
import { id, line, plain, type Row, writeInput } from './row.ts';

export const hold = {
  /** Without a caller: it rests on a paper, whose number the reason names. */
  'account.setHold': {
    kind: 'write',
    roles: ['supervisor'],
    input: writeInput({ accountId: id, isHeld: z.boolean(), reason: line(500) }),
    output: z.strictObject({ accountId: z.number(), isHeld: z.boolean() }),
    refusals: { 'no-such-account': plain, 'same-value': plain },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
