// One row of an accounts file, and what it changes. The customer system is master of all but login ID, mail addresses,
// opt-in and credentials (rule 34): those are taken from the file once, when the account is new.
import type { ImportedAccount, KnownAccount } from '../../db/import-rows.ts';
import { fold } from '../rules/fold.ts';
import { checkMailAddress } from '../rules/mail-address.ts';
import type { RowCheck } from './row-check.ts';

/** Half-width signs that no keyboard of a phone hides; case counts only for the eye (rule 1). */
const loginId = /^[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/;
const kinds = ['person', 'sole-trader', 'organisation', 'unknown'] as const;

const readMail = (check: RowCheck): ImportedAccount['mail'] => {
  const address = check.text('email', 320, false).trim();
  if (address === '') return null;
  // Mail to it would never arrive, but its owner is still a customer: the row counts, the address does not.
  if (!checkMailAddress(address).accepted) {
    check.fault('email', 'mail-refused');
    return null;
  }
  return { address, key: fold(address, 'mail') };
};

/** What was wrong is in `check` afterwards; the row is only of use where that is nothing, or `mail-refused` alone. */
export const readAccount = (check: RowCheck): ImportedAccount => {
  const login = check.matching('login_id', loginId, 'bad-login');
  return {
    line: check.line,
    customerNo: check.matching('customer_no', /^\d{10}$/, 'bad-customer-no'),
    kind: check.oneOf('kind', kinds, 'bad-kind'),
    name: check.text('name', 200),
    nameKana: check.text('name_kana', 200, false),
    loginId: login,
    loginKey: fold(login, 'login'),
    phones: [check.phone('phone'), check.phone('phone2')],
    mail: readMail(check),
    postcode: check.postcode('postal_code'),
    addressLine: check.text('address', 300),
    building: check.text('building', 200, false),
    status: check.oneOf('status', ['active', 'withdrawn'], 'bad-status'),
    registeredOn: check.date('registered_at'),
    updatedOn: check.date('updated_at'),
  };
};

/** The file's columns that differ, and whether values differ of which we are master. */
export const compareAccount = (known: KnownAccount, row: ImportedAccount): { fields: string[]; isKept: boolean } => {
  const { account } = known;
  const phoneAt = (position: number) => known.phones.find((phone) => phone.position === position)?.number ?? '';
  const pairs: [string, unknown, unknown][] = [
    ['kind', known.kind, row.kind],
    ['name', known.name, row.name],
    ['name_kana', known.nameKana, row.nameKana],
    ['phone', phoneAt(1), row.phones[0]?.number ?? ''],
    ['phone2', phoneAt(2), row.phones[1]?.number ?? ''],
    ['postal_code', account?.postcode, row.postcode],
    ['address', account?.line, row.addressLine],
    ['building', account?.building, row.building],
    ['registered_at', account?.registeredOn, row.registeredOn],
  ];
  const isMailOurs = row.mail !== null && !known.mailKeys.includes(row.mail.key);
  return {
    fields: pairs.filter(([, before, after]) => before !== after).map(([field]) => field),
    isKept: account?.loginKey !== row.loginKey || account?.status !== row.status || isMailOurs,
  };
};
