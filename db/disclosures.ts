// The register of requests for disclosure.
import type { Knex } from 'knex';

export type DisclosureState = 'open' | 'answered' | 'withdrawn';
export type Disclosure = {
  id: number;
  customerId: number;
  customerNo: string;
  customerName: string;
  receivedOn: string;
  dueOn: string;
  state: DisclosureState;
  recordedBy: number;
  recordedAt: string;
  settledBy: number | null;
  settledAt: string | null;
  version: number;
};
const columns = {
  id: 'd.id',
  customerId: 'd.customer_id',
  customerNo: 'c.customer_no',
  customerName: 'c.name',
  receivedOn: 'd.received_on',
  dueOn: 'd.due_on',
  state: 'd.state',
  recordedBy: 'd.recorded_by',
  recordedAt: 'd.recorded_at',
  settledBy: 'd.settled_by',
  settledAt: 'd.settled_at',
  version: 'd.version',
};
const withCustomer = (tx: Knex) => tx('disclosure as d').join('customer as c', 'c.id', 'd.customer_id');

export const byId = async (tx: Knex, id: number): Promise<Disclosure | null> =>
  (await withCustomer(tx).where('d.id', id).first(columns)) ?? null;

/** Open ones by their due date, settled ones newest first. */
export const list = (tx: Knex, isOpen: boolean, limit: number): Promise<Disclosure[]> => {
  const query = withCustomer(tx).limit(limit).select(columns);
  return isOpen
    ? query.where('d.state', 'open').orderBy(['d.due_on', 'd.id'])
    : query.whereNot('d.state', 'open').orderBy('d.id', 'desc');
};

/** Open, and due before this day. */
export const overdue = (tx: Knex, today: string): Promise<number[]> =>
  tx('disclosure').where({ state: 'open' }).where('due_on', '<', today).orderBy('id').pluck('id');

export const customerByNo = async (tx: Knex, customerNo: string): Promise<number | null> =>
  (await tx('customer').where({ customer_no: customerNo }).first('id'))?.id ?? null;

type New = Pick<Disclosure, 'customerId' | 'receivedOn' | 'dueOn' | 'recordedBy'>;

/** @returns null where one of this customer's is open */
export const add = async (tx: Knex, made: New, now: string): Promise<number | null> => {
  const [row] = await tx('disclosure')
    .insert({
      customer_id: made.customerId,
      received_on: made.receivedOn,
      due_on: made.dueOn,
      state: 'open',
      recorded_by: made.recordedBy,
      recorded_at: now,
    })
    .onConflict(tx.raw(`(customer_id) where state = 'open'`))
    .ignore()
    .returning('id');
  return row?.id ?? null;
};

/** False: it is settled already. */
export const settle = async (
  tx: Knex,
  id: number,
  to: { state: Exclude<DisclosureState, 'open'>; settledBy: number },
  now: string,
): Promise<boolean> =>
  (await tx('disclosure')
    .where({ id, state: 'open' })
    .update({ state: to.state, settled_by: to.settledBy, settled_at: now, version: tx.raw('version + 1') })) === 1;
