// Looks at an app folder before it is made into an installer: one that lacks a native part would start and fail.
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { type AfterPackContext, Arch } from 'electron-builder';

/** @returns the native parts that are missing or of another machine; empty is good */
export const nativeFaults = (resources: string, platform: string, arch: string): string[] => {
  const unpacked = join(resources, 'app.asar.unpacked', 'node_modules');
  const found = globSync('**/*.node', { cwd: unpacked }).map((path) => path.replaceAll('\\', '/'));
  const own = new RegExp(`[/-]${platform}-${arch}([./-]|$)`);
  const needed = [`better-sqlite3/prebuilds/${platform}-${arch}.node`, `@node-rs/argon2-${platform}-${arch}`];
  return [
    ...found.filter((path) => !own.test(path)).map((path) => `${path} is of another machine`),
    ...needed.filter((path) => !found.some((other) => other.startsWith(path))).map((path) => `${path} is missing`),
  ];
};

export const afterPack = async ({
  appOutDir,
  electronPlatformName,
  arch,
  packager,
}: AfterPackContext): Promise<void> => {
  const inside = `${packager.appInfo.productFilename}.app/Contents/Resources`;
  const resources = join(appOutDir, electronPlatformName === 'darwin' ? inside : 'resources');
  const faults = nativeFaults(resources, electronPlatformName, Arch[arch]);
  if (!existsSync(join(resources, 'app.asar'))) faults.push('app.asar is missing');
  if (faults.length > 0)
    throw new Error(`build each system's app on that system, after npm ci there: ${faults.join('; ')}`);
};
