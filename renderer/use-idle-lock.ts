import { useIdle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { call } from './call.ts';
import { readStatus } from './query-client.ts';
import type { Status } from './session.ts';
import { useTopic } from './use-call.ts';

const signsOfLife: (keyof DocumentEventMap)[] = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'compositionupdate'];
const beatMs = 60_000;

/**
 * Covers and locks the desk when it is left; `lock` does so at once, `uncover` follows the right password. The cover is
 * this page's own state: neither a host that is away nor a late answer may lift it.
 */
export const useIdleLock = (status: Status) => {
  const client = useQueryClient();
  const isIdle = useIdle(status.idleLockMinutes * 60_000, { events: signsOfLife, initialState: false });
  const [isCovered, setIsCovered] = useState(false);
  const isLocked = isCovered || status.session === 'locked';
  // The desktop host locks when the machine sleeps or its own screen is locked, and says so.
  useTopic('session', ['desk.status']);

  const lock = useCallback(() => {
    setIsCovered(true);
    void call('staff.lock', {});
  }, []);
  useEffect(() => {
    if (isIdle) lock();
  }, [isIdle, lock]);

  // The host locks a session that it hears nothing of, but an agent may read and talk without a call for long.
  useEffect(() => {
    if (isIdle || isLocked) return;
    const timer = setInterval(() => readStatus(client), beatMs);
    return () => clearInterval(timer);
  }, [client, isIdle, isLocked]);

  return { isLocked, lock, uncover: () => setIsCovered(false) };
};
