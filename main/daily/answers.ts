// Answers kept for repeated requests, and logins that nobody has: neither is needed for longer than its rule says.
import { forgetAnswers } from '../../db/sessions.ts';
import { forgetOld } from '../../db/unknown-logins.ts';
import { addHours } from '../rules/calendar.ts';
import { type Chore, untilNothing } from './chore.ts';

const pieceRows = 500;
/** Longer than any limit lasts. */
const unknownLoginHours = 72;

export const answersChore: Chore = {
  name: 'answers',
  work: (ctx) =>
    untilNothing(ctx, async (tx, now) => ({
      answers: await forgetAnswers(tx, addHours(now, -ctx.policy.requestHours), pieceRows),
    })),
};

export const unknownLoginsChore: Chore = {
  name: 'unknown-logins',
  work: (ctx) =>
    untilNothing(ctx, async (tx, now) => ({
      logins: await forgetOld(tx, addHours(now, -unknownLoginHours), pieceRows),
    })),
};
