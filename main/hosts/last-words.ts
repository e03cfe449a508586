// How a program in the terminal says that it cannot go on: one clear sentence, never a stack or a statement's text.
import { randomBytes } from 'node:crypto';
import { BadInput } from '../cli/input.ts';
import { openLog } from '../log.ts';
import { dataFolder } from '../opening/home.ts';
import { faultSentence } from './fault-sentence.ts';

export type LastWords = { readonly text: string; readonly exitCode: 2 | 3 };

const badInput = (text: string): LastWords => ({ text, exitCode: 2 });

const report = (error: unknown): string => {
  const ref = randomBytes(4).toString('hex');
  try {
    openLog(dataFolder())({ ref, call: 'command-line', error });
  } catch {
    // A log that cannot be written must not take the sentence with it.
  }
  return ref;
};

export const lastWords = (error: unknown): LastWords => {
  if (error instanceof BadInput) return badInput(error.message);
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (syscall === 'listen')
    return badInput(
      code === 'EADDRINUSE'
        ? 'そのポートは使用中です。別の --port を指定してください / The port is in use; choose another --port'
        : 'そのポートは使用できません。別の --port を指定してください / The port cannot be used; choose another --port',
    );
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) return badInput((error as Error).message);
  const sentence = faultSentence(error);
  if (sentence) return { text: sentence, exitCode: 3 };
  const ref = report(error);
  return {
    text: `予期しないエラーが発生しました。番号 ${ref}（akari.log）/ Something broke; reference ${ref} in akari.log`,
    exitCode: 3,
  };
};
