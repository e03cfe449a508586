// Clocks that ran before the database kept them: the step that brings them starts each where rule 27 has it.
import type { Knex } from 'knex';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../db/migrations/index.ts';
import { engines } from '../setup/desk.ts';
import { firstVersion } from './older-versions.ts';

type Held = {
  readonly endedOn?: string;
  readonly recordedOn?: string;
  /** The last day on which the account held it. */
  readonly leftOn?: string;
};
type Case = readonly [what: string, registeredOn: string, held: readonly Held[], openThrough: string | null];

const cases: readonly Case[] = [
  ['a contract that runs', '2020-04-01', [{}], null],
  ['one that ended', '2020-04-01', [{ endedOn: '2024-08-31' }], '2026-08-31'],
  ['one whose end was told later', '2020-04-01', [{ endedOn: '2024-08-31', recordedOn: '2024-09-10' }], '2026-09-10'],
  ['one whose end was told before', '2020-04-01', [{ endedOn: '2024-08-31', recordedOn: '2024-08-01' }], '2026-08-31'],
  ['several that ended', '2020-04-01', [{ endedOn: '2024-06-30' }, { endedOn: '2024-01-31' }], '2026-06-30'],
  ['several of which one runs', '2020-04-01', [{ endedOn: '2024-06-30' }, {}], null],
  ['no contract ever', '2024-02-29', [], '2026-02-28'],
  ['one that ended on the 28th before a leap day', '2020-04-01', [{ endedOn: '2022-02-28' }], '2024-02-29'],
  ['one that left it running', '2020-04-01', [{ leftOn: '2024-03-15' }], '2026-03-15'],
  ['one that left it after its end', '2020-04-01', [{ endedOn: '2024-03-15', leftOn: '2025-01-01' }], '2026-03-15'],
  ['one that left it before its end', '2020-04-01', [{ endedOn: '2025-05-05', leftOn: '2024-03-15' }], '2026-03-15'],
];

const at = '2026-11-01T00:00:00.000Z';

const addAccount = async (db: Knex, id: number, registeredOn: string, held: readonly Held[]): Promise<void> => {
  const address = { delivery_postcode: '0600042', delivery_line: '札幌市中央区大通西1' };
  await db('customer').insert({
    id,
    customer_no: `n${id}`,
    kind: 'person',
    name: '古',
    name_kana: 'フル',
    created_at: at,
  });
  await db('account').insert({
    ...{ id, customer_id: id, login_id: `l${id}`, login_key: `l${id}`, status: 'active', registered_on: registeredOn },
    ...{ ...address, created_at: at, name_key: '', kana_key: '', address_key: '', municipality_code: 0 },
  });
  for (const [index, { endedOn = null, recordedOn = null, leftOn = null }] of held.entries()) {
    const contractId = id * 10 + index;
    await db('contract').insert({
      ...{
        id: contractId,
        contract_no: `k${contractId}`,
        supply_point_no: `s${contractId}`,
        customer_id: id,
        plan: 'B',
      },
      ...{ started_on: '2020-04-01', ended_on: endedOn, end_recorded_on: recordedOn, created_at: at },
      ...{ supply_postcode: '0600042', supply_line: '札幌市中央区大通西1' },
    });
    const link = { account_id: id, contract_id: contractId, from_on: '2020-04-01', to_on: leftOn };
    await db('account_contract').insert(link);
  }
};

describe.each(engines)('on %s', (engine) => {
  it('the step that brings clocks starts those that ran already, and no others', async () => {
    const older = await firstVersion(engine);
    const before = migrations.findIndex(({ name }) => name === '019-account-clocks');
    for (let version = 1; version < before; version += 1) await older.step();
    for (const [index, [, registeredOn, held]] of cases.entries())
      await addAccount(older.db, index + 1, registeredOn, held);
    await older.step();
    const clocks: { account_id: number | string; open_through: string }[] = await older.db('account_clock').select();
    const found = new Map(clocks.map(({ account_id, open_through }) => [Number(account_id), open_through]));
    expect(cases.map(([what], index) => [what, found.get(index + 1) ?? null])).toEqual(
      cases.map(([what, , , openThrough]) => [what, openThrough]),
    );
    await older.drop();
  }, 60_000);
});
