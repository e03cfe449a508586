// Keys and passwords of databases, encrypted by the system for this user (Keychain, DPAPI, Secret Service).
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import type { KeyStore } from '../opening/key-store.ts';

/** On Linux without a secret service Electron would encrypt with a key that everybody knows. */
const isSafe = (): boolean =>
  safeStorage.isEncryptionAvailable() &&
  (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');

/** @throws where the file is there and cannot be read: writing it anew would take every other key with it */
const readAll = (file: string): Record<string, string> =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

/** Call it once the app is ready. */
export const openKeyStore = (folder: string): KeyStore => {
  const file = join(folder, 'keys.json');
  if (!isSafe()) return { isThere: false, get: async () => null, set: async () => {} };
  return {
    isThere: true,
    get: async (of) => {
      try {
        const kept = readAll(file)[of];
        return kept === undefined ? null : safeStorage.decryptString(Buffer.from(kept, 'base64'));
      } catch {
        // Another user's, or of a system that was set up anew: then it is asked again.
        return null;
      }
    },
    set: async (of, secret) => {
      const all = { ...readAll(file), [of]: safeStorage.encryptString(secret).toString('base64') };
      writeFileSync(`${file}.new`, JSON.stringify(all), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
};
