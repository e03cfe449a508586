// From what was said or remembered to an open database: which one, with which key or password.
import { existsSync } from 'node:fs';
import { DatabaseError } from '../../db/fault.ts';
import {
  type Database,
  type DatabaseKey,
  isEncryptedFile,
  isPostgres,
  type OpenOptions,
  openDatabase,
  sqlitePath,
} from '../../db/open.ts';
import { makeDemo } from '../demo/demo.ts';
import { demoUrl, withoutPassword } from './home.ts';
import { keyFromFile } from './key-file.ts';
import type { KeyStore } from './key-store.ts';
import { readKey } from './recovery-key.ts';
import { withPassword } from './remote-address.ts';

export type Opening = OpenOptions & {
  readonly keys: KeyStore;
  /** Typed by a person: goes before what is kept, and is kept where it opens. */
  readonly given?: string | null;
  /** Asked where nothing else has a key. */
  readonly ask?: () => Promise<string | null>;
};

const keyOf = async (url: string, { keys, given, ask }: Opening): Promise<DatabaseKey | null> => {
  if (given) return readKey(given);
  const kept = await keys.get(url);
  if (kept) return readKey(kept);
  const filed = keyFromFile();
  if (filed) return filed;
  const typed = await ask?.();
  return typed ? readKey(typed) : null;
};

const openLocal = async (url: string, opening: Opening): Promise<Database> => {
  if (!isEncryptedFile(sqlitePath(url))) return openDatabase(url, undefined, opening);
  return openDatabase(url, undefined, { ...opening, key: await keyOf(url, opening) });
};

/** What a password is kept under; null where the address cannot be read, and so nothing is. */
const keptUnder = (url: string): string | null => withoutPassword(url);

const openRemote = async (url: string, opening: Opening): Promise<Database> => {
  const of = keptUnder(url);
  const isComplete = !URL.canParse(url) || new URL(url).password !== '' || new URL(url).searchParams.has('password');
  const password = opening.given ?? (isComplete || of === null ? null : await opening.keys.get(of));
  return openDatabase(password ? withPassword(url, password) : url, undefined, opening);
};

/**
 * Opens what `url` names; the demo of an empty data folder is made first.
 * @throws DatabaseError
 */
export const openChosen = async (folder: string, url: string, opening: Opening): Promise<Database> => {
  if (url === demoUrl(folder) && !existsSync(sqlitePath(url)))
    await makeDemo(url).catch((error: unknown) => {
      // Another window made it meanwhile: then that one is opened.
      if (!(error instanceof DatabaseError && existsSync(sqlitePath(url)))) throw error;
    });
  const db = await (isPostgres(url) ? openRemote(url, opening) : openLocal(url, opening));
  const of = keptUnder(url);
  const isNeeded = isPostgres(url) || db.isEncrypted;
  if (opening.given && isNeeded && of !== null) await opening.keys.set(of, opening.given);
  return db;
};
