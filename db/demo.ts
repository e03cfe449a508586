// How a demo was made, and emptying it to make it anew; no other kind of database may ever be emptied.
import type { Knex } from 'knex';
import { columns } from './personal.ts';
import { refuseWhileBuilding } from './search-index.ts';

export type Making = { madeOn: string; seed: number; accounts: number };

/** The last making; a demo of an earlier version has noted none. */
export const lastMaking = async (tx: Knex): Promise<Making> => {
  const making: Making | undefined = await tx('demo_making')
    .orderBy('id', 'desc')
    .first({ madeOn: 'made_on', seed: 'seed', accounts: 'accounts' });
  if (making) return making;
  const info = await tx('database_info').first('made_on', 'seed');
  const counted = await tx('account').count({ n: '*' }).first();
  return { madeOn: info.made_on, seed: info.seed ?? 1, accounts: Number(counted?.n ?? 0) };
};

export const noteMaking = async (
  tx: Knex,
  making: { today: string; seed: number; accounts: number },
  now: string,
): Promise<void> => {
  const { today: made_on, seed, accounts } = making;
  await tx('demo_making').insert({ made_at: now, made_on, seed, accounts });
};

/** What outlives a renewal: what the database is, its keys, and the audit, which nothing may take away. */
export const keptTables: readonly string[] = [
  'database_info',
  'secret',
  'audit_chain',
  'audit_entry',
  'demo_making',
  'purge_key',
];

/** Takes everybody and everything else out, in the caller's transaction: ids go on, so that the audit stays true. */
export const emptyDemo = async (tx: Knex): Promise<void> => {
  const info = await tx('database_info').first('kind');
  if (info?.kind !== 'demo') throw new Error('only a demo can be emptied');
  await refuseWhileBuilding(tx);
  const tables = Object.keys(columns).filter((table) => !keptTables.includes(table));
  if (tx.client.config.client === 'pg') {
    await tx.raw(`truncate ${tables.join(', ')}`);
    return;
  }
  // All of them go, so rows may point at what is gone already until the end of the transaction.
  await tx.raw('pragma defer_foreign_keys = on');
  for (const table of tables) await tx(table).delete();
};

/** An address that was changed some time ago; what it was before, the demo does not tell. */
export const noteAddressChange = (tx: Knex, accountId: number, at: string): Promise<number> =>
  tx('account').where({ id: accountId }).update({ delivery_changed_at: at });

export type TourPerson = {
  accountId: number;
  loginId: string;
  name: string;
  customerNo: string;
  birthOn: string | null;
  /** When the last of their contracts ended, and when that was recorded; null while one runs. */
  endedOn: string | null;
  endRecordedOn: string | null;
};

/** The demo's person of a story, by the login ID that they have or had. */
export const tourPerson = async (tx: Knex, loginKey: string): Promise<TourPerson | null> => {
  const former = tx('former_login_id').where({ login_key: loginKey }).select('account_id');
  const row = await tx('account as a')
    .join('customer as c', 'c.id', 'a.customer_id')
    .where('a.login_key', loginKey)
    .orWhereIn('a.id', former)
    .orderBy('a.id')
    .first({
      accountId: 'a.id',
      loginId: 'a.login_id',
      name: 'c.name',
      customerNo: 'c.customer_no',
      birthOn: 'c.birth_on',
    });
  if (!row) return null;
  const contracts: { ended_on: string | null; end_recorded_on: string | null }[] = await tx('account_contract as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .where('l.account_id', row.accountId)
    .whereNull('l.to_on')
    .orderBy('k.ended_on', 'desc')
    .select('k.ended_on', 'k.end_recorded_on');
  const isOver = contracts.length > 0 && contracts.every(({ ended_on }) => ended_on !== null);
  const last = isOver ? contracts[0] : undefined;
  return { ...row, endedOn: last?.ended_on ?? null, endRecordedOn: last?.end_recorded_on ?? null };
};

const entryLimit = 500;

/** What was done on an account, as the audit has it. */
export const doneOn = async (
  tx: Knex,
  accountId: number,
): Promise<{ call: string; body: Record<string, unknown> }[]> => {
  const rows: { call: string; body: string }[] = await tx('audit_entry')
    .where({ account_id: accountId })
    .orderBy('at')
    .limit(entryLimit)
    .select('call', 'body');
  return rows.map(({ call, body }) => ({ call, body: JSON.parse(body) }));
};
