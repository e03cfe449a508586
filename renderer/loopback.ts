// The bridge's stand-in in a browser: the loopback host over HTTP, opened by the one-time token in the page's address.
import type { CallName, Reply } from '../main/contract/index.ts';

const storedKey = 'akari.key';
const firstWaitMs = 500;
const longestWaitMs = 15_000;

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

const readEvents = async (body: ReadableStream<Uint8Array<ArrayBuffer>>, hear: (version: number) => void) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (text.startsWith('data:')) hear((JSON.parse(text.slice(5)) as { version: number }).version);
    }
  }
};

const follow = async (topic: string, callback: (topic: string, version: number) => void, signal: AbortSignal) => {
  let wait = firstWaitMs;
  let hasBeenCutOff = false;
  while (!signal.aborted && !isKeyMissing) {
    try {
      const answer = await ask(`/events?topic=${encodeURIComponent(topic)}`, { signal });
      if (answer.ok && answer.body) {
        // What was published meanwhile is gone, so a reconnected listener reads again.
        if (hasBeenCutOff) callback(topic, 0);
        wait = firstWaitMs;
        await readEvents(answer.body, (version) => callback(topic, version));
      }
    } catch {
      // The host is away or the listener has stopped: the loop decides.
    }
    hasBeenCutOff = true;
    if (!signal.aborted) await pause(wait);
    wait = Math.min(wait * 2, longestWaitMs);
  }
};

export const loopback: Bridge = {
  call: async <Name extends CallName>(name: Name, input: unknown) => {
    const answer = await ask(`/call/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Reply<Name>;
  },
  listen: (topic, callback) => {
    const stop = new AbortController();
    void follow(topic, callback, stop.signal);
    return () => stop.abort();
  },
  file: async (token) => {
    const answer = await ask(`/files/${encodeURIComponent(token)}`);
    if (!answer.ok) throw new Error(`file answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  },
};
