// The desktop window: options, the page's files, and the wire between the page and the core's process.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, net, protocol, session, utilityProcess } from 'electron';
import { faultSentenceOf } from './fault-sentence.ts';
import { askOverPort, type PortDesk } from './port-host.ts';

const scheme = 'akari';
const page = `${scheme}://desk/index.html`;
const pageFolder = join(import.meta.dirname, '../renderer');
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);

/** The app's own files and nothing above their folder. */
const servePage = async (request: Request): Promise<Response> => {
  const file = join(pageFolder, decodeURIComponent(new URL(request.url).pathname));
  if (!file.startsWith(pageFolder)) return new Response(null, { status: 404 });
  const found = await net.fetch(pathToFileURL(file).href);
  const headers = new Headers(found.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-content-type-options', 'nosniff');
  return new Response(found.body, { status: found.status, headers });
};

const openWindow = (desks: Map<number, PortDesk>, connect: (secret: string) => PortDesk): void => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 640,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  desks.set(webContents.id, connect(randomBytes(32).toString('hex')));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.once('ready-to-show', () => window.show());
  void window.loadURL(page);
};

const start = async (): Promise<void> => {
  await app.whenReady();
  protocol.handle(scheme, servePage);
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));

  const core = utilityProcess.fork(join(import.meta.dirname, 'core-process.js'));
  const desks = new Map<number, PortDesk>();
  const secrets = new Map<string, number>();
  const wire = askOverPort(
    { postMessage: (message) => core.postMessage(message), on: (event, listener) => core.on(event, listener) },
    (secret, topic, version) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.id === secrets.get(secret))
        ?.webContents.send('event', topic, version),
  );
  core.once('exit', () => wire.abandon());
  const connect = (secret: string): PortDesk => {
    secrets.set(secret, BrowserWindow.getAllWindows().at(-1)?.webContents.id ?? 0);
    return wire.connect(secret);
  };

  // Only the page that this program loaded is answered.
  const deskOf = (event: Electron.IpcMainEvent | Electron.IpcMainInvokeEvent): PortDesk | null =>
    event.senderFrame?.url.startsWith(`${scheme}://desk/`) ? (desks.get(event.sender.id) ?? null) : null;
  const refused = { ok: false, error: 'not-allowed', detail: { roles: [] } };
  ipcMain.handle('call', (event, name: unknown, input: unknown) => deskOf(event)?.call(String(name), input) ?? refused);
  ipcMain.handle('file', async (event, token: unknown) => (await deskOf(event)?.file(String(token)))?.bytes ?? null);
  ipcMain.on('listen', (event, topic: unknown) => deskOf(event)?.listen(String(topic)));
  ipcMain.on('unlisten', (event, topic: unknown) => deskOf(event)?.unlisten(String(topic)));

  core.on('message', (message: { kind?: string; setUpCode?: string | null; fault?: string }) => {
    if (message.kind === 'failed') {
      dialog.showErrorBox('Akari Desk', faultSentenceOf(message.fault ?? ''));
      app.quit();
    }
    if (message.kind === 'ready') {
      if (message.setUpCode)
        void dialog.showMessageBox({ message: `初期設定コード / set-up code\n${message.setUpCode}` });
      openWindow(desks, connect);
    }
  });
};

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  app.on('window-all-closed', () => app.quit());
  void start();
} else app.quit();
