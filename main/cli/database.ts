import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createSqlite, type DatabaseKind, migratePostgres, openDatabase, sqlitePath } from '../../db/open.ts';
import { makeDemo } from '../demo/demo.ts';
import { chosenUrl, dataFolder, demoUrl } from '../home.ts';
import { openDesk } from '../open-desk.ts';
import { isCalendarDate, tokyoDate } from '../rules/calendar.ts';
import { BadInput, print, systemActor } from './input.ts';

const today = (): string => tokyoDate(new Date().toISOString());

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new BadInput(`${text}: 0以上の整数で指定してください / a whole number is needed`);
  return value;
};

const migrateDatabase = async (url: string, kind: DatabaseKind, isPlain: boolean): Promise<void> => {
  if (url.startsWith('postgres')) {
    print({ steps: await migratePostgres(url, { kind, madeOn: today() }) });
    return;
  }
  const isNew = !existsSync(sqlitePath(url));
  // Rule 35: a local database of real customers that anybody with the file can read is made on purpose or not at all.
  if (isNew && kind === 'real' && !isPlain)
    throw new BadInput(
      'この版では手元のデータベースを暗号化できません。暗号化なしで作成する場合は --plain を付けてください / ' +
        'This version cannot encrypt a local database yet; --plain makes it unencrypted on purpose',
    );
  if (isNew) await createSqlite(url, { kind, madeOn: today() });
  else await (await openDatabase(url)).close();
  print({ made: isNew });
};

const showProgress = (rows: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${rows.toLocaleString('en')} `);
};

export const addDatabaseCommands = (program: Command, database: () => string | undefined): void => {
  program
    .command('migrate')
    .description("brings a database to this program's schema; an empty one is made")
    .option('--kind <kind>', 'what a new one is for: real or test', 'real')
    .option('--plain', 'make a local database of real customers although it is not encrypted', false)
    .action(async ({ kind, plain }: { kind: string; plain: boolean }) => {
      if (kind !== 'real' && kind !== 'test')
        throw new BadInput('--kind は real か test です / --kind is real or test');
      await migrateDatabase(chosenUrl(database(), dataFolder()), kind, plain);
    });

  program
    .command('demo')
    .description('makes a demo database')
    .option('--accounts <n>', 'how many', wholeNumber, 200)
    .option('--seed <n>', 'the same seed gives the same demo', wholeNumber, 1)
    .option('--today <date>', 'the day its dates are relative to')
    .action(async (options: { accounts: number; seed: number; today?: string }) => {
      if (options.today !== undefined && !isCalendarDate(options.today))
        throw new BadInput(
          '--today は 2026-11-23 のような日付で指定してください / --today takes a date such as 2026-11-23',
        );
      const option = database();
      const url = option === undefined ? demoUrl(dataFolder()) : chosenUrl(option, dataFolder());
      if (existsSync(sqlitePath(url))) throw new BadInput(`${sqlitePath(url)}: すでに存在します / it exists already`);
      await makeDemo(url, options);
      print({ made: sqlitePath(url) });
    });

  program
    .command('import <kind> <file>')
    .description('accounts or contracts from the customer system, as CSV')
    .option('--rejects <file>', 'where refused rows are listed', '')
    .action(async (kind: string, file: string, { rejects }: { rejects: string }) => {
      if (kind !== 'accounts' && kind !== 'contracts')
        throw new BadInput('accounts か contracts を指定してください / say accounts or contracts');
      const { importFile } = await import('../import/import.ts');
      const core = await openDesk(database(), { patience: 0 });
      try {
        const rejectsPath = rejects || `${file}.rejects.csv`;
        const result = await importFile(core.db, kind, file, {
          actor: systemActor(),
          rejectsPath,
          onProgress: ({ rows }) => showProgress(rows),
        });
        print(result);
        process.exitCode = result.ok ? (result.value.rejected > 0 ? 1 : 0) : 2;
      } finally {
        await core.close();
      }
    });

  program
    .command('reindex')
    .description('makes all search keys anew')
    .action(async () => {
      const { reindex } = await import('../import/reindex.ts');
      const core = await openDesk(database(), { patience: 0 });
      try {
        print(await reindex(core.db, ({ rows }) => showProgress(rows)));
      } finally {
        await core.close();
      }
    });
};
