// The system's key store as the core's process sees it: the window's process alone may ask the system, over the port.
import { randomUUID } from 'node:crypto';
import type { KeyStore } from '../opening/key-store.ts';
import { type Port, unwrap } from './port-host.ts';

/** Questions of the core's process, and the window's answers. Only a secret that opens a database ever crosses. */
export type KeyQuestion =
  | { readonly kind: 'key-store'; readonly id: string }
  | { readonly kind: 'key-get'; readonly id: string; readonly of: string }
  | { readonly kind: 'key-set'; readonly id: string; readonly of: string; readonly secret: string };
type KeyAnswer = { readonly kind: 'key'; readonly id: string; readonly value: unknown };

/** The core's side. */
export const keysOverPort = async (port: Port): Promise<KeyStore> => {
  const open = new Map<string, (value: unknown) => void>();
  port.on('message', (message) => {
    const { kind, id, value } = unwrap<KeyAnswer>(message);
    if (kind !== 'key') return;
    open.get(id)?.(value);
    open.delete(id);
  });
  const ask = <T>(question: object): Promise<T> =>
    new Promise((resolve) => {
      const id = randomUUID();
      open.set(id, resolve as (value: unknown) => void);
      port.postMessage({ id, ...question });
    });
  const isThere = await ask<boolean>({ kind: 'key-store' });
  return {
    isThere,
    get: (of) => ask<string | null>({ kind: 'key-get', of }),
    set: (of, secret) => ask<void>({ kind: 'key-set', of, secret }),
  };
};

/** The window's side: null where the message is about something else. */
export const answerKeyQuestion = async (keys: KeyStore, message: { kind?: string }): Promise<KeyAnswer | null> => {
  const question = message as KeyQuestion;
  const answer = (value: unknown): KeyAnswer => ({ kind: 'key', id: question.id, value });
  if (question.kind === 'key-store') return answer(keys.isThere);
  // A store that fails is as good as none: the key is asked again. Without an answer the core would wait for ever.
  if (question.kind === 'key-get') return answer(await keys.get(question.of).catch(() => null));
  if (question.kind !== 'key-set') return null;
  await keys.set(question.of, question.secret).catch(() => {});
  return answer(null);
};
