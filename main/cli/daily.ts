import type { Command } from 'commander';
import { openDesk } from '../opening/open-desk.ts';
import { print, systemActor } from './input.ts';
import { endWith } from './terminal.ts';

export const addDailyCommand = (program: Command, database: () => string | undefined): void => {
  program
    .command('daily')
    .description('what is due each day, once each Tokyo day however often it is started; exit 1 where a chore failed')
    .action(async () => {
      const core = await openDesk(database(), { patience: 0 });
      try {
        const report = await core.daily(systemActor());
        // Jobs that the chores began would be cut off by our end.
        await core.idle();
        print(report);
        endWith(report.chores.some(({ state }) => state === 'failed') ? 1 : 0);
      } finally {
        await core.close();
      }
    });
};
