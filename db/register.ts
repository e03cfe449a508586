// New customers, accounts and contracts, one at a time; files of them go through `main/import/`.
import type { Knex } from 'knex';
import { keepClocks } from './account-clocks.ts';

export type NewCustomer = {
  customerNo: string;
  kind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  name: string;
  nameKana: string;
  birthOn: string | null;
};

export const addCustomer = async (tx: Knex, customer: NewCustomer, now: string): Promise<number> => {
  const [row] = await tx('customer')
    .insert({
      customer_no: customer.customerNo,
      kind: customer.kind,
      name: customer.name,
      name_kana: customer.nameKana,
      birth_on: customer.birthOn,
      created_at: now,
    })
    .returning('id');
  return row.id;
};

export const addContactPhone = async (
  tx: Knex,
  phone: { customerId: number; position: number; number: string; digits: string; recordedAt: string; source: string },
): Promise<void> => {
  await tx('contact_phone').insert({
    customer_id: phone.customerId,
    position: phone.position,
    number: phone.number,
    digits: phone.digits,
    recorded_at: phone.recordedAt,
    source: phone.source,
  });
};

export type NewAccount = {
  customerId: number;
  loginId: string;
  loginKey: string;
  status: 'active' | 'withdrawn';
  registeredOn: string;
  postcode: string;
  line: string;
  building: string;
  wantsNotices: boolean;
  wantsAmounts: boolean;
  isProtected: boolean;
  isDoNotPost: boolean;
};

/** Its search keys are empty until `rewriteKeys` has run in the same transaction. */
export const addAccount = async (tx: Knex, account: NewAccount, now: string): Promise<number> => {
  const [row] = await tx('account')
    .insert({
      customer_id: account.customerId,
      login_id: account.loginId,
      login_key: account.loginKey,
      status: account.status,
      registered_on: account.registeredOn,
      withdrawn_at: account.status === 'withdrawn' ? now : null,
      delivery_postcode: account.postcode,
      delivery_line: account.line,
      delivery_building: account.building,
      wants_notices: account.wantsNotices ? 1 : 0,
      wants_amounts: account.wantsAmounts ? 1 : 0,
      is_protected: account.isProtected ? 1 : 0,
      is_do_not_post: account.isDoNotPost ? 1 : 0,
      created_at: now,
      name_key: '',
      kana_key: '',
      address_key: '',
      municipality_code: 0,
    })
    .returning('id');
  await keepClocks(tx, [row.id]);
  return row.id;
};

export const addMailAddress = async (
  tx: Knex,
  mail: { accountId: number; position: number; address: string; addressKey: string; confirmedAt: string | null },
  now: string,
): Promise<void> => {
  await tx('mail_address').insert({
    account_id: mail.accountId,
    position: mail.position,
    address: mail.address,
    address_key: mail.addressKey,
    confirmed_at: mail.confirmedAt,
    created_at: now,
  });
};

export type NewContract = {
  contractNo: string;
  supplyPointNo: string;
  customerId: number;
  plan: string;
  startedOn: string;
  endedOn: string | null;
  postcode: string;
  line: string;
  applicationPhone: string | null;
  applicationPhoneDigits: string | null;
  isMailEligible: boolean;
};

export const addContract = async (tx: Knex, contract: NewContract, now: string): Promise<number> => {
  const [row] = await tx('contract')
    .insert({
      contract_no: contract.contractNo,
      supply_point_no: contract.supplyPointNo,
      customer_id: contract.customerId,
      plan: contract.plan,
      started_on: contract.startedOn,
      ended_on: contract.endedOn,
      end_recorded_on: contract.endedOn,
      supply_postcode: contract.postcode,
      supply_line: contract.line,
      application_phone: contract.applicationPhone,
      application_phone_digits: contract.applicationPhoneDigits,
      is_mail_eligible: contract.isMailEligible ? 1 : 0,
      created_at: now,
    })
    .returning('id');
  return row.id;
};

export const linkContract = async (tx: Knex, accountId: number, contractId: number, fromOn: string): Promise<void> => {
  await tx('account_contract').insert({ account_id: accountId, contract_id: contractId, from_on: fromOn });
  await keepClocks(tx, [accountId]);
};
