// The built main with a fake Electron around it, and the built preload with a fake page in front of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { forget, keep } from '../setup/keeper.ts';
import { readSources } from '../setup/sources.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What is tested here is what was built. `npm test` builds first; whoever calls vitest alone is told what stands here. */
let isChecked = false;
const checkBuild = (): void => {
  if (isChecked) return;
  isChecked = true;
  const age = (path: string): number => statSync(at(path)).mtimeMs;
  const built = ['out/main/electron.js', 'out/main/core-process.js', 'out/preload/index.cjs'];
  if (!built.every((path) => existsSync(at(path)))) throw new Error('nothing is built: `npm run build` first');
  const newest = Math.max(...readSources(['main', 'db', 'preload']).map(({ path }) => age(path)));
  if (built.some((path) => age(path) < newest)) console.warn('out/ is older than the sources: `npm run build` first');
};

export type Note = { readonly what: string; readonly told: unknown[] };
export type App = {
  /** What the page finds as `window.bridge`, through the built preload. */
  readonly bridge: Bridge;
  readonly order: <T>(order: string, said?: object) => Promise<T>;
  /** What Electron was told under this name so far, and, once the program has ended, in all. */
  readonly notes: (what: string) => Promise<unknown[][]>;
  /** Everything that was sent to the page. */
  readonly sent: readonly unknown[][];
  readonly shown: Promise<void>;
  readonly ended: Promise<{ code: number | null; said: string }>;
  readonly process: ChildProcess;
  /** As by the window's own button; the core closes with it. */
  readonly close: () => Promise<void>;
};
/** @property program where the built files lie, when it is not the checkout */
export type AppOptions = { home: string; db?: string; fake?: Record<string, string>; program?: string };

const bridgeOf = (preload: string, order: App['order'], page: EventEmitter): Bridge => {
  let bridge: Bridge | undefined;
  const modules: Record<string, object> = {
    electron: {
      contextBridge: {
        exposeInMainWorld: (name: string, given: Bridge) => {
          if (name === 'bridge') bridge = given;
        },
      },
      ipcRenderer: {
        invoke: (channel: string, ...args: unknown[]) => order('invoke', { channel, args }),
        send: (channel: string, ...args: unknown[]) => void order('send', { channel, args }).catch(() => {}),
        on: (channel: string, listener: (...words: unknown[]) => void) => page.on(channel, listener),
      },
    },
  };
  // A sandboxed preload has one module and none of Node's globals; this world has even less.
  runInNewContext(readFileSync(preload, 'utf8'), {
    require: (name: string) => modules[name] ?? Promise.reject(new Error(`a sandboxed preload has no ${name}`)),
    module: { exports: {} },
    exports: {},
  });
  if (!bridge) throw new Error('the preload exposes no bridge');
  return bridge;
};

export const launchApp = ({ home, db, fake = {}, program }: AppOptions): App => {
  if (!program) checkBuild();
  const built = (path: string): string => join(program ?? at(''), 'out', path);
  const settings = Object.fromEntries(Object.entries(fake).map(([name, value]) => [`FAKE_${name}`, value]));
  const { AKARI_DB: _none, NODE_OPTIONS: _vitests, ...environment } = process.env;
  const main = spawn(process.execPath, ['--import', at('test/electron/resolve-fake.ts'), built('main/electron.js')], {
    env: { ...environment, AKARI_HOME: home, ...(db ? { AKARI_DB: db } : {}), ...settings },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const { pid } = main;
  if (pid !== undefined) keep({ process: pid });
  const page = new EventEmitter();
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const sent: unknown[][] = [];
  let lastNotes: Note[] | null = null;
  let lastId = 0;
  let said = '';
  main.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });

  const shown = new Promise<void>((resolve) => page.once('shown', resolve));
  type Message = { id?: number; value?: unknown; thrown?: string; sent?: string; words?: unknown[]; shown?: true };
  main.on('message', (message: Message & { ended?: Note[] }) => {
    if (message.ended) lastNotes = message.ended;
    if (message.shown) page.emit('shown');
    if (message.sent) {
      sent.push([message.sent, ...(message.words ?? [])]);
      page.emit(message.sent, {}, ...(message.words ?? []));
    }
    if (message.id === undefined) return;
    const asked = open.get(message.id);
    open.delete(message.id);
    if (message.thrown) asked?.reject(new Error(message.thrown));
    else asked?.resolve(message.value as never);
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    main.once('close', (code) => {
      if (pid !== undefined) forget({ process: pid });
      for (const { reject } of open.values()) reject(new Error(`the program ended: ${said}`));
      resolve({ code, said });
    }),
  );

  const order: App['order'] = (name, words = {}) => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      open.set(id, { resolve, reject });
      main.send({ id, order: name, ...words }, (error) => error && reject(error));
    });
  };
  return {
    bridge: bridgeOf(built('preload/index.cjs'), order, page),
    order,
    notes: async (what) =>
      (lastNotes ?? (await order<Note[]>('notes'))).filter((note) => note.what === what).map(({ told }) => told),
    sent,
    shown: Promise.race([shown, ended.then(({ said: last }) => Promise.reject(new Error(`it ended: ${last}`)))]),
    ended,
    process: main,
    close: async () => {
      if (main.exitCode !== null || main.signalCode !== null) return;
      void order('closeWindow').catch(() => {});
      await ended;
    },
  };
};
