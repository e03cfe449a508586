// Once per run, before the first test file: the engines that tests need. One that is missing fails the run, in words.
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type ChromiumAtHand, unpackChromium } from './chromium.ts';
import { startPostgres } from './postgres.ts';
import { scratchFolder } from './scratch-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    chromium: ChromiumAtHand;
  }
}

export async function setup(project: TestProject) {
  const browserFolder = scratchFolder('akari-chromium-', { mayExecute: true });
  const folder = scratchFolder('akari-test-');
  // Workers start after this: whatever a test leaves in its temporary folder goes with the run.
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder.path;
  process.env.AKARI_TEST_RUN = folder.path;
  process.env.AKARI_SCREENS ??= process.argv.some((word) => /^(\.\/)?test\//.test(word)) ? '1' : '0';
  // Hundreds of processes load the same files: parsed once a run, which halves what each needs to start.
  process.env.NODE_COMPILE_CACHE = join(folder.path, 'compiled');

  const [postgres, chromium] = await Promise.allSettled([startPostgres(), unpackChromium(browserFolder.path)]);

  async function teardown() {
    if (postgres.status === 'fulfilled') await postgres.value.stop();
    folder.remove();
    browserFolder.remove();
  }

  if (postgres.status === 'rejected' || chromium.status === 'rejected') {
    await teardown();
    throw postgres.status === 'rejected' ? postgres.reason : (chromium as PromiseRejectedResult).reason;
  }
  project.provide('postgresUrl', postgres.value.url);
  project.provide('chromium', chromium.value);
  return teardown;
}
