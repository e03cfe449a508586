// Rule 22: mails of the last 24 months can be looked at and sent again; older rows are of no use.
import { removeEnded } from '../../db/outbox-clean-up.ts';
import { addHours } from '../rules/calendar.ts';
import { type Chore, untilNothing } from './chore.ts';

const pieceRows = 200;

export const outboxChore: Chore = {
  name: 'outbox',
  work: (ctx) =>
    untilNothing(ctx, async (tx, now) => ({
      mails: await removeEnded(tx, addHours(now, -24 * ctx.policy.mailHistoryDays), pieceRows),
    })),
};
