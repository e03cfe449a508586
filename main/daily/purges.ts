// Accounts whose last open day is over since the last run (rule 27), and those that should have been purged by now (rule 30).
import { endingBetween } from '../../db/account-clocks.ts';
import { countEnding, countOverdue, overdueIds } from '../../db/purge.ts';
import { addDays } from '../rules/calendar.ts';
import { overdueBefore } from '../rules/purge.ts';
import type { Chore } from './chore.ts';

const listedAtMost = 500;

export const clockEndsChore: Chore = {
  name: 'clock-ends',
  list: async (tx, { today, since }) => {
    // The first run looks at yesterday alone: nobody knows what came before.
    const yesterday = addDays(today, -1);
    const from = since ?? yesterday;
    const ended = await endingBetween(tx, from, yesterday, listedAtMost);
    return {
      counts: { ended: await countEnding(tx, from, yesterday) },
      ids: ended.map(({ accountId }) => accountId),
    };
  },
};

export const overduePurgesChore: Chore = {
  name: 'overdue-purges',
  list: async (tx, { today, policy }) => {
    const before = overdueBefore(today, policy);
    return {
      counts: { overdue: await countOverdue(tx, today, before) },
      ids: await overdueIds(tx, today, before, listedAtMost),
    };
  },
};
