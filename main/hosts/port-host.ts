// The door over a message port: Electron's main process on one side, core and database in a process of their own on
// the other. Only JSON crosses, and the bytes of files.
import type { Core, Desk } from '../core.ts';
import type { AnyReply } from '../dispatch.ts';
import type { UploadAnswer } from '../files/uploads.ts';

/** What Electron's and Node's ports have in common. */
export type Port = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message', listener: (message: unknown) => void) => unknown;
};

type File = { readonly name: string; readonly bytes: Uint8Array };
type Question =
  | { id: number; kind: 'call'; desk: string; name: string; input: unknown }
  | { id: number; kind: 'file'; desk: string; token: string }
  | { id: number; kind: 'part'; desk: string; token: string; bytes: Uint8Array; isLast: boolean }
  | { kind: 'listen' | 'unlisten'; desk: string; topic: string };
type Answer = { id: number; value: unknown } | { kind: 'event'; desk: string; topic: string; version: number };

/** Electron wraps what arrives at a parent port in an event; Node hands over the message itself. */
export const unwrap = <T>(message: unknown): T =>
  (message && typeof message === 'object' && 'data' in message ? message.data : message) as T;

/** The core's side. A desk is named by a secret that the window's process made. */
export const answerOnPort = (port: Port, core: Pick<Core, 'connect'>): void => {
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
    if (question.kind === 'call') {
      const { id, desk, name, input } = question;
      send({ id, value: await deskOf(desk).callAny(name, input) });
    } else if (question.kind === 'file') {
      send({ id: question.id, value: deskOf(question.desk).takeFile(question.token) });
    } else if (question.kind === 'part') {
      const { id, desk, token, bytes, isLast } = question;
      send({ id, value: await deskOf(desk).receivePart(token, bytes, isLast) });
    } else if (question.kind === 'listen' || question.kind === 'unlisten') {
      const { kind, desk, topic } = question;
      const key = `${desk} ${topic}`;
      stops.get(key)?.();
      stops.delete(key);
      const tell = (of: string, version: number) => send({ kind: 'event', desk, topic: of, version });
      if (kind === 'listen') stops.set(key, deskOf(desk).listen(topic, tell));
    }
  });
};

export type PortDesk = {
  readonly call: (name: string, input: unknown) => Promise<AnyReply>;
  readonly file: (token: string) => Promise<File | null>;
  /** One part of a file on its way in; the answer to it is waited for before the next. */
  readonly part: (token: string, bytes: Uint8Array, isLast: boolean) => Promise<UploadAnswer>;
  readonly listen: (topic: string) => void;
  readonly unlisten: (topic: string) => void;
};
export type Wire = {
  readonly connect: (secret: string, hear: (topic: string, version: number) => void) => PortDesk;
  /** From now on questions go to this port, and every topic is listened to there. */
  readonly attach: (port: Port) => void;
  /** The other side is gone: what was asked is answered, so that no screen waits for ever. */
  readonly detach: () => void;
};

const unreachable: AnyReply = { ok: false, error: 'unreachable', detail: { fault: 'unreachable' } };
const cutOff: UploadAnswer = { ok: false, error: 'cut-off' };
/** More topics than any screen has: a page that has run wild must not fill the core's memory. */
const topicLimit = 40;

/** The window's side of the same port. The port may be lost and another one found; the desks stay. */
export const openWire = (): Wire => {
  const open = new Map<number, { settle: (value: unknown) => void; ifLost: unknown }>();
  const desks = new Map<string, { hear: (topic: string, version: number) => void; topics: Set<string> }>();
  let port: Port | null = null;
  let lastId = 0;

  const hear = (answer: Answer): void => {
    if ('kind' in answer) {
      if (answer.kind === 'event') desks.get(answer.desk)?.hear(answer.topic, answer.version);
    } else {
      open.get(answer.id)?.settle(answer.value);
      open.delete(answer.id);
    }
  };
  const ask = <T>(question: object, ifLost: T): Promise<T> => {
    if (!port) return Promise.resolve(ifLost);
    lastId += 1;
    const id = lastId;
    const answered = new Promise<T>((resolve) => {
      open.set(id, { settle: resolve as (value: unknown) => void, ifLost });
    });
    port.postMessage({ id, ...question });
    return answered;
  };

  return {
    connect: (desk, hearTopic) => {
      const topics = new Set<string>();
      desks.set(desk, { hear: hearTopic, topics });
      return {
        call: (name, input) => ask({ kind: 'call', desk, name, input }, unreachable),
        file: (token) => ask<File | null>({ kind: 'file', desk, token }, null),
        part: (token, bytes, isLast) => ask<UploadAnswer>({ kind: 'part', desk, token, bytes, isLast }, cutOff),
        listen: (topic) => {
          if (topics.size >= topicLimit) return;
          topics.add(topic);
          port?.postMessage({ kind: 'listen', desk, topic });
        },
        unlisten: (topic) => {
          if (topics.delete(topic)) port?.postMessage({ kind: 'unlisten', desk, topic });
        },
      };
    },
    attach: (next) => {
      port = next;
      next.on('message', (message) => {
        if (port === next) hear(unwrap<Answer>(message));
      });
      for (const [desk, { topics, hear: tell }] of desks)
        for (const topic of topics) {
          next.postMessage({ kind: 'listen', desk, topic });
          // What was missed meanwhile is unknown, so the page reads again.
          tell(topic, 0);
        }
    },
    detach: () => {
      port = null;
      for (const { settle, ifLost } of open.values()) settle(ifLost);
      open.clear();
    },
  };
};
