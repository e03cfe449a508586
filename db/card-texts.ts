// What cards say, as it is registered and as it was mended for one request.
import type { Knex } from 'knex';
import { isOpen } from './card-requests.ts';

/** What a card says, read together with what was mended of it for this request. */
export type CardText = {
  requestId: number;
  accountId: number;
  accountVersion: number;
  loginId: string;
  kind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  name: string;
  postcode: string;
  /** The large user's postcode that was confirmed; it counts for no other one. */
  confirmedPostcode: string | null;
  line: string;
  building: string;
  department: string;
  careOf: string;
  hasApplicationPhone: boolean;
  status: 'active' | 'withdrawn';
  isDoNotPost: boolean;
  /** When a supervisor agreed to this card. */
  approvedAt: string | null;
  /** When delivery address or application phone was last changed by phone, where that is not confirmed (rule 10). */
  unconfirmedAt: string | null;
  hasReturned: boolean;
};

const texts = (tx: Knex) =>
  tx('card_request as r')
    .join('account as a', 'a.id', 'r.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .select({
      requestId: 'r.id',
      accountId: 'a.id',
      accountVersion: 'a.version',
      loginId: 'a.login_id',
      kind: 'c.kind',
      name: 'c.name',
      postcode: 'a.delivery_postcode',
      confirmedPostcode: 'a.delivery_confirmed_postcode',
      line: 'a.delivery_line',
      building: 'a.delivery_building',
      mendedName: 'r.mended_name',
      mendedPostcode: 'r.mended_postcode',
      mendedLine: 'r.mended_line',
      mendedBuilding: 'r.mended_building',
      mendedDepartment: 'r.mended_department',
      mendedCareOf: 'r.mended_care_of',
      mendedFrom: 'r.mended_from',
      department: 'a.delivery_department',
      careOf: 'a.delivery_care_of',
      status: 'a.status',
      isDoNotPost: 'a.is_do_not_post',
      hasApplicationPhone: tx.raw(
        `case when exists (select 1 from account_contract l join contract t on t.id = l.contract_id
           where l.account_id = a.id and l.to_on is null and t.application_phone_digits <> '') then 1 else 0 end`,
      ),
      approvedAt: 'r.approved_at',
      addressUnconfirmedAt: 'a.delivery_unconfirmed_at',
      phoneUnconfirmedAt: tx.raw(
        `(select max(t.application_phone_unconfirmed_at) from account_contract l join contract t on t.id = l.contract_id
           where l.account_id = a.id and l.to_on is null)`,
      ),
      hasReturned: tx.raw(
        `case when exists (select 1 from card k where k.account_id = a.id and k.state = 'returned') then 1 else 0 end`,
      ),
    });
type TextRow = Omit<CardText, 'hasApplicationPhone' | 'isDoNotPost' | 'hasReturned' | 'unconfirmedAt'> & {
  hasApplicationPhone: number;
  isDoNotPost: number;
  hasReturned: number;
  addressUnconfirmedAt: string | null;
  phoneUnconfirmedAt: string | null;
  mendedName: string | null;
  mendedPostcode: string | null;
  mendedLine: string | null;
  mendedBuilding: string | null;
  mendedDepartment: string | null;
  mendedCareOf: string | null;
  mendedFrom: string | null;
};

/** What is registered of a card's text, as a mended text notes what it was mended from. */
export const registeredFrom = ({ name, postcode, line, building, department, careOf }: Mendable): string =>
  JSON.stringify([name, postcode, line, building, department, careOf]);
export type Mendable = Pick<CardText, 'name' | 'postcode' | 'line' | 'building' | 'department' | 'careOf'>;

const later = (one: string | null, other: string | null): string | null => ((one ?? '') > (other ?? '') ? one : other);

const textOf = ({
  mendedName,
  mendedPostcode,
  mendedLine,
  mendedBuilding,
  mendedDepartment,
  mendedCareOf,
  mendedFrom,
  addressUnconfirmedAt,
  phoneUnconfirmedAt,
  ...row
}: TextRow): CardText => ({
  ...row,
  // Mended from something else than what is registered by now, it would print an address that is no longer true.
  ...(mendedFrom === registeredFrom(row) && {
    name: mendedName ?? row.name,
    postcode: mendedPostcode ?? row.postcode,
    line: mendedLine ?? row.line,
    building: mendedBuilding ?? row.building,
    department: mendedDepartment ?? row.department,
    careOf: mendedCareOf ?? row.careOf,
  }),
  hasApplicationPhone: Number(row.hasApplicationPhone) === 1,
  isDoNotPost: row.isDoNotPost === 1,
  unconfirmedAt: later(addressUnconfirmedAt, phoneUnconfirmedAt),
  hasReturned: Number(row.hasReturned) === 1,
});

export const textsOfRequests = async (
  tx: Knex,
  requestIds: readonly number[],
): Promise<ReadonlyMap<number, CardText>> => {
  const rows: TextRow[] = await texts(tx).whereIn('r.id', requestIds);
  return new Map(rows.map((row) => [row.requestId, textOf(row)]));
};

/** Of the open requests of these accounts, one each at most. */
export const textsOfOpen = async (tx: Knex, accountIds: readonly number[]): Promise<CardText[]> =>
  ((await texts(tx).whereRaw(isOpen).whereIn('r.account_id', accountIds)) as TextRow[]).map(textOf);

export const textOfRequest = async (tx: Knex, requestId: number): Promise<CardText | null> => {
  const row: TextRow | undefined = await texts(tx).where('r.id', requestId).first();
  return row ? textOf(row) : null;
};

export type WaitingFilter = {
  /** Asked before this instant, so that what comes in meanwhile waits for the next batch. */
  before: string;
  cause: string | null;
};

/** Requests that wait, in the order of their ids, from after `afterId` on. */
export const waiting = async (tx: Knex, filter: WaitingFilter, afterId: number, limit: number): Promise<CardText[]> => {
  const query = texts(tx)
    // Bound, the state would hide the index of what waits, in whose order this walks.
    .whereRaw(`r.state = 'waiting'`)
    .where('r.asked_at', '<', filter.before)
    .where('r.id', '>', afterId)
    .orderBy('r.id')
    .limit(limit);
  if (filter.cause !== null) query.where('r.cause', filter.cause);
  return ((await query) as TextRow[]).map(textOf);
};
