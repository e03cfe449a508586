// The rules' own functions with a word from the command line; only `mail` opens a database.
import type { Command } from 'commander';
import { parseInstant, tokyoText } from '../rules/calendar.ts';
import { type FoldKind, fold } from '../rules/fold.ts';
import { lockEndsAt } from '../rules/lock.ts';
import { checkMailAddress } from '../rules/mail-address.ts';
import { policyOf } from '../rules/policy.ts';
import { addExplainBarcode } from './explain-barcode.ts';
import { addExplainDates } from './explain-dates.ts';
import { addExplainMail } from './explain-mail.ts';
import { BadInput, print } from './input.ts';

const policy = policyOf(new Map());

const isNumberLike = (text: string): boolean =>
  /^[\d()\-.+\s]+$/.test(text.normalize('NFKC')) && /\d/.test(text.normalize('NFKC'));

const explainLock = ({ failedAt }: { failedAt: string }): void => {
  const at = parseInstant(failedAt);
  if (!at)
    throw new BadInput(
      '--failed-at は 2026-11-23T02:00:00+09:00 のような日時で指定してください / --failed-at takes an instant such as 2026-11-23T02:00:00+09:00',
    );
  print({ lockedUntil: tokyoText(lockEndsAt(at, policy)) });
};

export const addExplainCommands = (program: Command, database: () => string | undefined): void => {
  const explain = program.command('explain').description('what a rule says, as JSON');
  explain
    .command('lock')
    .description('when a login limit ends that began with the tenth failure at an instant (rule 3)')
    .requiredOption('--failed-at <instant>', 'ISO-8601 with a zone')
    .action(explainLock);
  explain
    .command('mail-address <address>')
    .description('whether an address may be registered, and whether mail can reach it (rules 20, 21)')
    // Rule 21 lets an address begin with a hyphen, and so may any text that is searched.
    .allowUnknownOption()
    .action((address: string) => print(checkMailAddress(address)));
  explain
    .command('fold <text>')
    .description('the key under which a text is searched')
    .allowUnknownOption()
    .action((text: string) => {
      const kind: FoldKind = isNumberLike(text) ? 'number' : 'name';
      print({ key: fold(text, kind) });
    });
  addExplainBarcode(explain);
  addExplainDates(explain);
  addExplainMail(explain, database);
};
