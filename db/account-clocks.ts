// Through which day accounts without a running contract stay open. A row stands for each of them, so that those whose
// clock ends within some days are one look into one index; whoever changes contracts keeps it in the same transaction.
import type { Knex } from 'knex';
import { policyOf } from '../main/rules/policy.ts';
import { endOfHolding, type Holding, retentionClock, retentionEndsOn } from '../main/rules/retention.ts';
import { fromList } from './import-known.ts';
import { withStatements } from './statements.ts';

/** The utility has published the months: they cannot be set. */
const published = policyOf(new Map());

/** Of an account that is new and holds nothing yet. */
export const openThroughSince = (registeredOn: string): string | null => retentionEndsOn([], registeredOn, published);

type HoldingRow = {
  account_id: number;
  registered_on: string;
  open_through: string | null;
  contract_id: number | null;
  ended_on: string | null;
  end_recorded_on: string | null;
  to_on: string | null;
  to_recorded_on: string | null;
};
const holdingOf = (row: HoldingRow): Holding => ({
  endsOn: row.ended_on,
  recordedOn: row.end_recorded_on,
  heldThrough: row.to_on,
  leftRecordedOn: row.to_recorded_on,
});
const throughOf = (rows: readonly HoldingRow[]): string | null => {
  const contracts = rows.flatMap((row) => (row.contract_id === null ? [] : endOfHolding(holdingOf(row))));
  return retentionEndsOn(contracts, rows[0]?.registered_on ?? null, published);
};

const atOnce = 500;

/** Counts anew, after contracts of these accounts began, ended, came or left. */
export const keepClocks = async (tx: Knex, accountIds: Iterable<number>): Promise<void> => {
  const ids = [...new Set(accountIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  const rows = await withStatements(tx, async (statements) => {
    // Two who end one contract each would both see the other's still running: the second one waits here for the first.
    if (statements.engine === 'postgres')
      await statements.all('select id from account where id = any(?::bigint[]) order by id for no key update', [ids]);
    return statements.all<HoldingRow>(
      `select a.id as account_id, a.registered_on, o.open_through, l.contract_id, k.ended_on, k.end_recorded_on, l.to_on,
         l.to_recorded_on
       from ${fromList(statements, 'bigint', 'account a on a.id = m.value')}
       left join account_clock o on o.account_id = a.id
       left join account_contract l on l.account_id = a.id left join contract k on k.id = l.contract_id`,
      [ids],
    );
  });
  const stopped: number[] = [];
  const running: { account_id: number; open_through: string }[] = [];
  for (const [account_id, holdings] of Map.groupBy(rows, (row) => row.account_id)) {
    const open_through = throughOf(holdings);
    if (open_through === (holdings[0]?.open_through ?? null)) continue;
    if (open_through === null) stopped.push(account_id);
    else running.push({ account_id, open_through });
  }
  for (let from = 0; from < stopped.length; from += atOnce)
    await tx('account_clock')
      .whereIn('account_id', stopped.slice(from, from + atOnce))
      .delete();
  for (let from = 0; from < running.length; from += atOnce)
    await tx('account_clock')
      .insert(running.slice(from, from + atOnce))
      .onConflict('account_id')
      .merge();
};

export const openThroughOf = async (tx: Knex, accountId: number): Promise<string | null> =>
  (await tx('account_clock').where({ account_id: accountId }).first('open_through'))?.open_through ?? null;

export type Clock = { readonly runsFrom: string; readonly openThrough: string; readonly contractNo: string | null };

/** What the clock of one account counts from; null while a contract goes on. */
export const clockOf = async (tx: Knex, accountId: number): Promise<Clock | null> => {
  const account = await tx('account').where({ id: accountId }).first('registered_on');
  const rows: (HoldingRow & { contract_no: string })[] = await tx('account_contract as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .where('l.account_id', accountId)
    .orderBy('l.id')
    .select('l.contract_id', 'k.contract_no', 'k.ended_on', 'k.end_recorded_on', 'l.to_on', 'l.to_recorded_on');
  const contracts = rows.map((row) => ({ ...endOfHolding(holdingOf(row)), contractNo: row.contract_no }));
  const clock = retentionClock(contracts, account?.registered_on ?? null, published);
  return (
    clock && {
      runsFrom: clock.runsFrom,
      openThrough: clock.openThrough,
      contractNo: clock.because?.contractNo ?? null,
    }
  );
};

export type EndingClock = { readonly accountId: number; readonly openThrough: string };
export type ClockCursor = EndingClock;

/** Accounts whose last open day lies between two days, both included, in the order of their days. */
export const endingBetween = (
  tx: Knex,
  from: string,
  through: string,
  limit: number,
  after: ClockCursor | null = null,
): Promise<EndingClock[]> => {
  const clocks = tx('account_clock').whereBetween('open_through', [from, through]);
  if (after) clocks.whereRaw('(open_through, account_id) > (?, ?)', [after.openThrough, after.accountId]);
  return clocks
    .orderBy(['open_through', 'account_id'])
    .limit(limit)
    .select({ accountId: 'account_id', openThrough: 'open_through' });
};

/** The timeline's word for a mail that told of the end; its fact is the day that it told. */
export const toldKind = 'clock-told';

/** Told of just this day: a clock that has started anew since is told of again. */
const told = (tx: Knex) =>
  tx('account_event')
    .where({ account_id: tx.ref('a.id'), kind: toldKind })
    .whereRaw(`facts = '{"through":"' || o.open_through || '"}'`);

export type ClosingAccount = EndingClock & {
  readonly customerNo: string;
  readonly customerName: string;
  readonly loginId: string;
  /** An address to which the end can be told. */
  readonly hasMail: boolean;
  /** When it was told; null where it was not. */
  readonly toldAt: string | null;
};

/** The same with what a work list shows. Accounts that are closed already are not on it. */
export const closing = async (
  tx: Knex,
  from: string,
  through: string,
  limit: number,
  after: ClockCursor | null = null,
): Promise<ClosingAccount[]> => {
  const query = tx('account_clock as o')
    .join('account as a', 'a.id', 'o.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .whereBetween('o.open_through', [from, through])
    .where('a.status', 'active');
  if (after) query.whereRaw('(o.open_through, o.account_id) > (?, ?)', [after.openThrough, after.accountId]);
  const rows: (Omit<ClosingAccount, 'hasMail'> & { mails: number | string })[] = await query
    .orderBy(['o.open_through', 'o.account_id'])
    .limit(limit)
    .select({
      accountId: 'o.account_id',
      openThrough: 'o.open_through',
      customerNo: 'c.customer_no',
      customerName: 'c.name',
      loginId: 'a.login_id',
      mails: tx('mail_address')
        .where('account_id', tx.ref('a.id'))
        .whereNull('removed_at')
        .whereNotNull('confirmed_at')
        .count('*'),
      toldAt: told(tx).max('at'),
    });
  return rows.map(({ mails, ...row }) => ({ ...row, hasMail: Number(mails) > 0 }));
};

/**
 * Accounts to be told of their end that were not told of that day yet and can be told by mail. On PostgreSQL their clocks
 * are held, so that two programs that tell at the same moment tell nobody twice.
 */
export const holdUntold = async (tx: Knex, from: string, through: string, limit: number): Promise<EndingClock[]> => {
  const query = tx('account_clock as o')
    .join('account as a', 'a.id', 'o.account_id')
    .whereBetween('o.open_through', [from, through])
    .where('a.status', 'active')
    .whereExists(
      tx('mail_address')
        .where('account_id', tx.ref('a.id'))
        .whereNull('removed_at')
        .whereNotNull('confirmed_at')
        .select('id'),
    )
    .whereNotExists(told(tx).select('id'))
    .orderBy(['o.open_through', 'o.account_id'])
    .limit(limit)
    .select({ accountId: 'o.account_id', openThrough: 'o.open_through' });
  if (tx.client.config.client === 'pg') query.forUpdate('o').skipLocked();
  return query;
};
