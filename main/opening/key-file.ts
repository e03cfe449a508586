// AKARI_KEY_FILE: a database's key where there is no key store and nobody to type it.
import { readFileSync, statSync } from 'node:fs';
import { DatabaseError } from '../../db/fault.ts';
import type { DatabaseKey } from '../../db/open.ts';
import { greatestPassphrase, readKey } from './recovery-key.ts';

const lineIn = (path: string): string => {
  try {
    const { mode, size } = statSync(path);
    // Windows has no such bits; there the folder's own rights decide.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return '';
    return size > 4096 ? '' : (readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '').trim();
  } catch {
    return '';
  }
};

/**
 * Null where none is named.
 * @throws DatabaseError `key-file` where it is not there, empty, or others can read it
 */
export const keyTextFromFile = (environment: NodeJS.ProcessEnv = process.env): string | null => {
  const path = environment.AKARI_KEY_FILE;
  if (!path) return null;
  const line = lineIn(path);
  if (line === '' || line.length > greatestPassphrase)
    throw new DatabaseError('key-file', 'AKARI_KEY_FILE must name a file of one line that only its owner can read');
  return line;
};

export const keyFromFile = (environment: NodeJS.ProcessEnv = process.env): DatabaseKey | null => {
  const line = keyTextFromFile(environment);
  return line === null ? null : readKey(line);
};
