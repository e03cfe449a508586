// A SQLite file that is made once for all test files of a run, and copied.
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './scratch-folder.ts';

const made = new Map<string, Promise<string>>();

const make = async (name: string, prepare: (url: string) => Promise<void>): Promise<string> => {
  // Outside a run (benches, soaks) each process has its own.
  const folder = process.env.AKARI_TEST_RUN ?? scratchFolder('akari-template-').path;
  const path = join(folder, `${name}.sqlite`);
  if (existsSync(path)) return path;
  // Whoever comes meanwhile makes one as well; either is whole when it gets its name.
  const draft = join(scratchFolder('akari-draft-').path, `${name}.sqlite`);
  await prepare(`sqlite:${draft}`);
  renameSync(draft, path);
  return path;
};

/** @returns its path. prepare() must leave no connection open. */
export const sqliteTemplate = (name: string, prepare: (url: string) => Promise<void>): Promise<string> => {
  const known = made.get(name) ?? make(name, prepare);
  made.set(name, known);
  return known;
};
