import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { lastMaking } from '../../db/demo.ts';
import {
  createSqlite,
  type DatabaseKey,
  type DatabaseKind,
  isEmptyPostgres,
  migratePostgres,
  sqlitePath,
} from '../../db/open.ts';
import { inAuditedTransaction } from '../audit.ts';
import { isOldDemo, makeDemo, renewDemo } from '../demo/demo.ts';
import { demoHashes } from '../demo/fill.ts';
import { listedPathOf, makePlaces } from '../import/places.ts';
import { openChosen } from '../opening/choose-database.ts';
import { chosenUrl, dataFolder, demoUrl } from '../opening/home.ts';
import { keyTextFromFile } from '../opening/key-file.ts';
import { noKeyStore } from '../opening/key-store.ts';
import { openDesk } from '../opening/open-desk.ts';
import { greatestPassphrase, isMisreadRecoveryKey, leastPassphrase, readKey } from '../opening/recovery-key.ts';
import { isCalendarDate, tokyoDate } from '../rules/calendar.ts';
import { type ImportedKind, importKinds } from '../rules/import-columns.ts';
import { BadInput, print, systemActor, typedKey } from './input.ts';
import { endWith, terminal } from './terminal.ts';

const today = (): string => tokyoDate(new Date().toISOString());

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new BadInput(`${text}: 0以上の整数で指定してください / a whole number is needed`);
  return value;
};

/** From the key file, else typed twice: a key with a slip in it would lock everything away for good. */
const newKey = async (): Promise<DatabaseKey> => {
  const filed = keyTextFromFile();
  const typed =
    filed ?? (await typedKey('新しいデータベースの鍵（12文字以上）/ key of the new database (12 characters or more)'));
  if (typed === null)
    throw new BadInput(
      '実データのデータベースは暗号化します。鍵のファイルを AKARI_KEY_FILE に指定するか、鍵を標準入力に2行で入力してください。' +
        '暗号化なしで作成する場合は --plain を付けてください / A database of real customers is encrypted: name a key ' +
        'file in AKARI_KEY_FILE, or type the key on stdin, twice; --plain makes it unencrypted on purpose',
    );
  if (isMisreadRecoveryKey(typed))
    throw new BadInput('復旧キーの文字が違います。控えを確かめてください / A sign of the recovery key was misread');
  if (typed.length < leastPassphrase || typed.length > greatestPassphrase)
    throw new BadInput('鍵は12文字以上256文字以下です / A key has 12 to 256 characters');
  if (filed === null && (await typedKey('もう一度 / once more')) !== typed)
    throw new BadInput('2回の入力が一致しません / The two do not agree');
  return readKey(typed);
};

const migrateDatabase = async (url: string, kind: DatabaseKind, isPlain: boolean): Promise<void> => {
  if (url.startsWith('postgres')) {
    print({ steps: await migratePostgres(url, { kind, madeOn: today() }) });
    return;
  }
  const isNew = !existsSync(sqlitePath(url));
  // Rule 35: a local database of real customers that anybody with the file can read is made on purpose or not at all.
  if (isNew)
    await createSqlite(url, { kind, madeOn: today(), key: kind === 'real' && !isPlain ? await newKey() : null });
  else await (await openChosen(dataFolder(), url, { keys: noKeyStore, ask: typedKey, patience: 0 })).close();
  print({ made: isNew });
};

type ImportFlags = { rejects: string; requestPostcards: boolean };
const isImportKind = (kind: string): kind is ImportedKind => importKinds.some((known) => known === kind);

const showProgress = (rows: number): void => {
  if (terminal().stderr.isTTY) terminal().stderr.write(`\r${rows.toLocaleString('en')} `);
};

/** In one transaction under the feet of whoever has it open; a fresh one is left as it is. */
const renewAt = async (url: string): Promise<{ renewed: boolean; madeOn: string; accounts: number }> => {
  const db = await openChosen(dataFolder(), url, { keys: noKeyStore, ask: typedKey, patience: 0 });
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
    .option('--plain', 'make a local database of real customers without encryption', false)
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
    .description('accounts, contracts, bills or debits from the customer system, as CSV')
    .option('--rejects <file>', 'where refused rows are listed, if not in the data folder', '')
    .option('--request-postcards', 'ask for a postcard for each account that is new in the file', false)
    .action(async (kind: string, file: string, { rejects, requestPostcards }: ImportFlags) => {
      if (!isImportKind(kind))
        throw new BadInput(
          `${importKinds.join('、')} のいずれかを指定してください / say one of ${importKinds.join(', ')}`,
        );
      if (requestPostcards && kind !== 'accounts')
        throw new BadInput(
          '--request-postcards は accounts の取り込みで指定してください / --request-postcards goes with accounts',
        );
      const { importFile } = await import('../import/import.ts');
      const core = await openDesk(database(), { patience: 0 });
      try {
        const folder = dataFolder();
        await makePlaces(folder);
        const rejectsPath = rejects || listedPathOf(folder, kind, new Date().toISOString());
        const result = await importFile(core.db, kind, file, {
          actor: systemActor(),
          rejectsPath,
          requestsPostcards: requestPostcards,
          onProgress: ({ rows }) => showProgress(rows),
        });
        print({ ...result, rejects: rejectsPath });
        endWith(result.ok ? (result.value.rejected > 0 ? 1 : 0) : 2);
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
        print(await reindex(core.db, { onProgress: ({ rows }) => showProgress(rows) }));
      } finally {
        await core.close();
      }
    });
};
