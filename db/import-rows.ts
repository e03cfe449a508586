// What a file's row becomes, and what is known of it before (rule 34).
import type { SearchKeys } from './search-keys.ts';

export type CustomerKind = 'person' | 'sole-trader' | 'organisation' | 'unknown';
export type ImportedPhone = { number: string; digits: string };

/** One row of an accounts file, checked and folded. */
export type ImportedAccount = {
  line: number;
  customerNo: string;
  kind: CustomerKind;
  name: string;
  nameKana: string;
  loginId: string;
  loginKey: string;
  /** First and second contact phone; a place may be empty. */
  phones: readonly [ImportedPhone | null, ImportedPhone | null];
  mail: { address: string; key: string } | null;
  postcode: string;
  addressLine: string;
  building: string;
  status: 'active' | 'withdrawn';
  registeredOn: string;
  updatedOn: string;
};

export type KnownAccount = {
  customerId: number;
  customerNo: string;
  kind: CustomerKind;
  name: string;
  nameKana: string;
  /** The customer's first account; null where there is none. */
  account: {
    id: number;
    loginKey: string;
    status: 'active' | 'withdrawn';
    registeredOn: string;
    postcode: string;
    line: string;
    building: string;
    isProtected: boolean;
  } | null;
  phones: readonly { position: number; number: string; digits: string }[];
  mailKeys: readonly string[];
};

export type NewAccount = {
  readonly row: ImportedAccount;
  readonly keys: SearchKeys;
  /** Of a customer who is known and has no account yet. */
  readonly customerId: number | null;
};

/** One row of a contracts file, checked and folded. */
export type ImportedContract = {
  line: number;
  supplyPointNo: string;
  contractNo: string;
  customerNo: string;
  plan: string;
  startedOn: string;
  endedOn: string | null;
  supplyPostcode: string;
  supplyLine: string;
  applicationPhone: ImportedPhone | null;
  /** Null: the file does not say. */
  isMailEligible: boolean | null;
};

export type KnownContract = {
  id: number;
  contractNo: string;
  customerNo: string;
  supplyPointNo: string;
  plan: string;
  startedOn: string;
  /** Since when it is this customer's, where it was another one's before. */
  heldSince: string | null;
  endedOn: string | null;
  supplyPostcode: string;
  supplyLine: string;
  applicationPhone: string | null;
  isMailEligible: boolean;
  accountId: number | null;
};

export type NewContract = {
  readonly row: ImportedContract;
  readonly customerId: number;
  readonly accountId: number | null;
};

/** Who imports, and when by the database's clock. */
export type ImportStamp = {
  readonly runId: number;
  readonly actor: string;
  readonly now: string;
  readonly today: string;
};

export type AddedAccount = NewAccount & { readonly accountId: number };

/** The statements that put many new rows in, one module for each engine. */
export type ImportWriter = {
  /** The dictionaries are the caller's to fill. */
  readonly addAccounts: (accounts: readonly NewAccount[], stamp: ImportStamp) => Promise<AddedAccount[]>;
  readonly addContracts: (contracts: readonly NewContract[], stamp: ImportStamp) => Promise<void>;
};

/** The accounts that hold these contracts from now on. */
export const holdersOf = (contracts: readonly NewContract[]): number[] =>
  contracts.flatMap(({ accountId }) => accountId ?? []);
