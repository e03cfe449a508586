// Local databases: the file's look before SQLite touches it, its connections, and how one is made.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import knex, { type Knex } from 'knex';
import { applyKey, type CipherKey, cipherKeyOf, looksEncrypted, pageBytes } from './cipher.ts';
import {
  type Clock,
  type Database,
  type DatabaseKey,
  type NewDatabase,
  type OpenOptions,
  silent,
  systemClock,
} from './database.ts';
import { DatabaseError } from './fault.ts';
import { asFault, checkSteps, type Info, migrate, schemaSteps, writeInfo } from './schema.ts';
import { makeSecrets } from './settings.ts';

/** "Akar", in the SQLite header's application id: how we know a file as ours. */
const applicationId = 0x416b6172;

export const sqlitePath = (url: string): string => url.replace(/^sqlite:/, '');

type Connecting = { readonly clock: Clock; readonly readonly: boolean; readonly key: CipherKey | null };

const sqliteKnex = (filename: string, { clock, readonly, key }: Connecting): Knex =>
  knex({
    client: 'better-sqlite3',
    connection: { filename, options: { readonly } },
    useNullAsDefault: true,
    log: silent,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: BetterSqlite3.Database, done: (error: unknown) => void) => {
        try {
          if (key) applyKey(connection, key);
          connection.pragma('busy_timeout = 5000');
          connection.pragma('foreign_keys = on');
          connection.pragma('trusted_schema = off');
          // Decrypting a page again costs several times what reading it does, so an encrypted file keeps more of them.
          connection.pragma(`cache_size = ${key ? -262_144 : -65_536}`);
          if (!key) connection.pragma('mmap_size = 1073741824');
          // FULL: an audit entry that was answered for must survive a power cut.
          if (!readonly) connection.pragma('synchronous = full');
          // What is deleted or written over is zeroed in the file: a purge must leave nothing to be found (rule 30).
          if (!readonly) connection.pragma('secure_delete = on');
          // Sorting spills customers into a file that nobody encrypts.
          if (key) connection.pragma('temp_store = memory');
          connection.function('akari_now', { deterministic: false, directOnly: false }, clock);
          done(null);
        } catch (error) {
          done(error);
        }
      },
    },
  });

/** What a file says of itself before SQLite opens it: even opening a foreign WAL database may write beside it. */
const lookAt = (path: string): { isEncrypted: boolean; firstPage: Buffer } => {
  if (!existsSync(path)) throw new DatabaseError('missing', `no database at ${path}`);
  const stat = statSync(path);
  if (!stat.isFile()) throw new DatabaseError('not-ours', `${path} is not a file`);
  const page = Buffer.alloc(pageBytes);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new DatabaseError('refused', `cannot read ${path}`, { cause: error });
  }
  const length = readSync(file, page, 0, pageBytes, 0);
  closeSync(file);
  const firstPage = page.subarray(0, length);
  const isPlain = length >= 100 && page.toString('latin1', 0, 15) === 'SQLite format 3';
  if (isPlain && page.readUInt32BE(68) === applicationId) return { isEncrypted: false, firstPage };
  if (!isPlain && looksEncrypted(stat.size, firstPage)) return { isEncrypted: true, firstPage };
  throw new DatabaseError('not-ours', `${path} is not a database of this program`);
};

/** Whether a local database asks for a key; null where the file is not there or cannot be one of ours. */
export const isEncryptedFile = (path: string): boolean | null => {
  try {
    return lookAt(path).isEncrypted;
  } catch (error) {
    if (error instanceof DatabaseError) return null;
    throw error;
  }
};

const keyFor = (path: string, given: DatabaseKey | null): CipherKey | null => {
  const { isEncrypted, firstPage } = lookAt(path);
  if (!isEncrypted) return null;
  if (!given) throw new DatabaseError('key-missing', `${path} is encrypted`);
  return cipherKeyOf(given, firstPage);
};

/** Under a wrong key the first page makes no sense, which SQLite takes for a file of another kind. */
const asKeyFault = (error: unknown, key: CipherKey | null): unknown =>
  key && (error as { code?: string }).code === 'SQLITE_NOTADB'
    ? new DatabaseError('wrong-key', 'the key does not open this database')
    : error;

const ageOf = async (look: Knex): Promise<'current' | 'older'> => {
  const [{ application_id: id }] = await look.raw('pragma application_id');
  if (id !== applicationId) throw new DatabaseError('not-ours', 'it is not a database of this program');
  return checkSteps(await schemaSteps(look));
};

export const openSqlite = async (url: string, clock: Clock, options: OpenOptions): Promise<Database> => {
  const path = sqlitePath(url);
  const key = keyFor(path, options.key ?? null);
  const connect = (readonly: boolean): Knex => sqliteKnex(path, { clock, readonly, key });
  const look = connect(true);
  let age: 'current' | 'older';
  try {
    age = await ageOf(look);
  } catch (error) {
    return asFault(asKeyFault(error, key));
  } finally {
    await look.destroy();
  }
  const write = connect(false);
  const read = connect(true);
  try {
    // Takes the write lock once: a read-only, locked or full file is told now and not in the middle of a call.
    await write.raw('begin immediate');
    await write.raw('commit');
    if (age === 'older') await migrate(write);
    const info: Info = await write('database_info').first('kind', 'made_on');
    return {
      engine: 'sqlite',
      kind: info.kind,
      madeOn: info.made_on,
      label: basename(path),
      isEncrypted: key !== null,
      url: `sqlite:${path}`,
      key: key ? (options.key ?? null) : null,
      write,
      read,
      snapshot: async (work) => {
        const own = connect(true);
        try {
          return await own.transaction(work);
        } finally {
          await own.destroy();
        }
      },
      atOneMoment: (work) => read.transaction(work),
      close: async () => {
        await Promise.all([read.destroy(), write.destroy()]);
      },
    };
  } catch (error) {
    await Promise.all([read.destroy(), write.destroy()]);
    return asFault(error);
  }
};

/** A rename would replace a database that another program made meanwhile and is already writing to; a link cannot. */
export const putInPlace = (draft: string, path: string): void => {
  try {
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // A file system without links, such as a stick's: the name is taken first, by whoever comes first.
      closeSync(openSync(path, 'wx', 0o600));
      renameSync(draft, path);
    }
  } catch (error) {
    throw new DatabaseError('refused', `${path} exists already`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Makes a local database beside its final name and puts it there once whole, so that a kill leaves none or all of it.
 * `fill` may write its first rows.
 * @throws DatabaseError `refused` when something already stands there
 */
export const createSqlite = async (url: string, options: NewDatabase, clock: Clock = systemClock): Promise<void> => {
  const path = sqlitePath(url);
  if (existsSync(path)) throw new DatabaseError('refused', `${path} exists already`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite gives the files beside a database the rights of the database itself.
    closeSync(openSync(draft, 'wx', 0o600));
  } catch (error) {
    throw new DatabaseError('refused', `cannot write beside ${path}`, { cause: error });
  }
  const key = options.key ? cipherKeyOf(options.key, null) : null;
  const db = sqliteKnex(draft, { clock, readonly: false, key });
  try {
    // First: after a step that drops a table SQLite takes the checkpoint only where the journal did not change since.
    await db.raw('pragma journal_mode = wal');
    await db.raw(`pragma application_id = ${applicationId}`);
    await migrate(db);
    await writeInfo(db, options.kind, clock(), options.madeOn, options.seed);
    await makeSecrets(db);
    await options.fill?.(db);
    await db.raw('pragma wal_checkpoint(truncate)');
  } catch (error) {
    await db.destroy();
    for (const left of [draft, `${draft}-wal`, `${draft}-shm`, `${draft}-journal`]) rmSync(left, { force: true });
    return asFault(error);
  }
  await db.destroy();
  putInPlace(draft, path);
};
