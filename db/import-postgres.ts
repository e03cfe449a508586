// New rows of an import on PostgreSQL: ids are reserved first, then every table is filled by one COPY.
import { once } from 'node:events';
import type { Knex } from 'knex';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { tokyoInstant } from '../main/rules/calendar.ts';
import { keepClocks, openThroughSince } from './account-clocks.ts';
import { type AddedAccount, holdersOf, type ImportWriter } from './import-rows.ts';
import { onPostgresConnection } from './statements.ts';

type Cell = string | number | null;
const special = /[\\\b\t\n\v\f\r]/;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};
/** A line of COPY's text format. */
export const copyLine = (cells: readonly Cell[]): string => {
  let line = '';
  for (const [index, cell] of cells.entries()) {
    if (index > 0) line += '\t';
    if (cell === null) line += '\\N';
    else if (typeof cell === 'string' && special.test(cell))
      line += cell.replace(/[\\\b\t\n\v\f\r]/g, (sign) => escapes[sign] ?? sign);
    else line += cell;
  }
  return `${line}\n`;
};

/** Sends ready lines; `columns` in their order. */
export const copyInto = async (connection: pg.Client, table: string, columns: string, lines: string): Promise<void> => {
  if (lines === '') return;
  const stream = connection.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  // Rejects where the server refuses a line.
  const finished = once(stream, 'finish');
  stream.end(lines);
  await finished;
};

/**
 * Ids of rows that are about to be written, so that the rows that point at them can be sent at once.
 * @returns what gives each of them once
 */
const reserve = async (connection: pg.Client, table: string, count: number): Promise<() => number> => {
  const { rows } = await connection.query({
    text: `select nextval(pg_get_serial_sequence('${table}', 'id')) from generate_series(1, $1::int)`,
    values: [count],
    rowMode: 'array',
  });
  const ids = (rows as unknown as [number][]).values();
  return () => {
    const next = ids.next();
    if (next.done) throw new Error(`no more than ${count} ids of ${table} were wanted`);
    return next.value[0];
  };
};

const accountColumns =
  'id, customer_id, login_id, login_key, status, registered_on, withdrawn_at, delivery_postcode, delivery_line, ' +
  'delivery_building, source_updated_on, created_at, name_key, kana_key, address_key, municipality_code';
const contractColumns =
  'id, contract_no, supply_point_no, customer_id, plan, started_on, ended_on, end_recorded_on, supply_postcode, ' +
  'supply_line, application_phone, application_phone_digits, is_mail_eligible, created_at';

export const postgresWriter = (tx: Knex): ImportWriter => ({
  addAccounts: (accounts, { runId, actor, now }) =>
    onPostgresConnection(tx, async (connection) => {
      const nextAccount = await reserve(connection, 'account', accounts.length);
      const nextCustomer = await reserve(
        connection,
        'customer',
        accounts.filter(({ customerId }) => customerId === null).length,
      );
      const facts = JSON.stringify({ run: runId });
      const text = { customer: '', account: '', phone: '', mail: '', event: '', clock: '' };
      const added: AddedAccount[] = [];
      for (const account of accounts) {
        const { row, keys, customerId: known } = account;
        const customerId = known ?? nextCustomer();
        const accountId = nextAccount();
        added.push({ ...account, accountId });
        if (known === null) {
          text.customer += copyLine([customerId, row.customerNo, row.kind, row.name, row.nameKana, now]);
          for (const [place, phone] of row.phones.entries())
            if (phone)
              text.phone += copyLine([
                customerId,
                place + 1,
                phone.number,
                phone.digits,
                tokyoInstant(row.updatedOn, 0),
                'import',
              ]);
        }
        text.account += copyLine([
          accountId,
          customerId,
          row.loginId,
          row.loginKey,
          row.status,
          row.registeredOn,
          row.status === 'withdrawn' ? now : null,
          row.postcode,
          row.addressLine,
          row.building,
          row.updatedOn,
          now,
          keys.nameKey,
          keys.kanaKey,
          keys.addressKey,
          keys.municipalityCode,
        ]);
        if (row.mail) text.mail += copyLine([accountId, 1, row.mail.address, row.mail.key, now, now]);
        text.clock += copyLine([accountId, openThroughSince(row.registeredOn)]);
        text.event += copyLine([accountId, now, 'imported', actor, facts]);
      }
      await copyInto(connection, 'customer', 'id, customer_no, kind, name, name_kana, created_at', text.customer);
      await copyInto(connection, 'account', accountColumns, text.account);
      await copyInto(
        connection,
        'contact_phone',
        'customer_id, position, number, digits, recorded_at, source',
        text.phone,
      );
      await copyInto(
        connection,
        'mail_address',
        'account_id, position, address, address_key, created_at, confirmed_at',
        text.mail,
      );
      await copyInto(connection, 'account_clock', 'account_id, open_through', text.clock);
      await copyInto(connection, 'account_event', 'account_id, at, kind, actor, facts', text.event);
      return added;
    }),

  addContracts: async (contracts, { now }) => {
    await onPostgresConnection(tx, async (connection) => {
      const nextContract = await reserve(connection, 'contract', contracts.length);
      const text = { contract: '', link: '' };
      for (const { row, customerId, accountId } of contracts) {
        const contractId = nextContract();
        text.contract += copyLine([
          contractId,
          row.contractNo,
          row.supplyPointNo,
          customerId,
          row.plan,
          row.startedOn,
          row.endedOn,
          // Recorded elsewhere, on a day that no file tells.
          null,
          row.supplyPostcode,
          row.supplyLine,
          row.applicationPhone?.number ?? null,
          row.applicationPhone?.digits ?? null,
          row.isMailEligible === false ? 0 : 1,
          now,
        ]);
        if (accountId !== null) text.link += copyLine([accountId, contractId, row.startedOn]);
      }
      await copyInto(connection, 'contract', contractColumns, text.contract);
      await copyInto(connection, 'account_contract', 'account_id, contract_id, from_on', text.link);
    });
    await keepClocks(tx, holdersOf(contracts));
  },
});
