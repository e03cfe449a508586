// The desktop window. It only wires: what is refused, remembered or restarted stands in `electron/`.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, session } from 'electron';
import { linkCore } from './electron/core-link.ts';
import { openKeyStore } from './electron/key-store.ts';
import { closeWithCore, lockWhenLeft } from './electron/lifetime.ts';
import { menuTemplate } from './electron/menu.ts';
import { answerPage, bearPage } from './electron/page.ts';
import { reservePageScheme, servePage } from './electron/page-files.ts';
import { refuseContents, refuseSession } from './electron/refusals.ts';
import { showSetUpCode, tellFault, tellStop } from './electron/tell.ts';
import { openWindow } from './electron/window.ts';
import { wordsFor } from './electron/words.ts';
import { dataFolder } from './opening/home.ts';

const start = async (folder: string): Promise<void> => {
  await app.whenReady();
  const words = wordsFor(app.getLocale());
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, process.platform, app.isPackaged)));
  servePage(join(import.meta.dirname, '../renderer'));
  refuseSession(session.defaultSession);

  const core = linkCore(import.meta.dirname, openKeyStore(folder), {
    stopped: (startsAgain) => tellStop(words, startsAgain),
    setUpCode: (code) => void showSetUpCode(words, code),
    failed: tellFault,
    ready: (setUpCode) => {
      const window = openWindow(folder, join(import.meta.dirname, '../preload/index.cjs'));
      // Whoever holds this secret is this window, so neither the page nor a file ever sees it.
      const desk = core.connect(randomBytes(32).toString('hex'), bearPage(window));
      answerPage(window, desk);
      lockWhenLeft(window, desk);
      if (setUpCode) void showSetUpCode(words, setUpCode);
    },
  });
  closeWithCore(core);
};

/** Before there is a window there is no page to say it on. */
const giveUp = (error: unknown): void => {
  dialog.showErrorBox('Akari Desk', String(error));
  app.exit(1);
};

try {
  const folder = dataFolder();
  app.setPath('userData', folder);
  app.setPath('sessionData', join(folder, 'chromium'));
  app.enableSandbox();
  reservePageScheme();
  app.on('web-contents-created', (_event, contents) => refuseContents(contents));
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  // One console for each data folder: the lock lies in it.
  if (app.requestSingleInstanceLock()) start(folder).catch(giveUp);
  else app.quit();
} catch (error) {
  giveUp(error);
}
