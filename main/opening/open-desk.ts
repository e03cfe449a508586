// From a database's name to a core that is ready: what every command of the command line does first.
import type { OpenOptions } from '../../db/open.ts';
import { typedKey } from '../cli/input.ts';
import { type Core, openCore } from '../core.ts';
import { openLog } from '../log.ts';
import { openChosen } from './choose-database.ts';
import { chosenUrl, dataFolder, demoUrl, rememberUrl } from './home.ts';
import { noKeyStore } from './key-store.ts';

/** An empty data folder gets a small demo; a database that was named and is not there is an error. */
export const openDesk = async (option: string | undefined, options: OpenOptions = {}): Promise<Core> => {
  const folder = dataFolder();
  const url = chosenUrl(option, folder);
  const db = await openChosen(folder, url, { ...options, keys: noKeyStore, ask: typedKey });
  if (url !== demoUrl(folder)) rememberUrl(folder, url);
  return openCore(db, { log: openLog(folder), folder });
};
