// Mails that tell that login after move-out is about to end (rule 27).
import { systemEffects } from '../effects.ts';
import { queueClockNotices } from '../mail/moving-notices.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { type Chore, untilNothing } from './chore.ts';

export const clockNoticesChore: Chore = {
  name: 'clock-notices',
  work: (ctx) =>
    untilNothing(ctx, (tx, now) =>
      queueClockNotices(tx, { now, today: tokyoDate(now), policy: ctx.policy, effects: systemEffects }),
    ),
};
