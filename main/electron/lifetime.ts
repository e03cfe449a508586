// When the desk is left, and when the program ends.
import { app, type BrowserWindow, powerMonitor } from 'electron';
import type { PortDesk } from '../hosts/port-host.ts';
import type { CoreLink } from './core-link.ts';

/** A machine that sleeps, is locked or changes hands has lost its agent: the session is locked before anyone is back. */
export const lockWhenLeft = (window: BrowserWindow, desk: PortDesk): void => {
  const lock = async (): Promise<void> => {
    await desk.call('staff.lock', {});
    // The page hears of it at once and covers itself, instead of at its next call.
    if (!window.isDestroyed()) window.webContents.send('event', 'session', 0);
  };
  powerMonitor.on('suspend', () => void lock());
  powerMonitor.on('lock-screen', () => void lock());
  powerMonitor.on('user-did-resign-active', () => void lock());
};

/** The program ends with its window, once the database has been written back and closed. */
export const closeWithCore = (core: CoreLink): void => {
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (!core.isOpen()) return;
    event.preventDefault();
    void core.close().then(() => app.quit());
  });
};
