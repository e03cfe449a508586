// A console that waits, since the server was out, looks at once when somebody has mended it.
import { afterEach, expect, it, vi } from 'vitest';
import type { SenderReport } from '../../main/mail/sender.ts';
import { watchMail } from '../../main/mail/watch-mail.ts';

afterEach(() => void vi.useRealTimers());

it('looks again after a minute, or at once where somebody asks for it, and then as often as before', async () => {
  vi.useFakeTimers();
  let looks = 0;
  let stopped: SenderReport['stopped'] = 'no-connection';
  const send = async (): Promise<SenderReport> => {
    looks += 1;
    return { counts: {}, planned: 0, stopped, fault: null };
  };
  const closing = new AbortController();
  const watch = watchMail({ sender: { send, close: () => {} }, signal: closing.signal, note: () => {} });
  const after = async (milliseconds: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    return looks;
  };
  expect([await after(3000), await after(59_999)]).toEqual([1, 1]);
  stopped = null;
  // Twice, and it still looks as often as once.
  watch.look();
  watch.look();
  expect([await after(0), await after(2999), await after(1)]).toEqual([3, 3, 4]);
  closing.abort();
  await watch.stop();
});
