// Mail that an earlier version left waiting goes on waiting, and bills of before are told of to nobody.
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { describe, expect, it } from 'vitest';
import { migrationSource, migrations } from '../../db/migrations/index.ts';
import { engines, noon } from '../setup/desk.ts';
import { freshPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const step = migrations.findIndex(({ name }) => name === '017-outbox');
const at = { created_at: noon };

const fill = async (tx: Knex): Promise<void> => {
  await tx('customer').insert({ id: 1, customer_no: '1', kind: 'person', name: 'A', name_kana: 'A', ...at });
  const delivery = { delivery_postcode: '0640821', delivery_line: '札幌市' };
  const keys = { name_key: 'a', kana_key: 'a', address_key: 'a', municipality_code: 0 };
  const login = { login_id: 'a', login_key: 'a', registered_on: '2026-01-01', ...keys };
  await tx('account').insert({ id: 1, customer_id: 1, ...login, ...delivery, status: 'active', ...at });
  await tx('mail_address').insert({ id: 1, account_id: 1, address: 'a@example.jp', address_key: 'a', ...at });
  const dates = { billing_month: '2026-10', issued_on: '2026-10-20', due_on: '2026-11-09' };
  const yen = { amount_yen: 1, standard_yen: 1, standard_tax_yen: 0, reduced_yen: 0, reduced_tax_yen: 0 };
  await tx('bill').insert({
    id: 5,
    bill_no: '7',
    customer_id: 1,
    state: 'fixed',
    payment: 'slip',
    ...dates,
    ...yen,
    ...at,
  });
  const mail = { account_id: 1, mail_address_id: 1, state: 'waiting', ...at };
  await tx('outbox').insert({ id: 7, message_id: '<7@x>', kind: 'limit-lifted', lapses_at: noon, ...mail });
  await tx('outbox').insert({ id: 9, message_id: '<9@x>', kind: 'bill', facts: '{"bill":5}', ...mail });
};

describe.each(engines)('the outbox of an earlier version on %s', (engine) => {
  it('is taken along, its ids going on where they were', async () => {
    const folder = scratchFolder('akari-outbox-');
    const postgres = engine === 'postgres' ? await freshPostgres() : null;
    const db = postgres
      ? knex({ client: 'pg', connection: postgres.url, pool: { min: 0, max: 1 } })
      : knex({
          client: 'better-sqlite3',
          connection: { filename: join(folder.path, 'old.sqlite') },
          useNullAsDefault: true,
        });
    try {
      await db.migrate.latest({ migrationSource: migrationSource(step) });
      await fill(db);
      if (engine === 'postgres') await db.raw(`select setval(pg_get_serial_sequence('outbox', 'id'), 9)`);
      await db.migrate.latest({ migrationSource: migrationSource() });
      const rows = await db('outbox').orderBy('id');
      expect(rows.map((row) => [Number(row.id), row.message_id, row.state, row.due_at, row.lapses_at])).toEqual([
        [7, '<7@x>', 'waiting', noon, noon],
        [9, '<9@x>', 'waiting', noon, null],
      ]);
      expect(rows.map(({ bill_id }) => bill_id && Number(bill_id))).toEqual([null, 5]);
      const [next] = await db('outbox')
        .insert({
          message_id: '<10@x>',
          kind: 'reopened',
          account_id: 1,
          mail_address_id: 1,
          state: 'waiting',
          due_at: noon,
          ...at,
        })
        .returning('id');
      expect(Number(next.id)).toBe(10);
      expect((await db('bill').first('noticed_at')).noticed_at).toBe(noon);
    } finally {
      await db.destroy();
      await postgres?.drop();
      folder.remove();
    }
  });
});
