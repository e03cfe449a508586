// From a database's name to a core that is ready: what every host does first.
import { existsSync } from 'node:fs';
import { DatabaseError } from '../db/fault.ts';
import { type OpenOptions, openDatabase, sqlitePath } from '../db/open.ts';
import { type Core, type CoreOptions, openCore } from './core.ts';
import { makeDemo } from './demo/demo.ts';
import { chosenUrl, dataFolder, demoUrl, rememberUrl } from './home.ts';
import { openLog } from './log.ts';

/** An empty data folder gets a small demo; a database that was named and is not there is an error. */
export const openDesk = async (
  option: string | undefined,
  options: OpenOptions & Pick<CoreOptions, 'startProcess'> = {},
): Promise<Core> => {
  const folder = dataFolder();
  const url = chosenUrl(option, folder);
  const isDemo = url === demoUrl(folder);
  if (isDemo && !existsSync(sqlitePath(url)))
    await makeDemo(url).catch((error: unknown) => {
      // Another window made it meanwhile: then that one is opened.
      if (!(error instanceof DatabaseError && existsSync(sqlitePath(url)))) throw error;
    });
  const db = await openDatabase(url, undefined, options);
  if (!isDemo) rememberUrl(folder, url);
  const { startProcess } = options;
  return openCore(db, { log: openLog(folder), folder, ...(startProcess && { startProcess }) });
};
