// A backup of a local database: copied while work goes on, sealed where it leaves the house, whole once it has its name.
import { createReadStream, existsSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyInto, countPeople } from '../../db/backup.ts';
import type { Database } from '../../db/open.ts';
import { inAuditedTransaction } from '../audit.ts';
import { type FileWatch, writeDurably } from '../print/durable-file.ts';
import { type Seal, sealed } from './seal.ts';

export const backupReasons = ['nightly', 'before-update', 'new-machine', 'inspection'] as const;
export type BackupReason = (typeof backupReasons)[number];
export type Backup = {
  readonly bytes: number;
  readonly sha256: string;
  /** `database`: under the key of the database itself; `age`: sealed; `plain`: anybody can read it. */
  readonly encryption: 'database' | 'age' | 'plain';
};
export type BackupRefusal = 'remote' | 'exists' | 'needs-encryption';
type Options = {
  readonly to: string;
  readonly reason: BackupReason;
  readonly seal: Seal | null;
  readonly actor: string;
  readonly watch?: FileWatch;
};

/** Rule 35. */
const plainLimit = 100;

/** Beside the backup, whatever process made it: one that was killed leaves its copy to the next. */
const draftOf = (to: string): string => join(dirname(to), `.${basename(to)}.copy`);

export const makeBackup = async (
  db: Database,
  { to, reason, seal, actor, watch }: Options,
): Promise<({ ok: true } & Backup) | { ok: false; error: BackupRefusal }> => {
  if (db.engine !== 'sqlite') return { ok: false, error: 'remote' };
  if (existsSync(to)) return { ok: false, error: 'exists' };
  const people = await countPeople(db.read);
  const encryption = seal ? 'age' : db.isEncrypted ? 'database' : 'plain';
  if (encryption === 'plain' && db.kind === 'real' && people > plainLimit)
    return { ok: false, error: 'needs-encryption' };
  const entry = (call: string, body: Record<string, string | number>): Promise<null> =>
    inAuditedTransaction(db, { chainOf: 0, actor, call }, async () => ({ value: null, body }));
  // Before the copy: what leaves is written down first, and the copy says of itself why it was made.
  await entry('backup.begun', { reason, encryption, people });
  const draft = draftOf(to);
  await Promise.all([rm(draft, { force: true }), rm(`${draft}-journal`, { force: true })]);
  await (await open(draft, 'wx', 0o600)).close();
  try {
    await copyInto(db.read, draft);
    // Gone before the backup has its name: no kill leaves a second copy behind that nobody would look for.
    const step: FileWatch = (at, path) => {
      if (at === 'rename') rmSync(draft);
      watch?.(at, path);
    };
    const source = seal ? await sealed(draft, seal) : createReadStream(draft);
    const { bytes, sha256 } = await writeDurably(to, source, step);
    await entry('backup.made', { reason, bytes, sha256 });
    return { ok: true, bytes, sha256, encryption };
  } finally {
    await rm(draft, { force: true });
  }
};
