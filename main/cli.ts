// `akari`: the console's command line. Nothing but the answer goes to stdout. Exit 0 done, 1 finding, 2 bad input,
// 3 database, or something that broke.
import { Command, CommanderError } from 'commander';
import { addAuditCommands } from './cli/audit.ts';
import { addBackupCommands } from './cli/backup.ts';
import { addBillCommands } from './cli/bill.ts';
import { addCallCommands } from './cli/call.ts';
import { addCardCommands } from './cli/cards.ts';
import { addDailyCommand } from './cli/daily.ts';
import { addDatabaseCommands } from './cli/database.ts';
import { addExplainCommands } from './cli/explain.ts';
import { addPortalCommands } from './cli/portal.ts';
import { lastWords } from './last-words.ts';

const program = new Command('akari')
  .description('Akari Desk at the command line')
  .option('--db <url>', 'sqlite:PATH or postgres://..., else AKARI_DB, else the last opened')
  .exitOverride()
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

const database = (): string | undefined => program.opts<{ db?: string }>().db;

addCallCommands(program, database);
addCardCommands(program, database);
addDatabaseCommands(program, database);
addDailyCommand(program, database);
addBackupCommands(program, database);
addExplainCommands(program, database);
addBillCommands(program, database);
addPortalCommands(program, database);
addAuditCommands(program, database);

// Every command takes --db, wherever on the line it stands.
const acceptDatabase = (command: Command): void => {
  for (const child of command.commands) {
    child.exitOverride().copyInheritedSettings(program);
    acceptDatabase(child);
  }
};
acceptDatabase(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { text, exitCode } = lastWords(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
}
