// New rows of an import on SQLite: one prepared statement for each table, on the transaction's own connection.
import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import { tokyoInstant } from '../main/rules/calendar.ts';
import { keepClocks, openThroughSince } from './account-clocks.ts';
import { type AddedAccount, holdersOf, type ImportWriter } from './import-rows.ts';
import { onSqliteConnection, prepare } from './statements.ts';

const insertInto = (connection: BetterSqlite3.Database, table: string, columns: string): BetterSqlite3.Statement =>
  prepare(connection, `insert into ${table} (${columns}) values (${columns.replace(/\w+/g, '?')})`);

const customerColumns = 'customer_no, kind, name, name_kana, created_at';
const accountColumns =
  'customer_id, login_id, login_key, status, registered_on, withdrawn_at, delivery_postcode, delivery_line, ' +
  'delivery_building, source_updated_on, created_at, name_key, kana_key, address_key, municipality_code';
const phoneColumns = 'customer_id, position, number, digits, recorded_at, source';
const mailColumns = 'account_id, position, address, address_key, created_at, confirmed_at';
const eventColumns = 'account_id, at, kind, actor, facts';
const clockColumns = 'account_id, open_through';
const contractColumns =
  'contract_no, supply_point_no, customer_id, plan, started_on, ended_on, end_recorded_on, supply_postcode, ' +
  'supply_line, application_phone, application_phone_digits, is_mail_eligible, created_at';
const linkColumns = 'account_id, contract_id, from_on';

export const sqliteWriter = (tx: Knex): ImportWriter => ({
  addAccounts: (accounts, { runId, actor, now }) =>
    onSqliteConnection(tx, (connection) => {
      const addCustomer = insertInto(connection, 'customer', customerColumns);
      const addAccount = insertInto(connection, 'account', accountColumns);
      const addPhone = insertInto(connection, 'contact_phone', phoneColumns);
      const addMail = insertInto(connection, 'mail_address', mailColumns);
      const addEvent = insertInto(connection, 'account_event', eventColumns);
      const addClock = insertInto(connection, 'account_clock', clockColumns);
      const facts = JSON.stringify({ run: runId });
      const added: AddedAccount[] = [];
      for (const account of accounts) {
        const { row, keys, customerId: known } = account;
        const customerId =
          known ?? Number(addCustomer.run(row.customerNo, row.kind, row.name, row.nameKana, now).lastInsertRowid);
        const accountId = Number(
          addAccount.run(
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
          ).lastInsertRowid,
        );
        if (known === null)
          for (const [index, phone] of row.phones.entries())
            if (phone)
              addPhone.run(customerId, index + 1, phone.number, phone.digits, tokyoInstant(row.updatedOn, 0), 'import');
        if (row.mail) addMail.run(accountId, 1, row.mail.address, row.mail.key, now, now);
        addClock.run(accountId, openThroughSince(row.registeredOn));
        addEvent.run(accountId, now, 'imported', actor, facts);
        added.push({ ...account, accountId });
      }
      return added;
    }),

  addContracts: async (contracts, { now }) => {
    await onSqliteConnection(tx, (connection) => {
      const addContract = insertInto(connection, 'contract', contractColumns);
      const addLink = insertInto(connection, 'account_contract', linkColumns);
      for (const { row, customerId, accountId } of contracts) {
        const contractId = addContract.run(
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
        ).lastInsertRowid;
        if (accountId !== null) addLink.run(accountId, contractId, row.startedOn);
      }
    });
    await keepClocks(tx, holdersOf(contracts));
  },
});
