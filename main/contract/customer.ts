// Customers by themselves: who holds contracts and has no account, or one that lacks some of them.
import { z } from 'zod';
import { maskedValue, permission } from './account.ts';
import { callTakers, date, id, instant, line, plain, type Row, writeInput } from './row.ts';

export const customer = {
  'customer.open': {
    kind: 'audited-read',
    roles: ['agent', 'supervisor', 'admin'],
    input: z.strictObject({ customerId: id }),
    output: z.strictObject({
      customerId: z.number(),
      now: instant,
      customerNo: z.string(),
      kind: z.enum(['person', 'sole-trader', 'organisation', 'unknown']),
      name: z.string(),
      nameKana: z.string(),
      isProtected: z.boolean(),
      accounts: z.array(
        z.strictObject({ accountId: z.number(), loginId: z.string(), status: z.enum(['active', 'withdrawn']) }),
      ),
      contracts: z.array(
        z.strictObject({
          contractId: z.number(),
          contractNo: z.string(),
          supplyPointNo: z.string(),
          plan: z.string(),
          startedOn: date,
          endedOn: date.nullable(),
          /** null where the customer is protected. */
          supplyAddress: z.string().nullable(),
          applicationPhone: z.string().nullable(),
          /** The login ID of the account that holds it. */
          heldBy: z.string().nullable(),
          canJoin: permission,
        }),
      ),
      contactPhones: z.array(maskedValue),
      failedContactUntil: instant.nullable(),
      can: z.strictObject({ openContact: permission, openAccount: permission }),
    }),
    refusals: { 'no-such-customer': plain },
  },
  /**
   * Opens a web account for the holder of contracts that no account holds. Its login ID is drawn, nothing is issued yet,
   * and what is posted goes to the supply address of one of those contracts: never to an address told by telephone.
   */
  'customer.openAccount': {
    kind: 'write',
    roles: callTakers,
    input: writeInput({
      customerId: id,
      contractIds: z.array(id).min(1).max(50),
      /** Whose supply address the post goes to; null: the first one's. */
      deliverToContractId: id.nullable().default(null),
      /** On purpose beside the account that the customer has. */
      isFurther: z.boolean().default(false),
      reason: line(500),
    }),
    output: z.strictObject({ accountId: z.number(), contracts: z.number().int() }),
    refusals: {
      'no-such-customer': plain,
      'no-contact': plain,
      'no-customer': plain,
      'other-customer': plain,
      'not-verified': z.strictObject({ level: z.number(), needed: z.number() }),
      'needs-supervisor': plain,
      'has-account': z.strictObject({ accounts: z.number().int() }),
      'no-such-contract': plain,
      'contract-held': z.strictObject({ contractNo: z.string() }),
      'contract-ended': z.strictObject({ contractNo: z.string() }),
    },
    secretInput: ['reason'],
  },
} as const satisfies Record<string, Row>;
