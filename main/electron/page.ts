// The wire between a window's page and its desk. Only that page's main frame is answered.
import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import type { AnyReply } from '../dispatch.ts';
import type { PortDesk } from '../hosts/port-host.ts';
import { isOurPage } from './page-files.ts';

/** As much as the loopback host takes. */
const inputLimit = 256 * 1024;
const nameLimit = 64;
const foreign: AnyReply = { ok: false, error: 'not-allowed', detail: { roles: [] } };
const unreadable: AnyReply = { ok: false, error: 'bad-input', detail: { issues: [{ path: '', code: 'unreadable' }] } };

/** Only JSON crosses a host, though this one could carry more; null is what cannot be read as such. */
const asJson = (input: unknown): { readonly input: unknown } | null => {
  try {
    const text = JSON.stringify(input ?? {});
    return Buffer.byteLength(text) <= inputLimit ? { input: JSON.parse(text) } : null;
  } catch {
    return null;
  }
};

/** The page sends a file in parts of a megabyte. */
const partLimit = 2 * 1024 * 1024;
const isPart = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length <= partLimit;

const isWord = (value: unknown): value is string => typeof value === 'string' && value.length <= nameLimit;

/** Carries what changed to the page; a window that has just been closed hears nothing any more. */
export const bearPage =
  (window: BrowserWindow) =>
  (topic: string, version: number): void => {
    if (!window.isDestroyed()) window.webContents.send('event', topic, version);
  };

export const answerPage = ({ webContents }: BrowserWindow, desk: PortDesk): void => {
  const isPage = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url);

  // On this window's own channel: what another one sends does not even arrive here.
  webContents.ipc.handle('call', (event, name: unknown, said: unknown) => {
    if (!isPage(event)) return foreign;
    const read = asJson(said);
    return isWord(name) && read ? desk.call(name, read.input) : unreadable;
  });
  webContents.ipc.handle('file', async (event, token: unknown) =>
    isPage(event) && isWord(token) ? ((await desk.file(token))?.bytes ?? null) : null,
  );
  // Bytes, never a path: what the page cannot read it cannot have read for it.
  webContents.ipc.handle('part', (event, token: unknown, bytes: unknown, isLast: unknown) =>
    isPage(event) && isWord(token) && isPart(bytes)
      ? desk.part(token, bytes, isLast === true)
      : { ok: false, error: 'no-file' },
  );
  webContents.ipc.on('listen', (event, topic: unknown) => {
    if (isPage(event) && isWord(topic)) desk.listen(topic);
  });
  webContents.ipc.on('unlisten', (event, topic: unknown) => {
    if (isPage(event) && isWord(topic)) desk.unlisten(topic);
  });
};
