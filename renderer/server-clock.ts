// The server's clock on this page. The PC's own may be wrong, so time runs from the last answer that told it.
import { useEffect, useState } from 'react';

let told = { serverMs: Date.now(), at: performance.now() };

export const noteServerNow = (now: string): void => {
  told = { serverMs: Date.parse(now), at: performance.now() };
};

/** Milliseconds since 1970 by the server's clock. */
export const serverNow = (): number => told.serverMs + (performance.now() - told.at);

/** The server's now, ticking every second. */
export const useServerNow = (): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

/** Milliseconds left until an instant, ticking; calls `onEnd` once when it has passed. */
export const useCountdown = (until: string | null, onEnd?: () => void): number => {
  const now = useServerNow();
  const left = until ? Math.max(0, Date.parse(until) - now) : 0;
  const hasEnded = until !== null && left === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each end, whichever callback is current then
  useEffect(() => {
    if (hasEnded) onEnd?.();
  }, [hasEnded, until]);
  return left;
};
