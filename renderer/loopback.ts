// The bridge's stand-in in a browser: the loopback host over HTTP, opened by the one-time token in the page's address.
import type { CallName, Reply } from '../main/contract/index.ts';
import type { UploadAnswer } from '../main/files/uploads.ts';

const storedKey = 'akari.key';
const firstWaitMs = 500;
const longestWaitMs = 15_000;
const restMs = 20;

let isKeyMissing = false;
const watchers = new Set<() => void>();

/** Whether the host has turned this page's key down; only its printed address opens the console again. */
export const keyState = {
  isMissing: () => isKeyMissing,
  subscribe: (watcher: () => void) => {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  },
};

const noteMissingKey = () => {
  isKeyMissing = true;
  for (const watcher of watchers) watcher();
};

const exchange = async (): Promise<void> => {
  const token = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (!token) return;
  history.replaceState(null, '', location.pathname + location.search);
  const answer = await fetch('/exchange', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: decodeURIComponent(token) }),
  }).catch(() => null);
  // A token already used, as when the address is opened twice, leaves a key from before in force.
  if (!answer?.ok) return;
  const { key } = (await answer.json()) as { key: string };
  sessionStorage.setItem(storedKey, key);
};

let exchanged: Promise<void> | null = null;

const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> => {
  exchanged ??= exchange();
  await exchanged;
  const key = sessionStorage.getItem(storedKey);
  if (!key) noteMissingKey();
  const answer = await fetch(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${key ?? ''}` } });
  if (answer.status === 401 && (await isNoKey(answer.clone()))) noteMissingKey();
  return answer;
};

const isNoKey = async (answer: Response): Promise<boolean> =>
  ((await answer.json().catch(() => null)) as { error?: string } | null)?.error === 'no-key';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Hear = (topic: string, version: number) => void;

const readEvents = async (body: ReadableStream<Uint8Array<ArrayBuffer>>, hear: Hear) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (!text.startsWith('data:')) continue;
      const { topic, version } = JSON.parse(text.slice(5)) as { topic: string; version: number };
      hear(topic, version);
    }
  }
};

const post = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  ask(path, { ...init, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

type Stream = { readonly topics: string; readonly stop: AbortController };

const hearers = new Map<string, Set<Hear>>();
let stream: Stream | null = null;
/** Whether changes may have gone by unheard. */
let isDeaf = false;

const tell: Hear = (topic, version) => {
  for (const hear of hearers.get(topic) ?? []) hear(topic, version);
};

/** Keeps to one list of topics until another stream has taken its place. */
const follow = async (mine: Stream, hasOpened: () => void) => {
  const { signal } = mine.stop;
  let wait = firstWaitMs;
  while (!signal.aborted && stream === mine && !isKeyMissing) {
    try {
      const answer = await ask(`/events?topics=${encodeURIComponent(mine.topics)}`, { signal });
      if (answer.ok && answer.body) {
        hasOpened();
        // What was published meanwhile is gone, so a page that was cut off reads again.
        if (isDeaf) for (const topic of [...hearers.keys()]) tell(topic, 0);
        isDeaf = false;
        wait = firstWaitMs;
        await readEvents(answer.body, tell);
      }
    } catch {
      // The host is away or the stream has been stopped: the loop decides.
    }
    if (signal.aborted) return;
    isDeaf = true;
    await pause(wait);
    wait = Math.min(wait * 2, longestWaitMs);
  }
};

let isResting = false;
/** The host takes a page without a stream for closed, unless it says that it only rests. */
const rest = (now: boolean) => {
  if (now === isResting) return;
  isResting = now;
  // Sent to its end also where the page goes meanwhile.
  post('/call/start.rest', { isResting: now }, { keepalive: true }).catch(() => {});
};

/**
 * One stream carries all of a page's topics, and a hidden page has none: a browser opens six connections to a host, over
 * all its tabs, and calls need them too.
 */
const listenAnew = () => {
  const last = stream;
  const isHidden = document.visibilityState === 'hidden';
  const topics = isHidden ? '' : [...hearers.keys()].sort().join(',');
  if (isHidden) isDeaf = true;
  rest(isHidden && hearers.size > 0);
  if (topics === (last?.topics ?? '')) return;
  if (topics === '') {
    stream = null;
    last?.stop.abort();
    return;
  }
  const next = { topics, stop: new AbortController() };
  stream = next;
  // The last one goes only when the next has come, so that nothing is missed between them.
  const endLast = () => last?.stop.abort();
  next.stop.signal.addEventListener('abort', endLast, { once: true });
  void follow(next, endLast);
};

let resting: ReturnType<typeof setTimeout> | undefined;
/** A change of screens stops and starts several listeners at once. */
const listenSoon = () => {
  clearTimeout(resting);
  resting = setTimeout(listenAnew, restMs);
};
// Electron's window loads this module too, and listens through its own bridge.
if (!window.bridge) {
  document.addEventListener('visibilitychange', listenSoon);
  window.addEventListener('pagehide', () => rest(false));
}

/** A browser streams the whole file from the disk; the bridge takes it in parts. */
type Loopback = Omit<Bridge, 'part'> & { readonly send: (token: string, file: Blob) => Promise<UploadAnswer> };

export const loopback: Loopback = {
  call: async <Name extends CallName>(name: Name, input: unknown) => {
    const answer = await post(`/call/${name}`, input);
    return (await answer.json()) as Reply<Name>;
  },
  listen: (topic, callback) => {
    const those = hearers.get(topic) ?? new Set();
    hearers.set(topic, those.add(callback));
    listenSoon();
    return () => {
      those.delete(callback);
      if (those.size === 0 && hearers.get(topic) === those) hearers.delete(topic);
      listenSoon();
    };
  },
  send: async (token, file) => {
    const answer = await ask(`/files/${encodeURIComponent(token)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file,
    });
    return (await answer.json()) as UploadAnswer;
  },
  file: async (token) => {
    const answer = await ask(`/files/${encodeURIComponent(token)}`);
    if (!answer.ok) throw new Error(`file answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  },
};
