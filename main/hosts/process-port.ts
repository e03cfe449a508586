// The core asks the window's process for processes of its own, since a utility process of Electron's cannot fork: what
// is said to one and by it goes through that process.
import type { ChildPort, ProcessEntry, StartProcess } from '../jobs/job-desk.ts';
import { type Port, unwrap } from './port-host.ts';

/** From the core to the window's process. */
export type ProcessQuestion =
  | { readonly kind: 'fork'; readonly child: number; readonly entry: ProcessEntry }
  | { readonly kind: 'to-child'; readonly child: number; readonly message: object }
  | { readonly kind: 'kill'; readonly child: number };
/** And back. */
export type ProcessWord =
  | { readonly kind: 'from-child'; readonly child: number; readonly message: unknown }
  | { readonly kind: 'child-exit'; readonly child: number };

type Listeners = { message: ((message: unknown) => void)[]; exit: ((message: unknown) => void)[] };

export const askForProcess = (port: Port): StartProcess => {
  const children = new Map<number, Listeners>();
  let last = 0;
  const say = (question: ProcessQuestion): void => port.postMessage(question);
  port.on('message', (message) => {
    const word = unwrap<ProcessWord>(message);
    if (word.kind === 'from-child') for (const hear of children.get(word.child)?.message ?? []) hear(word.message);
    if (word.kind !== 'child-exit') return;
    for (const hear of children.get(word.child)?.exit ?? []) hear(null);
    children.delete(word.child);
  });
  return (entry): ChildPort => {
    last += 1;
    const child = last;
    const listeners: Listeners = { message: [], exit: [] };
    children.set(child, listeners);
    say({ kind: 'fork', child, entry });
    return {
      postMessage: (message) => say({ kind: 'to-child', child, message }),
      on: (event, listener) => listeners[event].push(listener),
      kill: () => say({ kind: 'kill', child }),
    };
  };
};
