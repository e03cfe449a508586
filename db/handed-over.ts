// Contracts that have changed hands (rule 29): each holder is told of their own time with them, and of nobody else's.
import type { Knex } from 'knex';

type Row = Record<string, unknown>;
export type TakenOver = {
  /** The first day on which it was theirs. */
  readonly on: string;
  /** When that was recorded. */
  readonly at: string;
};

/** What a customer took over from another one, by contract; it stands on their timeline. */
export const takenOverBy = async (tx: Knex, customerId: number): Promise<Map<number, TakenOver>> => {
  const told: { at: string; facts: string }[] = await tx('account_event as e')
    .join('account as a', 'a.id', 'e.account_id')
    .where({ 'a.customer_id': customerId, 'e.kind': 'holder-taken-over' })
    .orderBy('e.id')
    .select('e.at', 'e.facts');
  return new Map(
    told.map(({ at, facts }) => {
      const { contracts, startsOn }: { contracts: string; startsOn: string } = JSON.parse(facts);
      return [Number(contracts), { on: startsOn, at }];
    }),
  );
};

/** What waits or waited for a file on their account: neither whose a contract is by id, nor what came with it. */
export const ownChanges = (changes: readonly Row[], taken: ReadonlyMap<number, TakenOver>): Row[] =>
  changes.flatMap((change): Row[] => {
    if (change.field === 'contract-holder') return [{ ...change, old_value: null, new_value: null, file_value: null }];
    const since = String(change.field).startsWith('contract-') && taken.get(Number(change.subject_id))?.at;
    return since && String(change.made_at) < since ? [] : [change];
  });

/** When a contract began, and was first on file, that was another one's at first. */
export const sinceTheirs = (contract: Row): Row =>
  contract.held_since ? { ...contract, started_on: contract.held_since, created_at: null } : contract;

/** What a customer knew of contracts that are another one's now. */
export const handedOver = async (
  tx: Knex,
  customerId: number,
  taken: ReadonlyMap<number, TakenOver>,
): Promise<Row[]> => {
  const left = tx('account_contract as l')
    .join('account as a', 'a.id', 'l.account_id')
    .where('a.customer_id', customerId)
    .whereNotNull('l.to_on')
    .select('l.contract_id');
  const contracts: Row[] = await tx('contract')
    .whereIn('id', left)
    .whereNot({ customer_id: customerId })
    .orderBy('id')
    .select('id', 'contract_no', 'supply_point_no', 'plan', 'started_on')
    .select('supply_postcode', 'supply_line', 'supply_building');
  return contracts.map((contract) => {
    const since = taken.get(Number(contract.id))?.on;
    return since === undefined ? contract : { ...contract, started_on: since };
  });
};
