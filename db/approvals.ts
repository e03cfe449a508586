import type { Knex } from 'knex';

export type ApprovalState = 'asked' | 'granted' | 'refused' | 'void';
export type Approval = {
  id: number;
  act: string;
  accountId: number | null;
  customerName: string | null;
  /** JSON of what is asked for; emptied once it is decided, since the act itself keeps what it did. */
  content: string;
  digest: string;
  subjectVersion: number;
  reason: string;
  contactId: number | null;
  askedBy: number;
  askedAt: string;
  state: ApprovalState;
  decidedBy: number | null;
  decidedAt: string | null;
  decisionNote: string | null;
  version: number;
};

const columns = {
  id: 'p.id',
  act: 'p.act',
  accountId: 'p.account_id',
  customerName: 'c.name',
  content: 'p.content',
  digest: 'p.digest',
  subjectVersion: 'p.subject_version',
  reason: 'p.reason',
  contactId: 'p.contact_id',
  askedBy: 'p.asked_by',
  askedAt: 'p.asked_at',
  state: 'p.state',
  decidedBy: 'p.decided_by',
  decidedAt: 'p.decided_at',
  decisionNote: 'p.decision_note',
  version: 'p.version',
};
const withCustomer = (tx: Knex) =>
  tx('approval as p')
    .leftJoin('account as a', 'a.id', 'p.account_id')
    .leftJoin('customer as c', 'c.id', 'a.customer_id');

export const byId = async (tx: Knex, id: number): Promise<Approval | null> =>
  (await withCustomer(tx).where('p.id', id).first(columns)) ?? null;

/** Open ones oldest first, decided ones newest first. */
export const list = (
  tx: Knex,
  filter: { isOpen: boolean; acts: readonly string[] },
  limit: number,
): Promise<Approval[]> => {
  const query = withCustomer(tx).whereIn('p.act', filter.acts).limit(limit).select(columns);
  return filter.isOpen
    ? query.where('p.state', 'asked').orderBy('p.id')
    : query.whereNot('p.state', 'asked').orderBy('p.id', 'desc');
};

export const countOpen = async (tx: Knex, acts: readonly string[]): Promise<number> =>
  Number((await tx('approval').where({ state: 'asked' }).whereIn('act', acts).count({ n: '*' }).first())?.n ?? 0);

export const openOnAccount = (
  tx: Knex,
  accountId: number,
): Promise<{ approvalId: number; act: string; askedAt: string }[]> =>
  tx('approval')
    .where({ account_id: accountId, state: 'asked' })
    .orderBy('id')
    .select({ approvalId: 'id', act: 'act', askedAt: 'asked_at' });

export type NewApproval = Pick<
  Approval,
  'act' | 'accountId' | 'content' | 'digest' | 'subjectVersion' | 'reason' | 'contactId' | 'askedBy'
>;

export const add = async (tx: Knex, approval: NewApproval, now: string): Promise<number> => {
  const [row] = await tx('approval')
    .insert({
      act: approval.act,
      account_id: approval.accountId,
      content: approval.content,
      digest: approval.digest,
      subject_version: approval.subjectVersion,
      reason: approval.reason,
      contact_id: approval.contactId,
      asked_by: approval.askedBy,
      asked_at: now,
      state: 'asked',
    })
    .returning('id');
  return row.id;
};

/** False: somebody decided it before. What was asked for is forgotten with the decision. */
export const decide = async (
  tx: Knex,
  id: number,
  decision: { state: Exclude<ApprovalState, 'asked'>; staffId: number | null; note: string },
  now: string,
): Promise<boolean> =>
  (await tx('approval')
    .where({ id, state: 'asked' })
    .update({
      state: decision.state,
      decided_by: decision.staffId,
      decided_at: now,
      decision_note: decision.note || null,
      content: '{}',
      version: tx.raw('version + 1'),
    })) === 1;

/** Open requests for an act, with what is asked for: few, by the index of those that wait, which a bound state hides. */
export const openOf = (tx: Knex, act: string): Promise<{ approvalId: number; content: string }[]> =>
  tx('approval')
    .whereRaw(`state = 'asked'`)
    .where({ act })
    .orderBy('asked_at')
    .select({ approvalId: 'id', content: 'content' });
