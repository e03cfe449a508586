// `akari` as people start it, and as a function, which spares a test the second that a process takes to start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../main/cli/command-line.ts';

export type Ended = { readonly code: number; readonly out: string; readonly err: string };
type Options = { readonly environment?: Record<string, string>; readonly program?: string };

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

export const inItsOwnProcess = async (
  words: readonly string[],
  typed = '',
  { environment = {}, program = 'main/cli.ts' }: Options = {},
): Promise<Ended> => {
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, ...environment } });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that reads nothing may end before all is written.
  child.stdin.on('error', () => {});
  child.stdin.end(typed);
  const [code] = await once(child, 'close');
  return { code: Number(code), out: textOf(out), err: textOf(err) };
};

const keeping = (chunks: Buffer[]): Writable =>
  new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });

/** With the environment of this process, AKARI_HOME for one. */
export const inThisProcess = async (words: readonly string[], typed = ''): Promise<Ended> => {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  const stdin = Readable.from([Buffer.from(typed)]);
  const code = await runCommandLine(words, {
    stdin,
    stdout: keeping(out),
    stderr: keeping(err),
    lines: null,
    exitCode: 0,
  });
  return { code, out: textOf(out), err: textOf(err) };
};
