// SQLCipher's encryption of a local database: what its file looks like, and the pragmas that open it.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import type { DatabaseKey } from './database.ts';

/** SQLCipher 4: pages of 4096 bytes; the salt in the place of the first 16, PBKDF2-HMAC-SHA512 in 256,000 rounds. */
export const pageBytes = 4096;
const saltBytes = 16;
const rounds = 256_000;

/**
 * Key and salt as SQLCipher takes them raw. The derivation is run once for each opening and not once for each
 * connection, of which there are four; a passphrase opens the file in any other SQLCipher all the same.
 */
export type CipherKey = { readonly hex: string };

/** @param firstBytes of the file; null where it is still to be made */
export const cipherKeyOf = (key: DatabaseKey, firstBytes: Uint8Array | null): CipherKey => {
  const salt = Buffer.from(firstBytes?.subarray(0, saltBytes) ?? randomBytes(saltBytes));
  const raw =
    'raw' in key ? Buffer.from(key.raw) : pbkdf2Sync(key.passphrase.normalize('NFKC'), salt, rounds, 32, 'sha512');
  return { hex: raw.toString('hex') + salt.toString('hex') };
};

/** The first pragmas of a connection; a wrong key shows itself at the first page that is read. */
export const applyKey = (connection: BetterSqlite3.Database, key: CipherKey): void => {
  connection.pragma("cipher = 'sqlcipher'");
  connection.pragma(`key = "x'${key.hex}'"`);
};

/** Of 256 byte values; fewer among 4096 random bytes never happens. */
const leastValues = 240;

/**
 * Whether a file may be an encrypted database: whole pages, of which the first shows no pattern at all. Each of the 256
 * byte values is expected 16 times, and with chance one in 35,000 one of them is absent; text, pictures and other programs'
 * files are far from that. A wrong guess is told by the key.
 */
export const looksEncrypted = (size: number, firstPage: Uint8Array): boolean => {
  if (size === 0 || size % pageBytes !== 0 || firstPage.length !== pageBytes) return false;
  const counts = new Uint16Array(256);
  for (const byte of firstPage) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts.every((count) => count < 64) && counts.filter((count) => count > 0).length >= leastValues;
};
