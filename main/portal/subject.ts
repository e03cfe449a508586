// Whose login an attempt at the portal is about, and where its failures are counted.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as credentials from '../../db/credentials.ts';
import * as unknownLogins from '../../db/unknown-logins.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import type { LockState } from '../rules/lock.ts';

export type Subject =
  | {
      kind: 'known';
      accountId: number;
      customerId: number;
      status: string;
      /** The last day on which it is open; null while a contract goes on. */
      openThrough: CalendarDate | null;
      credential: credentials.Credential;
    }
  | { kind: 'unknown'; hmac: string; accountId: number | null };

/** Where the count stands: the credential, or for an ID without one a row that looks the same from outside. */
export const findSubject = async (tx: Knex, loginKey: string): Promise<Subject> => {
  const account = await accounts.byLoginKey(tx, loginKey);
  const credential = account && (await credentials.currentOf(tx, account.id));
  if (account && credential) {
    const { id: accountId, customerId, status, openThrough } = account;
    return { kind: 'known', accountId, customerId, status, openThrough, credential };
  }
  const hmac = await unknownLogins.hmacOf(tx, 'portal', loginKey);
  return { kind: 'unknown', hmac, accountId: account?.id ?? null };
};

export const readState = async (tx: Knex, subject: Subject): Promise<LockState> =>
  subject.kind === 'known' ? subject.credential : unknownLogins.stateOf(tx, subject.hmac);
