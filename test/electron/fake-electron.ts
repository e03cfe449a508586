// Stands in for the module `electron` in a process of its own: notes what it is told, and lets a test act as the system,
// the page and the person would. The core's process is a real one.
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

const setting = (name: string): string => process.env[`FAKE_${name}`] ?? '';
const notes: { what: string; told: unknown[] }[] = [];
const note = (what: string, ...told: unknown[]): void => {
  notes.push({ what, told: JSON.parse(JSON.stringify(told)) });
};
const tellTest = (message: object): void => void process.send?.(message, undefined, undefined, () => {});

type Event = { prevented: boolean; preventDefault: () => void };
const eventWith = <Detail extends object>(detail: Detail): Detail & Event => {
  const event = { ...detail, prevented: false, preventDefault: () => {} };
  event.preventDefault = () => {
    event.prevented = true;
  };
  return event;
};

let isReady = false;
const beforeReady = (what: string): void => {
  if (isReady) throw new Error(`${what} must be called before the app is ready`);
};

class App extends EventEmitter {
  readonly isPackaged = setting('PACKAGED') === '1';
  setPath(name: string, path: string): void {
    beforeReady('setPath');
    note('app.setPath', name, path);
  }
  enableSandbox(): void {
    beforeReady('enableSandbox');
    note('app.enableSandbox');
  }
  getLocale = (): string => setting('LOCALE') || 'ja';
  requestSingleInstanceLock(): boolean {
    note('app.requestSingleInstanceLock');
    return setting('SECOND') !== '1';
  }
  async whenReady(): Promise<void> {
    await new Promise(setImmediate);
    isReady = true;
  }
  /** As Electron does: windows first, then the last word to whoever still has to finish something. */
  quit(): void {
    note('app.quit');
    for (const window of [...windows]) window.shut();
    const event = eventWith({});
    this.emit('will-quit', event);
    if (!event.prevented) this.exit(0);
  }
  exit(code: number): void {
    note('app.exit', code);
    tellTest({ ended: notes });
    process.disconnect?.();
    process.exit(code);
  }
}
export const app = new App();

type Frame = { url: string; parent: Frame | null };
type Ipc = EventEmitter & { handlers: Map<string, (...words: unknown[]) => unknown>; handle: Ipc['handlers']['set'] };
const newIpc = (): Ipc => {
  const handlers: Ipc['handlers'] = new Map();
  return Object.assign(new EventEmitter(), { handlers, handle: handlers.set.bind(handlers) });
};

class Contents extends EventEmitter {
  readonly mainFrame: Frame = { url: 'about:blank', parent: null };
  readonly ipc = newIpc();
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  url = 'akari://desk/index.html';
  getURL(): string {
    return this.url;
  }
  send(channel: string, ...words: unknown[]): void {
    tellTest({ sent: channel, words });
  }
  setWindowOpenHandler(handler: Contents['openWindow']): void {
    this.openWindow = handler;
  }
}

type Bounds = { x: number; y: number; width: number; height: number };
const windows: BrowserWindow[] = [];
export class BrowserWindow extends EventEmitter {
  readonly webContents = new Contents();
  readonly bounds: Bounds;
  private destroyed = false;
  private maximized = false;
  constructor({ x = 0, y = 0, width = 800, height = 600, ...options }: Partial<Bounds> & object) {
    super();
    this.bounds = { x, y, width, height };
    note('new BrowserWindow', { ...this.bounds, ...options });
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  static getAllWindows = (): BrowserWindow[] => windows;
  async loadURL(url: string): Promise<void> {
    note('loadURL', url);
    this.webContents.mainFrame.url = url;
    await new Promise(setImmediate);
    this.emit('ready-to-show');
  }
  show(): void {
    note('show');
    tellTest({ shown: true });
  }
  maximize(): void {
    note('maximize');
    this.maximized = true;
  }
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => true;
  restore = (): void => note('restore');
  focus = (): void => note('focus');
  getNormalBounds = (): Bounds => this.bounds;
  isDestroyed = (): boolean => this.destroyed;
  shut(): void {
    this.emit('close', eventWith({}));
    this.destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
  }
}

class Utility extends EventEmitter {
  readonly child: ChildProcess;
  constructor(path: string, words: string[] = [], env: NodeJS.ProcessEnv = process.env) {
    super();
    note('utilityProcess.fork', path);
    this.child = fork(path, words, { serialization: 'advanced', execArgv: [], env });
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  postMessage(message: object): void {
    posted.push(message);
    // To a process that has just died nothing is said, and Electron does not complain.
    if (this.child.connected) this.child.send(message, () => {});
  }
  kill = (): boolean => this.child.kill();
}
const posted: object[] = [];
let core: Utility | null = null;
export const utilityProcess = {
  fork: (path: string, words?: string[], { env }: { env?: NodeJS.ProcessEnv } = {}): Utility => {
    const forked = new Utility(path, words, env);
    // Jobs have processes of their own.
    if (path.endsWith('core-process.js')) core = forked;
    return forked;
  },
};

type Serve = (request: Request) => Promise<Response>;
const served = new Map<string, Serve>();
export const protocol = {
  registerSchemesAsPrivileged: (schemes: object[]): void => {
    beforeReady('registerSchemesAsPrivileged');
    note('protocol.registerSchemesAsPrivileged', schemes);
  },
  handle: (scheme: string, serve: Serve) => served.set(scheme, serve),
};

type Asked = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type Checked = (contents: unknown, permission: string) => boolean;
type Look = (details: object, answer: (said: { cancel?: boolean }) => void) => void;
const rules: { asked?: Asked; checked?: Checked; device?: () => boolean; look?: { urls: string[]; listener: Look } } =
  {};
class Session extends EventEmitter {
  setPermissionRequestHandler(handler: Asked): void {
    rules.asked = handler;
  }
  setPermissionCheckHandler(handler: Checked): void {
    rules.checked = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    rules.device = handler;
  }
  readonly webRequest = {
    onBeforeRequest: ({ urls }: { urls: string[] }, listener: Look): void => {
      rules.look = { urls, listener };
    },
  };
}
export const session = { defaultSession: new Session() };

const displays: { id: number; workArea: Bounds }[] = JSON.parse(
  setting('DISPLAYS') || '[{"id":1,"workArea":{"x":0,"y":0,"width":1920,"height":1040}}]',
);
export const screen = {
  getAllDisplays: () => displays,
  getPrimaryDisplay: () => displays[0],
  getDisplayMatching: ({ x }: Bounds) =>
    displays.find(({ workArea: { x: left, width } }) => x >= left && x < left + width),
};
export const powerMonitor = new EventEmitter();
export const nativeTheme = { shouldUseDarkColors: false };
export const Menu = {
  buildFromTemplate: (template: object[]) => template,
  setApplicationMenu: (template: object[]) => note('menu', template),
};
export const clipboard = { writeText: (text: string) => note('clipboard', text) };
export const dialog = {
  showErrorBox: (title: string, text: string) => note('error box', title, text),
  showMessageBox: async (...words: unknown[]) => {
    note('message box', ...words);
    return { response: Number(setting('RESPONSE') || 1) };
  },
};

/** Each letter moved on by one: enough to see that nothing stands there as it was said. */
const turned = (text: string, by: number): string =>
  [...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) + by)).join('');
export const safeStorage = {
  isEncryptionAvailable: () => setting('NO_KEY_STORE') !== '1',
  getSelectedStorageBackend: () => setting('KEY_STORE') || 'gnome_libsecret',
  encryptString: (text: string): Buffer => Buffer.from(turned(text, 1), 'utf8'),
  decryptString: (bytes: Buffer): string => turned(bytes.toString('utf8'), -1),
};

const contents = (): Contents => {
  const [window] = windows;
  if (!window) throw new Error('no window is open');
  return window.webContents;
};
const frameOf = (frame: Frame | null | undefined): Frame | null => (frame === undefined ? contents().mainFrame : frame);

type Words = { args: unknown[]; channel: string; frame?: Frame | null; on: string; name: string; detail: object };
/** What a test may ask of this process. */
const orders: Record<string, (said: Words & { url: string; method?: string }) => unknown> = {
  notes: () => notes,
  posted: () => posted,
  core: () => core?.child.pid,
  invoke: ({ channel, args, frame }) =>
    contents().ipc.handlers.get(channel)?.({ senderFrame: frameOf(frame), sender: contents() }, ...args),
  send: ({ channel, args, frame }) => {
    contents().ipc.emit(channel, { senderFrame: frameOf(frame), sender: contents() }, ...args);
  },
  emit: ({ on, name, detail }) => {
    const targets: Record<string, () => EventEmitter> = {
      app: () => app,
      contents,
      powerMonitor: () => powerMonitor,
      session: () => session.defaultSession,
    };
    const event = eventWith(detail);
    // Every second argument that Electron hands over is the detail itself.
    targets[on]?.().emit(name, event, 'getURL' in detail ? { getURL: () => detail.getURL } : detail);
    return event.prevented;
  },
  openWindow: ({ url }) => contents().openWindow({ url }).action,
  permission: ({ name, url }) => {
    if (url) contents().url = url;
    let granted = true;
    rules.asked?.(contents(), name, (said) => {
      granted = said;
    });
    return { granted, checked: rules.checked?.(contents(), name), device: rules.device?.() };
  },
  network: () => {
    let said: { cancel?: boolean } = {};
    rules.look?.listener({}, (answer) => {
      said = answer;
    });
    return { urls: rules.look?.urls, ...said };
  },
  fetch: async ({ url, method = 'GET' }) => {
    const answer = await served.get(new URL(url).protocol.slice(0, -1))?.(new Request(url, { method }));
    if (!answer) return null;
    const body = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  },
  closeWindow: () => {
    windows[0]?.shut();
    app.emit('window-all-closed');
  },
};

process.on('message', async ({ id, order, ...said }: Words & { id: number; order: string; url: string }) => {
  try {
    tellTest({ id, value: await orders[order]?.(said) });
  } catch (error) {
    tellTest({ id, thrown: String(error) });
  }
});
// Without its test it is nobody's.
process.on('disconnect', () => process.exit(0));
