// The real runtime, where there is one. Everything that can be shown without it is shown by the other files here.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staffPassword } from '../setup/desk.ts';
import { root } from '../setup/sources.ts';
import { type Home, openHome } from './desk-app.ts';

/** As `npm start` looks for it: importing `electron` would start to download it. */
const runtime = (): string | null => {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(program) ? program : null;
};
const executablePath = runtime();

describe.skipIf(!executablePath)("Electron's own runtime", () => {
  let home: Home;
  let app: ElectronApplication;
  let page: Page;
  beforeAll(async () => {
    home = await openHome();
    app = await _electron.launch({
      executablePath: executablePath ?? '',
      // Chromium's sandbox wants a set-uid program on Linux, which npm does not install.
      args: [...(process.platform === 'linux' ? ['--no-sandbox'] : []), root],
      env: { ...process.env, AKARI_HOME: home.path, AKARI_DB: home.url } as Record<string, string>,
    });
    page = await app.firstWindow();
    await page.waitForFunction(() => document.querySelector('form') !== null);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await home.close();
  });

  it('opens the page with the bridge and without Node', async () => {
    expect(page.url()).toBe('akari://desk/index.html');
    const found = await page.evaluate(() => ({
      bridge: Object.keys(window.bridge ?? {}).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    }));
    expect(found).toEqual({ bridge: ['call', 'file', 'listen', 'part'], node: [] });
  });

  it('carries calls, files and events to the core and back', async () => {
    const answers = await page.evaluate(async (password) => {
      const bridge = window.bridge as Bridge;
      const signedIn = await bridge.call('staff.signIn', { login: 'auditor', password });
      const made = await bridge.call('audit.export', {});
      const bytes = await bridge.file(made.ok ? made.value.file : '');
      return { signedIn: signedIn.ok, kind: bytes.constructor.name, length: bytes.length };
    }, staffPassword);
    expect(answers).toMatchObject({ signedIn: true, kind: 'Uint8Array' });
    expect(answers.length).toBeGreaterThan(0);
  });

  it('stays on its page, alone, and reaches nobody', async () => {
    const reached = await page.evaluate(async () => {
      const opened = window.open('https://example.com/');
      const answer = await fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      );
      const asked = await Notification.requestPermission();
      location.assign('https://example.com/');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { opened: opened !== null, answer, asked };
    });
    expect(reached).toEqual({ opened: false, answer: 'refused', asked: 'denied' });
    expect(page.url()).toBe('akari://desk/index.html');
    expect(app.windows()).toHaveLength(1);
  });

  it('locks its session when the machine sleeps', async () => {
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    await expect
      .poll(() => page.evaluate(async () => (await (window.bridge as Bridge).call('audit.head', {})).ok))
      .toBe(false);
  });
});
