// Whom and what a purge of accounts takes with them. A customer may have more contracts, bills and mails than a statement
// takes values (32,766 on SQLite): whatever is looked up by a list is looked up in parts.
import type { Knex } from 'knex';

export const atOnce = 500;

/** What came of each part, in the order of the list. */
export const inParts = async <T>(
  ids: readonly number[],
  work: (part: readonly number[]) => PromiseLike<T>,
): Promise<T[]> => {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += atOnce) all.push(await work(ids.slice(from, from + atOnce)));
  return all;
};

/** Whoever has no other account goes whole. */
export const goingCustomers = async (tx: Knex, accountIds: readonly number[]): Promise<number[]> => {
  const owners: number[] = await tx('account').whereIn('id', accountIds).distinct().pluck('customer_id');
  const staying: number[] = await tx('account')
    .whereIn('customer_id', owners)
    .whereNotIn('id', accountIds)
    .distinct()
    .pluck('customer_id');
  return owners.filter((id) => !staying.includes(id));
};

/** Of the customers that go, and of the accounts that do, where no other account holds or held them. */
export const goingContracts = async (
  tx: Knex,
  accountIds: readonly number[],
  customerIds: readonly number[],
): Promise<number[]> => {
  const own: number[] = await tx('contract').whereIn('customer_id', customerIds).pluck('id');
  // One that went over to another customer is theirs, whoever else had it before.
  const linked: number[] = await tx('account_contract as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .join('account as a', 'a.customer_id', 'k.customer_id')
    .whereIn('l.account_id', accountIds)
    .whereIn('a.id', accountIds)
    .distinct()
    .pluck('k.id');
  const all = [...new Set([...own, ...linked])];
  const others = await inParts<number[]>(all, (part) =>
    tx('account_contract')
      .whereIn('contract_id', part)
      .whereNotIn('account_id', accountIds)
      .distinct()
      .pluck('contract_id'),
  );
  const staying = new Set(others.flat());
  return all.filter((id) => !staying.has(id));
};

/** Of the customers that go, and bills of none but contracts that do. */
export const goingBills = async (
  tx: Knex,
  customerIds: readonly number[],
  contractIds: readonly number[],
): Promise<number[]> => {
  const own: number[] = await tx('bill').whereIn('customer_id', customerIds).pluck('id');
  const going = new Set(own);
  const lined = await inParts<number[]>(contractIds, (part) =>
    tx('bill_line').whereIn('contract_id', part).distinct().pluck('bill_id'),
  );
  const further = [...new Set(lined.flat())].filter((id) => !going.has(id));
  const lines = await inParts<{ bill_id: number; contract_id: number }[]>(further, (part) =>
    tx('bill_line').whereIn('bill_id', part).distinct('bill_id', 'contract_id'),
  );
  const contracts = new Set(contractIds);
  const mixed = new Set(lines.flat().flatMap((line) => (contracts.has(line.contract_id) ? [] : line.bill_id)));
  return [...own, ...further.filter((id) => !mixed.has(id))];
};

/** To the accounts that go, and of the bills that do. */
export const goingMails = async (
  tx: Knex,
  accountIds: readonly number[],
  billIds: readonly number[],
): Promise<number[]> => {
  const own: number[] = await tx('outbox').whereIn('account_id', accountIds).pluck('id');
  const told = await inParts<number[]>(billIds, (part) => tx('outbox').whereIn('bill_id', part).pluck('id'));
  return [...new Set([...own, ...told.flat()])];
};
