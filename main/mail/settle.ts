// The ends of attempts, written in groups: what arrives while one group commits makes the next. One entry a group.
import type { Knex } from 'knex';
import * as events from '../../db/events.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { inAuditedTransaction } from '../audit.ts';
import type { Instant } from '../rules/calendar.ts';
import { type Attempt, decideOutcome, hasFailed, type MailState, type Outcome } from '../rules/mail-state.ts';
import { isChangeNotice } from '../rules/mail-text.ts';
import type { Policy } from '../rules/policy.ts';

/** `kept`: it was not tried at all, for a reason that the rules gave. */
export type Ended = { readonly row: outbox.Claimed; readonly owner: string } & (
  | { readonly attempt: Attempt }
  | { readonly kept: Pick<Outcome, 'state' | 'reason'> }
);
export type MailCounts = Partial<Record<MailState | 'lost', number>>;

const outcomeOf = (ended: Ended, now: Instant, policy: Policy): Outcome =>
  'attempt' in ended
    ? decideOutcome(ended.attempt, ended.row, now, policy)
    : { ...ended.kept, code: null, status: null, dueAt: null, isSuppressing: false };

/** The customer was to hear of a change, and an agent was told so; any other mail that came too late is missed by nobody. */
const isToBeKnown = (kind: string, state: MailState): boolean =>
  state === 'lapsed' ? isChangeNotice(kind) : hasFailed(state);

/** What an agent has to know of a mail that reached nobody stands on the timeline; what arrived stands in its history. */
export const noteFailure = async (
  tx: Knex,
  row: { id: number; kind: string; accountId: number; mailAddressId: number },
  outcome: Pick<Outcome, 'state' | 'reason' | 'code' | 'status'>,
  actor: string,
  now: Instant,
): Promise<void> => {
  const { state, reason, code, status } = outcome;
  const facts = { mail: row.id, mailKind: row.kind, mailId: row.mailAddressId, state, reason, code, status };
  await events.add(tx, { accountId: row.accountId, kind: 'mail-failed', actor, facts }, now);
};

/** @returns the accounts on which the address stood */
export const suppressAddress = async (
  tx: Knex,
  row: { accountId: number; mailAddressId: number; sentAt: Instant },
  outcome: Pick<Outcome, 'code' | 'status'>,
  actor: string,
  now: Instant,
): Promise<number[]> => {
  const reason = outcome.status ?? String(outcome.code ?? '');
  const accountIds = await mailAddresses.suppress(tx, row.mailAddressId, { reason, sentAt: row.sentAt }, now);
  for (const accountId of accountIds)
    await events.add(
      tx,
      { accountId, kind: 'mail-suppressed', actor, facts: { mailId: row.mailAddressId, reason } },
      now,
    );
  return accountIds;
};

type Settling = { readonly db: Database; readonly actor: string; readonly policy: Policy };
export type SettledGroup = { readonly counts: MailCounts; readonly accountIds: readonly number[] };

export const settleGroup = ({ db, actor, policy }: Settling, group: readonly Ended[]): Promise<SettledGroup> => {
  const chainOf = group[0]?.row.id ?? 0;
  return inAuditedTransaction<SettledGroup>(db, { chainOf, actor, call: 'mail.deliver' }, async (tx, now) => {
    const counts: MailCounts = {};
    const accountIds = new Set<number>();
    const count = (name: MailState | 'lost', by: number): void => {
      if (by > 0) counts[name] = (counts[name] ?? 0) + by;
    };
    // Most end alike, and are written by one statement.
    const alike = new Map<string, { owner: string; outcome: Outcome; rows: outbox.Claimed[] }>();
    for (const ended of group) {
      const outcome = outcomeOf(ended, now, policy);
      const key = JSON.stringify([ended.owner, outcome]);
      const same = alike.get(key) ?? { owner: ended.owner, outcome, rows: [] };
      same.rows.push(ended.row);
      alike.set(key, same);
    }
    for (const { owner, outcome, rows } of alike.values()) {
      const ids = rows.map(({ id }) => id);
      const settled = new Set(await outbox.settle(tx, { owner, ids }, outcome, now));
      count(outcome.state, settled.size);
      count('lost', ids.length - settled.size);
      for (const row of rows) {
        if (!settled.has(row.id)) continue;
        accountIds.add(row.accountId);
        if (isToBeKnown(row.kind, outcome.state)) await noteFailure(tx, row, outcome, actor, now);
        if (!outcome.isSuppressing) continue;
        const refused = { ...row, sentAt: now };
        for (const accountId of await suppressAddress(tx, refused, outcome, actor, now)) accountIds.add(accountId);
      }
    }
    return { value: { counts, accountIds: [...accountIds] }, body: { ...counts } };
  });
};
