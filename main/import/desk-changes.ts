// What agents changed and the customer system does not know yet stands against its files, until a person settles it.
import type { Knex } from 'knex';
import type { ImportedAccount, ImportedContract, ImportStamp, KnownAccount } from '../../db/import-rows.ts';
import * as pending from '../../db/pending-changes.ts';
import { judgeFileValue } from '../rules/pending-change.ts';
import { phoneDigits } from '../rules/phone.ts';

export type DeskChanges = ReadonlyMap<number, readonly pending.PendingChange[]>;

/** The guarded values of many accounts; an empty map costs one look-up a piece. */
export const readDeskChanges = async (tx: Knex, accountIds: readonly number[]): Promise<DeskChanges> =>
  accountIds.length === 0
    ? new Map()
    : Map.groupBy(await pending.guarding(tx, accountIds), ({ accountId }) => accountId);

type Value = string | { postcode: string; line: string; building: string };
/** The parts of an address that a file has; what else stands in it is ours alone. */
const comparable = (json: string): string => {
  const value: Value = JSON.parse(json);
  return JSON.stringify(typeof value === 'string' ? value : [value.postcode, value.line, value.building]);
};

const settle = async (
  tx: Knex,
  change: pending.PendingChange,
  theirs: string,
  { now }: ImportStamp,
): Promise<boolean> => {
  const known = {
    before: comparable(change.before),
    ours: comparable(change.ours),
    theirs: change.theirs && comparable(change.theirs),
  };
  const verdict = judgeFileValue(
    { ...known, state: change.state as 'pending' | 'conflict' | 'kept' },
    comparable(theirs),
  );
  if (verdict === 'confirmed') await pending.settle(tx, change.id, 'confirmed', null, now);
  if (verdict === 'conflict') await pending.contradict(tx, change.id, theirs);
  return verdict !== 'confirmed';
};

/** The row as it may be written: where the desk's value stands, it says the desk's value. */
export const respectAccountChanges = async (
  tx: Knex,
  row: ImportedAccount,
  { account, phones }: KnownAccount,
  changes: readonly pending.PendingChange[],
  stamp: ImportStamp,
): Promise<ImportedAccount> => {
  let respected = row;
  for (const change of changes) {
    if (change.field === 'delivery-address' && account) {
      const theirs = JSON.stringify({
        postcode: row.postcode,
        line: row.addressLine,
        building: row.building,
        department: '',
        careOf: '',
      });
      if (await settle(tx, change, theirs, stamp))
        respected = { ...respected, postcode: account.postcode, addressLine: account.line, building: account.building };
    }
    const place = change.subjectId - 1;
    if (change.field === 'contact-phone' && (place === 0 || place === 1)) {
      const ours = phones.find(({ position }) => position === change.subjectId);
      if (await settle(tx, change, JSON.stringify(row.phones[place]?.number ?? ''), stamp)) {
        const kept = ours ? { number: ours.number, digits: ours.digits } : null;
        respected = { ...respected, phones: place === 0 ? [kept, respected.phones[1]] : [respected.phones[0], kept] };
      }
    }
  }
  return respected;
};

export const respectContractChanges = async (
  tx: Knex,
  row: ImportedContract,
  known: { id: number; applicationPhone: string | null },
  changes: readonly pending.PendingChange[],
  stamp: ImportStamp,
): Promise<ImportedContract> => {
  const change = changes.find(({ field, subjectId }) => field === 'application-phone' && subjectId === known.id);
  if (!change) return row;
  const stands = await settle(tx, change, JSON.stringify(row.applicationPhone?.number ?? ''), stamp);
  if (!stands) return row;
  const number = known.applicationPhone ?? '';
  return { ...row, applicationPhone: { number, digits: phoneDigits(number) } };
};
