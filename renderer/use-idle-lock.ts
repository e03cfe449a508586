import { useIdle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { CallName } from '../main/contract/index.ts';
import { call } from './call.ts';
import type { Status } from './session.ts';

const statusKey = ['desk.status' satisfies CallName];
const signsOfLife: (keyof DocumentEventMap)[] = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'compositionupdate'];

/** Locks the session when the desk is left; the returned function locks it at once. */
export const useIdleLock = (status: Status) => {
  const client = useQueryClient();
  const isIdle = useIdle(status.idleLockMinutes * 60_000, { events: signsOfLife, initialState: false });
  const lock = useCallback(() => {
    // The screen is covered first: it must not wait for a host that may be away.
    client.setQueriesData<Status>({ queryKey: statusKey }, (known) => known && { ...known, session: 'locked' });
    void call('staff.lock', {});
  }, [client]);
  useEffect(() => {
    if (isIdle) lock();
  }, [isIdle, lock]);
  return lock;
};
