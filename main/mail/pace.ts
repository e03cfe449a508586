// No more mails in a minute than whoever runs the server allows, evenly spread.
import { setTimeout as sleep } from 'node:timers/promises';

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Ends early, and without a complaint, where it is aborted. */
export const waitTimer: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
};

/** @returns what each mail waits for before it is begun; a mail after a quiet time waits for nothing */
export const openPace = (perMinute: number | null, wait: Wait): ((signal: AbortSignal) => Promise<void>) => {
  if (perMinute === null) return async () => {};
  const apart = 60_000 / perMinute;
  let free = 0;
  return async (signal) => {
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + apart;
    if (mine > now) await wait(mine - now, signal);
    // Whoever gave up leaves the turn to the next one.
    if (signal.aborted) free -= apart;
  };
};
