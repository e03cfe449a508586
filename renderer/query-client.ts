import { QueryCache, QueryClient } from '@tanstack/react-query';
import type { CallName } from '../main/contract/index.ts';
import type { Failure } from './call.ts';

/** Carries a refusal through the query cache, which knows errors only. */
export class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.error);
    this.failure = failure;
  }
}

const statusKey = ['desk.status' satisfies CallName];
const startKey = ['start.status' satisfies CallName];

/** Asks the host again how things stand: whose session, locked or open. */
export const readStatus = (client: QueryClient): void => {
  void client.invalidateQueries({ queryKey: statusKey });
};

/**
 * A session that has ended or been locked shows itself in any answer; the frame then asks how things stand. So does a
 * database that does not open: it may ask for something else than it did before.
 */
export const noticeFailure = (client: QueryClient, failure: Failure): void => {
  if (failure.error === 'session-locked' || failure.error === 'not-signed-in') readStatus(client);
  if (failure.error === 'cannot-open') void client.invalidateQueries({ queryKey: startKey });
};

// Where the host has no choice of databases, asking again for it would take the whole console away for a moment.
const untouchedByActs: readonly CallName[] = [
  'desk.status',
  'start.status',
  'account.search',
  'audit.list',
  'audit.choices',
];

const gatherMs = 40;
type Concerns = (name: CallName) => boolean;
let gathered: Concerns[] = [];

/** An act is answered and told by its topics at almost the same time: what both concern is read again once. */
export const rereadSoon = (client: QueryClient, concerns: Concerns): void => {
  gathered.push(concerns);
  if (gathered.length > 1) return;
  setTimeout(() => {
    const those = gathered;
    gathered = [];
    const isConcerned = (name: CallName) => those.some((concerns) => concerns(name));
    void client.invalidateQueries({ predicate: ({ queryKey }) => isConcerned(queryKey[0] as CallName) });
  }, gatherMs);
};

/** An act may change what the open screens show and what may be done next. */
export const refreshAfterAct = (client: QueryClient): void =>
  rereadSoon(client, (name) => !untouchedByActs.includes(name));

/** What a lock refused while it lasted is read again once it is over. */
export const rereadAfterUnlock = (client: QueryClient): void => {
  void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
};

export const makeQueryClient = (): QueryClient => {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof Refused) noticeFailure(client, error.failure);
      },
    }),
    // Every read of an account is on the audit, so nothing is read again by itself; and loopback needs no network.
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false, refetchOnReconnect: false },
    },
  });
  return client;
};

/** Nothing that one person has read is left for the next. */
export const forgetPerson = (client: QueryClient): void => {
  const ofNobody: readonly unknown[] = ['desk.status', 'start.status'] satisfies CallName[];
  client.removeQueries({ predicate: ({ queryKey }) => !ofNobody.includes(queryKey[0]) });
};
