// One act on an account's registered data: what would change, and how it is done. Who may do it is decided elsewhere.
import type { Account } from '../../db/accounts.ts';
import type { EventFacts } from '../../db/events.ts';
import type { Context } from '../command.ts';
import type { Level } from '../rules/verification.ts';

/** As a person decides on it: shown to the agent and to who approves, stored nowhere else. */
export type Change = { readonly field: string; readonly before: string; readonly after: string };
export type ActRefused = { readonly ok: false; readonly error: string; readonly detail: unknown };
export type Proposal = { readonly ok: true; readonly changes: readonly Change[] } | ActRefused;

export type How = {
  /** Who asked for it, also where another person approved. */
  readonly staffId: number;
  readonly contactId: number | null;
  readonly approvedBy: number | null;
  /** The customer was called back at a number on file: rule 10 holds nothing back then. */
  readonly isConfirmed: boolean;
};

export type Act<Content> = {
  readonly level: Level;
  /** The timeline's word for it. */
  readonly event: string;
  /** Told at the addresses that were on file before, by this kind of mail. */
  readonly notice: string | null;
  /** Where the customer may say whether they want that mail. */
  readonly isTold?: (content: Content) => boolean;
  /** Told on a card to the old delivery address where there is no mail address (rule 10). */
  readonly isToldByCard?: boolean;
  /** Further accounts of the customer's that it changes: judged, told of and bound to as the one it is asked at. */
  readonly alsoAccounts?: (content: Content) => readonly number[];
  /** Customers that it changes beside the account's own. */
  readonly alsoCustomers?: (ctx: Context, content: Content) => Promise<readonly number[]>;
  /** It changes nothing that a card says and nothing that holds one back: one that is planned goes on. */
  readonly isBesideCards?: true;
  /** Why another person has to approve it, whatever the caller has proven (rules 10 and 12); null: nobody. */
  readonly held?: (ctx: Context, account: Account, content: Content) => Promise<ActRefused | null>;
  /**
   * Versions of what else it changes beside the account, added up: each of them only goes up, so that the sum is the same
   * only while all of them are.
   */
  readonly alsoChanges?: (ctx: Context, account: Account, content: Content) => Promise<number>;
  readonly propose: (ctx: Context, account: Account, content: Content) => Promise<Proposal>;
  /** What cannot wait for an approval: done with the act, or already when it is asked for. */
  readonly atOnce?: (ctx: Context, account: Account, content: Content) => Promise<EventFacts>;
  readonly apply: (ctx: Context, account: Account, content: Content, how: How) => Promise<EventFacts>;
};

export const proposed = (...changes: Change[]): Proposal => {
  const real = changes.filter(({ before, after }) => before !== after);
  return real.length > 0 ? { ok: true, changes: real } : { ok: false, error: 'same-value', detail: null };
};
export const refused = (error: string, detail: unknown = null): ActRefused => ({ ok: false, error, detail });
