import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';

/** What was typed cannot be meant; the message is one line for people. Exit 2. */
export class BadInput extends Error {}

export const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Passwords come on stdin, one a line: an argument would stand in the process list and the shell's history. */
export const readLines = async (count: number): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    lines.push(line);
    if (lines.length === count) break;
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
