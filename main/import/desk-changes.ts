// What agents changed and the customer system does not know yet stands against its files, until a person settles it.
import type { Knex } from 'knex';
import type { ImportedAccount, ImportedContract, KnownAccount } from '../../db/import-rows.ts';
import * as pending from '../../db/pending-changes.ts';
import { holderValue, isPhoneOfFiles, judgeFileValue, nameValue } from '../rules/pending-change.ts';
import { phoneDigits } from '../rules/phone.ts';

export type DeskChanges = ReadonlyMap<number, readonly pending.PendingChange[]>;

/** The guarded values of many accounts; an empty map costs one look-up a piece. */
export const readDeskChanges = async (tx: Knex, accountIds: readonly number[]): Promise<DeskChanges> =>
  accountIds.length === 0
    ? new Map()
    : Map.groupBy(await pending.guarding(tx, accountIds), ({ accountId }) => accountId);

/** The same by customer, whichever of their accounts it was changed at. */
export const readCustomerChanges = async (tx: Knex, customerIds: readonly number[]): Promise<DeskChanges> =>
  customerIds.length === 0
    ? new Map()
    : Map.groupBy(await pending.guardingCustomers(tx, customerIds), ({ customerId }) => customerId);

type Value = string | { postcode: string; line: string; building: string };
const phones: readonly pending.PendingField[] = ['contact-phone', 'application-phone'];
/** Of an address the parts that a file has, what else stands in it is ours alone; of a phone its digits (rule 2). */
const comparable = (field: pending.PendingField, json: string): string => {
  const value: Value = JSON.parse(json);
  if (typeof value !== 'string') return JSON.stringify([value.postcode, value.line, value.building]);
  return phones.includes(field) ? phoneDigits(value) : value;
};

/** What a file says of one change; written down with the piece that brings it. */
export type Verdict = {
  readonly changeId: number;
  readonly says: 'confirmed' | 'conflict' | 'waiting';
  readonly theirs: string;
};
/** The row as it may be written: where the desk's value stands, it says the desk's value. */
export type Respected<Row> = { readonly row: Row; readonly verdicts: readonly Verdict[] };

const judge = (change: pending.PendingChange, theirs: string): Verdict => {
  const said = (json: string): string => comparable(change.field, json);
  const known = {
    before: said(change.before),
    ours: said(change.ours),
    theirs: change.theirs === null ? null : said(change.theirs),
  };
  const state = change.state as 'pending' | 'conflict' | 'kept';
  return { changeId: change.id, says: judgeFileValue({ ...known, state }, said(theirs)), theirs };
};

export const writeVerdicts = async (tx: Knex, verdicts: readonly Verdict[], now: string): Promise<void> => {
  for (const { changeId, says, theirs } of verdicts) {
    if (says === 'confirmed') await pending.settle(tx, changeId, 'confirmed', now);
    if (says === 'conflict') await pending.contradict(tx, changeId, theirs);
  }
};

export const respectAccountChanges = (
  row: ImportedAccount,
  { account, phones, name, nameKana }: KnownAccount,
  changes: readonly pending.PendingChange[],
): Respected<ImportedAccount> => {
  let respected = row;
  const verdicts: Verdict[] = [];
  const stands = (change: pending.PendingChange, theirs: string): boolean => {
    const verdict = judge(change, theirs);
    verdicts.push(verdict);
    return verdict.says !== 'confirmed';
  };
  for (const change of changes) {
    if (change.field === 'delivery-address' && change.subjectId === account?.id) {
      const theirs = JSON.stringify({
        postcode: row.postcode,
        line: row.addressLine,
        building: row.building,
        department: '',
        careOf: '',
      });
      if (stands(change, theirs))
        respected = { ...respected, postcode: account.postcode, addressLine: account.line, building: account.building };
    }
    if (change.field === 'customer-name' && stands(change, JSON.stringify(nameValue(row.name, row.nameKana))))
      respected = { ...respected, name, nameKana };
    if (change.field === 'contact-phone' && isPhoneOfFiles(change.subjectId)) {
      const place = change.subjectId - 1;
      const ours = phones.find(({ position }) => position === change.subjectId);
      if (stands(change, JSON.stringify(row.phones[place]?.number ?? ''))) {
        const kept = ours ? { number: ours.number, digits: ours.digits } : null;
        respected = { ...respected, phones: place === 0 ? [kept, respected.phones[1]] : [respected.phones[0], kept] };
      }
    }
  }
  return { row: respected, verdicts };
};

/** A contract as it stands here; its customer may have taken it over at the desk. */
type StandingContract = {
  readonly id: number;
  readonly customerNo: string;
  readonly applicationPhone: string | null;
  readonly startedOn: string;
  readonly endedOn: string | null;
};

/** @param namedId of the customer whom the file names; null: nobody here */
export const respectContractChanges = (
  row: ImportedContract,
  namedId: number | null,
  known: StandingContract,
  changes: readonly pending.PendingChange[],
): Respected<ImportedContract> => {
  let respected = row;
  const verdicts: Verdict[] = [];
  /** The desk's value in the row's place, until the file says it too. */
  const keep = (change: pending.PendingChange, theirs: string, ours: Partial<ImportedContract>): void => {
    const verdict = judge(change, theirs);
    verdicts.push(verdict);
    if (verdict.says !== 'confirmed') respected = { ...respected, ...ours };
  };
  for (const change of changes) {
    if (change.subjectId !== known.id) continue;
    if (change.field === 'application-phone') {
      const number = known.applicationPhone ?? '';
      const applicationPhone = { number, digits: phoneDigits(number) };
      keep(change, JSON.stringify(row.applicationPhone?.number ?? ''), { applicationPhone });
    }
    if (change.field === 'contract-end') keep(change, JSON.stringify(row.endedOn ?? ''), { endedOn: known.endedOn });
    if (change.field === 'contract-start') keep(change, JSON.stringify(row.startedOn), { startedOn: known.startedOn });
    if (change.field === 'contract-holder') {
      // The phone given at application is the new holder's, whom the file does not know yet.
      const number = known.applicationPhone;
      const applicationPhone = number === null ? null : { number, digits: phoneDigits(number) };
      keep(change, holderValue(namedId), { customerNo: known.customerNo, applicationPhone });
    }
  }
  return { row: respected, verdicts };
};
