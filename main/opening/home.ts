// Where this program keeps its data, and which database it was told to open.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The data folder: `AKARI_HOME`, else where the system keeps a program's data. Readable by its owner only. */
export const dataFolder = (environment: NodeJS.ProcessEnv = process.env): string => {
  const folder =
    environment.AKARI_HOME ??
    (process.platform === 'win32'
      ? join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Akari Desk')
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support', 'Akari Desk')
        : join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'akari-desk'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

const lastFile = 'last-database.json';

/** The one that was opened last, without its password; null on a first start. */
export const lastUrl = (folder: string): string | null => {
  try {
    const { url } = JSON.parse(readFileSync(join(folder, lastFile), 'utf8'));
    return typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
};

export const demoUrl = (folder: string): string => `sqlite:${join(folder, 'demo.sqlite')}`;

/** A path alone is taken as SQLite's. */
const asUrl = (text: string): string => (/^(sqlite:|postgres(ql)?:\/\/)/.test(text) ? text : `sqlite:${resolve(text)}`);

/** `--db`, else `AKARI_DB`, else the last opened, else the demo in the data folder. */
export const chosenUrl = (
  option: string | undefined,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): string => {
  const told = option ?? environment.AKARI_DB;
  return told ? asUrl(told) : (lastUrl(folder) ?? demoUrl(folder));
};

/** Null where the address cannot be read: then it cannot be told what in it is a password. */
export const withoutPassword = (url: string): string | null => {
  if (!/^postgres(ql)?:/.test(url)) return url;
  if (!URL.canParse(url)) return null;
  const kept = new URL(url);
  kept.password = '';
  for (const name of [...kept.searchParams.keys()]) if (/pass/i.test(name)) kept.searchParams.delete(name);
  return kept.href;
};

/** Remembers a database without its password: that is asked from the environment or the person every time. */
export const rememberUrl = (folder: string, url: string): void => {
  const kept = withoutPassword(url);
  if (kept === null) return;
  const draft = join(folder, `${lastFile}.new`);
  writeFileSync(draft, JSON.stringify({ url: kept }), { mode: 0o600 });
  renameSync(draft, join(folder, lastFile));
};
