import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Is there a screen that a window or a browser could be shown on? */
export const hasDisplay = (environment: NodeJS.ProcessEnv = process.env): boolean =>
  process.platform === 'win32' ||
  process.platform === 'darwin' ||
  Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);

const opener: Partial<Record<NodeJS.Platform, string[]>> = { win32: ['explorer.exe'], darwin: ['open'] };

/** Opens the console by way of a file that only its owner reads: an address on a command line is everybody's to see. */
export const openInBrowser = (address: string, folder: string): void => {
  const file = join(folder, 'open-in-browser.html');
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><script>location.replace(${JSON.stringify(address)})</script>\n`,
    { mode: 0o600 },
  );
  const [command = 'xdg-open', ...words] = opener[process.platform] ?? ['xdg-open'];
  spawn(command, [...words, pathToFileURL(file).href], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
};
