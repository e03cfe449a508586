// The mail server's password: from a file, the environment, or the system's key store; never from the database.
import { readFileSync, statSync } from 'node:fs';
import type { MailServer } from '../../db/mail-settings.ts';
import type { KeyStore } from '../opening/key-store.ts';

/** Named by whoever may sign in where. */
export const passwordKey = ({ user, host }: Pick<MailServer, 'user' | 'host'>): string => `smtp:${user ?? ''}@${host}`;

/** Null where the file is not there, is empty, or can be read by others. */
const fromFile = (path: string): string | null => {
  try {
    // Windows has no such bits; there the folder's own rights decide.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return null;
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] || null;
  } catch {
    return null;
  }
};

/** From where the password comes, in the order in which it is looked for; `missing`: from nowhere that may be trusted. */
export type PasswordSource = 'file' | 'environment' | 'key-store' | 'missing';

export const passwordSource = async (
  server: MailServer,
  keys: KeyStore,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PasswordSource> => {
  if ((await mailPassword(server, keys, environment)) === null) return 'missing';
  if (environment.AKARI_SMTP_PASSWORD_FILE) return 'file';
  return environment.AKARI_SMTP_PASSWORD ? 'environment' : 'key-store';
};

/** Null: there is none, or its file is not to be trusted. */
export const mailPassword = async (
  server: MailServer,
  keys: KeyStore,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | null> => {
  if (environment.AKARI_SMTP_PASSWORD_FILE) return fromFile(environment.AKARI_SMTP_PASSWORD_FILE);
  return environment.AKARI_SMTP_PASSWORD || (await keys.get(passwordKey(server)));
};
