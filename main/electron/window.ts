// The one window: what its page may be, and where on the screens it stands.
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { pageAddress } from './page-files.ts';
import { leastSize, noteBounds, placeWindow, readPlaces, writePlaces } from './window-place.ts';

const reloadLimit = 3;

export const openWindow = (folder: string, preload: string): BrowserWindow => {
  const file = join(folder, 'window.json');
  const places = readPlaces(file);
  const { isMaximized, ...bounds } = placeWindow(places, screen.getAllDisplays(), screen.getPrimaryDisplay());
  const window = new BrowserWindow({
    ...bounds,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    title: 'Akari Desk',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1a18' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const normal = window.getNormalBounds();
    writePlaces(file, noteBounds(places, normal, window.isMaximized(), screen.getDisplayMatching(normal)));
  });

  // The secret that holds the session lies outside the page, so a page that is loaded anew goes on where it was.
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    reloads += 1;
    if (reason !== 'clean-exit' && reloads <= reloadLimit) void window.loadURL(pageAddress);
  });
  void window.loadURL(pageAddress);
  return window;
};
