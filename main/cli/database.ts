import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { lastMaking } from '../../db/demo.ts';
import {
  createSqlite,
  type DatabaseKind,
  isEmptyPostgres,
  migratePostgres,
  openDatabase,
  sqlitePath,
} from '../../db/open.ts';
import { inAuditedTransaction } from '../audit.ts';
import { isOldDemo, makeDemo, renewDemo } from '../demo/demo.ts';
import { demoHashes } from '../demo/fill.ts';
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

/** In one transaction under the feet of whoever has it open; a fresh one is left as it is. */
const renewAt = async (url: string): Promise<{ renewed: boolean; madeOn: string; accounts: number }> => {
  const db = await openDatabase(url, undefined, { patience: 0 });
  try {
    if (db.kind !== 'demo') throw new BadInput('デモのデータベースではありません / This is not a demo');
    const hashes = await demoHashes();
    return await inAuditedTransaction(
      db,
      { chainOf: 0, actor: systemActor(), call: 'desk.renewDemo' },
      async (tx, now) => {
        const { madeOn, accounts } = await lastMaking(tx);
        if (!isOldDemo(madeOn, tokyoDate(now))) return { value: { renewed: false, madeOn, accounts }, body: null };
        const plan = await renewDemo(tx, hashes, now);
        const value = { renewed: true, madeOn: plan.today, accounts: plan.accounts };
        return { value, body: { accounts: plan.accounts, seed: plan.seed } };
      },
    );
  } finally {
    await db.close();
  }
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
    .description('makes a demo database, or makes one anew with the dates of today')
    .option('--accounts <n>', 'how many', wholeNumber, 5000)
    .option('--seed <n>', 'the same seed gives the same demo', wholeNumber, 1)
    .option('--today <date>', 'the day its dates are relative to')
    .option('--renew', 'the demo that is there, with as many accounts and the same seed', false)
    .action(async ({ renew, ...options }: { accounts: number; seed: number; today?: string; renew: boolean }) => {
      if (options.today !== undefined && !isCalendarDate(options.today))
        throw new BadInput(
          '--today は 2026-11-23 のような日付で指定してください / --today takes a date such as 2026-11-23',
        );
      const option = database();
      const url = option === undefined ? demoUrl(dataFolder()) : chosenUrl(option, dataFolder());
      if (renew) {
        print(await renewAt(url));
        return;
      }
      const isLocal = !url.startsWith('postgres');
      if (isLocal && existsSync(sqlitePath(url)))
        throw new BadInput(`${sqlitePath(url)}: すでに存在します / it exists already`);
      if (!isLocal && !(await isEmptyPostgres(url)))
        throw new BadInput(
          'デモは空のデータベースにだけ作成できます / A demo is made in an empty database only; this one exists already',
        );
      await makeDemo(url, options);
      print({ made: isLocal ? sqlitePath(url) : new URL(url).pathname.slice(1), accounts: options.accounts });
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
