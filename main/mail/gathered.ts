// One write at a time, for many who each wait for their own: those who come while one is under way share the next.
import { setImmediate as endOfTurn } from 'node:timers/promises';

export const gathered = <T>(write: (items: readonly T[]) => Promise<void>): ((item: T) => Promise<void>) => {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { readonly items: T[]; readonly done: Promise<void> } | null = null;
  return (item) => {
    if (!next) {
      const items: T[] = [];
      // Answers that have come already, on other connections, are read first.
      const done = underWay
        .then(() => endOfTurn())
        .then(() => {
          next = null;
          return write(items);
        });
      next = { items, done };
      // Who waits for it hears of its failure; the ones behind it are written all the same.
      underWay = done.catch(() => {});
    }
    next.items.push(item);
    return next.done;
  };
};
