import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { terminal } from './terminal.ts';

/** What was typed cannot be meant; the message is one line for people. Exit 2. */
export class BadInput extends Error {}

export const print = (value: unknown): void => {
  terminal().stdout.write(`${JSON.stringify(value)}\n`);
};

const nextLine = async (): Promise<string | null> => {
  const at = terminal();
  at.lines ??= createInterface({ input: at.stdin })[Symbol.asyncIterator]();
  const { value, done } = await at.lines.next();
  return done ? null : value;
};

/** Typed at a terminal, where it is not shown. */
const hiddenLine = async (question: string): Promise<string | null> => {
  const { stdin, stderr } = terminal();
  stderr.write(`${question}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const typing = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve) => {
      typing.once('close', () => resolve(null));
      typing.question('', resolve);
    });
  } finally {
    typing.close();
    stderr.write('\n');
  }
};

/**
 * A database's key from whoever sits at the terminal, else from the first line of stdin, before any password; null where
 * none came. @param question asked at a terminal only
 */
export const typedKey = async (question = 'データベースの鍵 / key of the database'): Promise<string | null> => {
  const { stdin } = terminal();
  stdin.ref?.();
  const line = stdin.isTTY ? await hiddenLine(question) : await nextLine();
  // Whoever reads no further must not be kept waiting by a pipe that nobody closes.
  stdin.unref?.();
  return line?.trim() || null;
};

/** Passwords come on stdin, one a line: an argument would stand in the process list and the shell's history. */
export const readLines = async (count: number): Promise<string[]> => {
  const lines: string[] = [];
  const { stdin } = terminal();
  stdin.ref?.();
  while (lines.length < count) {
    const line = await nextLine();
    if (line === null) break;
    lines.push(line);
  }
  stdin.destroy();
  if (lines.length < count) throw new BadInput(`標準入力に${count}行必要です / ${count} line(s) are needed on stdin`);
  return lines;
};

/** Who acts where nobody has signed in. */
export const systemActor = (): string =>
  `system:${userInfo()
    .username.replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 40)}`;
