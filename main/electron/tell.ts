// What the window's host says by itself, in boxes of the system: before there is a page, and when the page has no core.
import { app, clipboard, dialog } from 'electron';
import { faultSentenceOf } from '../hosts/fault-sentence.ts';
import type { Words } from './words.ts';

/** A box of its own and not the window's, since the code is typed into the window while it is read. */
export const showSetUpCode = async (words: Words, code: string): Promise<void> => {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: 'Akari Desk',
    message: `${words.setUpTitle}\n\n${code}`,
    detail: words.setUpDetail,
    buttons: [words.copyCode, words.close],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) clipboard.writeText(code);
};

/** The core's process ended by itself. */
export const tellStop = (words: Words, startsAgain: boolean): void => {
  void dialog.showMessageBox({
    type: startsAgain ? 'warning' : 'error',
    title: 'Akari Desk',
    message: words.stopTitle,
    detail: startsAgain ? words.startsAgain : words.staysStopped,
    buttons: [words.close],
  });
};

/** There is no database to work on, so there is nothing to show. */
export const tellFault = (fault: string): void => {
  dialog.showErrorBox('Akari Desk', faultSentenceOf(fault));
  app.quit();
};
