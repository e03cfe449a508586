// Everything that is held on one customer, table by table: what a purge would erase is what a disclosure shows.
import type { Knex } from 'knex';
import { handedOver, ownChanges, sinceTheirs, takenOverBy } from './handed-over.ts';
import { columns } from './personal.ts';
import { erasures, type Subject } from './purge-plan.ts';

export type Holdings = readonly {
  readonly table: string;
  /** Of each row what is not a key and not a secret, as text; empty fields are left out. */
  readonly rows: readonly (readonly (readonly [column: string, value: string])[])[];
}[];

type Row = Record<string, unknown>;

/** Made of the other columns, for search alone. */
const derived = /_key$|^digits$|_digits$|^municipality_code$|^version$/;
/** How the program keeps order among its rows, which tells nothing of anybody. */
const machinery = new Set([
  'approval.digest',
  'approval.subject_version',
  // Set as well where nobody is told any more; what was sent stands with the mails.
  'bill.notice_due_on',
  'bill.noticed_at',
  'card.account_version',
  'card.barcode_reason',
  'card.page',
  'card.part',
  'contact.facts_from',
  'contact.last_active_at',
  'debit.is_untold',
  'outbox.deferred_since',
  'outbox.due_at',
  'outbox.is_bulk',
]);
/** A login factor, and the customer's own telephone all the same. */
const told = ['application_phone'];

/** Whether a disclosure shows this column. */
export const isShown = (table: string, column: string): boolean => {
  const holding = columns[table]?.[column];
  if (told.includes(column)) return true;
  if (derived.test(column) || machinery.has(`${table}.${column}`)) return false;
  return holding === 'personal' || holding === 'fact';
};

export const accountsOf = (tx: Knex, customerId: number): Promise<number[]> =>
  tx('account').where({ customer_id: customerId }).orderBy('id').pluck('id');

/** By select and not by list: a customer may have more bills than a statement takes values. */
const idsOf = (tx: Knex, customerId: number): Record<Subject, Knex.QueryBuilder> => {
  const own = (table: string) => tx(table).where({ customer_id: customerId }).select('id');
  const ofAccounts = (table: string) => tx(table).whereIn('account_id', own('account')).select('id');
  return {
    account: own('account'),
    customer: tx('customer').where({ id: customerId }).select('id'),
    contract: own('contract'),
    bill: own('bill'),
    contact: own('contact'),
    credential: ofAccounts('credential'),
    mail: ofAccounts('outbox'),
  };
};

export const holdingsOf = async (tx: Knex, customerId: number): Promise<Holdings> => {
  const ids = idsOf(tx, customerId);
  const taken = await takenOverBy(tx, customerId);
  const theirs = async (table: string, rows: Row[]): Promise<Row[]> => {
    if (table === 'pending_change') return ownChanges(rows, taken);
    if (table !== 'contract') return rows;
    return [...rows.map(sinceTheirs), ...(await handedOver(tx, customerId, taken))];
  };
  const seen = new Map<string, Map<string, readonly (readonly [string, string])[]>>();
  // Who the person is comes first, what happened with them after it.
  for (const { table, column, of } of erasures.toReversed()) {
    // Lines and holders of a contract may be of the time before it was theirs (rule 29): their own come by bill and account.
    if (of === 'contract' && table !== 'contract') continue;
    const rows: Row[] = await tx(table)
      .whereIn(column, ids[of].clone())
      .orderBy('id' in (columns[table] ?? {}) ? 'id' : column);
    const known = seen.get(table) ?? new Map();
    for (const row of await theirs(table, rows))
      known.set(
        JSON.stringify(row),
        Object.entries(row).flatMap(([name, value]) =>
          isShown(table, name) && value !== null && value !== '' ? [[name, String(value)] as const] : [],
        ),
      );
    seen.set(table, known);
  }
  return [...seen].flatMap(([table, rows]) => {
    const telling = [...rows.values()].filter((row) => row.length > 0);
    return telling.length === 0 ? [] : [{ table, rows: telling }];
  });
};
