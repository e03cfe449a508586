// `npm start`: the desktop window where Electron's runtime is there, else the very same console in a browser.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { portNumber } from './cli/port.ts';
import { hasDisplay, openInBrowser } from './hosts/browser.ts';
import { enterHint, inviteOnEnter } from './hosts/invite-on-enter.ts';
import { lastWords } from './hosts/last-words.ts';
import { openHolder } from './opening/holder.ts';
import { dataFolder } from './opening/home.ts';
import { noKeyStore } from './opening/key-store.ts';
import { serve } from './serve.ts';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));
const askMilliseconds = 3000;

type Options = { readonly browser: boolean; readonly db?: string | undefined; readonly port?: number | undefined };

const readOptions = (): Options => {
  const { values } = parseArgs({
    options: { browser: { type: 'boolean', default: false }, db: { type: 'string' }, port: { type: 'string' } },
  });
  return { ...values, port: values.port === undefined ? undefined : portNumber(values.port) };
};

/** The runtime's program, without importing `electron`, which would start to download it. */
const electronProgram = (): string | null => {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return null;
  const program = join(folder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(program) ? program : null;
};

const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';

/** Asks the runtime's host whether it is there at all, so that a closed network costs three seconds and not minutes. */
const canDownload = async (): Promise<boolean> => {
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(askMilliseconds) });
    return true;
  } catch {
    return false;
  }
};

const downloadRuntime = (): void => {
  const installer = createRequire(import.meta.url).resolve('electron/install.js');
  spawnSync(process.execPath, [installer], { stdio: 'inherit' });
};

const openWindow = (program: string, options: Options): void => {
  const window = spawn(program, [projectFolder], {
    stdio: 'inherit',
    env: { ...process.env, ...(options.db ? { AKARI_DB: options.db } : {}) },
  });
  window.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
};

const openPage = async (reason: string, options: Options): Promise<void> => {
  // The first one is shown below the address.
  const codes: string[] = [];
  let showSetUpCode = (code: string): void => void codes.push(code);
  const core = await openHolder({
    folder: dataFolder(),
    option: options.db,
    keys: noKeyStore,
    showSetUpCode: (code) => showSetUpCode(code),
  });
  try {
    const server = await serve(core, options.port === undefined ? {} : { port: options.port });
    const show = (address: string): void => console.log(`\n  ${address}\n`);
    console.log(reason);
    show(server.address);
    showSetUpCode = (code) => console.log(`初期設定コード / set-up code: ${code}\n`);
    for (const code of codes) showSetUpCode(code);
    const stopInviting = inviteOnEnter(process.stdin, () => show(server.invite()));
    if (stopInviting) console.log(enterHint);
    if (hasDisplay()) openInBrowser(server.address, dataFolder());
    const stop = async (): Promise<void> => {
      stopInviting?.();
      await server.close();
      await core.close();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  } catch (error) {
    await core.close();
    throw error;
  }
};

try {
  const options = readOptions();
  let program = options.browser ? null : electronProgram();
  if (!program && !options.browser && hasDisplay() && (await canDownload())) {
    downloadRuntime();
    program = electronProgram();
  }
  if (program) openWindow(program, options);
  else
    await openPage(
      options.browser
        ? 'ブラウザーで開きます / The console in your browser (one-time address, this machine only):'
        : 'Electronの実行環境がないため、同じ画面をブラウザーで開きます / No Electron runtime here, so the very same console opens in your browser (one-time address, this machine only):',
      options,
    );
} catch (error) {
  const { text, exitCode } = lastWords(error);
  console.error(text);
  process.exitCode = exitCode;
}
