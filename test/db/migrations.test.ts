// Each step of the schema from the version before it, with rows in every table: nothing that stood there may be lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../db/migrations/index.ts';
import { engines } from '../setup/desk.ts';
import {
  columnsOf,
  contentOf,
  demoRows,
  fill,
  firstVersion,
  guardsOf,
  lastIdsOf,
  type Older,
  type Rows,
} from './older-versions.ts';

const at = '2026-11-22T03:00:00.000Z';

/**
 * What the demo leaves empty, with the columns of every version that had the table. A new table that has no row in the
 * demo needs one here: later steps are tried on it.
 */
const beyondTheDemo: Rows = {
  audit_entry: [{ chain: 5, seq: 1, at, actor: 'system', call: 'import', body: '{"account":1}', prev: 'p', hash: 'h' }],
  set_up_code: [{ id: 1, code_hash: 'c', made_at: at, expires_at: at, used_at: at }],
  staff_session_token: [{ session_id: 1, token_hash: 't' }],
  request: [{ staff_id: 1, request_id: 'r', call: 'contact.open', input_sha256: 's', output: '{}', at }],
  unknown_login: [{ login_hmac: 'l', failures: 3, locked_until: at, last_failure_at: at }],
  setting_change: [{ id: 1, key: 'k', old_value: '1', new_value: '2', changed_at: at, changed_by: 1 }],
  staff_invite: [{ staff_id: 1, code_hash: 'c', made_by: 1, made_at: at, expires_at: at }],
  notice_card: [
    {
      ...{
        id: 1,
        account_id: 1,
        kind: 'address-changed',
        postcode: '0600042',
        line: '札幌市中央区大通西1',
        building: '',
      },
      ...{ department: '', care_of: '', state: 'waiting', created_at: at },
    },
  ],
  job: [
    { id: 1, kind: 'import', state: 'done', input: '{}', lease_until: at, made_by: 1, made_at: at },
    { id: 2, kind: 'import', state: 'waiting', input: '{}', lease_until: at, made_by: null, made_at: at },
  ],
  contact_dial: [{ id: 1, contact_id: 1, phone_id: 1, at }],
  calendar_day: [{ day: '2026-12-28', kind: 'company', set_by: 1, set_at: at }],
  import_run: [
    {
      id: 1,
      kind: 'accounts',
      file_name: 'a.csv',
      actor: 'system',
      started_at: at,
      state: 'done',
      counts: '{"rows":2}',
    },
    { id: 2, kind: 'accounts', file_name: 'b.csv', file_sha256: 's', actor: '1', started_at: at, state: 'running' },
  ],
  import_layout: [{ kind: 'accounts', header_sha256: 's', columns: '[]', used_at: at }],
  daily_chore: [{ day: '2026-11-22', chore: 'cards', state: 'done', lease_until: at, started_at: at, ended_at: at }],
  outbox: [
    {
      ...{ id: 1, message_id: '<1@mail.example.jp>', kind: 'limit-lifted', account_id: 1, mail_address_id: 1 },
      ...{ state: 'waiting', created_at: at, due_at: at, lapses_at: null, facts: '{}' },
    },
    {
      ...{ id: 2, message_id: '<2@mail.example.jp>', kind: 'confirm', account_id: 1, mail_address_id: 1 },
      ...{ state: 'lapsed', created_at: at, due_at: at, lapses_at: at, ended_at: at, facts: '{}' },
    },
  ],
  demo_mail: [{ outbox_id: 1, at, sender: 's', recipient: 'r', subject: 's', body: 'b' }],
  mail_template: [{ kind: 'bill', version: 1, subject: 's', body: 'b', changed_at: at, changed_by: 1 }],
  legal_hold: [{ id: 1, account_id: 1, set_by: 1, set_at: at }],
  disclosure: [
    {
      ...{ id: 1, customer_id: 1, received_on: '2026-11-01', due_on: '2026-11-15', state: 'open', recorded_by: 1 },
      recorded_at: at,
    },
  ],
  purge_run: [
    { id: 1, state: 'asked', through: '2026-10-01', account_count: 1, digest: 'd', asked_by: 1, asked_at: at },
  ],
  purge_item: [{ run_id: 1, account_id: 9001, customer_id: 9001, open_through: '2026-10-01', state: 'planned' }],
  purged_account: [{ account_id: 9002, customer_id: 9002, run_id: 1 }],
  purged_customer: [{ customer_hash: 'h', customer_id: 9002, run_id: 1 }],
};

/** What a step takes away or changes on purpose: a guard by its name, a column as table.column. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  '017-outbox': ['outbox_waiting', 'outbox.facts', 'outbox_state_check'],
  // Customer numbers become ids, as a test below sees.
  '028-holding-ends': ['pending_change.old_value', 'pending_change.new_value'],
};

describe.each(engines)('the schema on %s', (engine) => {
  let rows: Rows;
  let older: Older;
  beforeAll(async () => {
    rows = { ...(await demoRows()), ...beyondTheDemo };
    older = await firstVersion(engine);
  });
  afterAll(() => older?.drop());

  it('has rows ready for every table of the newest version', () => {
    expect(Object.keys(rows).filter((table) => rows[table]?.length === 0)).toEqual([]);
  });

  // In the order of the list, because each goes on from the one before.
  it.each(migrations.slice(1).map(({ name }) => name))(
    'comes to %s with all that stood in it',
    async (name) => {
      const { db, step, drop } = await older.copy();
      await fill(db, engine, rows);
      const columns = await columnsOf(db, engine);
      const before = await contentOf(db, columns);
      expect([...before].filter(([, held]) => held.length === 0).map(([table]) => table)).toEqual([]);
      const [guards, lastIds] = [await guardsOf(db, engine), await lastIdsOf(db, engine)];

      await step();
      const meant = onPurpose[name] ?? [];
      const left = await columnsOf(db, engine);
      const lost = [...columns].flatMap(([table, names]) =>
        names.filter((column) => !left.get(table)?.includes(column)).map((column) => `${table}.${column}`),
      );
      expect(lost.filter((column) => !meant.includes(column))).toEqual([]);
      const kept = new Map(
        [...columns].map(([table, names]) => [table, names.filter((column) => !meant.includes(`${table}.${column}`))]),
      );
      const narrow = (held: readonly Readonly<Record<string, unknown>>[], names: readonly string[] = []) =>
        held.map((row) => JSON.stringify(names.map((column) => row[column]))).sort();
      for (const [table, held] of await contentOf(db, kept))
        expect({ table, held: narrow(held, kept.get(table)) }).toEqual({
          table,
          held: narrow(before.get(table) ?? [], kept.get(table)),
        });
      const guardsLeft = await guardsOf(db, engine);
      expect(
        guards.filter((guard) => !guardsLeft.includes(guard) && !meant.includes(guard.split(' ').at(-1) ?? '')),
      ).toEqual([]);
      expect(await lastIdsOf(db, engine)).toMatchObject(lastIds);
      if (engine === 'sqlite') expect(await db.raw('pragma foreign_key_check')).toEqual([]);
      await drop();
      await older.step();
      // All of it is work, and landings run it on a busy machine.
    },
    60_000,
  );

  it('028 keeps by id whose a contract is, and every other change as it was', async () => {
    const at028 = await firstVersion(engine);
    const steps = migrations.slice(1).map(({ name }) => name);
    for (const _ of steps.slice(0, steps.indexOf('028-holding-ends'))) await at028.step();
    const customer = (id: number) => ({ id, customer_no: `100000000${id}`, kind: 'person', name: 'n', name_kana: '' });
    const change = { account_id: 1, subject_id: 1, made_at: at, made_by: 1, state: 'pending' };
    const holders = { field: 'contract-holder', old_value: '"1000000001"', new_value: '"1000000002"' };
    await fill(at028.db, engine, {
      customer: [1, 2].map((id) => ({ ...customer(id), created_at: at })),
      pending_change: [
        { id: 1, ...change, ...holders },
        { id: 2, ...change, ...holders, state: 'conflict', file_value: '"9999999999"' },
        { id: 3, ...change, field: 'contact-phone', old_value: '"1000000001"', new_value: '""' },
      ],
    });
    await at028.step();
    const kept = await at028.db('pending_change').orderBy('id').select('old_value', 'new_value', 'file_value');
    expect(kept).toEqual([
      { old_value: '"1"', new_value: '"2"', file_value: null },
      { old_value: '"1"', new_value: '"2"', file_value: '""' },
      { old_value: '"1000000001"', new_value: '""', file_value: null },
    ]);
    await at028.drop();
  }, 60_000);
});
