// Cards that tell of a change where there is no mail address to tell (rule 10): what waits for the post, and what went.
import type { Knex } from 'knex';

export type NoticeCard = {
  id: number;
  accountId: number;
  /** As of the mail that would have told it. */
  kind: string;
  createdAt: string;
  customerKind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  customerName: string;
  customerNo: string;
  /** Where the account's post went before the change. */
  postcode: string;
  line: string;
  building: string;
  department: string;
  careOf: string;
};

/** Said as the index of what waits says it. */
const waiting = (tx: Knex) =>
  tx('notice_card as n')
    .join('account as a', 'a.id', 'n.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .whereRaw(`n.state = 'waiting'`);

/** No card goes where post is stopped, nor to a former address of somebody who is protected: one who stays there reads it. */
const going = (tx: Knex) =>
  waiting(tx)
    .where('a.is_do_not_post', 0)
    .whereRaw('not exists (select 1 from account o where o.customer_id = a.customer_id and o.is_protected = 1)');

const columns = {
  id: 'n.id',
  accountId: 'n.account_id',
  kind: 'n.kind',
  createdAt: 'n.created_at',
  customerKind: 'c.kind',
  customerName: 'c.name',
  customerNo: 'c.customer_no',
  postcode: 'n.postcode',
  line: 'n.line',
  building: 'n.building',
  department: 'n.department',
  careOf: 'n.care_of',
};

/** Oldest first. */
export const list = (tx: Knex, limit: number): Promise<NoticeCard[]> =>
  going(tx)
    .orderBy([{ column: 'n.created_at' }, { column: 'n.id' }])
    .limit(limit)
    .select(columns);

/** Of these, what may go; few enough for one statement. */
export const byIds = (tx: Knex, ids: readonly number[]): Promise<NoticeCard[]> =>
  going(tx)
    .whereIn('n.id', ids)
    .orderBy([{ column: 'n.created_at' }, { column: 'n.id' }])
    .select(columns);

/** Of what waits: how many may go, and how many a flag keeps back. */
export const counts = async (tx: Knex): Promise<{ waiting: number; stopped: number }> => {
  const [all] = await waiting(tx).count({ n: '*' });
  const [free] = await going(tx).count({ n: '*' });
  return { waiting: Number(free?.n ?? 0), stopped: Number(all?.n ?? 0) - Number(free?.n ?? 0) };
};

/** What is said of cards that went already, too: a flag that was set after it undoes no posting. */
export const waitingOf = (
  tx: Knex,
  ids: readonly number[],
): Promise<Pick<NoticeCard, 'id' | 'accountId' | 'kind' | 'createdAt'>[]> => {
  const { id, accountId, kind, createdAt } = columns;
  return waiting(tx).whereIn('n.id', ids).orderBy('n.id').select({ id, accountId, kind, createdAt });
};

/**
 * The address goes with it: the change keeps it for as long as the account is kept, and a second copy serves nobody.
 * @returns how many were waiting still
 */
export const markPosted = (tx: Knex, ids: readonly number[], postedOn: string): Promise<number> =>
  tx('notice_card').whereIn('id', ids).where({ state: 'waiting' }).update({
    state: 'posted',
    posted_on: postedOn,
    postcode: '',
    line: '',
    building: '',
    department: '',
    care_of: '',
  });
