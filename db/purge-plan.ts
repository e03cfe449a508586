// What a purge erases, table by table, those that point at others first. A test fails on a table with a personal or
// secret column that is named in none of these lists, and on one that points at an erased row and is not.

/** Whose rows: of the accounts that go, of customers who have none left, of what belonged to either. */
export type Subject = 'account' | 'customer' | 'contract' | 'bill' | 'contact' | 'credential' | 'mail';
export type Erasure = { readonly table: string; readonly column: string; readonly of: Subject };

const of = (subject: Subject, column: string, ...tables: string[]): Erasure[] =>
  tables.map((table) => ({ table, column, of: subject }));

/** Whole rows, in this order: a row without its names is of no use, and could still tell who it was of. */
export const erasures: readonly Erasure[] = [
  ...of('mail', 'outbox_id', 'demo_mail'),
  ...of('mail', 'id', 'outbox'),
  ...of('account', 'account_id', 'incident', 'card', 'card_request', 'approval', 'pending_change'),
  ...of('account', 'account_id', 'notice_card', 'call_back', 'account_event', 'former_login_id', 'mail_address'),
  ...of('credential', 'credential_id', 'credential_secret'),
  ...of('account', 'account_id', 'credential', 'account_contract', 'account_clock', 'legal_hold'),
  ...of('contact', 'contact_id', 'verification', 'contact_dial', 'call_back'),
  ...of('contact', 'id', 'contact'),
  ...of('customer', 'customer_id', 'contact_phone', 'disclosure'),
  ...of('bill', 'bill_id', 'debit', 'bill_line'),
  ...of('contract', 'contract_id', 'bill_line', 'account_contract'),
  ...of('bill', 'id', 'bill'),
  ...of('contract', 'id', 'contract'),
  ...of('account', 'id', 'account'),
  ...of('customer', 'id', 'customer'),
];

/**
 * Rows that stay and forget what they pointed at: a call of a customer who has another account, and what was asked for in
 * a call of somebody who goes. A mail that repeats another one may go later than that one.
 */
export const forgotten: readonly Erasure[] = [
  ...of('account', 'account_id', 'contact'),
  ...of('contact', 'contact_id', 'approval', 'card_request'),
  ...of('mail', 'resend_of', 'outbox'),
];

/** Erased with the account's search keys, and terms with the last account that bears them. */
export const dictionaries: readonly string[] = [
  'name_term',
  'name_suffix',
  'account_name',
  'address_term',
  'address_suffix',
  'account_address',
];

/** Personal or secret, and no customer's to be purged. */
export const untouched: Readonly<Record<string, string>> = {
  secret: "the database's own keys",
  purge_key: 'without it a purged number could not be told from a new one',
  purged_customer: 'keyed hashes: what keeps a purged customer from coming back',
  staff: "the utility's own people",
  staff_secret: "the utility's own people",
  staff_session_token: "the utility's own people",
  staff_invite: "the utility's own people",
  set_up_code: "the utility's own people",
  batch: 'why all of it was undone; the screen asks to leave customers out of it',
  unknown_login: 'of logins that nobody has; forgotten after three days',
};
