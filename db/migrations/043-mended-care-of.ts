// Department and 方書 of a card can be mended as its name and address can; what was mended before was mended from them too.
import type { Knex } from 'knex';
import { dialectOf, runAll } from './dialect.ts';

type Mended = { id: number; mended_from: string; department: string; care_of: string };

export const up = async (knex: Knex): Promise<void> => {
  const { text } = dialectOf(knex);
  await runAll(knex, [
    `alter table card_request add column mended_department ${text}`,
    `alter table card_request add column mended_care_of ${text}`,
  ]);
  const rows: Mended[] = await knex('card_request as r')
    .join('account as a', 'a.id', 'r.account_id')
    .whereNotNull('r.mended_from')
    .select('r.id', 'r.mended_from', { department: 'a.delivery_department', care_of: 'a.delivery_care_of' });
  for (const { id, mended_from, department, care_of } of rows) {
    const from = JSON.stringify([...JSON.parse(mended_from), department, care_of]);
    await knex('card_request').where({ id }).update({ mended_from: from });
  }
};
