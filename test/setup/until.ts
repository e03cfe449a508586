import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again at what another process does, until it is so; fails in words instead of for ever.
 * @param seconds a bound for what never comes, on a machine with much else to do
 * @returns what was seen last
 */
export const until = async <T>(
  what: string,
  look: () => T | Promise<T>,
  isSo: (seen: T) => boolean = Boolean,
  seconds = 15,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}: ${JSON.stringify(seen)}`);
    await pause(30);
  }
};
