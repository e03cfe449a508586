// Rows that an import changes, field by field. New rows go through the engine's own writer.
import type { Knex } from 'knex';
import { splitAddress } from '../main/rules/address.ts';
import { tokyoInstant } from '../main/rules/calendar.ts';
import { phoneDigits } from '../main/rules/phone.ts';
import { addressTerms } from '../main/rules/search-terms.ts';
import { keepClocks } from './account-clocks.ts';
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
import { accountsOf } from './moving.ts';
import { changingKeys, keysOf, moveKeys, type Spelling, setColumns } from './search-keys.ts';

export const writerOf = (tx: Knex): ImportWriter =>
  tx.client.config.client === 'pg' ? postgresWriter(tx) : sqliteWriter(tx);

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
  // Their further accounts are found by the customer's name as well.
  const named = fields.some((field) => nameFields.has(field)) ? await accountsOf(tx, known.customerId) : [];
  const others = named.filter((id) => id !== account.id);
  await changingKeys(tx, others, () => changeCustomer(tx, known, row), hasDictionaries);
  await tx('account')
    .where({ id: account.id })
    .update({
      registered_on: row.registeredOn,
      delivery_postcode: row.postcode,
      delivery_line: row.addressLine,
      delivery_building: row.building,
      // A card that came back asks for another address than the one it carried (rule 12).
      ...(isSameAddress(account, row) ? {} : { delivery_changed_at: now }),
      ...(isSamePlace(account, row) ? {} : ofOldPlace),
      source_updated_on: row.updatedOn,
      version: tx.raw('version + 1'),
    });
  if (account.registeredOn !== row.registeredOn) await keepClocks(tx, [account.id]);
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
const isSameAddress = (before: { postcode: string; line: string; building: string }, row: ImportedAccount): boolean =>
  before.postcode === row.postcode && before.line === row.addressLine && before.building === row.building;
/** The same address written otherwise is still the one that an agent was told. */
const isSamePlace = (before: { postcode: string; line: string; building: string }, row: ImportedAccount): boolean =>
  isSameAddress(before, row) ||
  placeKey(before.line, before.building, before.postcode) === placeKey(row.addressLine, row.building, row.postcode);
const placeKey = (line: string, building: string, postcode: string): string =>
  addressTerms(splitAddress(line, building, postcode)).addressKey;
/** What agents added to an address is of no other one, nor is the doubt of rule 10 where the customer system names it. */
const ofOldPlace = {
  delivery_department: '',
  delivery_care_of: '',
  delivery_unconfirmed_at: null,
  delivery_confirmed_postcode: null,
};

const nameFields = new Set(['kind', 'name', 'name_kana']);
const spellingFields = new Set([...nameFields, 'postal_code', 'address', 'building']);

const isSameNumber = ({ applicationPhone }: KnownContract, row: ImportedContract): boolean =>
  phoneDigits(applicationPhone ?? '') === (row.applicationPhone?.digits ?? '');

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
      contract_no: row.contractNo,
      plan: row.plan,
      started_on: row.startedOn,
      ended_on: row.endedOn,
      // The end counts from the day it was told (rule 27).
      ...(row.endedOn === known.endedOn ? {} : { end_recorded_on: row.endedOn === null ? null : today }),
      supply_postcode: row.supplyPostcode,
      supply_line: row.supplyLine,
      application_phone: row.applicationPhone?.number ?? null,
      application_phone_digits: row.applicationPhone?.digits ?? null,
      // Rule 10 doubts what was told by phone, not what the customer system says.
      ...(isSameNumber(known, row) ? {} : { application_phone_unconfirmed_at: null }),
      ...(row.isMailEligible === null ? {} : { is_mail_eligible: row.isMailEligible ? 1 : 0 }),
      version: tx.raw('version + 1'),
    });
  if (known.accountId === null) return;
  if (row.endedOn !== known.endedOn) await keepClocks(tx, [known.accountId]);
  const facts = { run: runId, contract: known.id, fields: fields.join(' ') };
  await events.add(tx, { accountId: known.accountId, kind: 'import-changed', actor, facts }, now);
};
