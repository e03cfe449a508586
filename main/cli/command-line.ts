// Every command of `akari`. A room of commands is loaded when one of them is named: `explain` needs no database driver.
import { Command, CommanderError } from 'commander';
import { misused } from './misused.ts';
import { atTerminal, type ExitCode, type Terminal } from './terminal.ts';

type AddCommands = (program: Command, database: () => string | undefined) => void;
type Room = { readonly names: readonly string[]; readonly load: () => Promise<AddCommands> };

export const rooms: readonly Room[] = [
  { names: ['call', 'contract', 'serve'], load: async () => (await import('./call.ts')).addCallCommands },
  { names: ['cards'], load: async () => (await import('./cards.ts')).addCardCommands },
  {
    names: ['migrate', 'demo', 'import', 'reindex'],
    load: async () => (await import('./database.ts')).addDatabaseCommands,
  },
  { names: ['daily'], load: async () => (await import('./daily.ts')).addDailyCommand },
  { names: ['backup', 'purged', 'restore'], load: async () => (await import('./backup.ts')).addBackupCommands },
  { names: ['explain'], load: async () => (await import('./explain.ts')).addExplainCommands },
  { names: ['bill'], load: async () => (await import('./bill.ts')).addBillCommands },
  { names: ['mail'], load: async () => (await import('./mail.ts')).addMailCommands },
  { names: ['portal'], load: async () => (await import('./portal.ts')).addPortalCommands },
  { names: ['audit'], load: async () => (await import('./audit.ts')).addAuditCommands },
];

/** All of them where the first word is none of theirs, so that the help shows them. */
const roomsFor = (words: readonly string[]): readonly Room[] => {
  const first = words.find((word, at) => !word.startsWith('-') && words[at - 1] !== '--db') ?? '';
  const room = rooms.find(({ names }) => names.includes(first));
  return room ? [room] : rooms;
};

// Every command takes --db, wherever on the line it stands.
const acceptDatabase = (program: Command, command: Command = program): void => {
  for (const child of command.commands) {
    child.exitOverride().copyInheritedSettings(program);
    acceptDatabase(program, child);
  }
};

const run = async (words: readonly string[], { stdout, stderr }: Terminal): Promise<ExitCode | null> => {
  const program = new Command('akari')
    .description('Akari Desk at the command line')
    .option('--db <url>', 'sqlite:PATH or postgres://..., else AKARI_DB, else the last opened')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Said below, in both languages.
      outputError: () => {},
    });
  const database = (): string | undefined => program.opts<{ db?: string }>().db;
  for (const { load } of roomsFor(words)) (await load())(program, database);
  acceptDatabase(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // A name that is missing altogether was answered with the list of names.
      if (error.code !== 'commander.help') stderr.write(`${misused(error)}\n`);
      return 2;
    }
    const { lastWords } = await import('../hosts/last-words.ts');
    const { text, exitCode } = lastWords(error);
    stderr.write(`${text}\n`);
    return exitCode;
  }
};

/** @param words what stands behind the program's name */
export const runCommandLine = (words: readonly string[], at: Terminal): Promise<ExitCode> =>
  atTerminal(at, async () => (await run(words, at)) ?? at.exitCode);
