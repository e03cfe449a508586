// `akari explain mail`: why no mail told of a bill (rule 20).
import type { Command } from 'commander';
import { idNumber } from './id-number.ts';
import type { Asked } from './why-no-mail.ts';

export const addExplainMail = (explain: Command, database: () => string | undefined): void => {
  explain
    .command('mail')
    .description('why no mail told of a bill; --as LOGIN asks as a person, with the password on stdin')
    .requiredOption('--account <id>', 'whose account', idNumber)
    .requiredOption('--bill <id>', 'which bill', idNumber)
    .option('--as <login>')
    .action(async (asked: Asked) => {
      // The only rule here that needs a database; the others should not wait for one to be loaded.
      const { explainMail } = await import('./why-no-mail.ts');
      await explainMail(database(), asked);
    });
};
