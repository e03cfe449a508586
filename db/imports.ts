// What an import reads and changes: runs, known rows, rows that differ. New rows go through the engine's own writer.
import type { Knex } from 'knex';
import { tokyoInstant } from '../main/rules/calendar.ts';
import * as events from './events.ts';
import { postgresWriter } from './import-postgres.ts';
import type {
  ImportedAccount,
  ImportedContract,
  ImportStamp,
  ImportWriter,
  KnownAccount,
  KnownContract,
} from './import-rows.ts';
import { sqliteWriter } from './import-sqlite.ts';
import { keysOf, moveKeys, type Spelling, setColumns } from './search-keys.ts';
import { type Statements, withStatements } from './statements.ts';

export type ImportKind = 'accounts' | 'contracts';

export const writerOf = (tx: Knex): ImportWriter =>
  tx.client.config.client === 'pg' ? postgresWriter(tx) : sqliteWriter(tx);

/** A run that was cut off stays as "running" in the table: the next one says how it ended. */
export const startRun = async (
  tx: Knex,
  run: { kind: ImportKind; fileName: string; actor: string; at: string },
): Promise<number> => {
  await tx('import_run').where({ state: 'running' }).update({ state: 'failed', ended_at: run.at });
  const [row] = await tx('import_run')
    .insert({ kind: run.kind, file_name: run.fileName, actor: run.actor, started_at: run.at, state: 'running' })
    .returning('id');
  return row.id;
};

export const endRun = async (
  tx: Knex,
  runId: number,
  end: { state: 'done' | 'failed' | 'cancelled'; sha256: string | null; counts: object; at: string },
): Promise<void> => {
  await tx('import_run')
    .where({ id: runId })
    .update({ state: end.state, file_sha256: end.sha256, counts: JSON.stringify(end.counts), ended_at: end.at });
};

export const isAnyThere = async (tx: Knex, kind: ImportKind): Promise<boolean> =>
  (await tx(kind === 'accounts' ? 'account' : 'contract').first('id')) !== undefined;

/** Room for a load of millions of rows: on SQLite a cache that holds its B-trees, and fewer, larger checkpoints. */
export const whileLoading = async <T>(knex: Knex, work: () => Promise<T>): Promise<T> => {
  if (knex.client.config.client === 'pg') return work();
  const set = async (cache: number, checkpointPages: number): Promise<void> => {
    await knex.raw(`pragma cache_size = ${cache}`);
    await knex.raw(`pragma wal_autocheckpoint = ${checkpointPages}`);
  };
  const [{ cache_size: before }] = await knex.raw('pragma cache_size');
  await set(-524_288, 25_000);
  try {
    return await work();
  } finally {
    await set(before, 1000);
  }
};

/** Two imports at once take turns piece by piece; SQLite has one writer anyway. */
export const takeTurn = async (tx: Knex): Promise<void> => {
  if (tx.client.config.client === 'pg') await tx.raw(`select pg_advisory_xact_lock(hashtext('akari-import'))`);
};

const fromList = (statements: Statements, type: 'text' | 'bigint', rest: string): string =>
  statements.engine === 'sqlite'
    ? `json_each(?) m cross join ${rest}`
    : `unnest(?::${type}[]) as m(value) join ${rest}`;

type AccountRow = {
  customer_id: number;
  customer_no: string;
  kind: KnownAccount['kind'];
  name: string;
  name_kana: string;
  account_id: number | null;
  login_key: string;
  status: 'active' | 'withdrawn';
  registered_on: string;
  delivery_postcode: string;
  delivery_line: string;
  delivery_building: string;
  is_protected: number;
};

export const knownAccounts = (tx: Knex, customerNos: readonly string[]): Promise<Map<string, KnownAccount>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<AccountRow>(
      `select c.id as customer_id, c.customer_no, c.kind, c.name, c.name_kana, a.id as account_id, a.login_key, a.status,
         a.registered_on, a.delivery_postcode, a.delivery_line, a.delivery_building, a.is_protected
       from ${fromList(statements, 'text', 'customer c on c.customer_no = m.value')}
       left join account a on a.id = (select min(f.id) from account f where f.customer_id = c.id)`,
      [customerNos],
    );
    if (rows.length === 0) return new Map();
    const phones = await statements.all<{ customer_id: number; position: number; number: string; digits: string }>(
      `select p.customer_id, p.position, p.number, p.digits
       from ${fromList(statements, 'bigint', 'contact_phone p on p.customer_id = m.value')} where p.position in (1, 2)`,
      [rows.map((row) => row.customer_id)],
    );
    const mails = await statements.all<{ account_id: number; address_key: string }>(
      `select p.account_id, p.address_key from ${fromList(statements, 'bigint', 'mail_address p on p.account_id = m.value')}`,
      [rows.flatMap((row) => row.account_id ?? [])],
    );
    const phonesOf = Map.groupBy(phones, (phone) => phone.customer_id);
    const mailsOf = Map.groupBy(mails, (mail) => mail.account_id);
    return new Map(
      rows.map((row) => [
        row.customer_no,
        {
          customerId: row.customer_id,
          customerNo: row.customer_no,
          kind: row.kind,
          name: row.name,
          nameKana: row.name_kana,
          account:
            row.account_id === null
              ? null
              : {
                  id: row.account_id,
                  loginKey: row.login_key,
                  status: row.status,
                  registeredOn: row.registered_on,
                  postcode: row.delivery_postcode,
                  line: row.delivery_line,
                  building: row.delivery_building,
                  isProtected: row.is_protected === 1,
                },
          phones: phonesOf.get(row.customer_id) ?? [],
          mailKeys: (mailsOf.get(row.account_id ?? 0) ?? []).map((mail) => mail.address_key),
        },
      ]),
    );
  });

/** Which of these login IDs are somebody's, or were (they are not given out again). */
export const takenLogins = (tx: Knex, keys: readonly string[]): Promise<Set<string>> =>
  withStatements(tx, async (statements) => {
    const taken = async (table: string) =>
      statements.all<{ login_key: string }>(
        `select t.login_key from ${fromList(statements, 'text', `${table} t on t.login_key = m.value`)}`,
        [keys],
      );
    const rows = [...(await taken('account')), ...(await taken('former_login_id'))];
    return new Set(rows.map((row) => row.login_key));
  });

const spellingOf = (known: KnownAccount, account: NonNullable<KnownAccount['account']>): Spelling => ({
  kind: known.kind,
  name: known.name,
  nameKana: known.nameKana,
  postcode: account.postcode,
  line: account.line,
  building: account.building,
  isProtected: account.isProtected,
});
const spellingOfRow = (row: ImportedAccount, isProtected: boolean): Spelling => ({
  kind: row.kind,
  name: row.name,
  nameKana: row.nameKana,
  postcode: row.postcode,
  line: row.addressLine,
  building: row.building,
  isProtected,
});
export const keysOfRow = (row: ImportedAccount, isProtected = false) => keysOf(spellingOfRow(row, isProtected));

const setPhones = async (tx: Knex, known: KnownAccount, row: ImportedAccount): Promise<void> => {
  for (const [index, phone] of row.phones.entries()) {
    const position = index + 1;
    const before = known.phones.find((one) => one.position === position);
    const where = { customer_id: known.customerId, position };
    if (!phone) await tx('contact_phone').where(where).delete();
    else if (before?.number === phone.number) continue;
    // The same number written otherwise has been on file as long as before (rule 8 counts the days).
    else if (before?.digits === phone.digits) await tx('contact_phone').where(where).update({ number: phone.number });
    else
      await tx('contact_phone')
        .insert({ ...where, ...phone, recorded_at: tokyoInstant(row.updatedOn, 0), source: 'import' })
        .onConflict(['customer_id', 'position'])
        .merge();
  }
};

/** What the file says of the customer; also of one who has no account yet. */
export const changeCustomer = async (tx: Knex, known: KnownAccount, row: ImportedAccount): Promise<void> => {
  await tx('customer')
    .where({ id: known.customerId })
    .update({ kind: row.kind, name: row.name, name_kana: row.nameKana, version: tx.raw('version + 1') });
  await setPhones(tx, known, row);
};

/**
 * @param fields names of what differs, as the timeline keeps them
 * @param hasDictionaries off while they are being built anew
 */
export const changeAccount = async (
  tx: Knex,
  known: KnownAccount,
  row: ImportedAccount,
  fields: readonly string[],
  { runId, actor, now }: ImportStamp,
  hasDictionaries: boolean,
): Promise<void> => {
  const { account } = known;
  if (!account) throw new Error('only an account that is there can change');
  await changeCustomer(tx, known, row);
  await tx('account')
    .where({ id: account.id })
    .update({
      registered_on: row.registeredOn,
      delivery_postcode: row.postcode,
      delivery_line: row.addressLine,
      delivery_building: row.building,
      source_updated_on: row.updatedOn,
      version: tx.raw('version + 1'),
    });
  if (fields.some((field) => spellingFields.has(field))) {
    const keys = keysOfRow(row, account.isProtected);
    await (hasDictionaries
      ? moveKeys(tx, account.id, keysOf(spellingOf(known, account)), keys)
      : setColumns(tx, account.id, keys));
  }
  await events.add(
    tx,
    { accountId: account.id, kind: 'import-changed', actor, facts: { run: runId, fields: fields.join(' ') } },
    now,
  );
};
const spellingFields = new Set(['kind', 'name', 'name_kana', 'postal_code', 'address', 'building']);

type ContractRow = Record<
  'contract_no' | 'customer_no' | 'supply_point_no' | 'plan' | 'started_on' | 'supply_postcode' | 'supply_line',
  string
> & {
  id: number;
  ended_on: string | null;
  application_phone: string | null;
  account_id: number | null;
};

export const knownContracts = (tx: Knex, contractNos: readonly string[]): Promise<Map<string, KnownContract>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<ContractRow>(
      `select k.id, k.contract_no, c.customer_no, k.supply_point_no, k.plan, k.started_on, k.ended_on, k.supply_postcode,
         k.supply_line, k.application_phone, l.account_id
       from ${fromList(statements, 'text', 'contract k on k.contract_no = m.value')}
       join customer c on c.id = k.customer_id
       left join account_contract l on l.contract_id = k.id and l.to_on is null`,
      [contractNos],
    );
    return new Map(
      rows.map((row) => [
        row.contract_no,
        {
          id: row.id,
          contractNo: row.contract_no,
          customerNo: row.customer_no,
          supplyPointNo: row.supply_point_no,
          plan: row.plan,
          startedOn: row.started_on,
          endedOn: row.ended_on,
          supplyPostcode: row.supply_postcode,
          supplyLine: row.supply_line,
          applicationPhone: row.application_phone,
          accountId: row.account_id,
        },
      ]),
    );
  });

export type Holder = { customerId: number; accountId: number | null };

/** Customers with their first account. */
export const holders = (tx: Knex, customerNos: readonly string[]): Promise<Map<string, Holder>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<{ customer_no: string; id: number; account_id: number | null }>(
      `select c.customer_no, c.id, (select min(a.id) from account a where a.customer_id = c.id) as account_id
       from ${fromList(statements, 'text', 'customer c on c.customer_no = m.value')}`,
      [customerNos],
    );
    return new Map(rows.map((row) => [row.customer_no, { customerId: row.id, accountId: row.account_id }]));
  });

/** Supply point -> number of the contract that runs there. */
export const runningContracts = (tx: Knex, supplyPoints: readonly string[]): Promise<Map<string, string>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<{ supply_point_no: string; contract_no: string }>(
      `select k.supply_point_no, k.contract_no
       from ${fromList(statements, 'text', 'contract k on k.supply_point_no = m.value and k.ended_on is null')}`,
      [supplyPoints],
    );
    return new Map(rows.map((row) => [row.supply_point_no, row.contract_no]));
  });

export const changeContract = async (
  tx: Knex,
  known: KnownContract,
  row: ImportedContract,
  fields: readonly string[],
  { runId, actor, now, today }: ImportStamp,
): Promise<void> => {
  await tx('contract')
    .where({ id: known.id })
    .update({
      plan: row.plan,
      started_on: row.startedOn,
      ended_on: row.endedOn,
      // The end counts from the day it was told (rule 27).
      ...(row.endedOn === known.endedOn ? {} : { end_recorded_on: row.endedOn === null ? null : today }),
      supply_postcode: row.supplyPostcode,
      supply_line: row.supplyLine,
      application_phone: row.applicationPhone?.number ?? null,
      application_phone_digits: row.applicationPhone?.digits ?? null,
      version: tx.raw('version + 1'),
    });
  if (known.accountId === null) return;
  const facts = { run: runId, contract: known.id, fields: fields.join(' ') };
  await events.add(tx, { accountId: known.accountId, kind: 'import-changed', actor, facts }, now);
};
