// A real SMTP server beside a test: its log, its mailbox, and its sudden end.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../setup/scratch-folder.ts';

const program = fileURLToPath(new URL('./smtp-process.ts', import.meta.url));

export type LogLine = { what: string; to: string; messageId?: string | null; from?: string };
export type TestSmtp = {
  readonly port: () => number;
  readonly log: () => LogLine[];
  /** Whole mails as they came; with the flag `keep` only. */
  readonly mails: () => string[];
  readonly kill: () => Promise<void>;
  /** On the same port. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const startSmtp = async (...flags: ('tls' | 'auth' | 'keep' | 'quiet')[]): Promise<TestSmtp> => {
  const folder = scratchFolder('akari-smtp-');
  const file = join(folder.path, 'log');
  let port = 0;
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, [program, String(port), file, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('the SMTP server has no stdout');
    const [text] = await once(child.stdout, 'data');
    port = Number(String(text).trim());
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  const linesOf = (path: string): string[] =>
    existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  return {
    port: () => port,
    log: () => linesOf(file).map((line) => JSON.parse(line)),
    mails: () => linesOf(`${file}.mails`).map((line) => JSON.parse(line)),
    kill,
    restart: start,
    close: async () => {
      await kill();
      folder.remove();
    },
  };
};
