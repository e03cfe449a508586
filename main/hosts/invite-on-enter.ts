// A closed tab loses its key with it. Whoever sits at the terminal that started the console may let it in again.
import { createInterface } from 'node:readline';

export const enterHint =
  'Enterキーで新しいアドレスを表示します / Press Enter for a fresh one-time address, for instance after closing the tab';

type Terminal = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** @returns what stops it; null where nobody sits there: what a pipe sends is not somebody pressing Enter */
export const inviteOnEnter = (terminal: Terminal, print: () => void): (() => void) | null => {
  if (!terminal.isTTY) return null;
  const lines = createInterface({ input: terminal });
  lines.on('line', print);
  return () => lines.close();
};
