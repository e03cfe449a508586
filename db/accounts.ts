// Accounts with their customer, contracts, phones and mail addresses.
import type { Knex } from 'knex';
import { withStatements } from './statements.ts';

export type AccountStatus = 'active' | 'withdrawn';
export type Account = {
  id: number;
  customerId: number;
  version: number;
  loginId: string;
  status: AccountStatus;
  registeredOn: string;
  loginChangedAt: string | null;
  postcode: string;
  line: string;
  building: string;
  department: string;
  careOf: string;
  /** The large user's postcode that was confirmed; it counts for no other one. */
  confirmedPostcode: string | null;
  wantsNotices: boolean;
  /** Amounts stand in the notices themselves, not only on the web service. */
  wantsAmounts: boolean;
  isProtected: boolean;
  isDoNotPost: boolean;
  customerNo: string;
  customerKind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  name: string;
  nameKana: string;
  birthOn: string | null;
  /** 0 where the postcode master could not place the delivery address. */
  municipalityCode: number;
};

const columns = {
  id: 'a.id',
  customerId: 'a.customer_id',
  version: 'a.version',
  loginId: 'a.login_id',
  status: 'a.status',
  registeredOn: 'a.registered_on',
  loginChangedAt: 'a.login_changed_at',
  postcode: 'a.delivery_postcode',
  line: 'a.delivery_line',
  building: 'a.delivery_building',
  department: 'a.delivery_department',
  careOf: 'a.delivery_care_of',
  confirmedPostcode: 'a.delivery_confirmed_postcode',
  wantsNotices: 'a.wants_notices',
  wantsAmounts: 'a.wants_amounts',
  isProtected: 'a.is_protected',
  isDoNotPost: 'a.is_do_not_post',
  customerNo: 'c.customer_no',
  customerKind: 'c.kind',
  name: 'c.name',
  nameKana: 'c.name_kana',
  birthOn: 'c.birth_on',
  municipalityCode: 'a.municipality_code',
};

type Row = Omit<Account, 'wantsNotices' | 'wantsAmounts' | 'isProtected' | 'isDoNotPost'> & {
  wantsNotices: number;
  wantsAmounts: number;
  isProtected: number;
  isDoNotPost: number;
};

export const byId = async (tx: Knex, id: number): Promise<Account | null> => {
  const row: Row | undefined = await tx('account as a')
    .join('customer as c', 'c.id', 'a.customer_id')
    .where('a.id', id)
    .first(columns);
  return row
    ? {
        ...row,
        wantsNotices: row.wantsNotices === 1,
        wantsAmounts: row.wantsAmounts === 1,
        isProtected: row.isProtected === 1,
        isDoNotPost: row.isDoNotPost === 1,
      }
    : null;
};

/** The same rows as `customers.hold` takes, for whoever changes nothing of the customer: before anything that hangs on them. */
export const hold = (tx: Knex, ids: readonly number[]): Promise<void> =>
  withStatements(tx, async ({ engine, all }) => {
    if (engine !== 'postgres' || ids.length === 0) return;
    await all('select id from account where id = any(?::bigint[]) order by id for no key update', [ids]);
  });

/** The account of a login ID in use, for the portal. */
export const byLoginKey = async (
  tx: Knex,
  loginKey: string,
): Promise<{ id: number; customerId: number; status: AccountStatus; openThrough: string | null } | null> =>
  (await tx('account as a')
    .leftJoin('account_clock as o', 'o.account_id', 'a.id')
    .where('a.login_key', loginKey)
    .first({ id: 'a.id', customerId: 'a.customer_id', status: 'a.status', openThrough: 'o.open_through' })) ?? null;

export type OtherAccount = {
  accountId: number;
  loginId: string;
  status: AccountStatus;
  isProtected: boolean;
  openThrough: string | null;
  isCardInBatch: boolean;
};
type OtherRow = Omit<OtherAccount, 'isProtected' | 'isCardInBatch'> & { isProtected: number; inBatch: number | null };

/** The customer's accounts beside this one. */
export const othersOf = async (tx: Knex, customerId: number, accountId: number): Promise<OtherAccount[]> => {
  const rows: OtherRow[] = await tx('account as a')
    .leftJoin('account_clock as o', 'o.account_id', 'a.id')
    .leftJoin('card_request as r', (on) => on.on('r.account_id', 'a.id').andOnVal('r.state', 'in-batch'))
    .where('a.customer_id', customerId)
    .whereNot('a.id', accountId)
    .orderBy('a.id')
    .limit(50)
    .select({
      accountId: 'a.id',
      loginId: 'a.login_id',
      status: 'a.status',
      isProtected: 'a.is_protected',
      openThrough: 'o.open_through',
      inBatch: 'r.id',
    });
  return rows.map(({ inBatch, isProtected, ...other }) => ({
    ...other,
    isProtected: isProtected === 1,
    isCardInBatch: inBatch !== null,
  }));
};

export const formerLoginIds = (tx: Knex, accountId: number): Promise<{ loginId: string; until: string }[]> =>
  tx('former_login_id')
    .where({ account_id: accountId })
    .orderBy('id', 'desc')
    .select({ loginId: 'login_id', until: 'until' });

/** Every login ID is somebody's for ever: one that was given up is not given out again. */
export const isLoginKeyTaken = async (tx: Knex, loginKey: string, butNotBy: number): Promise<boolean> =>
  (await tx('account').where({ login_key: loginKey }).whereNot({ id: butNotBy }).first('id')) !== undefined ||
  (await tx('former_login_id').where({ login_key: loginKey }).whereNot({ account_id: butNotBy }).first('id')) !==
    undefined;

/** The same login ID in other letters: nothing is given up by it. */
export const respellLoginId = (tx: Knex, accountId: number, loginId: string): Promise<number> =>
  tx('account').where({ id: accountId }).update({ login_id: loginId });

export const changeLoginId = async (
  tx: Knex,
  account: { id: number; loginId: string },
  next: { loginId: string; loginKey: string },
  oldKey: string,
  now: string,
): Promise<void> => {
  await tx('former_login_id').insert({
    account_id: account.id,
    login_id: account.loginId,
    login_key: oldKey,
    until: now,
  });
  await tx('account')
    .where({ id: account.id })
    .update({
      login_id: next.loginId,
      login_key: next.loginKey,
      login_changed_at: now,
      version: tx.raw('version + 1'),
    });
};

export type Contract = {
  id: number;
  contractNo: string;
  supplyPointNo: string;
  plan: string;
  startedOn: string;
  endedOn: string | null;
  supplyLine: string;
  supplyBuilding: string;
  applicationPhone: string | null;
  applicationPhoneDigits: string | null;
  isMailEligible: boolean;
};

/** The contracts that an account holds now, running ones first. */
export const contractsOf = async (tx: Knex, accountId: number): Promise<Contract[]> => {
  const rows: (Omit<Contract, 'isMailEligible'> & { isMailEligible: number })[] = await tx('account_contract as l')
    .join('contract as k', 'k.id', 'l.contract_id')
    .where('l.account_id', accountId)
    .whereNull('l.to_on')
    .orderByRaw('case when k.ended_on is null then 0 else 1 end, k.started_on desc, k.id')
    .select({
      id: 'k.id',
      contractNo: 'k.contract_no',
      supplyPointNo: 'k.supply_point_no',
      plan: 'k.plan',
      // Of the time before another customer's contract became this one's, nothing is said (rule 29).
      startedOn: tx.raw('coalesce(k.held_since, k.started_on)'),
      endedOn: 'k.ended_on',
      supplyLine: 'k.supply_line',
      supplyBuilding: 'k.supply_building',
      applicationPhone: 'k.application_phone',
      applicationPhoneDigits: 'k.application_phone_digits',
      isMailEligible: 'k.is_mail_eligible',
    });
  return rows.map((row) => ({ ...row, isMailEligible: row.isMailEligible === 1 }));
};

export const supplyPointsOfCustomer = async (tx: Knex, customerId: number): Promise<string[]> =>
  (await tx('contract').where({ customer_id: customerId }).select('supply_point_no')).map((row) => row.supply_point_no);

export type Phone = { id: number; number: string; digits: string; recordedAt: string };

export const phonesOf = (tx: Knex, customerId: number): Promise<Phone[]> =>
  tx('contact_phone')
    .where({ customer_id: customerId })
    .orderBy('position')
    .select({ id: 'id', number: 'number', digits: 'digits', recordedAt: 'recorded_at' });

export type MailAddress = {
  id: number;
  address: string;
  addressKey: string;
  createdAt: string;
  confirmedAt: string | null;
  /** Since when mail to it came back; null again once its owner has confirmed it. */
  suppressedAt: string | null;
};

const mailColumns = {
  id: 'm.id',
  address: 'm.address',
  addressKey: 'm.address_key',
  createdAt: 'm.created_at',
  confirmedAt: 'm.confirmed_at',
  suppressedAt: 'm.suppressed_at',
};

export const mailAddressesOf = (tx: Knex, accountId: number): Promise<MailAddress[]> =>
  tx('mail_address as m')
    .where('m.account_id', accountId)
    .whereNull('m.removed_at')
    .orderBy('m.position')
    .select(mailColumns);

/** Registered on any of the customer's accounts. */
export const mailAddressesOfCustomer = (tx: Knex, customerId: number): Promise<MailAddress[]> =>
  tx('mail_address as m')
    .join('account as a', 'a.id', 'm.account_id')
    .where('a.customer_id', customerId)
    .whereNull('m.removed_at')
    .select(mailColumns);
