// One write at a time, for many who each wait for their own: those who come while one is under way share the next.
import { setTimeout as sleep } from 'node:timers/promises';

/** @param milliseconds for which the first of those who share a write waits for the others */
export const gathered = <T>(
  write: (items: readonly T[]) => Promise<void>,
  milliseconds: number,
): ((item: T) => Promise<void>) => {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { readonly items: T[]; readonly done: Promise<void> } | null = null;
  return (item) => {
    if (!next) {
      const items: T[] = [];
      const done = Promise.all([underWay, sleep(milliseconds)]).then(() => {
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
