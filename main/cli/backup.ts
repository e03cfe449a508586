import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { sqlitePath } from '../../db/open.ts';
import { type PurgeRegister, registerOf } from '../../db/purge-register.ts';
import { type BackupReason, type BackupRefusal, backupReasons, makeBackup } from '../backup/make.ts';
import { purgeAgain } from '../backup/purge-again.ts';
import { type RestoreRefusal, restoreBackup } from '../backup/restore.ts';
import type { Seal, Unsealing } from '../backup/seal.ts';
import { keyFromFile } from '../opening/key-file.ts';
import { openDesk } from '../opening/open-desk.ts';
import { readKey } from '../opening/recovery-key.ts';
import { isPrintHouseKey } from '../print/passphrase-file.ts';
import { BadInput, print, systemActor, typedKey } from './input.ts';
import { endWith, terminal } from './terminal.ts';

const leastSeal = 12;

const typedTwice = async (): Promise<string> => {
  const typed = await typedKey(
    'バックアップのパスフレーズ（12文字以上）/ passphrase of the backup (12 characters or more)',
  );
  if (typed === null || typed.length < leastSeal)
    throw new BadInput('パスフレーズは12文字以上です / A passphrase has 12 characters or more');
  if (terminal().stdin.isTTY && (await typedKey('もう一度 / once more')) !== typed)
    throw new BadInput('2回の入力が一致しません / The two do not agree');
  return typed;
};

const sealOf = async ({ passphrase, recipient }: { passphrase: boolean; recipient?: string }): Promise<Seal | null> => {
  if (recipient !== undefined) {
    if (!isPrintHouseKey(recipient))
      throw new BadInput('--recipient は age1 で始まる公開鍵です / --recipient is a public key that begins with age1');
    return { recipient };
  }
  return passphrase ? { passphrase: await typedTwice() } : null;
};

const refusals: Record<BackupRefusal, string> = {
  remote:
    'PostgreSQLのバックアップには pg_dump を使用してください（docs/operations.md）/ Back PostgreSQL up with pg_dump (docs/operations.md)',
  exists: 'その名前のファイルがすでにあります / A file of that name exists already',
  'needs-encryption':
    '100人を超える実データです。--passphrase または --recipient で暗号化してください / More than 100 real customers: encrypt the backup with --passphrase or --recipient',
};

const restoreSentences: Record<RestoreRefusal['error'], string> = {
  missing: 'バックアップのファイルがありません / There is no such backup',
  exists:
    '復元先にすでにファイルがあります。上書きはしません / Something stands there already; a restore overwrites nothing',
  'other-sum': 'SHA-256が一致しません。ファイルを確かめてください / The SHA-256 is another; check the file',
  seal: 'パスフレーズまたは鍵が違うか、ファイルが壊れています / Another passphrase or key is needed, or the file is damaged',
  'other-register': '別のデータベースの消去の一覧です / The list of purges is of another database',
  damaged: 'バックアップが壊れています。何も復元していません / The backup is damaged; nothing was restored',
  audit: '監査記録に不整合があります。何も復元していません / The audit in it is broken; nothing was restored',
};

const firstLine = (path: string): string => {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    return lines.find((line) => line.startsWith('AGE-SECRET-KEY-'))?.trim() ?? '';
  } catch {
    return '';
  }
};

const unsealingFrom = async (identity: string | undefined): Promise<Unsealing | null> => {
  if (identity !== undefined) {
    const line = firstLine(identity);
    if (line === '')
      throw new BadInput('--identity は age の秘密鍵のファイルです / --identity names a file with an age secret key');
    return { identity: line };
  }
  const typed = await typedKey('バックアップのパスフレーズ / passphrase of the backup');
  return typed === null ? null : { passphrase: typed };
};

type BackupOptions = { to: string; reason: BackupReason; passphrase: boolean; recipient?: string };
type RestoreOptions = {
  to: string;
  sha256?: string;
  expectHead?: string;
  identity?: string;
  purges?: string;
  nothingPurged: boolean;
};

const registerShape = z.strictObject({ madeAt: z.string(), accounts: z.array(z.number().int().positive()) });

const registerIn = (path: string): PurgeRegister => {
  try {
    return registerShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new BadInput(`${path}: akari purged の出力ではありません / it is not what "akari purged" printed`);
  }
};

/** From the file that `akari purged` wrote, else from the database that is in use; nobody may be brought back by mistake. */
const registerFor = async (
  { purges, nothingPurged }: RestoreOptions,
  current: string | undefined,
): Promise<PurgeRegister | null> => {
  if (nothingPurged) return null;
  if (purges !== undefined) return registerIn(purges);
  if (current === undefined)
    throw new BadInput(
      '消去したお客さまを戻さないため、--purges ファイル（akari purged の出力）か、--db 現在のデータベース を指定してください。' +
        'バックアップの後に消去していなければ --nothing-purged です / So that nobody purged comes back, name --purges FILE ' +
        '(what "akari purged" printed) or --db, the database in use; --nothing-purged if there was no purge since the backup',
    );
  const core = await openDesk(current);
  try {
    return await registerOf(core.db.read);
  } finally {
    await core.close();
  }
};

export const addBackupCommands = (program: Command, database: () => string | undefined): void => {
  program
    .command('backup')
    .description('a whole copy of a local database, made while work goes on')
    .requiredOption('--to <file>', 'a new file')
    .addOption(new Option('--reason <reason>', 'why it is made').choices([...backupReasons]).makeOptionMandatory())
    .option('--passphrase', 'encrypt it once more, with a passphrase from stdin', false)
    .option('--recipient <key>', 'encrypt it once more, for an age public key')
    .action(async ({ to, reason, ...sealing }: BackupOptions) => {
      const core = await openDesk(database(), { patience: 0 });
      try {
        const seal = await sealOf(sealing);
        const made = await makeBackup(core.db, { to: resolve(to), reason, seal, actor: systemActor() });
        if (!made.ok) throw new BadInput(`${to}: ${refusals[made.error]}`);
        const { ok: _ok, ...value } = made;
        print({ file: resolve(to), ...value });
      } finally {
        await core.close();
      }
    });

  program
    .command('purged')
    .description('internal ids of all purged accounts, to be kept beside the backups')
    .option('--again <file>', 'purges over again whoever that list names: after pg_restore, before anybody works')
    .action(async ({ again }: { again?: string }) => {
      const register = again === undefined ? null : registerIn(again);
      const core = await openDesk(database(), register ? { patience: 0 } : {});
      try {
        const done = register ? await purgeAgain(core.db, register, systemActor()) : await registerOf(core.db.read);
        if (!done) throw new BadInput(`${again}: ${restoreSentences['other-register']}`);
        print(done);
      } finally {
        await core.close();
      }
    });

  program
    .command('restore <file>')
    .description('makes a database of a backup, once it was found whole; overwrites nothing')
    .requiredOption('--to <database>', 'sqlite:PATH of the database to be made')
    .option('--sha256 <hash>', 'as the backup printed it')
    .option('--expect-head <hash>', 'a head of the audit that must be in it')
    .option('--purges <file>', 'what "akari purged" printed: nobody in it comes back')
    .option('--nothing-purged', 'nobody was purged since the backup was made', false)
    .option('--identity <file>', 'the age secret key that a backup was encrypted for')
    .action(async (file: string, options: RestoreOptions) => {
      const { to, sha256, expectHead, identity } = options;
      if (to.startsWith('postgres'))
        throw new BadInput(
          'PostgreSQLへの復元には pg_restore を使用してください（docs/operations.md）/ Restore PostgreSQL with pg_restore (docs/operations.md)',
        );
      const path = resolve(sqlitePath(to));
      const restored = await restoreBackup({
        file: resolve(file),
        to: path,
        key: async () => {
          const filed = keyFromFile();
          const typed = filed ? null : await typedKey();
          return filed ?? (typed === null ? null : readKey(typed));
        },
        unsealing: () => unsealingFrom(identity),
        sha256: sha256 ?? null,
        expectHead: expectHead ?? null,
        register: await registerFor(options, database()),
        actor: systemActor(),
      });
      if (restored.ok) {
        const { ok: _ok, ...value } = restored;
        print({ database: `sqlite:${path}`, ...value });
        return;
      }
      const { ok: _ok, ...refused } = restored;
      print(refused);
      terminal().stderr.write(`${restoreSentences[restored.error]}\n`);
      endWith(restored.error === 'damaged' || restored.error === 'audit' ? 1 : 2);
    });
};
