// What each account's clock should say by the rule, worked out from its contracts without the store that keeps it.
import type { Knex } from 'knex';
import { policyOf } from '../../main/rules/policy.ts';
import { endOfHolding, retentionEndsOn } from '../../main/rules/retention.ts';

const policy = policyOf(new Map());

/** Accounts whose kept day differs from the rule's; none is right. */
export const wrongClocks = async (
  db: Knex,
): Promise<{ accountId: number; kept: string | null; byRule: string | null }[]> => {
  const kept = new Map<number, string>(
    (await db('account_clock').select('account_id', 'open_through')).map((row) => [row.account_id, row.open_through]),
  );
  const links: Record<string, string | null>[] = await db('account_contract as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .select('l.account_id', 'l.to_on', 'l.to_recorded_on', 'k.ended_on', 'k.end_recorded_on');
  const linksOf = Map.groupBy(links, ({ account_id }) => Number(account_id));
  const accounts: { id: number; registered_on: string }[] = await db('account').select('id', 'registered_on');
  return accounts.flatMap(({ id, registered_on }) => {
    const ends = (linksOf.get(id) ?? []).map(({ to_on, to_recorded_on, ended_on, end_recorded_on }) =>
      endOfHolding({
        endsOn: ended_on ?? null,
        recordedOn: end_recorded_on ?? null,
        heldThrough: to_on ?? null,
        leftRecordedOn: to_recorded_on ?? null,
      }),
    );
    const byRule = retentionEndsOn(ends, registered_on, policy);
    return (kept.get(id) ?? null) === byRule ? [] : [{ accountId: id, kept: kept.get(id) ?? null, byRule }];
  });
};
