import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSqlite, openDatabase } from '../../db/open.ts';
import { chosenUrl, demoUrl, rememberUrl } from '../../main/opening/home.ts';
import { openDesk } from '../../main/opening/open-desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const folders: { remove: () => void }[] = [];
const homeBefore = process.env.AKARI_HOME;
afterEach(() => {
  if (homeBefore === undefined) delete process.env.AKARI_HOME;
  else process.env.AKARI_HOME = homeBefore;
  for (const folder of folders.splice(0)) folder.remove();
});
const scratch = (): string => {
  const folder = scratchFolder('akari-open-');
  folders.push(folder);
  return folder.path;
};
const made = { kind: 'test', madeOn: '2026-11-23' } as const;

describe('two programs that make the same local database at once', () => {
  it('make one: what the first wrote stays, the second is told that it is there', async () => {
    const folder = scratch();
    const url = `sqlite:${join(folder, 'desk.sqlite')}`;
    let goOn = (): void => {};
    const isFirstDone = new Promise<void>((resume) => {
      goOn = resume;
    });
    const second = createSqlite(url, { ...made, fill: () => isFirstDone });
    await createSqlite(url, made);
    const db = await openDatabase(url);
    await db.write('setting').insert({ key: 'first', value: '1', version: 1, changed_at: 'now' });
    goOn();
    await expect(second).rejects.toMatchObject({ fault: 'refused' });
    await db.close();
    const again = await openDatabase(url);
    expect(await again.read('setting').where({ key: 'first' })).toHaveLength(1);
    await again.close();
    expect(readdirSync(folder)).toEqual(['desk.sqlite']);
  });

  it.skipIf(process.platform === 'win32')(
    'keep it, and what lies beside it, from other people of the machine',
    async () => {
      const folder = scratch();
      const path = join(folder, 'desk.sqlite');
      const modes = () => readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
      let during: string[] = [];
      await createSqlite(`sqlite:${path}`, {
        ...made,
        fill: async () => {
          during = modes();
        },
      });
      expect(new Set(during)).toEqual(new Set(['600']));
      const db = await openDatabase(`sqlite:${path}`);
      await db.write('setting').insert({ key: 'x', value: '1', version: 1, changed_at: 'now' });
      expect(new Set(modes())).toEqual(new Set(['600']));
      await db.close();
    },
  );

  it('both open the demo of an empty data folder', async () => {
    process.env.AKARI_HOME = scratch();
    const cores = await Promise.all([openDesk(undefined), openDesk(undefined)]);
    await cores[0]?.db.write('setting').insert({ key: 'seen', value: '1', version: 1, changed_at: 'now' });
    expect(await cores[1]?.db.read('setting').where({ key: 'seen' })).toHaveLength(1);
    for (const core of cores) await core.close();
  }, 60_000);
});

describe('the database that is remembered', () => {
  it.each([
    ['postgres://akari:se:cr/et@db.example:5433/akari?sslmode=require', null],
    [
      'postgres://akari:secret@db.example:5433/akari?sslmode=require',
      'postgres://akari@db.example:5433/akari?sslmode=require',
    ],
    [
      'postgres://akari@db.example/akari?password=secret&sslmode=require',
      'postgres://akari@db.example/akari?sslmode=require',
    ],
    ['postgresql://akari:%73ecret@db.example/akari?Password=secret', 'postgresql://akari@db.example/akari'],
    ['postgres:///akari?host=/tmp&password=secret', 'postgres:///akari?host=%2Ftmp'],
    ['sqlite:/data/password=1.sqlite', 'sqlite:/data/password=1.sqlite'],
  ])('%s is kept as %s', (url, kept) => {
    const folder = scratch();
    rememberUrl(folder, url);
    const file = join(folder, 'last-database.json');
    if (existsSync(file)) expect(readFileSync(file, 'utf8')).not.toContain('secret');
    expect(chosenUrl(undefined, folder, {})).toBe(kept ?? demoUrl(folder));
  });
});
