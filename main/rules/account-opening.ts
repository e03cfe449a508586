// Which contracts may join an account that is being opened for their holder.
import type { CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';
import { retentionEndsOn } from './retention.ts';

export type Joining = {
  readonly accountId: number | null;
  readonly endedOn: CalendarDate | null;
  readonly endRecordedOn: CalendarDate | null;
};

/** Null: it may join. A contract is held by one account, and an ended one joins for as long as it may be seen. */
export const refuseJoining = (
  { accountId, endedOn, endRecordedOn }: Joining,
  today: CalendarDate,
  policy: Pick<Policy, 'retentionMonths'>,
): 'contract-held' | 'contract-ended' | null => {
  if (accountId !== null) return 'contract-held';
  if (endedOn === null) return null;
  const through = retentionEndsOn([{ endsOn: endedOn, recordedOn: endRecordedOn }], null, policy);
  return through !== null && through < today ? 'contract-ended' : null;
};
