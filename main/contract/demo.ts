// What only a demo has: its guided stories.
import { z } from 'zod';
import { date, nothing, type Row, roles } from './row.ts';

export const demo = {
  'demo.tour': {
    kind: 'read',
    roles: ['agent', 'supervisor', 'admin'],
    input: nothing,
    output: z.strictObject({
      /** Empty in a database of another kind. */
      madeOn: date.nullable(),
      stories: z.array(
        z.strictObject({
          story: z.enum(['limit', 'address', 'protected', 'moved', 'mail', 'approval', 'conflict']),
          accountId: z.number(),
          loginId: z.string(),
          /** What the caller says of themselves. */
          name: z.string(),
          customerNo: z.string(),
          birthOn: date.nullable(),
          endedOn: date.nullable(),
          /** The last day on which the account can be looked into, once every contract has ended. */
          visibleThrough: date.nullable(),
          /** Whether the signed-in person can play it; if not, who can. */
          isForMe: z.boolean(),
          playedBy: z.strictObject({ name: z.string(), role: z.enum(roles) }),
          /** null: only the person at the desk knows whether it was done. */
          steps: z.array(z.strictObject({ step: z.string(), isDone: z.boolean().nullable() })),
        }),
      ),
    }),
    refusals: {},
  },
} as const satisfies Record<string, Row>;
