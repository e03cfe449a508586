// The door over a message port: Electron's main process on one side, core and database in a process of their own on
// the other. Only JSON crosses.
import type { Core, Desk } from './core.ts';
import type { AnyReply } from './dispatch.ts';

/** What Electron's and Node's ports have in common. */
export type Port = {
  postMessage: (message: unknown) => void;
  on: (event: 'message', listener: (message: unknown) => void) => unknown;
};

type Question =
  | { id: number; kind: 'call'; desk: string; name: string; input: unknown }
  | { id: number; kind: 'file'; desk: string; token: string }
  | { kind: 'listen' | 'unlisten'; desk: string; topic: string };
type Answer = { id: number; value: unknown } | { kind: 'event'; desk: string; topic: string; version: number };

/** Electron wraps what arrives at a parent port in an event; Node hands over the message itself. */
const unwrap = <T>(message: unknown): T =>
  (message && typeof message === 'object' && 'data' in message ? message.data : message) as T;

/** The core's side. A desk is named by a secret that the window's process made. */
export const answerOnPort = (port: Port, core: Core): void => {
  const desks = new Map<string, Desk>();
  const stops = new Map<string, () => void>();
  const deskOf = (secret: string): Desk => {
    const desk = desks.get(secret) ?? core.connect('window', secret);
    desks.set(secret, desk);
    return desk;
  };
  const send = (answer: Answer): void => port.postMessage(answer);

  port.on('message', async (message) => {
    const question = unwrap<Question>(message);
    const desk = deskOf(question.desk);
    if (question.kind === 'call') send({ id: question.id, value: await desk.callAny(question.name, question.input) });
    else if (question.kind === 'file') send({ id: question.id, value: desk.takeFile(question.token) });
    else {
      const key = `${question.desk} ${question.topic}`;
      stops.get(key)?.();
      stops.delete(key);
      if (question.kind === 'listen')
        stops.set(
          key,
          desk.listen(question.topic, (topic, version) => send({ kind: 'event', desk: question.desk, topic, version })),
        );
    }
  });
};

export type PortDesk = {
  readonly call: (name: string, input: unknown) => Promise<AnyReply>;
  readonly file: (token: string) => Promise<{ name: string; bytes: Uint8Array } | null>;
  readonly listen: (topic: string) => void;
  readonly unlisten: (topic: string) => void;
};

/** The window's side of the same port. */
export const askOverPort = (port: Port, onEvent: (desk: string, topic: string, version: number) => void) => {
  const open = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  port.on('message', (message) => {
    const answer = unwrap<Answer>(message);
    if ('kind' in answer) onEvent(answer.desk, answer.topic, answer.version);
    else {
      open.get(answer.id)?.(answer.value);
      open.delete(answer.id);
    }
  });
  const ask = <T>(question: object): Promise<T> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      open.set(id, resolve as (value: unknown) => void);
      port.postMessage({ id, ...question });
    });
  };
  return {
    connect: (desk: string): PortDesk => ({
      call: (name, input) => ask({ kind: 'call', desk, name, input }),
      file: (token) => ask({ kind: 'file', desk, token }),
      listen: (topic) => port.postMessage({ kind: 'listen', desk, topic }),
      unlisten: (topic) => port.postMessage({ kind: 'unlisten', desk, topic }),
    }),
    /** The core's process is gone: what was asked is answered, so that no screen waits for ever. */
    abandon: (): void => {
      for (const resolve of open.values())
        resolve({ ok: false, error: 'unreachable', detail: { fault: 'unreachable' } });
      open.clear();
    },
  };
};
