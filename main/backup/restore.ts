// From a backup to a database in its place: nothing stands there before it was read through and found whole.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { emptyJournal, faultsOf, rewrite, turnOnJournal } from '../../db/backup.ts';
import {
  type Clock,
  type DatabaseKey,
  type DatabaseKind,
  isEncryptedFile,
  openDatabase,
  putInPlace,
  systemClock,
} from '../../db/open.ts';
import { madeAtOf, type PurgeRegister, replay } from '../../db/purge-register.ts';
import { endAll } from '../../db/sessions.ts';
import { type Finding, inAuditedTransaction, verifyAudit } from '../audit.ts';
import { type FileWatch, syncFolder, writeDurably } from '../print/durable-file.ts';
import { isSealed, type Unsealing, unsealed } from './seal.ts';

export type Restored = {
  readonly kind: DatabaseKind;
  readonly bytes: number;
  readonly sha256: string;
  readonly auditEntries: number;
  /** Sessions that were open when the backup was made, and are not any more. */
  readonly sessionsEnded: number;
  /** Accounts that were in the backup and had been purged since: they are not here either. */
  readonly purgedAgain: number;
};
export type RestoreRefusal =
  | { readonly error: 'missing' | 'exists' | 'other-sum' | 'seal' | 'other-register' }
  | { readonly error: 'damaged'; readonly faults: readonly string[] }
  | { readonly error: 'audit'; readonly finding: Finding };
export type RestoreOptions = {
  readonly file: string;
  /** Where the database is to stand. */
  readonly to: string;
  readonly key: () => Promise<DatabaseKey | null>;
  readonly unsealing: () => Promise<Unsealing | null>;
  /** As `akari backup` printed it. */
  readonly sha256: string | null;
  readonly expectHead: string | null;
  /** Null: nobody has been purged since, as whoever restores answers for. */
  readonly register: PurgeRegister | null;
  readonly actor: string;
  readonly clock?: Clock;
  readonly watch?: FileWatch;
};

const sumOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
};

const beside = (path: string): string[] => ['', '-wal', '-shm', '-journal'].map((end) => `${path}${end}`);
const removeDraft = (draft: string): Promise<unknown> =>
  Promise.all(beside(draft).map((path) => rm(path, { force: true })));

/** Opens the copy as any database: its kind and version are told by that, and an older one is brought forward. */
const lookThrough = async (
  draft: string,
  { key, clock, expectHead, register, actor }: RestoreOptions,
  bytes: { bytes: number; sha256: string },
): Promise<({ ok: true } & Restored) | ({ ok: false } & RestoreRefusal)> => {
  const isEncrypted = isEncryptedFile(draft) === true;
  const db = await openDatabase(`sqlite:${draft}`, clock ?? systemClock, { key: isEncrypted ? await key() : null });
  try {
    // A copy stands outside the journal that databases are worked on with.
    await turnOnJournal(db.write);
    const faults = await faultsOf(db.write);
    if (faults.length > 0) return { ok: false, error: 'damaged', faults };
    const { finding, entries } = await verifyAudit(db.read, expectHead);
    if (finding) return { ok: false, error: 'audit', finding };
    if (register && register.madeAt !== (await madeAtOf(db.read))) return { ok: false, error: 'other-register' };
    const by = { chainOf: 0, actor, call: 'backup.restored' };
    const done = await inAuditedTransaction(db, by, async (tx, now) => {
      const purgedAgain = register ? await replay(tx, register.accounts) : 0;
      const sessionsEnded = await endAll(tx, 'restored', now);
      const value = { purgedAgain, sessionsEnded };
      return { value, body: { ...bytes, sessions: sessionsEnded, purgedAgain } };
    });
    // The draft was a copy of everybody: what was purged over again must not lie in its free pages.
    if (done.purgedAgain > 0) await rewrite(db.write);
    return { ok: true, kind: db.kind, ...bytes, auditEntries: entries, ...done };
  } finally {
    await emptyJournal(db.write).catch(() => false);
    await db.close();
  }
};

/** @throws DatabaseError where the backup is none of ours, of a newer program, or under another key */
export const restoreBackup = async (
  options: RestoreOptions,
): Promise<({ ok: true } & Restored) | ({ ok: false } & RestoreRefusal)> => {
  const { file, to, watch } = options;
  if (!existsSync(file)) return { ok: false, error: 'missing' };
  if (beside(to).some((path) => existsSync(path))) return { ok: false, error: 'exists' };
  const sha256 = await sumOf(file);
  if (options.sha256 !== null && options.sha256 !== sha256) return { ok: false, error: 'other-sum' };
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const draft = `${to}.restoring`;
  await removeDraft(draft);
  try {
    if (await isSealed(file)) {
      const by = await options.unsealing();
      const isOpened = by !== null && (await unsealInto(file, draft, by, watch));
      if (!isOpened) return { ok: false, error: 'seal' };
    } else await writeDurably(draft, createReadStream(file), watch);
    const { size } = await stat(file);
    const found = await lookThrough(draft, options, { bytes: size, sha256 });
    if (!found.ok) return found;
    const handle = await open(draft, 'r+');
    await handle.sync();
    await handle.close();
    watch?.('rename', to);
    putInPlace(draft, to);
    watch?.('sync-folder', to);
    await syncFolder(dirname(to));
    return found;
  } finally {
    await removeDraft(draft);
  }
};

const unsealInto = async (file: string, draft: string, by: Unsealing, watch?: FileWatch): Promise<boolean> => {
  try {
    await writeDurably(draft, await unsealed(file, by), watch);
    return true;
  } catch (error) {
    // The disk's own faults have codes; a seal that does not open has none.
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    return false;
  }
};
