// Core and database in a process of their own: started, watched, started again when it dies, closed with the program.
import { join } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { openWire, type Wire } from '../hosts/port-host.ts';
import { answerKeyQuestion } from '../hosts/port-keys.ts';
import type { KeyStore } from '../opening/key-store.ts';
import { keepChildren } from './core-children.ts';

/** What the core's process says of itself; answers and events go through the wire. */
type Word = { readonly kind?: string; readonly setUpCode?: string | null; readonly fault?: string };

export type CoreLink = Pick<Wire, 'connect'> & {
  readonly isOpen: () => boolean;
  /** Resolves when the database is closed, or the process that would not close it has been ended. */
  readonly close: () => Promise<void>;
};
type Listeners = {
  /** Once, however often the core is started again. */
  readonly ready: (setUpCode: string | null) => void;
  /** A database was made that has nobody registered yet. */
  readonly setUpCode: (code: string) => void;
  /** The core cannot be started at all; the word says why. */
  readonly failed: (fault: string) => void;
  /** The process ended by itself after it had been ready. */
  readonly stopped: (startsAgain: boolean) => void;
};

const restartLimit = 3;
const restartMinutes = 10;
const closeMilliseconds = 8000;

/** @param folder of the built programs */
export const linkCore = (folder: string, keys: KeyStore, listeners: Listeners): CoreLink => {
  const wire = openWire();
  let core: UtilityProcess | null = null;
  let hasBeenReady = false;
  let isClosing = false;
  let stops: number[] = [];

  const start = (): void => {
    const child = utilityProcess.fork(join(folder, 'core-process.js'), [], { serviceName: 'Akari Desk core' });
    core = child;
    const children = keepChildren(folder, (word) => core === child && child.postMessage(word));
    let isReady = false;
    let isToldOff = false;
    child.on('message', (word: Word) => {
      if (children.hear(word)) return;
      const { kind, setUpCode = null, fault = 'broken' } = word;
      void answerKeyQuestion(keys, word).then((answer) => answer && child.postMessage(answer));
      if (kind === 'ready') {
        isReady = true;
        wire.attach({ postMessage: (message) => child.postMessage(message), on: (...word) => child.on(...word) });
        if (!hasBeenReady && !isClosing) listeners.ready(setUpCode);
        // One that is started again has made a new code, which voids the one on the screen.
        else if (setUpCode && !isClosing) listeners.setUpCode(setUpCode);
        hasBeenReady = true;
      } else if (kind === 'set-up-code' && setUpCode) listeners.setUpCode(setUpCode);
      else if (kind === 'failed') {
        isToldOff = true;
        child.kill();
        listeners.failed(fault);
      }
    });
    child.once('exit', () => {
      core = null;
      children.leave();
      wire.detach();
      if (isClosing || isToldOff) return;
      if (!isReady) return listeners.failed('broken');
      // One that dies again and again would only lose one act after another.
      const now = Date.now();
      stops = [...stops.filter((at) => at > now - restartMinutes * 60_000), now];
      const startsAgain = stops.length <= restartLimit;
      listeners.stopped(startsAgain);
      if (startsAgain) start();
    });
  };
  start();

  return {
    connect: wire.connect,
    isOpen: () => core !== null,
    close: () =>
      new Promise((resolve) => {
        isClosing = true;
        if (!core) return resolve();
        const child = core;
        // SQLite recovers from a kill; a program that never ends does not.
        const patience = setTimeout(() => child.kill(), closeMilliseconds);
        child.once('exit', () => {
          clearTimeout(patience);
          resolve();
        });
        child.postMessage({ kind: 'close' });
      }),
  };
};
