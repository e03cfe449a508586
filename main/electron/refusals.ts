// What the page may never do, whoever has written into it: leave, open windows, embed, reach the network or a device.
import type { Session, WebContents } from 'electron';
import { isOurPage } from './page-files.ts';

/** For every web contents there will be, and not only for those we mean to make. */
export const refuseContents = (contents: WebContents): void => {
  const stay = (event: { readonly url: string; preventDefault: () => void; readonly isMainFrame: boolean }): void => {
    // Loading itself anew is all the page may do with its address.
    if (!(event.isMainFrame && isOurPage(event.url))) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
};

const outside = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

/** Our own page may put a text on the clipboard where somebody presses "copy"; never read what is on it. */
const mayHave = (permission: string, contents: WebContents | null): boolean =>
  permission === 'clipboard-sanitized-write' && contents !== null && isOurPage(contents.getURL());

export const refuseSession = (session: Session): void => {
  session.setPermissionRequestHandler((contents, permission, answer) => answer(mayHave(permission, contents)));
  session.setPermissionCheckHandler((contents, permission) => mayHave(permission, contents));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest({ urls: outside }, (_details, answer) => answer({ cancel: true }));
  // What the page saves it has got from the core as bytes; nothing is fetched from anywhere else.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:akari://desk/')) event.preventDefault();
  });
};
