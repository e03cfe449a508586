// The local databases that a page may name: those in the data folder, by their name alone.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isEncryptedFile } from '../../db/open.ts';

const suffix = '.sqlite';
/** No dot, slash, backslash or colon: a name is never a way out of the folder. */
const wellFormed = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} _-]{0,59}$/u;
/** The demo is chosen by its own button; the others are devices on Windows. */
const reserved = /^(demo|con|prn|aux|nul|com\d|lpt\d)$/i;

export const isLocalName = (name: string): boolean => wellFormed.test(name) && !reserved.test(name);

export const localUrl = (folder: string, name: string): string => `sqlite:${join(folder, name + suffix)}`;

export const localDatabases = (folder: string): { name: string; isEncrypted: boolean }[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length).normalize('NFC'))
    .filter(isLocalName)
    .sort()
    .flatMap((name) => {
      const isEncrypted = isEncryptedFile(join(folder, name + suffix));
      return isEncrypted === null ? [] : [{ name, isEncrypted }];
    });
