// The timeline of an account: the only place where notes and reasons in free text stand.
import type { Knex } from 'knex';

export type EventFacts = Readonly<Record<string, string | number | boolean | null>>;
export type NewEvent = {
  accountId: number;
  kind: string;
  /** `staff:7`, `portal` or `system:...` */
  actor: string;
  contactId?: number | null;
  facts?: EventFacts;
  note?: string | null;
};
export type AccountEvent = {
  id: number;
  at: string;
  kind: string;
  actor: string;
  contactId: number | null;
  facts: EventFacts;
  note: string | null;
};

const rowOf = (event: NewEvent, now: string) => ({
  account_id: event.accountId,
  at: now,
  kind: event.kind,
  actor: event.actor,
  contact_id: event.contactId ?? null,
  facts: JSON.stringify(event.facts ?? {}),
  note: event.note || null,
});

export const add = async (tx: Knex, event: NewEvent, now: string): Promise<number> => {
  const [row] = await tx('account_event').insert(rowOf(event, now)).returning('id');
  return row.id;
};

/** In their order; few enough for one statement. */
export const addMany = async (tx: Knex, events: readonly NewEvent[], now: string): Promise<void> => {
  if (events.length > 0) await tx('account_event').insert(events.map((event) => rowOf(event, now)));
};

const columns = {
  id: 'id',
  at: 'at',
  kind: 'kind',
  actor: 'actor',
  contactId: 'contact_id',
  facts: 'facts',
  note: 'note',
};
const fromRow = (row: Omit<AccountEvent, 'facts'> & { facts: string }): AccountEvent => ({
  ...row,
  facts: JSON.parse(row.facts),
});

/** Newest first, older than `before`. */
export const page = async (
  tx: Knex,
  accountId: number,
  before: number | null,
  limit: number,
): Promise<AccountEvent[]> => {
  const query = tx('account_event').where({ account_id: accountId });
  if (before !== null) query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).select(columns)).map(fromRow);
};

export const last = async (tx: Knex, accountId: number, kind: string): Promise<AccountEvent | null> => {
  const row = await tx('account_event').where({ account_id: accountId, kind }).orderBy('id', 'desc').first(columns);
  return row ? fromRow(row) : null;
};
