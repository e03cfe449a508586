// On which day it was recorded that a contract leaves an account, and whose a contract is while no file confirms it.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

const atOnce = 200;

/** Internal ids in the place of customer numbers: a row on one customer's account must not keep another one's. */
const forgetNumbers = async (knex: Knex): Promise<void> => {
  const rows: { id: number; old_value: string; new_value: string; file_value: string | null }[] = await knex(
    'pending_change',
  )
    .where({ field: 'contract-holder' })
    .select('id', 'old_value', 'new_value', 'file_value');
  const numbers = rows.flatMap(({ old_value, new_value, file_value }) =>
    [old_value, new_value, file_value].flatMap((json) => (json === null ? [] : [String(JSON.parse(json))])),
  );
  const ids = new Map<string, number>();
  for (let from = 0; from < numbers.length; from += atOnce)
    for (const { id, customer_no } of await knex('customer')
      .whereIn('customer_no', numbers.slice(from, from + atOnce))
      .select('id', 'customer_no'))
      ids.set(customer_no, id);
  const idOf = (json: string): string => JSON.stringify(String(ids.get(JSON.parse(json)) ?? ''));
  for (const { id, old_value, new_value, file_value } of rows)
    await knex('pending_change')
      .where({ id })
      .update({
        old_value: idOf(old_value),
        new_value: idOf(new_value),
        file_value: file_value === null ? null : idOf(file_value),
      });
};

export const up = async (knex: Knex): Promise<void> => {
  const d = dialectOf(knex);
  await runAll(knex, [`alter table account_contract add column to_recorded_on ${d.text}`]);
  await forgetNumbers(knex);
};
