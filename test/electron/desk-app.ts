// A window on a fresh database of kind test, for one test file.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freshDatabase, openTestDesk, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { type App, launchApp } from './app.ts';

export type Home = { readonly path: string; readonly url: string; readonly close: () => Promise<void> };

/** A data folder and a database; with staff, unless the desk is to be set up first. */
export const openHome = async ({ hasStaff = true } = {}): Promise<Home> => {
  const scratch = scratchFolder('akari-home-');
  const path = join(scratch.path, randomBytes(4).toString('hex'));
  mkdirSync(path, { mode: 0o700 });
  const database = hasStaff ? await openTestDesk('sqlite') : await freshDatabase('sqlite');
  // The window's core is then the only one that holds the file.
  if ('core' in database) await (database as TestDesk).core.close();
  return {
    path,
    url: database.url,
    close: async () => {
      await database.remove();
      scratch.remove();
    },
  };
};

export const openApp = async (home: Home, fake: Record<string, string> = {}): Promise<App> => {
  const app = launchApp({ home: home.path, db: home.url, fake });
  await app.shown;
  return app;
};

export const signIn = (app: App, login: StaffLogin = 'agent') =>
  app.bridge.call('staff.signIn', { login, password: staffPassword });
