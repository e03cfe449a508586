import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** What was typed cannot be meant; the message is one line for people. Exit 2. */
export class BadInput extends Error {}

export const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

let stdin: AsyncIterator<string> | null = null;

/** One reader for all who read: each takes the lines that the one before has left. */
const nextLine = async (): Promise<string | null> => {
  stdin ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { value, done } = await stdin.next();
  return done ? null : value;
};

/** Typed at a terminal, where it is not shown. */
const hiddenLine = async (question: string): Promise<string | null> => {
  process.stderr.write(`${question}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve) => {
      terminal.once('close', () => resolve(null));
      terminal.question('', resolve);
    });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
};

/**
 * A database's key from whoever sits at the terminal, else from the first line of stdin, before any password; null where
 * none came. @param question asked at a terminal only
 */
export const typedKey = async (question = 'データベースの鍵 / key of the database'): Promise<string | null> => {
  process.stdin.ref?.();
  const line = process.stdin.isTTY ? await hiddenLine(question) : await nextLine();
  // Whoever reads no further must not be kept waiting by a pipe that nobody closes.
  process.stdin.unref?.();
  return line?.trim() || null;
};

/** Passwords come on stdin, one a line: an argument would stand in the process list and the shell's history. */
export const readLines = async (count: number): Promise<string[]> => {
  const lines: string[] = [];
  process.stdin.ref?.();
  while (lines.length < count) {
    const line = await nextLine();
    if (line === null) break;
    lines.push(line);
  }
  process.stdin.destroy();
  if (lines.length < count) throw new BadInput(`標準入力に${count}行必要です / ${count} line(s) are needed on stdin`);
  return lines;
};

/** Who acts where nobody has signed in. */
export const systemActor = (): string =>
  `system:${userInfo()
    .username.replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 40)}`;
