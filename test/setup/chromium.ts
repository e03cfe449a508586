// A real Chromium for browser tests: from npm on Linux x64, elsewhere the installed Chrome or Edge; never skipped.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';

export interface ChromiumAtHand {
  executablePath?: string;
  channel?: string;
  env: Record<string, string>;
}

// It decides where to unpack while it is being imported, and writes into the environment: a process of its own keeps
// both out of ours. The execution environment makes it bring its own libnss3 and the like.
const unpack = `
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  process.stdout.write(JSON.stringify({ executablePath, env: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH } }));
`;

/** Unpacks the browser into the folder, or finds the installed one. The folder is the caller's to remove. */
export async function unpackChromium(folder: string): Promise<ChromiumAtHand> {
  const named = process.env.AKARI_CHROMIUM;
  if (named) {
    if (existsSync(named)) return { executablePath: named, env: {} };
    throw new Error(`AKARI_CHROMIUM names ${named}, where there is no browser.`);
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') return await installedChromium();
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', NODE_OPTIONS: '' };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpack], {
      env,
      cwd: import.meta.dirname,
    });
    const found: ChromiumAtHand = JSON.parse(stdout);
    // Its own list looks for fonts in /tmp. With this one every machine sees the same: one Latin face and what the page brings.
    const fontList = join(folder, 'fonts.conf');
    writeFileSync(
      fontList,
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir>` +
        `<cachedir>${folder}/font-cache</cachedir></fontconfig>`,
    );
    return { ...found, env: { ...found.env, FONTCONFIG_FILE: fontList } };
  } catch (error) {
    throw new Error('The browser tests need Chromium, and @sparticuz/chromium could not be unpacked; run `npm ci`.', {
      cause: error,
    });
  }
}

async function installedChromium(): Promise<ChromiumAtHand> {
  for (const channel of ['chrome', 'msedge', 'chromium']) {
    const browser = await chromium.launch({ channel, args: flags }).catch(() => undefined);
    if (!browser) continue;
    await browser.close();
    return { channel, env: {} };
  }
  throw new Error(
    'The browser tests need Chrome, Edge or Chromium on this platform, and none is installed; install one, or name its ' +
      'program in AKARI_CHROMIUM.',
  );
}

// Playwright itself switches the sandbox off, without which neither root nor some distributions' users get a browser.
const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  // Nothing beyond this machine can be reached, so no story can come to need it.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A browser of the caller's own, to be closed by it. Without `at` it is the one this test run has unpacked. */
export async function openBrowser(options: LaunchOptions & { at?: ChromiumAtHand } = {}): Promise<Browser> {
  const { at, args = [], env = {}, ...rest } = options;
  const { env: ownEnv, ...where } = at ?? (await chromiumOfThisRun());
  return await chromium.launch({
    ...where,
    ...rest,
    args: [...flags, ...args],
    env: { ...(process.env as Record<string, string>), ...ownEnv, ...env },
  });
}

async function chromiumOfThisRun(): Promise<ChromiumAtHand> {
  const { inject } = await import('vitest');
  return inject('chromium');
}

/**
 * Writes test-results/screens/NAME.png, animations at their end. In a run of all tests nobody looks at pictures, of which
 * there are hundreds: they are taken where a story is run by its name, or with AKARI_SCREENS=1.
 */
export async function screenshot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  if (process.env.AKARI_SCREENS === '0') return;
  const folder = join(import.meta.dirname, '../../test-results/screens');
  const path = join(folder, `${name}.png`);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path, animations: 'disabled', ...options });
}
